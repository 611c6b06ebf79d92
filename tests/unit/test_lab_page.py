"""A lab's page and download, from its executed notebook."""

from __future__ import annotations

import nbformat
import pytest
from lxml import html as lxml_html

from sitekit import lab_page
from unit.samples import FIGURE, LAB, TABLE, VALUE, experiment, site

TINY = experiment(printed="0.5 < 1\n")
#: What mkdocs-jupyter makes of one code cell, shortened.
CODE = """
<div class="jp-Cell jp-CodeCell" id="cell-id={number}"><div class="highlight-ipynb hl-python">
<pre><span></span><span class="n">loss</span> <span class="o">&lt;</span> <span class="mi">1</span>
<span class="k">assert</span> <span class="n">loss</span></pre></div>{output}</div>
"""
PRINTED = '<div class="jp-OutputArea-output"><pre>0.5 &lt; 1\n</pre></div>'
RENDERED = (
    "<style>.x{}</style><script>1</script>"
    '<div class="jp-Cell jp-MarkdownCell"><p>cell 1</p></div>'
    + CODE.format(number=2, output=PRINTED)
    + CODE.format(number=3, output="")
)
PROSE = {"0": "<p>散文</p>", "1": "<p>Prose</p>", "end": "<ol>Sources</ol>"}


def clean(language: str = "en") -> str:
    return lab_page.clean(RENDERED, TINY, site(TINY), language, PROSE)


PAGE = clean()


@pytest.mark.parametrize("rest", ["<style", "<script", "jp-", "cell-id"])
def test_nothing_of_jupyters_page_is_left(rest: str) -> None:
    assert rest not in PAGE


def test_the_code_is_kept_with_its_words() -> None:
    code = lxml_html.fragments_fromstring(PAGE)[1].text_content()
    assert code == "loss < 1\nassert loss"


def test_only_what_has_a_colour_of_its_own_is_marked() -> None:
    assert '<span class="k">assert</span> loss</code>' in PAGE


def test_code_that_only_draws_is_left_to_the_download() -> None:
    assert PAGE.count("<code>") == 1
    assert '<p class="lab-note">word drawing-code</p>' in PAGE


def test_the_parts_come_in_the_order_of_the_notebook() -> None:
    parts = ["<p>Prose", "<code>", "lab-output", "lab-values", "<!--figure", "<table", "<ol>"]
    places = [PAGE.index(part) for part in parts]
    assert places == sorted(places)


def test_prose_is_in_one_language() -> None:
    assert "散文" not in PAGE


def test_printed_text_is_kept() -> None:
    assert '<pre class="lab-output" data-search-exclude>0.5 &lt; 1</pre>' in PAGE


def test_named_numbers_are_a_list() -> None:
    assert "<div><dt>loss</dt><dd>0.5</dd></div></dl>" in PAGE


def test_code_and_numbers_are_kept_out_of_the_search() -> None:
    for part in ("highlight lab-code", "lab-output", "lab-values"):
        assert f'class="{part}" data-search-exclude' in PAGE


def test_prose_is_joined_and_split_again() -> None:
    joined = lab_page.joined_prose(TINY, "en")
    assert lab_page.split_prose(joined).keys() == {"1", "end"}


def test_mkdocs_jupyter_gets_no_result_of_ours() -> None:
    notebook = lab_page.for_rendering(TINY, "en")
    assert [cell.source for cell in notebook.cells[:1]] == ["cell 1"]
    assert notebook.cells[-1].outputs == []


def download(text: str = LAB, language: str = "en") -> nbformat.NotebookNode:
    return lab_page.for_download(experiment(text, VALUE, FIGURE, TABLE), language)


def prose(text: str) -> str:
    """The English prose of a download whose first cell says this."""
    return download(LAB.replace("# The loss is {=tiny/loss} [@one].", text)).cells[1].source


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_download_is_a_valid_notebook(language: str) -> None:
    nbformat.validate(download(language=language))


def test_a_download_begins_with_its_title() -> None:
    assert download(language="ja").cells[0].source == "# 小さなラボ"


def test_a_download_has_one_language() -> None:
    sources = [cell.source for cell in download(language="ja").cells]
    assert len(sources) == 4
    assert not any("The loss" in source for source in sources)


def test_a_download_has_all_the_code() -> None:
    assert "return draw" in download().cells[-1].source


def test_a_download_says_the_numbers_and_leaves_out_the_sites_marks() -> None:
    assert download().cells[1].source == "## Halve it\n\nThe loss is 0.5 ."


def test_the_title_of_a_block_is_kept_in_a_download() -> None:
    text = "# /// trap | Beware\n# Text.\n# ///"
    assert prose(text) == "## Halve it\n\n**Beware**\nText.\n"


def test_a_directive_is_left_out_of_a_download() -> None:
    assert "::" not in prose("# ::figure tiny/curve")


def test_a_figure_is_a_picture_in_a_download() -> None:
    figure = download(language="ja").cells[-1].outputs[1]
    assert ">軸</text>" in figure.data["image/svg+xml"]


def test_a_table_is_markdown_in_a_download() -> None:
    table = download().cells[-1].outputs[2]
    assert table.data["text/markdown"] == "| step | loss |\n| --- | --- |\n| 1 | 0.5 |"


def test_making_a_page_does_not_change_the_executed_notebook() -> None:
    before = nbformat.writes(TINY.notebook)
    lab_page.for_rendering(TINY, "ja")
    lab_page.for_download(TINY, "ja")
    assert nbformat.writes(TINY.notebook) == before
