"""What the site adds to Markdown."""

from __future__ import annotations

import pytest
from lxml import html as lxml_html
from markdown import Markdown

from sitekit.markup import SiteMarkup, resolve_links
from unit.samples import site

SITE = site()


def render(text: str, language: str = "en", **options: object) -> str:
    extension = SiteMarkup(SITE, language, **options)
    return Markdown(extensions=["attr_list", "fenced_code", "tables", extension]).convert(text)


def test_a_figure_has_its_caption_and_a_link_to_its_lab() -> None:
    html = render("::figure tiny/curve")
    assert html == (
        '<figure class="lab-figure" id="fig-tiny-curve"><!--figure tiny/curve-->'
        '<figcaption>It falls <a href="source:labs/tiny.ipynb#fig-tiny-curve">'
        "word lab-of-figure: A tiny lab</a></figcaption></figure>"
    )


def test_the_link_to_the_lab_is_resolved_for_each_page() -> None:
    html = resolve_links(
        '<a href="source:labs/tiny.ipynb#fig-tiny-curve">', lambda uri: f"../../{uri}"
    )
    assert html == '<a href="../../labs/tiny.ipynb#fig-tiny-curve">'


def test_a_table_has_a_caption_and_header_cells_for_columns_and_rows() -> None:
    table = lxml_html.fromstring(render("::table tiny/ends", "ja"))
    assert table.findtext("caption") == "両端"
    assert [cell.text for cell in table.xpath(".//th[@scope='col']")] == ["段", "損失"]
    assert [cell.text for cell in table.xpath(".//th[@scope='row']")] == ["1"]


def test_a_number_is_quoted_and_names_its_lab() -> None:
    html = render("It is {=tiny/loss}.")
    assert html == '<p>It is <data title="tiny/loss" value="0.5">0.5</data>.</p>'


def test_the_list_of_labs_says_what_each_one_answers() -> None:
    html = render("::labs tiny", "ja")
    assert '<a href="source:labs/tiny.ipynb">小さなラボ</a><p>損失が半分になります。</p>' in html


@pytest.mark.parametrize("mark", ["{=tiny/loss}", "[@one]", "::figure tiny/curve"])
@pytest.mark.parametrize("code", ["`{}`", "```\n{}\n```", "    {}"])
def test_nothing_changes_inside_code(mark: str, code: str) -> None:
    html = render(code.format(mark))
    assert mark in lxml_html.fromstring(html).text_content()
    assert "sources" not in html


def numbers(html: str) -> list[str]:
    """The numbers of all citations of a page, in the order of its text."""
    return lxml_html.fragments_fromstring(f"<div>{html}</div>")[0].xpath("//sup/a/text()")


def test_sources_are_numbered_in_the_order_of_the_text() -> None:
    text = "a [@two]\n\n- b [@one]\n- **c [@two]**\n\n| x |\n|---|\n| [@three] |\n\nd [@one]"
    assert numbers(render(text)) == ["[1]", "[2]", "[1]", "[3]", "[2]"]


def test_the_list_of_sources_has_the_order_of_the_numbers() -> None:
    html = render("- a [@three]\n\nb [@one]")
    ids = lxml_html.fromstring(f"<div>{html}</div>").xpath("//ol/li/@id")
    assert ids == ["source-three", "source-one"]


def test_a_source_has_its_title_address_and_how_it_was_read() -> None:
    html = render("a [@one]")
    assert '<a href="https://example.org/one" rel="external">Title of one</a>' in html
    assert '<small data-due="2027-05-30">checked 2026-11, original page</small>' in html


def test_a_japanese_page_lists_its_sources_in_japanese() -> None:
    html = render("あ[@one]。", "ja")
    assert '<h2 id="sources">出典</h2>' in html
    assert '<small data-due="2027-05-30">2026-11に確認、原文</small>' in html


def test_a_citation_leads_to_its_source() -> None:
    html = render("a [@one]")
    assert '<a href="#source-one">[1]</a>' in html


def test_a_page_without_citations_has_no_list() -> None:
    assert render("Nothing.") == "<p>Nothing.</p>"


def test_links_of_a_lab_lead_from_its_place_to_pages() -> None:
    html = render(
        "[a](../metrics/b.md#c) [d](#e) [f](https://example.org/)",
        uri="labs/tiny.ipynb",
    )
    links = lxml_html.fromstring(html).xpath("//a/@href")
    assert links == ["source:metrics/b.md#c", "#e", "https://example.org/"]
