"""What a page costs its reader: requests, bytes, and text that moves while it loads."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from statistics import median

import pytest
from playwright.sync_api import Page

from site_browser import KINDS, NARROW, PAGES, PREFIX, WIDE, Visitor
from site_build import Site

_MOST_REQUESTS = 14
#: For half of the kinds of page, for any page, and for a lab.
_USUAL_BYTES = 110_000
_MOST_BYTES = 160_000
_MOST_BYTES_OF_A_LAB = 200_000
_MOST_SHIFT = 0.02
#: A phone with a poor connection, so that fonts and styles come late.
_SLOW = {
    "offline": False,
    "latency": 50,
    "downloadThroughput": 400_000,
    "uploadThroughput": 100_000,
}
_OBSERVE = """
    window.shift = 0;
    window.shifted = [];
    new PerformanceObserver(list => {
        for (const entry of list.getEntries()) {
            if (entry.hadRecentInput) continue;
            shift += entry.value;
            shifted.push(...entry.sources.map(({node}) => node?.outerHTML?.slice(0, 100)));
        }
    }).observe({type: "layout-shift", buffered: true});
"""


@dataclass(frozen=True)
class Load:
    """What happened while a page loaded for the first time."""

    asked: list[str]
    shift: float
    shifted: list[str]


@pytest.fixture(scope="module")
def loads() -> dict[tuple[str, int], Load]:
    """Return the loads that were watched; several tests look at each."""
    return {}


@pytest.fixture
def load(visit: Visitor, loads: dict[tuple[str, int], Load], path: str, width: int) -> Load:
    """Return what happens when somebody opens a page for the first time, on a slow line."""
    if (path, width) not in loads:
        page = visit.nowhere(width=width)
        page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", _SLOW)
        page.add_init_script(_OBSERVE)
        visit.server.asked.clear()
        page.goto(visit.server.home + path)
        asked = _when_quiet(page, visit.server.asked)
        loads[path, width] = Load(
            asked, page.evaluate("window.shift"), page.evaluate("window.shifted")
        )
    return loads[path, width]


def _when_quiet(page: Page, asked: list[str]) -> list[str]:
    """Return what was asked for when nothing more is: Playwright does not wait for workers."""
    before = -1
    while len(asked) > before:
        before = len(asked)
        page.wait_for_timeout(600)
    return asked[:]


phone = pytest.mark.parametrize("width", [NARROW])
pages = pytest.mark.parametrize("path", PAGES)


@phone
@pages
def test_a_page_needs_few_requests(load: Load) -> None:
    assert len(load.asked) <= _MOST_REQUESTS, "\n".join(load.asked)


@phone
@pages
def test_a_page_asks_for_nothing_twice(load: Load) -> None:
    assert sorted(set(load.asked)) == sorted(load.asked)


@phone
@pages
def test_a_page_is_small(site: Site, load: Load, path: str) -> None:
    sizes = {each: _sent(site, each) for each in set(load.asked)}
    most = _MOST_BYTES_OF_A_LAB if KINDS["lab"] in path else _MOST_BYTES
    assert sum(sizes.values()) <= most, f"{sum(sizes.values())} bytes: {sizes}"


def _sent(site: Site, address: str) -> int:
    """Return how many bytes GitHub Pages sends: compressed, where that is less."""
    name = address.partition("?")[0].removeprefix(PREFIX)
    path = site.folder / (name if name and not name.endswith("/") else f"{name}index.html")
    content = path.read_bytes()
    return min(len(content), len(gzip.compress(content, 6)))


def test_the_usual_page_is_smaller_still(site: Site, loads: dict[tuple[str, int], Load]) -> None:
    """Looks at what the tests above have loaded."""
    sizes = {
        path: sum(_sent(site, each) for each in set(load.asked))
        for (path, width), load in loads.items()
        if width == NARROW and KINDS["lab"] not in path
    }
    assert median(sizes.values()) <= _USUAL_BYTES, sizes


@phone
@pages
def test_nothing_moves_while_a_page_loads_on_a_phone(load: Load) -> None:
    assert load.shift <= _MOST_SHIFT, f"{load.shift:.3f}: {load.shifted}"


@pytest.mark.parametrize("width", [WIDE])
@pytest.mark.parametrize("path", ["", KINDS["formulas"], f"en/{KINDS['figures']}", KINDS["lab"]])
def test_nothing_moves_while_a_page_loads_on_a_wide_screen(load: Load) -> None:
    assert load.shift <= _MOST_SHIFT, f"{load.shift:.3f}: {load.shifted}"
