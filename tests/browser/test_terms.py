"""The first use of a term shows its definition, however the reader gets there."""

from __future__ import annotations

import pytest

from site_browser import NARROW, Visitor

_DISPLAY = "link => getComputedStyle(link, '::after').display"


@pytest.mark.parametrize("page", ["training/loss-curves/", "en/training/loss-curves/"])
@pytest.mark.parametrize("scripts", [True, False], ids=["", "no-scripts"])
def test_the_focus_opens_the_definition(visit: Visitor, page: str, scripts: bool) -> None:
    opened = visit(page, scripts=scripts)
    term = opened.locator("a.term").first
    assert term.get_attribute("data-tip")
    shown = term.evaluate(
        "link => { link.focus({ focusVisible: true }); "
        "return getComputedStyle(link, '::after').content.slice(1, -1) }"
    )
    assert shown == term.get_attribute("data-tip")


def test_the_definition_stays_inside_the_page(visit: Visitor) -> None:
    opened = visit("en/training/loss-curves/", width=NARROW)
    for term in opened.locator("article p > a.term").all():
        term.focus()
        assert opened.evaluate("document.documentElement.scrollWidth") <= NARROW


def test_escape_puts_it_away_until_the_pointer_moves_on(visit: Visitor) -> None:
    opened = visit("en/training/loss-curves/")
    first, second = opened.locator("article a.term").all()[:2]
    first.hover()
    assert first.evaluate(_DISPLAY) != "none"
    opened.keyboard.press("Escape")
    assert first.evaluate(_DISPLAY) == "none"
    second.hover()
    assert second.evaluate(_DISPLAY) != "none"


def test_the_link_leads_to_the_entry_of_the_glossary(visit: Visitor) -> None:
    opened = visit("training/loss-curves/")
    term = opened.locator("article a.term").first
    identifier = (term.get_attribute("href") or "").partition("#")[2]
    term.click()
    opened.wait_for_url("**/glossary/#term-*")
    assert opened.locator(f"#{identifier}").is_visible()
