"""The language switch keeps the page and the place, in both directions."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from site_browser import NARROW, WIDE, Visitor

directions = pytest.mark.parametrize(
    ("start", "end"), [("", "en/"), ("en/", "")], ids=["ja-en", "en-ja"]
)
sections = pytest.mark.parametrize(
    ("route", "section"),
    [
        ("training/loss-curves/", "sudden-rise"),
        ("labs/learning-rate/", None),
    ],
)
widths = pytest.mark.parametrize("width", [NARROW, WIDE])


def _section(page: Page, section: str | None) -> str:
    """Return the named section, or some section in the midst of the page."""
    return section or str(page.locator("article h2[id]").nth(2).get_attribute("id"))


@widths
@sections
@directions
def test_the_switch_keeps_the_section_of_the_address(
    visit: Visitor, start: str, end: str, route: str, section: str | None, width: int
) -> None:
    name = _section(visit(start + route), section)
    page = visit(f"{start}{route}#{name}", width=width)
    page.locator("a.switch").click()
    expect(page).to_have_url(f"{visit.server.home}{end}{route}#{name}")


@directions
def test_the_switch_keeps_the_section_that_is_being_read(
    visit: Visitor, start: str, end: str
) -> None:
    route = "training/loss-curves/"
    page = visit(start + route)
    page.evaluate("document.getElementById('overfitting').scrollIntoView()")
    expect(page.locator(".toc a[href='#overfitting']")).to_have_attribute(
        "aria-current", "location"
    )
    page.locator("a.switch").click()
    expect(page).to_have_url(f"{visit.server.home}{end}{route}#overfitting")


@widths
@directions
def test_the_switch_works_by_key(visit: Visitor, start: str, end: str, width: int) -> None:
    page = visit(f"{start}metrics/threshold/#question", width=width)
    page.locator("a.switch").press("Enter")
    expect(page).to_have_url(f"{visit.server.home}{end}metrics/threshold/#question")


@widths
@pytest.mark.parametrize("start", ["", "en/"], ids=["ja", "en"])
def test_the_section_of_the_address_is_not_hidden_by_the_header(
    visit: Visitor, start: str, width: int
) -> None:
    page = visit(f"{start}training/loss-curves/#overfitting", width=width)
    heading = page.locator("#overfitting")
    expect(heading).to_be_in_viewport()
    covered = heading.evaluate("""element => {
        const header = document.querySelector(".md-header").getBoundingClientRect();
        return element.getBoundingClientRect().top < header.bottom - 2;  // air of the first line
    }""")
    assert not covered


@widths
@directions
def test_the_switch_is_on_the_screen(visit: Visitor, start: str, end: str, width: int) -> None:
    page = visit(start, width=width)
    name = "日本語" if end == "" else "English"
    expect(page.locator("a.switch")).to_have_text(name)
    expect(page.locator("a.switch")).to_be_in_viewport(ratio=1)


def test_a_missing_address_shows_both_languages(visit: Visitor) -> None:
    page = visit("en/no/such/page/")
    expect(page.get_by_text("ページが見つかりません").first).to_be_visible()
    expect(page.get_by_text("Page not found").first).to_be_visible()


def test_a_missing_address_leads_home(visit: Visitor) -> None:
    page = visit("en/no/such/page/")
    page.locator("article [lang=en] a").click()
    expect(page).to_have_url(f"{visit.server.home}en/")
