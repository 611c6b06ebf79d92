"""Accessibility rules that a program can check, on every kind of page in every mode."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from site_browser import NARROW, PAGES, WIDE, Visitor, open_answers, violations_of

modes = pytest.mark.parametrize(
    ("width", "scheme"),
    [(NARROW, "light"), (NARROW, "dark"), (WIDE, "light"), (WIDE, "dark")],
)


@modes
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(visit: Visitor, path: str, width: int, scheme: str) -> None:
    page = visit(path, width=width, scheme=scheme)
    open_answers(page)
    violations = violations_of(page)
    assert not violations, "\n".join(violations)


@modes
@pytest.mark.parametrize("path", ["en/choose/?need=own-model&code=none", "services/?find=vertex"])
def test_axe_finds_nothing_in_the_answers_of_forms(
    visit: Visitor, path: str, width: int, scheme: str
) -> None:
    page = visit(path, width=width, scheme=scheme)
    expect(page.locator(".picked__name, ul.services > li:visible").first).to_be_visible()
    violations = violations_of(page)
    assert not violations, "\n".join(violations)


@modes
@pytest.mark.parametrize("folder", ["", "en/"], ids=["ja", "en"])
def test_axe_finds_nothing_in_progress(
    visit: Visitor, root: Path, folder: str, width: int, scheme: str
) -> None:
    page = visit.nowhere(width=width, scheme=scheme)
    page.add_init_script("Object.defineProperty(window, 'indexedDB', {value: undefined})")
    page.goto(f"{visit.server.home}{folder}practice/progress/")
    file = root / "tests/practice/fixtures/progress-1.json"
    page.locator("#tool-progress input[type=file]").set_input_files(file)
    expect(page.locator(".progress__results li").first).to_be_visible()
    violations = violations_of(page)
    page.locator(".progress__file .progress__buttons button").nth(2).click()
    violations += violations_of(page)
    assert not violations, "\n".join(violations)


@modes
def test_axe_finds_nothing_in_translated_names(visit: Visitor, width: int, scheme: str) -> None:
    page = visit("en/tools/old-names/", width=width, scheme=scheme)
    page.locator("textarea").fill("Dataproc, Vertext AI and the Media Translation API")
    expect(page.locator("#old-names-output mark").first).to_be_visible()
    violations = violations_of(page)
    assert not violations, "\n".join(violations)


@modes
def test_axe_finds_nothing_in_names_of_another_era(visit: Visitor, width: int, scheme: str) -> None:
    page = visit.anew("en/choose/operations/", width=width, scheme=scheme)
    page.locator(".lens select").select_option("2022")
    expect(page.locator(".today").first).to_be_visible()
    violations = violations_of(page)
    assert not violations, "\n".join(violations)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_opened_menu(visit: Visitor, scheme: str) -> None:
    page = visit("training/loss-curves/", width=NARROW, scheme=scheme)
    page.locator(".menu-button").click()
    violations = violations_of(page)
    assert not violations, "\n".join(violations)


@modes
def test_axe_finds_nothing_in_search_results(visit: Visitor, width: int, scheme: str) -> None:
    page = visit("en/", width=width, scheme=scheme)
    if width == NARROW:
        page.locator(".search-button").click()
    page.locator(".md-search__input").fill("recall")
    expect(page.locator(".md-search-result__item").first).to_be_visible()
    violations = violations_of(page)
    assert not violations, "\n".join(violations)
