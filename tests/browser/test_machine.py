"""What is there for programs costs a reader nothing."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from site_browser import PREFIX, Visitor


@pytest.mark.parametrize("path", ["training/loss-curves/", "en/training/loss-curves/"])
def test_no_script_asks_for_the_markdown_the_feed_or_a_sitemap_beside_them(
    visit: Visitor, path: str
) -> None:
    page = visit.anew(path)
    visit.server.asked.clear()
    # Material's script comes with the first use of the box.
    page.locator(".md-search__input").click()
    page.keyboard.type("recall")
    expect(page.locator(".md-search-result__item").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert any("/assets/javascripts/bundle" in asked for asked in visit.server.asked)
    unwanted = ("index.md", "feed.xml", "sitemap.xml")
    assert [asked for asked in visit.server.asked if asked.endswith(unwanted)] == []


@pytest.mark.parametrize("language", ["", "en/"])
@pytest.mark.parametrize("scripts", [True, False], ids=["", "no-scripts"])
def test_the_news_can_be_read_and_lead_to_their_pages(
    visit: Visitor, language: str, scripts: bool
) -> None:
    page = visit(f"{language}changes/#change-first-questions", scripts=scripts)
    row = page.locator("#change-first-questions")
    expect(row).to_be_in_viewport()
    links = row.locator("a")
    expect(links).to_have_count(2)
    links.last.click()
    assert page.url.endswith(f"{PREFIX}{language}exam/guide/")


@pytest.mark.parametrize("language", ["", "en/"])
def test_the_feed_opens_as_xml(visit: Visitor, language: str) -> None:
    page = visit(f"{language}changes/")
    href = page.locator("article a[href$='feed.xml']").get_attribute("href")
    answer = page.request.get(f"{visit.server.home}{language}changes/{href}")
    assert answer.ok
    assert answer.text().startswith("<?xml")
