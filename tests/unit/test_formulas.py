"""Mathematics at build time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from lxml import etree

from sitekit import formulas
from sitekit.formulas import FormulaError, Renderer

TOKENS = ("mi", "mn", "mo", "mtext")
ARITY = dict.fromkeys(("mfrac", "mroot", "msub", "msup", "munder", "mover"), 2)
ARITY |= dict.fromkeys(("msubsup", "munderover"), 3)
#: Operators inside scripts, which KaTeX writes in a form that HTML does not allow.
NESTED = (
    r"\lambda_{\max}",
    r"x^{\max}_{\min}",
    r"\frac{\max}{\operatorname{RMSE}}",
    r"\underset{w}{\min}",
    r"\operatorname{log_2} x",
    r"a \bmod b",
    r"\operatorname*{arg\,max}_x f",
    r"\sqrt{\frac{1}{n}\sum_{i=1}^{n}(y_i-\hat y_i)^2}",
    r"\begin{aligned}w &\leftarrow w-\eta g\\ \lim_{t\to\infty}\log t\end{aligned}",
)


@pytest.fixture(scope="module")
def renderer(tmp_path_factory: pytest.TempPathFactory) -> Renderer:
    return Renderer(tmp_path_factory.mktemp("formulas"))


def mathml(html: str) -> etree._Element:
    """The part that screen readers and browsers read."""
    return etree.fromstring(html[html.index("<math") : html.index("</math>") + 7])


def name(element: etree._Element) -> str:
    return etree.QName(element).localname


@pytest.mark.parametrize("tex", NESTED)
def test_elements_for_text_hold_no_elements(renderer: Renderer, tex: str) -> None:
    root = mathml(renderer.formula(tex, display=True))
    wrong = [each for each in root.iter("{*}*") if name(each) in TOKENS and len(each)]
    assert wrong == []


@pytest.mark.parametrize("tex", NESTED)
def test_scripts_and_fractions_have_all_their_parts_and_no_more(
    renderer: Renderer, tex: str
) -> None:
    root = mathml(renderer.formula(tex, display=True))
    wrong = [
        (name(each), len(each))
        for each in root.iter("{*}*")
        if len(each) != ARITY.get(name(each), len(each))
    ]
    assert wrong == []


def test_the_words_of_a_repaired_operator_are_kept(renderer: Renderer) -> None:
    root = mathml(renderer.formula(r"\lambda_{\max}", display=False))
    assert [each.text for each in root.iter("{*}mi")] == ["λ", "max"]


def test_the_source_of_a_formula_is_kept_for_copying(renderer: Renderer) -> None:
    root = mathml(renderer.formula(r"a < b \& c", display=False))
    assert [each.text for each in root.iter("{*}annotation")] == [r"a < b \& c"]


def test_a_formula_is_rendered_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = Renderer(tmp_path).formula("x", display=False)
    monkeypatch.setattr(formulas, "MiniRacer", None)  # no engine can start
    assert Renderer(tmp_path).formula("x", display=False) == first


def test_a_formula_in_a_line_and_on_its_own_are_two(renderer: Renderer) -> None:
    inline = renderer.formula(r"\sum_i x_i", display=False)
    assert inline != renderer.formula(r"\sum_i x_i", display=True)


@pytest.mark.parametrize(
    ("tex", "reason"),
    [
        (r"\etta", r"Undefined control sequence: \etta at position 1: \etta"),
        (r"\frac{1}{2", "Unexpected end of input in a macro argument, expected '}'"),
        ("損失", 'Unicode text character "損" used in math mode'),
    ],
)
def test_a_bad_formula_says_what_is_wrong(renderer: Renderer, tex: str, reason: str) -> None:
    with pytest.raises(FormulaError) as error:
        renderer.formula(tex, display=False)
    assert reason in str(error.value)


def test_japanese_may_stand_in_text_within_a_formula(renderer: Renderer) -> None:
    assert "損失" in renderer.formula(r"L_\text{損失}", display=False)


def test_a_bad_formula_is_not_kept(tmp_path: Path) -> None:
    for _ in range(2):
        with pytest.raises(FormulaError):
            Renderer(tmp_path).formula(r"\etta", display=False)


def test_formulas_of_a_page_are_rendered_in_their_places(renderer: Renderer) -> None:
    html = '<p>a <span class="arithmatex">\\(x &lt; y\\)</span> b</p>'
    page = renderer.page(html, "Formula")
    assert page.startswith('<p>a <span class="formula" data-search-exclude><span class="katex">')
    assert page.endswith("</span> b</p>")


def test_a_wide_formula_scrolls_and_has_a_name(renderer: Renderer) -> None:
    page = renderer.page('<div class="arithmatex">\\[\nx\n\\]</div>', "数式")
    assert page.startswith(
        '<div class="formula scroll-region" data-search-exclude tabindex="0" role="group"'
        ' aria-label="数式">'
    )


def test_a_process_that_rendered_a_formula_ends(tmp_path: Path) -> None:
    program = (
        "from pathlib import Path; from sitekit.formulas import Renderer\n"
        f"renderer = Renderer(Path({str(tmp_path)!r}))\n"
        "renderer.formula('x', display=False)\n"
        "renderer.itself = renderer\n"  # what the interpreter frees last
    )
    folder = Path(formulas.__file__).parents[1]
    for run in range(3):  # it hung in one run of two
        code = program.replace("'x'", f"'x_{run}'")
        subprocess.run([sys.executable, "-c", code], cwd=folder, check=True, timeout=60)
