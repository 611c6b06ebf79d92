"""Light and dark: as the system says until the reader chooses; figures follow."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from site_browser import KINDS, NARROW, PAGES, WIDE, Visitor, luminance
from site_build import JAPANESE, KANA

_SERIES = "figure.lab-figure [stroke='var(--fig-1)'], figure.lab-figure [fill='var(--fig-1)']"
_STROKE = """element => {
    const {stroke, fill} = getComputedStyle(element);
    return element.getAttribute("stroke") === "var(--fig-1)" ? stroke : fill;
}"""
figures = pytest.mark.parametrize(
    "path", [KINDS["figures"], f"en/{KINDS['figures']}", KINDS["lab"], f"en/{KINDS['lab']}"]
)


def _is_dark(page: Page) -> bool:
    return luminance(page, "body", "backgroundColor") < 0.3


@pytest.mark.parametrize("path", PAGES)
def test_a_page_follows_the_system(visit: Visitor, path: str) -> None:
    assert _is_dark(visit(path, scheme="dark"))
    assert not _is_dark(visit(path, scheme="light"))


@pytest.mark.parametrize("width", [NARROW, WIDE])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_button_switches(visit: Visitor, scheme: str, width: int) -> None:
    page = visit.anew("training/loss-curves/", scheme=scheme, width=width)
    page.locator(".theme-button").press("Enter")
    assert _is_dark(page) == (scheme == "light")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_choice_is_remembered_after_a_reload(visit: Visitor, scheme: str) -> None:
    page = visit.anew("training/loss-curves/", scheme=scheme)
    page.locator(".theme-button").click()
    page.reload()
    assert _is_dark(page) == (scheme == "light")


def test_the_choice_holds_in_the_other_language(visit: Visitor) -> None:
    page = visit.anew("labs/")
    page.locator(".theme-button").click()
    page.locator("a.switch").click()
    page.wait_for_url("**/en/labs/")
    assert _is_dark(page)


def test_the_button_switches_back(visit: Visitor) -> None:
    page = visit.anew("en/")
    button = page.locator(".theme-button")
    button.click()
    button.click()
    page.reload()
    assert not _is_dark(page)


@pytest.mark.parametrize(("path", "words"), [("", "ライト"), ("en/", "light")], ids=["ja", "en"])
def test_the_button_says_what_it_will_do(visit: Visitor, path: str, words: str) -> None:
    page = visit.anew(path)
    button = page.locator(".theme-button")
    button.click()
    assert words in str(button.get_attribute("aria-label"))


@figures
def test_figures_follow_the_theme(visit: Visitor, path: str) -> None:
    light = visit(path).locator(_SERIES).first.evaluate(_STROKE)
    dark = visit(path, scheme="dark").locator(_SERIES).first.evaluate(_STROKE)
    assert light != dark


@figures
def test_figures_follow_the_readers_choice(visit: Visitor, path: str) -> None:
    page = visit.anew(path)
    before = page.locator(_SERIES).first.evaluate(_STROKE)
    page.locator(".theme-button").click()
    assert page.locator(_SERIES).first.evaluate(_STROKE) != before


@pytest.mark.parametrize("scheme", ["light", "dark"])
@figures
def test_every_label_of_a_figure_is_seen_on_its_ground(
    visit: Visitor, path: str, scheme: str
) -> None:
    page = visit(path, scheme=scheme)
    ground = luminance(page, "body", "backgroundColor")
    fills = page.locator("figure.lab-figure text").evaluate_all(
        "labels => [...new Set(labels.map(label => getComputedStyle(label).fill))]"
    )
    assert fills
    for fill in fills:
        page.evaluate("fill => document.querySelector('article').style.color = fill", fill)
        text = luminance(page, "article", "color")
        assert abs(text - ground) > 0.25, f"{fill} cannot be read on the page"


@figures
def test_labels_of_figures_are_in_the_readers_language(visit: Visitor, path: str) -> None:
    page = visit(path)
    labels = page.locator("figure.lab-figure text").all_text_contents()
    found = [
        label for label in labels if (KANA if path.startswith("en/") else JAPANESE).search(label)
    ]
    assert bool(found) != path.startswith("en/"), found


@figures
def test_labels_of_figures_have_the_font_of_the_page(visit: Visitor, path: str) -> None:
    page = visit(path)
    family = "element => getComputedStyle(element).fontFamily"
    label = page.locator("figure.lab-figure text").first.evaluate(family)
    assert label == page.locator("article p").first.evaluate(family)
