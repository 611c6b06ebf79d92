"""Search by keyboard: in the language of the page, from both widths."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from site_browser import NARROW, WIDE, Visitor

widths = pytest.mark.parametrize("width", [NARROW, WIDE])
languages = pytest.mark.parametrize(
    ("folder", "word"), [("", "再現率"), ("en/", "recall")], ids=["ja", "en"]
)


def _search(page: Page, width: int, word: str) -> None:
    """Come to the search with Tab, and type."""
    wanted = ".search-button" if width == NARROW else ".md-search__input"
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("name => document.activeElement.matches(name)", wanted):
            break
    if width == NARROW:
        page.keyboard.press("Enter")
    expect(page.locator(".md-search__input")).to_be_focused()
    page.keyboard.insert_text(word)
    expect(page.locator(".md-search-result__item").first).to_be_visible()


@widths
@languages
def test_enter_opens_a_page_in_the_same_language(
    visit: Visitor, width: int, folder: str, word: str
) -> None:
    page = visit(f"{folder}labs/", width=width)
    _search(page, width, word)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: not address.endswith("/labs/"))
    assert page.locator("html").get_attribute("lang") == (folder.strip("/") or "ja")


@widths
@languages
def test_the_opened_page_contains_the_word(
    visit: Visitor, width: int, folder: str, word: str
) -> None:
    page = visit(f"{folder}labs/", width=width)
    _search(page, width, word)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: not address.endswith("/labs/"))
    expect(page.locator("article")).to_contain_text(re.compile(word, re.I))


@widths
@languages
def test_the_arrow_key_comes_to_a_result_that_is_seen(
    visit: Visitor, width: int, folder: str, word: str
) -> None:
    page = visit(folder, width=width)
    _search(page, width, word)
    page.keyboard.press("ArrowDown")
    focused = page.locator(".md-search-result__link:focus")
    expect(focused).to_be_in_viewport()


@widths
@languages
def test_all_results_are_in_the_language_of_the_page(
    visit: Visitor, width: int, folder: str, word: str
) -> None:
    page = visit(folder, width=width)
    _search(page, width, word)
    links = page.locator(".md-search-result__link").evaluate_all(
        "links => links.map(link => new URL(link.href).pathname)"
    )
    assert links
    assert all(link.startswith("/mle-notes/en/") == bool(folder) for link in links), links


@widths
def test_the_number_of_results_is_announced(visit: Visitor, width: int) -> None:
    page = visit("en/", width=width)
    _search(page, width, "recall")
    status = page.locator(".md-search-result__meta[role=status]")
    expect(status).to_have_text(re.compile(r"\d+ matching document"))


@widths
def test_escape_closes_the_search(visit: Visitor, width: int) -> None:
    page = visit("en/", width=width)
    _search(page, width, "recall")
    page.keyboard.press("Escape")
    expect(page.locator(".md-search__output")).to_be_hidden()


def test_the_closed_search_gives_the_focus_back_to_its_button(visit: Visitor) -> None:
    page = visit("en/", width=NARROW)
    _search(page, NARROW, "recall")
    page.keyboard.press("Escape")
    expect(page.locator(".search-button")).to_be_focused()


def test_the_search_works_on_the_404_page(visit: Visitor) -> None:
    page = visit("404.html")
    _search(page, WIDE, "再現率")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/mle-notes/(?!404).+"))
