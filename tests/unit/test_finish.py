"""The last repairs of a finished page."""

from __future__ import annotations

from sitekit.finish import finish
from unit.samples import site

SITE = site()


def test_a_table_scrolls_on_its_own_and_has_a_name() -> None:
    html = finish("<table><tr><td>1</td></tr></table>", SITE, "en")
    assert html == (
        '<div class="scroll-region" tabindex="0" role="group" aria-label="word table">'
        "<table><tr><td>1</td></tr></table></div>"
    )


def test_the_name_is_in_the_language_of_the_page() -> None:
    assert 'aria-label="語table"' in finish("<table></table>", SITE, "ja")


def test_an_empty_header_cell_is_no_header() -> None:
    html = finish('<table><tr><th style="x"> </th><th>a</th></tr></table>', SITE, "en")
    assert '<td style="x"></td><th>a</th>' in html


def test_code_is_reached_by_the_keyboard() -> None:
    html = finish("<pre><code>x</code></pre>", SITE, "en")
    assert html == '<pre tabindex="0" role="group" aria-label="word code"><code>x</code></pre>'


def test_printed_text_is_called_output() -> None:
    assert 'aria-label="word output"' in finish('<pre class="lab-output">1</pre>', SITE, "en")


def test_code_keeps_its_blank_lines_and_indents() -> None:
    code = "def f():\n\n    return 1\n"
    assert code in finish(f"<p>\n\n  a</p><pre>{code}</pre>", SITE, "en")


def test_the_figure_comes_into_its_frame_in_the_language_of_the_page() -> None:
    html = finish("<figure><!--figure tiny/curve--></figure>", SITE, "en")
    assert "<desc" in html
    assert ">Words</desc>" in html
    assert ">axis</text>" in html


def test_json_has_its_letters_as_they_are_and_cannot_end_its_element() -> None:
    page = '<script type="application/json">{"a": "\\u3042\\u003c/script>", "b": 1}</script>'
    made = '<script type="application/json">{"a":"あ\\u003c/script>","b":1}</script>'
    assert finish(page, SITE, "ja") == made
