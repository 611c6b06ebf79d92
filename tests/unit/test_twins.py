"""Which parts of a page get a name that their twins share."""

from __future__ import annotations

import re

import pytest

from sitekit import twins


def marked(html: str) -> str:
    """The content of an article after marking."""
    return (
        twins.mark(f"<p>menu<article>{html}</article><p>footer")
        .removeprefix("<p>menu<article>")
        .removesuffix("</article><p>footer")
    )


def test_parts_are_counted_from_the_last_part_with_an_id() -> None:
    page = '<p>a</p><h2 id="x">X</h2><p>b</p><p class="lead">c</p><h2 id="y">Y</h2><p>d</p>'
    assert marked(page) == (
        '<p data-t="1">a</p><h2 id="x" data-t>X</h2><p data-t="1">b</p>'
        '<p class="lead" data-t="2">c</p><h2 id="y" data-t>Y</h2><p data-t="1">d</p>'
    )


def test_what_lies_outside_of_the_article_stays_as_it_is() -> None:
    assert twins.mark("<nav><p>a</p></nav>") == "<nav><p>a</p></nav>"
    assert marked("") == ""


@pytest.mark.parametrize(
    ("html", "names"),
    [
        ("<table><tr><td><p>cell</p></td></tr></table><p>a</p>", ["table", "p"]),
        ("<ul><li>one<ul><li>two</li></ul></li><li>three</li></ul>", ["li", "li"]),
        ("<ul><li><p>one</p><p>two</p></li></ul>", ["p", "p"]),
        ("<ul><li>\n<p>one</p>\n<ul>\n<li>two</li></ul></li></ul>", ["p", "li"]),
        ("<dl><dt>a</dt><dd>b</dd><dd><p>c</p></dd></dl>", ["dt", "dd", "p"]),
        ("<figure><svg><p>a</p></svg><figcaption>b</figcaption></figure>", ["figcaption"]),
        (
            '<div class="admonition check"><p>Q</p><div><p>A</p></div></div><p>a</p>',
            ["div", "p"],
        ),
        ('<div class="admonition trap"><p>T</p><p>a</p></div>', ["p", "p"]),
        ("<h2>B</h2>", []),
        ("<pre><p>code</p></pre>", []),
    ],
)
def test_a_part_is_what_a_reader_takes_for_one(html: str, names: list[str]) -> None:
    assert re.findall(r"<([a-z0-9]+)[^>]* data-t", marked(html)) == names


@pytest.mark.parametrize(
    "html",
    [
        '<ul class="facts"><li>3 min</li></ul>',
        '<details class="toc-inline"><summary>Page</summary><ul><li>a</li></ul></details>',
        '<ol class="sources"><li id="source-a">A</li></ol>',
        '<p class="letters">A B</p>',
        '<section id="index-0"><h2>A</h2><ul><li>a</li></ul></section>',
        '<div class="admonition check question" id="q-a"><p>Q</p></div>',
        '<div class="practice-tool needs-js"><p>a</p></div>',
        '<dl class="lab-values"><div><dt>a</dt><dd>1</dd></div></dl>',
        "<form><p>a</p></form>",
    ],
)
def test_what_has_no_twin_or_a_way_of_its_own_gets_no_name(html: str) -> None:
    assert marked(f"{html}<p>a</p>") == f'{html}<p data-t="1">a</p>'


def test_an_entry_of_the_glossary_is_known_by_its_own_id() -> None:
    entries = '<dl><dt id="term-b">b</dt><dd>B</dd><dt id="term-a">a</dt><dd>A</dd></dl>'
    assert marked(f'<section id="index-0"><h2>A</h2>{entries}</section>') == (
        '<section id="index-0"><h2>A</h2><dl><dt id="term-b" data-t>b</dt><dd data-t="1">B</dd>'
        '<dt id="term-a" data-t>a</dt><dd data-t="1">A</dd></dl></section>'
    )
