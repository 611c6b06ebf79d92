"""Formulas: set before the page is sent, in fonts of our own, with a form for screen readers."""

from __future__ import annotations

import re

import pytest

from site_browser import KINDS, NARROW, WIDE, Visitor, open_answers

_TEX = re.compile(r"\\[a-zA-Z(\[]|\$\$|\$[^\s\d]")
_TEXT = """() => {
    const hidden = "pre, code, .katex-mathml";
    document.querySelectorAll(hidden).forEach(each => each.style.display = "none");
    return document.querySelector("article").innerText;
}"""
pages = pytest.mark.parametrize(
    "path",
    [
        f"{folder}{route}"
        for route in (KINDS["formulas"], "metrics/regression/", KINDS["lab"])
        for folder in ("", "en/")
    ],
)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
@pages
def test_no_tex_is_shown(visit: Visitor, path: str, scripts: bool) -> None:
    page = visit(path, scripts=scripts)
    open_answers(page)
    found = _TEX.findall(page.evaluate(_TEXT))
    assert not found, f"shown as typed: {found}"


@pages
def test_every_formula_has_mathml(visit: Visitor, path: str) -> None:
    page = visit(path, scripts=False)
    formulas = page.locator("article .formula").count()
    assert formulas
    assert page.locator("article .formula math").count() == formulas


@pages
def test_every_formula_has_a_size(visit: Visitor, path: str) -> None:
    page = visit(path, scripts=False)
    open_answers(page)
    flat = page.locator("article .formula .katex-html").evaluate_all(
        "all => all.filter(each => each.getBoundingClientRect().height < 8).length"
    )
    assert flat == 0


@pages
def test_the_fonts_of_formulas_are_loaded(visit: Visitor, path: str) -> None:
    page = visit(path)
    states = page.evaluate("""async () => {
        await document.fonts.ready;
        return [...document.fonts].map(font => [font.family, font.status]);
    }""")
    assert "loaded" in dict(states).values(), states
    assert not [family for family, state in states if state == "error"], states


def test_no_glyph_of_a_formula_is_missing(visit: Visitor) -> None:
    """A letter that the cut fonts lack would come from some font of the system."""
    page = visit.anew(KINDS["formulas"])
    page.evaluate("document.fonts.ready")
    client = page.context.new_cdp_session(page)
    client.send("DOM.enable")
    client.send("CSS.enable")
    root = client.send("DOM.getDocument")["root"]["nodeId"]
    selector = {"nodeId": root, "selector": "article .katex-html"}
    nodes = client.send("DOM.querySelectorAll", selector)["nodeIds"]
    fonts = set()
    for node in nodes:
        for font in client.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]:
            if not font["isCustomFont"]:
                fonts.add(font["familyName"])
    assert nodes
    assert not fonts, f"letters of formulas come from {fonts}"


@pytest.mark.parametrize("width", [NARROW, WIDE])
@pages
def test_formulas_have_the_colour_of_the_text_in_dark_mode(
    visit: Visitor, path: str, width: int
) -> None:
    page = visit(path, scheme="dark", width=width)
    colour = "element => getComputedStyle(element).color"
    formula = page.locator("article > p .formula .katex-html").first
    assert formula.evaluate(colour) == page.locator("article > p").first.evaluate(colour)
