"""The style sheets, and the fonts cut to what the formulas draw."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from sitekit import bundle
from sitekit.formulas import Renderer


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    renderer = Renderer(tmp_path_factory.mktemp("formulas"))
    return [renderer.formula(tex, display=True) for tex in (r"\eta = 0.1", r"x_{\max}")]


@pytest.fixture(scope="module")
def math(
    rendered: list[str], tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, dict[str, bytes]]:
    return bundle.math_files(rendered, tmp_path_factory.mktemp("fonts"))


def test_only_the_faces_that_formulas_use_are_published(math: tuple[str, dict[str, bytes]]) -> None:
    names = {name.split(".")[0] for name in math[1]}
    assert names == {"KaTeX_Main-Regular", "KaTeX_Math-Italic"}


@pytest.mark.parametrize(
    ("tex", "face"),
    [
        (r"\mathbb{E}", "KaTeX_AMS-Regular"),
        (r"\mathcal{L}", "KaTeX_Caligraphic-Regular"),
        (r"\mathbf{w}", "KaTeX_Main-Bold"),
        (r"\textbf{w}", "KaTeX_Main-Bold"),
        (r"\boldsymbol{w}", "KaTeX_Math-BoldItalic"),
        (r"\mathit{w}", "KaTeX_Main-Italic"),
        (r"\mathsf{w}", "KaTeX_SansSerif-Regular"),
        (r"\mathtt{w}", "KaTeX_Typewriter-Regular"),
        (r"\sum_i x", "KaTeX_Size2-Regular"),
        (r"\left(\frac{a}{b}\right)", "KaTeX_Size"),
        (r"\mathscr{L}", "KaTeX_Script-Regular"),
        (r"\mathfrak{g}", "KaTeX_Fraktur-Regular"),
        (r"\begin{cases}a\\b\\c\end{cases}", "KaTeX_Size4-Regular"),
    ],
)
def test_a_formula_brings_the_face_it_needs(tmp_path: Path, tex: str, face: str) -> None:
    html = Renderer(tmp_path).formula(tex, display=True)
    assert any(name.startswith(face) for name in bundle.math_files([html], tmp_path)[1])


def test_a_font_has_the_characters_that_are_drawn_and_few_others(
    math: tuple[str, dict[str, bytes]],
) -> None:
    content = next(text for name, text in math[1].items() if "Math-Italic" in name)
    characters = set(map(chr, TTFont(io.BytesIO(content)).getBestCmap()))
    assert {"η", "x"} <= characters
    assert "z" not in characters


def test_the_style_sheet_names_exactly_the_published_fonts(
    math: tuple[str, dict[str, bytes]],
) -> None:
    css, fonts = math
    assert css.count("@font-face") == len(fonts)
    assert all(f"url({name})" in css for name in fonts)


def test_the_same_formulas_give_the_same_bytes(
    rendered: list[str], math: tuple[str, dict[str, bytes]], tmp_path: Path
) -> None:
    assert bundle.math_files(rendered, tmp_path) == math


def test_fonts_are_cut_once(
    rendered: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = bundle.math_files(rendered, tmp_path)
    monkeypatch.setattr("fontTools.ttLib.TTFont", None)
    assert bundle.math_files(rendered, tmp_path) == first


def test_without_formulas_there_are_no_fonts(tmp_path: Path) -> None:
    assert bundle.math_files([], tmp_path)[1] == {}


@pytest.fixture
def sheets(tmp_path: Path) -> list[Path]:
    for name, text in (("theme", "a{}\n/*# sourceMappingURL=a.map*/"), ("b", "b{}"), ("c", "c{}")):
        (tmp_path / f"{name}.css").write_text(text, encoding="utf-8")
    return [tmp_path / f"{name}.css" for name in ("theme", "b", "c")]


def site_css(sheets: list[Path]) -> tuple[str, str]:
    made = bundle.styles(sheets[0], sheets[1:], [], sheets[0].parent)
    return made.site, made.files[made.site].decode()


def test_all_style_sheets_are_one_and_the_themes_rules_give_way(sheets: list[Path]) -> None:
    css = site_css(sheets)[1]
    theme, own = css.index("a{}"), css.index("b{}")
    assert css.index("@layer") < theme < css.index("}", theme + 3) < own < css.index("c{}")


def test_source_maps_are_not_asked_for(sheets: list[Path]) -> None:
    assert "sourceMappingURL" not in site_css(sheets)[1]


def test_the_name_of_a_style_sheet_changes_with_its_content(sheets: list[Path]) -> None:
    before = site_css(sheets)[0]
    sheets[2].write_text("c{color:red}", encoding="utf-8")
    assert site_css(sheets)[0] != before


def test_the_fonts_of_nearly_every_formula_are_loaded_early(
    rendered: list[str], sheets: list[Path], tmp_path: Path
) -> None:
    made = bundle.styles(sheets[0], [], rendered, tmp_path)
    assert sorted(name.split(".")[0] for name in made.preload) == [
        "KaTeX_Main-Regular",
        "KaTeX_Math-Italic",
    ]
