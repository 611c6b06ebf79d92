"""Readers of the old memos: every topic of theirs is near the home page, in both languages."""

from __future__ import annotations

from urllib.parse import urldefrag

import pytest

from site_build import HOME, LANGUAGES, Site
from sitekit import site as sources


def _within(site: Site, language: str, clicks: int) -> set[str]:
    """The paths of the pages that so many clicks reach from the home page of a language."""
    prefix = "" if language == "ja" else "en/"
    reached = {f"{prefix}index.html"}
    edge = set(reached)
    for _ in range(clicks):
        edge = {target for path in edge for target in _linked(site, path)} - reached
        reached |= edge
    return reached


def _linked(site: Site, path: str) -> set[str]:
    page = site.pages[path]
    addresses = (urldefrag(page.resolve(link.get("href"))).url for link in page.all("//a[@href]"))
    below = (each.removeprefix(HOME) for each in addresses if each.startswith(HOME))
    return {f"{each}index.html" for each in below} & set(site.pages)


def _route(page: str) -> str:
    """The address, below the language, of a page named by its source."""
    place = urldefrag(page).url.removesuffix(".md").removesuffix(".ipynb")
    return f"{place}/".removeprefix("index/").replace("/index/", "/")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_topic_is_within_two_clicks_of_home(site: Site, language: str) -> None:
    read, _ = sources.read_sources(site.house)
    reached = {site.pages[path].route for path in _within(site, language, 2)}
    far = {topic.page for topic in read.data.topics if _route(topic.page) not in reached}
    assert not far, sorted(far)


def test_all_four_memos_have_topics(site: Site) -> None:
    read, _ = sources.read_sources(site.house)
    assert {topic.memo for topic in read.data.topics} == {"000", "001", "002", "003"}


@pytest.mark.parametrize("memo", ["000", "001", "002", "003"])
def test_the_page_of_a_memo_leads_to_each_of_its_topics(site: Site, memo: str) -> None:
    read, _ = sources.read_sources(site.house)
    mine = [topic for topic in read.data.topics if topic.memo == memo]
    for language in LANGUAGES:
        prefix = "" if language == "ja" else "en/"
        page = site.pages[f"{prefix}changes/memo-{memo}/index.html"]
        shown = {link.text_content() for link in page.all("//table[@class='memo-topics']//a")}
        assert {_typographic(topic.text[language], shown) for topic in mine} <= shown


def _typographic(text: str, shown: set[str]) -> str:
    """The text as it is shown, with quotation marks and apostrophes of print."""
    straight = str.maketrans("“”‘’", "\"\"''")
    return next((each for each in shown if each.translate(straight) == text), text)
