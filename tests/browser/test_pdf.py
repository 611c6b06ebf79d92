"""A printed book: whole, with an outline and links that work, no glyph missing."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from playwright.sync_api import Browser, sync_playwright

import browser as tool
import pdf
import pdf_file
from site_build import LANGUAGES, Site
from sitekit.book import Book

#: In no font, for ever.
_NOWHERE = "\U0010fffe"


@pytest.fixture(scope="module")
def running(chromium: Path) -> Iterator[Browser]:
    """Return a browser that prints."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, env={**tool.environment()})
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def bound(site: Site) -> dict[str, Book]:
    """Return the booklet of each language: every part that the guide has, on fewer pages."""
    return {language: pdf.bind(f"questions-{language}", site.folder) for language in LANGUAGES}


@pytest.fixture(scope="module")
def printed(running: Browser, bound: dict[str, Book], site: Site) -> dict[str, bytes]:
    """Return the finished booklets."""
    return {name: pdf.print_book(running, each, site.folder) for name, each in bound.items()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_book_has_no_fault(
    bound: dict[str, Book], printed: dict[str, bytes], language: str
) -> None:
    assert pdf_file.problems(printed[language], pdf.wanted(bound[language])) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_outline_is_that_of_the_book_and_closed(
    bound: dict[str, Book], printed: dict[str, bytes], language: str
) -> None:
    with pikepdf.open(io.BytesIO(printed[language])) as file, file.open_outline() as outline:
        parts = [title for name, title in bound[language].outline.items() if "answers" not in name]
        assert [str(item.title) for item in outline.root][:-1] == parts
        assert outline.root[-1].title == bound[language].outline["book-answers"]
        assert all(item.is_closed for item in outline.root)
        assert all(item.children for item in outline.root)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_book_tells_its_title_language_and_date(printed: dict[str, bytes], language: str) -> None:
    with pikepdf.open(io.BytesIO(printed[language])) as file:
        assert str(file.docinfo["/Title"]).startswith("MLE Notes")
        assert str(file.Root.Lang) == language
        assert file.docinfo["/CreationDate"] == file.docinfo["/ModDate"]
        assert file.Root.MarkInfo.Marked  # readable by screen readers
        assert all(list(map(round, page.mediabox)) == [0, 0, 595, 842] for page in file.pages)


def test_finishing_depends_on_nothing_but_the_book(printed: dict[str, bytes]) -> None:
    once = pdf_file.finish(printed["en"], 1_700_000_000)
    assert pdf_file.finish(printed["en"], 1_700_000_000) == once
    with pikepdf.open(io.BytesIO(once)) as file:
        assert file.docinfo["/CreationDate"] == "D:20231114221320+00'00'"


def test_a_missing_chapter_is_found_out(bound: dict[str, Book], printed: dict[str, bytes]) -> None:
    wanted = pdf.wanted(bound["en"])
    wanted = replace(wanted, outline={**wanted.outline, "practice-9-9": "Practice for 9.9"})
    assert pdf_file.problems(printed["en"], wanted) == [
        "the outline lacks 'Practice for 9.9' (#practice-9-9, page None)"
    ]


def test_a_lost_link_is_found_out(bound: dict[str, Book], printed: dict[str, bytes]) -> None:
    wanted = pdf.wanted(bound["en"])
    wanted = replace(wanted, targets=wanted.targets | {"lost"})
    assert pdf_file.problems(printed["en"], wanted) == [
        "no link leads to #lost, which the pages link to"
    ]


def _small(body: str) -> Book:
    page = f"<!doctype html><html lang=en><title>x</title><body>{body}</body></html>"
    return Book("en", "Small", page, {})


def _problems(running: Browser, book: Book, site: Site) -> list[str]:
    with pdf._opened(running, book, site.folder) as page:
        return pdf_file.problems(pdf._pdf(page, tagged=True), pdf.wanted(book))


def test_a_link_out_of_the_book_is_found_out(running: Browser, site: Site) -> None:
    (found,) = _problems(running, _small('<a href="training/">x</a>'), site)
    assert found.startswith("page 1: a link left the book: https://")


@pytest.mark.parametrize("text", [_NOWHERE, f"損失{_NOWHERE}{_NOWHERE}"])
def test_a_character_without_a_glyph_is_found_out(running: Browser, site: Site, text: str) -> None:
    count = text.count(_NOWHERE)
    assert _problems(running, _small(text), site) == [f"page 1: {count} characters have no glyph"]


def test_a_machine_without_a_font_is_told_what_to_do(running: Browser, site: Site) -> None:
    with pytest.raises(pdf.PrintError) as caught:
        pdf.print_book(running, _small(f"a{_NOWHERE}b"), site.folder)
    assert str(caught.value).startswith(
        f"No font of this machine has these characters of the en book: {_NOWHERE}\n"
    )
    assert "apt-get install fonts-noto-cjk" in str(caught.value)


def test_a_folder_without_a_site_is_named(tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as caught:
        pdf.main(["ja", "--site", str(tmp_path), "--out", str(tmp_path)])
    assert str(caught.value) == f"{tmp_path}: no built site (make one: make build)"


def test_an_unknown_book_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        pdf.main(["fr"])
    assert "there is no book fr (there are ja, en, questions-ja, questions-en)" in (
        capsys.readouterr().err
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_has_its_number_in_the_contents(
    running: Browser, bound: dict[str, Book], printed: dict[str, bytes], site: Site, language: str
) -> None:
    numbers = pdf_file.page_numbers(printed[language])
    with pdf._opened(running, bound[language], site.folder) as page:
        page.evaluate(pdf._FILL, numbers)
        shown = page.locator("a.book-page").evaluate_all(
            "links => links.map(each => [decodeURIComponent(each.hash.slice(1)), each.textContent])"
        )
    assert shown
    assert [(name, text) for name, text in shown if text != str(numbers[name])] == []
