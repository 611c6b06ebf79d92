"""A page as Markdown: every element readable, nothing of HTML left, links that stand alone."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from markdown_it import MarkdownIt

from sitekit import markdown_page
from sitekit.results import Figure

ROOT = "https://example.org/site/"
PLACE = markdown_page.Place(ROOT, f"{ROOT}en/", "training/loss/")
WORDS = markdown_page.Words("Figure", "Use it at {url}.", ": ", " ({})")
SOURCES = (
    '<h2 id="sources">Sources</h2><ol class="sources"><li id="source-one">'
    '<a href="https://example.org/a_(b)">The one</a><small>checked 2026-11</small></li></ol>'
)


def made(html: str, words: markdown_page.Words = WORDS) -> str:
    """The Markdown of this content, without the line end of the file."""
    figure = Figure("", "A *title*", "Caption", "What it shows.")
    return markdown_page.markdown(html, PLACE, words, lambda name: figure).rstrip("\n")


def rendered(markdown: str) -> str:
    """What a Markdown program makes of it."""
    return str(MarkdownIt("commonmark").enable("table").render(markdown)).strip()


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ('<h2 id="why">Why</h2>', "## Why {#why}"),
        ('<section id="index-0"><h2>A</h2></section>', "## A {#index-0}"),
        ("<p>one\n  two</p>", "one two"),
        ("<p>a<br>b</p>", "a\\\nb"),
        ("<p><em>a</em> <strong>b</strong></p>", "*a* **b**"),
        ("<p><code>a`b</code></p>", "`` a`b ``"),
        ("<ul><li>a<ul><li>b</li></ul></li></ul>", "- a\n  - b"),
        ("<ol><li><p>a</p><pre>b</pre></li></ol>", "1. a\n\n   ```\n   b\n   ```"),
        ("<dl><dt>a <small>b</small></dt><dd>c</dd></dl>", "- **a (b)**: c"),
        ("<pre>```\nx\n```</pre>", "````\n```\nx\n```\n````"),
        ('<div class="lab-code"><pre><code>x = 1</code></pre></div>', "```python\nx = 1\n```"),
        ("<table><tr><th>a</th></tr><tr><td>b|c<br>d</td></tr></table>",
         "| a |\n| --- |\n| b\\|c / d |"),
        ('<span class="arithmatex">\\(a&lt;b\\)</span>', "$a<b$"),
        ('<div class="arithmatex">\\[\na\n\\]</div>', "$$\na\n$$"),
        ('<div class="admonition trap"><p class="admonition-title">Trap</p><p>x</p></div>',
         "> **Trap**\n>\n> x"),
        ("<details><summary>Answer</summary><p>x</p></details>", "**Answer**\n\nx"),
        ('<data value="7" title="lab/x">7</data>', "7"),
        ('<svg aria-hidden="true"><text>x</text></svg><p aria-hidden="true">y</p>z', "z"),
        ("<p><svg><title>x</title></svg></p><script>y</script>", ""),
    ],
)  # fmt: skip
def test_each_element_becomes_markdown(html: str, markdown: str) -> None:
    assert made(html) == markdown


@pytest.mark.parametrize(
    ("href", "address"),
    [
        ("#why", f"{ROOT}en/training/loss/index.md#why"),
        ("../../metrics/regression/#mae", f"{ROOT}en/metrics/regression/index.md#mae"),
        ("../../../labs/", f"{ROOT}labs/index.md"),
        ("source:labs/loss.ipynb#steps", f"{ROOT}en/labs/loss/index.md#steps"),
        ("source:index.md", f"{ROOT}en/index.md"),
        ("../../services.json", f"{ROOT}en/services.json"),
        ("https://example.org/elsewhere/", "https://example.org/elsewhere/"),
    ],
)
def test_a_link_is_a_whole_address_and_leads_to_the_markdown_of_pages(
    href: str, address: str
) -> None:
    assert made(f'<a href="{href}">x</a>') == f"[x]({address})"


def test_a_citation_leads_to_its_source_and_the_source_tells_the_month() -> None:
    cite = '<p>So it is<sup class="cite"><a href="#source-one">[1]</a></sup>.</p>'
    address = "https://example.org/a_%28b%29"
    assert made(cite + SOURCES) == (
        f"So it is[[1]]({address}).\n\n"
        "## Sources {#sources}\n\n"
        f"1. [The one]({address}) (checked 2026-11)"
    )


@pytest.mark.parametrize(
    "text",
    ["a <b> & </script>", "*a* _b_ `c`", "[a](b)", "# a", "1. a", "- a", "> a", "$5 and $6", "a_b",
     "&lt;b>", "~~~", "\\*"],
)  # fmt: skip
def test_signs_in_a_text_stay_signs(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    html = rendered(made(f"<p>{escaped}</p>"))
    assert html == f"<p>{escaped}</p>"


@pytest.mark.parametrize("before", ["", "語", "a ", "。"])
@pytest.mark.parametrize("inside", ["誤り。", "「誤り」", "誤り", '<a href="https://x.org">x</a>'])
@pytest.mark.parametrize("after", ["", "今日", " a", "、"])
def test_bold_is_bold_beside_any_sign(before: str, inside: str, after: str) -> None:
    html = rendered(made(f"<p>{before}<strong>{inside}</strong>{after}</p>"))
    assert "<strong>" in html and "*" not in html


def test_a_figure_is_told_in_words() -> None:
    html = (
        '<figure class="lab-figure"><!--figure loss/curve--><figcaption>It falls.'
        ' <a href="source:labs/loss.ipynb#fig-loss-curve">Lab: Loss</a></figcaption></figure>'
    )
    lab = f"{ROOT}en/labs/loss/index.md#fig-loss-curve"
    assert made(html) == (
        f"**Figure: A \\*title\\*** What it shows.\n\nIt falls. [Lab: Loss]({lab})"
    )


def test_what_only_scripts_show_is_said_once_with_the_address_of_the_page() -> None:
    tool = '<div class="needs-js"><script>{}</script></div>'
    assert made(tool + "<form class='panel needs-js'><input></form>") == (
        f"Use it at {ROOT}en/training/loss/."
    )


def test_a_question_has_its_options_and_its_answer_but_no_form_for_mistakes() -> None:
    html = (
        '<div class="admonition check question"><p class="admonition-title">Question</p>'
        '<mle-question><p class="stem"><span>Which </span><span>one?</span></p>'
        '<ul class="options"><li><span class="letter">A</span> This</li></ul>'
        '<details class="answer"><summary>Answer</summary><p><strong>A</strong></p>'
        '<p>Checked. <a href="https://example.org/issues/new?x">Report</a></p></details>'
        "</mle-question></div>"
    )
    assert made(html).replace("\n>\n", "\n").split("\n") == [
        "> **Question**", "> Which one?", "> - **A** This", "> **Answer**", "> **A**", "> Checked.",
    ]  # fmt: skip


def test_japanese_has_no_space_beside_its_brackets() -> None:
    words = markdown_page.Words("図", "{url}", "：", "（{}）")
    html = "<dl><dt>損失 <small>loss</small></dt><dd>下がります。 <small>詳しく</small></dd></dl>"
    assert made(html, words) == "- **損失（loss）**：下がります。詳しく"


def test_the_head_is_yaml_whatever_the_title() -> None:
    about = markdown_page.About('a: "b" #c\\', "", "ja", "2026-11-21", f"{ROOT}en/x/index.md")
    text = markdown_page.document(about, PLACE, "Body\n")
    _, head, body = text.split("---\n", 2)
    assert yaml.safe_load(head) == {
        "title": 'a: "b" #c\\',
        "url": PLACE.address,
        "language": "ja",
        "translation": f"{ROOT}en/x/index.md",
        "updated": "2026-11-21",
        "license": "https://creativecommons.org/licenses/by/4.0/",
    } | {"updated": yaml.safe_load(head)["updated"]}
    assert str(yaml.safe_load(head)["updated"]) == "2026-11-21"
    assert body == '\n# a: "b" #c\\\\\n\nBody\n'


def test_what_was_made_is_kept_until_the_page_changes(tmp_path: Path) -> None:
    figure = Figure("", "Title", "", "Desc")

    def remembered(html: str, desc: str = "Desc") -> str:
        figures = {"a/b": Figure("", "Title", "", desc)}
        return markdown_page.remembered(html, PLACE, WORDS, figures.__getitem__, tmp_path)

    html = "<figure><!--figure a/b--></figure>"
    assert (
        remembered(html)
        == remembered(html)
        == markdown_page.markdown(html, PLACE, WORDS, lambda name: figure)
    )
    assert len(list(tmp_path.iterdir())) == 1
    assert "Other" in remembered(html, "Other")
    assert "More" in remembered(f"{html}<p>More</p>")
