"""Everything can be reached and used with the keyboard alone, and shows where the focus is."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

import measure
from measure import Walk
from site_browser import KINDS, NARROW, PAGES, WIDE, Visitor, until

#: More stops than any page has.
_MOST = 500
#: Kinds of page, languages and widths in turn, so that each occurs with each.
WALKS = [
    pytest.param(KINDS["home"], WIDE, id="home-ja-wide"),
    pytest.param(f"en/{KINDS['home']}", NARROW, id="home-en-narrow"),
    pytest.param(KINDS["formulas"], NARROW, id="formulas-ja-narrow"),
    pytest.param(f"en/{KINDS['formulas']}", WIDE, id="formulas-en-wide"),
    pytest.param(KINDS["figures"], WIDE, id="figures-ja-wide"),
    pytest.param(f"en/{KINDS['figures']}", NARROW, id="figures-en-narrow"),
    pytest.param(KINDS["lab"], NARROW, id="lab-ja-narrow"),
    pytest.param(f"en/{KINDS['lab']}", WIDE, id="lab-en-wide"),
    pytest.param(KINDS["labs"], NARROW, id="labs-ja-narrow"),
    pytest.param(f"en/{KINDS['contribute']}", NARROW, id="contribute-en-narrow"),
    pytest.param(KINDS["service"], NARROW, id="service-ja-narrow"),
    pytest.param(f"en/{KINDS['services']}", WIDE, id="services-en-wide"),
    pytest.param(KINDS["choose"], WIDE, id="choose-ja-wide"),
    pytest.param(f"en/{KINDS['choose']}", NARROW, id="choose-en-narrow"),
    pytest.param(f"en/{KINDS['names']}", NARROW, id="names-en-narrow"),
    pytest.param(f"en/{KINDS['plan']}", NARROW, id="plan-en-narrow"),
    pytest.param("404.html", WIDE, id="404-wide"),
    pytest.param("404.html", NARROW, id="404-narrow"),
]
walks = pytest.mark.parametrize(("path", "width"), WALKS)


@pytest.fixture(scope="module")
def walked() -> dict[tuple[str, int, str], Walk]:
    """Return the walks that were made: each is long, and several tests look at it."""
    return {}


@pytest.fixture
def walk(visit: Visitor, walked: dict[tuple[str, int, str], Walk], path: str, width: int) -> Walk:
    """Return the walk through a page from its top with the Tab key."""
    key = (path, width, "Tab")
    if key not in walked:
        walked[key] = measure.walk(visit(path, width=width))
    return walked[key]


@walks
def test_the_first_stop_is_the_skip_link(walk: Walk) -> None:
    assert walk.stops[0]["skip"], f"the first stop is {walk.stops[0]['element']}"


@walks
def test_every_stop_is_seen(walk: Walk) -> None:
    unseen = walk.without("seen")
    assert not unseen, "off the screen, invisible or covered:\n" + "\n".join(unseen)


@walks
def test_every_stop_looks_different_from_the_rest(walk: Walk) -> None:
    unmarked = walk.without("marked")
    assert not unmarked, "neither outline nor shadow changes:\n" + "\n".join(unmarked)


@walks
def test_everything_that_works_by_click_is_a_stop(walk: Walk) -> None:
    assert not walk.left_out, "Tab never comes to:\n" + "\n".join(walk.left_out)


@walks
def test_the_closed_menu_has_no_stop(walk: Walk, width: int) -> None:
    if width == NARROW:
        assert [stop["element"] for stop in walk.stops if stop["menu"]] == []


@pytest.mark.parametrize("path", [KINDS["figures"], f"en/{KINDS['lab']}"])
def test_going_back_no_stop_lies_under_the_header(visit: Visitor, path: str) -> None:
    page = visit(path)
    walk = measure.walk(page, "Shift+Tab")
    unseen = walk.without("seen")
    assert len(walk.stops) > 20
    assert not unseen, "off the screen, invisible or covered:\n" + "\n".join(unseen)


@pytest.mark.parametrize("width", [NARROW, WIDE])
@pytest.mark.parametrize("path", PAGES)
def test_the_skip_link_leads_to_the_text(visit: Visitor, path: str, width: int) -> None:
    page = visit(path, width=width)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    inside = "document.activeElement.closest('article, footer, .toc') !== null"
    assert page.evaluate(inside), page.evaluate("document.activeElement.outerHTML.slice(0, 200)")


def _tab_to(page: Page, selector: str) -> None:
    for _ in range(_MOST):
        page.keyboard.press("Tab")
        if page.evaluate("name => document.activeElement.matches(name)", selector):
            return
    pytest.fail(f"Tab never comes to {selector}")


def test_the_menu_opens_and_closes_by_key(visit: Visitor) -> None:
    page = visit("labs/", width=NARROW)
    menu = page.locator("#__nav")
    expect(menu).to_be_hidden()
    _tab_to(page, ".menu-button")
    page.keyboard.press("Enter")
    expect(menu).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()


def test_the_closed_menu_gives_the_focus_back(visit: Visitor) -> None:
    page = visit("en/labs/", width=NARROW)
    _tab_to(page, ".menu-button")
    page.keyboard.press("Enter")
    _tab_to(page, "#__nav a")
    page.keyboard.press("Escape")
    expect(page.locator(".menu-button")).to_be_focused()


def test_the_opened_menu_comes_next(visit: Visitor) -> None:
    page = visit("en/training/loss-curves/", width=NARROW)
    _tab_to(page, ".menu-button")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#__nav') !== null")


def test_the_menu_closes_when_the_focus_leaves_it(visit: Visitor) -> None:
    page = visit("en/training/loss-curves/", width=NARROW)
    _tab_to(page, ".menu-button")
    page.keyboard.press("Enter")
    _tab_to(page, "#__nav a")
    _tab_to(page, "body :not(#__nav *)")
    expect(page.locator("#__nav")).to_be_hidden()


def test_a_link_of_the_menu_opens_by_key(visit: Visitor) -> None:
    page = visit("training/loss-curves/", width=NARROW)
    _tab_to(page, ".menu-button")
    page.keyboard.press("Enter")
    _tab_to(page, "#__nav a[href='../quantization/']")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/mle-notes/training/quantization/$"))


def test_an_answer_opens_by_key(visit: Visitor) -> None:
    page = visit("en/metrics/threshold/")
    page.locator("details.answer > summary").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("details.answer").first).to_have_attribute("open", "")


@pytest.mark.parametrize("path", [KINDS["lab"], f"en/{KINDS['lab']}"])
def test_wide_code_scrolls_by_key(visit: Visitor, path: str) -> None:
    page = visit(path, width=NARROW)
    page.evaluate("""() => {
        const wide = [...document.querySelectorAll("article pre")]
            .find(each => each.scrollWidth > each.clientWidth + 80);
        wide.id = "wide";
        wide.focus();
    }""")
    page.keyboard.press("ArrowRight")
    until(page, "document.getElementById('wide').scrollLeft > 0")
