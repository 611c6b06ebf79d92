"""What a page costs its reader: requests, bytes, and text that moves while it loads."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

import pytest

import measure
import weight
from quality import FIGURES, most_bytes
from site_browser import KINDS, NARROW, PAGES, PREFIX, WIDE, Visitor
from site_build import Site


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
        visit.server.asked.clear()
        seen = measure.load(page, visit.server.home + path, visit.server.asked)
        loads[path, width] = Load(visit.server.asked[:], seen.shift, seen.shifted)
    return loads[path, width]


phone = pytest.mark.parametrize("width", [NARROW])
pages = pytest.mark.parametrize("path", PAGES)


@phone
@pages
def test_a_page_needs_few_requests(load: Load) -> None:
    assert len(load.asked) <= FIGURES["requests"].goal, "\n".join(load.asked)


@phone
@pages
def test_a_page_asks_for_nothing_twice(load: Load) -> None:
    assert sorted(set(load.asked)) == sorted(load.asked)


@phone
@pages
def test_a_page_is_small(site: Site, load: Load, path: str) -> None:
    sizes = {each: _sent(site, each) for each in set(load.asked)}
    most = most_bytes("transfer-large" if KINDS["lab"] in path else "transfer")
    assert sum(sizes.values()) <= most, f"{sum(sizes.values())} bytes: {sizes}"


def _sent(site: Site, address: str) -> int:
    """Return how many bytes GitHub Pages sends for an address."""
    name = address.partition("?")[0].removeprefix(PREFIX)
    path = site.folder / (name if name and not name.endswith("/") else f"{name}index.html")
    return weight.sent(path.read_bytes())


def test_the_usual_page_is_smaller_still(site: Site, loads: dict[tuple[str, int], Load]) -> None:
    """Looks at what the tests above have loaded."""
    sizes = {
        path: sum(_sent(site, each) for each in set(load.asked))
        for (path, width), load in loads.items()
        if width == NARROW and KINDS["lab"] not in path
    }
    assert median(sizes.values()) <= most_bytes("transfer-median"), sizes


@phone
@pages
def test_nothing_moves_while_a_page_loads_on_a_phone(load: Load) -> None:
    assert load.shift <= FIGURES["shift"].goal, f"{load.shift:.3f}: {load.shifted}"


@pytest.mark.parametrize("width", [WIDE])
@pytest.mark.parametrize("path", ["", KINDS["formulas"], f"en/{KINDS['figures']}", KINDS["lab"]])
def test_nothing_moves_while_a_page_loads_on_a_wide_screen(load: Load) -> None:
    assert load.shift <= FIGURES["shift"].goal, f"{load.shift:.3f}: {load.shifted}"
