"""Every page reads and leads on where JavaScript is off."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from site_browser import KINDS, NARROW, PAGES, WIDE, Visitor

chapter_or_lab = pytest.mark.parametrize(
    "path",
    [f"{folder}{KINDS[kind]}" for kind in ("figures", "formulas", "lab") for folder in ("", "en/")],
)
_TEXT = """() => {
    // What only scripts make work, and what is for screen readers only, is not text to read.
    const extra = ".needs-js, .copy, .copy + [role=status], .md-code__nav, .katex-mathml";
    document.querySelectorAll(extra).forEach(each => each.style.display = "none");
    return document.querySelector("article").innerText.split(/\\s+/).join(" ");
}"""


@pytest.mark.parametrize("path", PAGES)
def test_the_text_is_the_same_as_with_scripts(visit: Visitor, path: str) -> None:
    without = visit(path, scripts=False).evaluate(_TEXT)
    assert without == visit(path).evaluate(_TEXT)


@pytest.mark.parametrize("path", PAGES)
def test_no_control_is_shown_that_only_a_script_makes_work(visit: Visitor, path: str) -> None:
    page = visit(path, scripts=False)
    for name in (".theme-button", ".search-button", ".md-search__input", ".copy"):
        assert page.locator(f"{name}:visible").count() == 0, f"{name} is shown and does nothing"


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_every_page_of_a_section_can_be_reached(visit: Visitor, width: int) -> None:
    page = visit("training/loss-curves/", width=width, scripts=False)
    if width == NARROW:
        page.locator(".menu-button").click()
    page.locator("#__nav a[href='../quantization/']").click()
    expect(page).to_have_url(re.compile(r"/mle-notes/training/quantization/$"))


def test_the_sections_can_be_reached(visit: Visitor) -> None:
    page = visit("en/training/loss-curves/", scripts=False)
    page.locator(".tabs").get_by_text("Machine learning").click()
    expect(page).to_have_url(re.compile(r"/mle-notes/en/learn/"))


def test_the_menu_of_a_narrow_screen_closes_again(visit: Visitor) -> None:
    page = visit("labs/", width=NARROW, scripts=False)
    page.locator(".menu-button").click()
    expect(page.locator("#__nav")).to_be_visible()
    page.locator(".nav__close").click()
    expect(page.locator("#__nav")).to_be_hidden()


@pytest.mark.parametrize("width", [NARROW, WIDE])
@chapter_or_lab
def test_the_table_of_contents_leads_to_sections(visit: Visitor, path: str, width: int) -> None:
    page = visit(path, width=width, scripts=False)
    if width == NARROW:
        page.locator(".toc-inline > summary").click()
    links = page.locator(".toc-inline a:visible" if width == NARROW else ".toc a:visible")
    link = links.nth(1)
    section = str(link.get_attribute("href"))
    link.click()
    expect(page.locator(section)).to_be_in_viewport()


@pytest.mark.parametrize("path", ["training/loss-curves/", "en/metrics/regression/"])
def test_answers_open(visit: Visitor, path: str) -> None:
    page = visit(path, scripts=False)
    answer = page.locator("details.answer").first
    text = answer.locator(":scope > :not(summary)").first
    expect(text).to_be_hidden()
    answer.locator("summary").click()
    expect(text).to_be_visible()


@pytest.mark.parametrize("width", [NARROW, WIDE])
@chapter_or_lab
def test_every_figure_is_shown(visit: Visitor, path: str, width: int) -> None:
    page = visit(path, width=width, scripts=False)
    sizes = _sizes(page)
    assert sizes
    assert all(wide >= 300 and high >= 100 for wide, high in sizes), f"too small: {sizes}"


def _sizes(page: Page) -> list[tuple[float, float]]:
    boxes = (each.bounding_box() for each in page.locator("figure.lab-figure > svg").all())
    return [(box["width"], box["height"]) for box in boxes if box]


@pytest.mark.parametrize("path", PAGES[:-1])
def test_the_language_switch_leads_to_the_same_page(visit: Visitor, path: str) -> None:
    page = visit(path, width=NARROW, scripts=False)
    page.locator("a.switch").click()
    twin = path.removeprefix("en/") if path.startswith("en/") else f"en/{path}"
    expect(page).to_have_url(visit.server.home + twin)


def test_the_readers_system_decides_between_light_and_dark(visit: Visitor) -> None:
    colours = {
        visit(scheme=scheme, scripts=False).evaluate(
            "getComputedStyle(document.body).backgroundColor"
        )
        for scheme in ("light", "dark")
    }
    assert len(colours) == 2
