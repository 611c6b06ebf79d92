"""The page on the state of the site says what is there."""

from __future__ import annotations

import json

import pytest

from site_build import LANGUAGES, Page, Site


@pytest.fixture(params=LANGUAGES)
def page(site: Site, request: pytest.FixtureRequest) -> Page:
    """Return the page in one language."""
    return site.pages["en/state/index.html" if request.param == "en" else "state/index.html"]


def _cells(page: Page, section: str) -> list[list[str]]:
    rows = page.all(f"//h2[@id='{section}']/following::table[1]/tbody/tr")
    return [[cell.text_content().strip() for cell in row.iterchildren()] for row in rows]


def test_every_section_has_its_table(page: Page) -> None:
    for section in page.headings():
        assert _cells(page, section), section
    assert "<!--state" not in page.text


def test_every_consideration_has_pages_and_questions(page: Page) -> None:
    rows = _cells(page, "coverage")
    assert len(rows) == 52
    for name, pages, _, questions in rows:
        assert int(pages) >= 1, name
        assert int(questions) >= 3, name


def test_the_questions_are_those_of_the_bank(site: Site, page: Page) -> None:
    path = site.folder / page.path.replace("state/index.html", "practice/questions.json")
    bank = json.loads(path.read_text(encoding="utf-8"))["questions"]
    *rows, total = _cells(page, "questions")
    assert int(total[-1]) == len(bank)
    assert sum(int(row[-1]) for row in rows) == len(bank)
    assert sum(map(int, total[1:4])) == len(bank)


def test_the_sources_to_check_next_lead_to_their_files(site: Site, page: Page) -> None:
    links = page.all("//h2[@id='oldest']/following::table[1]//td[4]/a/@href")
    assert len(links) == 10
    for link in links:
        path = str(link).partition("/edit/main/")[2]
        assert (site.house / path).is_file(), link


def test_the_largest_page_is_named(site: Site, page: Page) -> None:
    mine = [each for each in site.pages.values() if each.language == page.language]
    others = [each for each in mine if each.path != page.path]
    largest = max(others, key=lambda each: len(each.text.encode()))
    (link,) = page.all("//h2[@id='sizes']/following::table[1]//a/@href")
    assert page.resolve(str(link)) == largest.address
    assert _cells(page, "sizes")[0][1] == str(len(others))


def test_both_languages_count_the_same(site: Site) -> None:
    japanese, english = site.pages["state/index.html"], site.pages["en/state/index.html"]
    for section in ("facts", "languages", "questions", "services", "labs"):
        counted = [[row[1:] for row in _cells(page, section)] for page in (japanese, english)]
        assert counted[0] == counted[1], section
