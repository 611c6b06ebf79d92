"""One SVG source, two languages."""

from __future__ import annotations

from sitekit import diagrams, drawing

SVG = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">
  <!-- a note -->
  <title data-ja="輪" data-en="Loop"/>
  <desc data-ja="輪です。" data-en="A loop."/>
  <metadata data-ja="回ります。" data-en="It turns."/>
  <path d="M0 0H9" stroke="var(--fig-ink)"/>
  <text x="1" y="1" data-ja="段" data-en="step"/>
</svg>
"""
LOOP, PROBLEMS = diagrams.read_diagram(SVG, "data/diagrams/loop.svg")


def test_a_complete_diagram_has_no_mistake() -> None:
    assert PROBLEMS == []


def test_a_diagram_has_its_texts_in_each_language() -> None:
    views = LOOP.views
    assert (views["ja"].title, views["ja"].caption, views["ja"].desc) == (
        "輪",
        "回ります。",
        "輪です。",
    )
    assert ">step</text>" in views["en"].svg
    assert "段" not in views["en"].svg


def test_a_diagram_becomes_part_of_a_page_like_a_figure() -> None:
    html = drawing.inline(LOOP.views["ja"], "x")
    assert '<title id="x-title">輪</title><desc id="x-desc">輪です。</desc>' in html
    assert "var(--fig-ink)" in html
    assert "data-" not in html
    assert "a note" not in html
