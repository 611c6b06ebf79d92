"""What a build makes of a tiny site, as readers find it."""

from __future__ import annotations

import json
import posixpath
import re
from pathlib import Path

import nbformat
import pytest
from lxml import html as lxml_html

HOME = "https://example.org/notes/"
PAGES = ("", "training/loss/", "labs/tiny/", "contribute/")
LANGUAGES = ("ja", "en")
ADDRESSES = [*PAGES, *(f"en/{page}" for page in PAGES)]


def page(folder: Path, address: str) -> lxml_html.HtmlElement:
    text = (folder / address / "index.html").read_text(encoding="utf-8")
    return lxml_html.document_fromstring(text)


def article(folder: Path, address: str) -> lxml_html.HtmlElement:
    return page(folder, address).xpath("//article")[0]


def of(language: str, address: str) -> str:
    return address if language == "ja" else f"en/{address}"


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_page_exists_and_says_its_language(tiny: Path, address: str) -> None:
    assert page(tiny, address).get("lang") == ("en" if address.startswith("en/") else "ja")


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_switch_leads_to_the_same_page_in_the_other_language(tiny: Path, address: str) -> None:
    (switch,) = page(tiny, address).xpath("//a[@class='switch']")
    twin = address.removeprefix("en/") if address.startswith("en/") else f"en/{address}"
    target = posixpath.normpath(posixpath.join(f"/{address}", switch.get("href"))).lstrip("/")
    assert target == twin.rstrip("/")
    assert switch.get("lang") == ("ja" if address.startswith("en/") else "en")


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_canonical_address_is_below_the_sub_path(tiny: Path, address: str) -> None:
    assert page(tiny, address).xpath("//link[@rel='canonical']/@href") == [f"{HOME}{address}"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_link_of_the_site_leads_to_a_file(tiny: Path, address: str) -> None:
    for link in page(tiny, address).xpath("//@href | //@src"):
        if not re.match(r"[a-z]+:|#", link):
            target = tiny / address / link.partition("#")[0]
            assert target.is_file() or (target / "index.html").is_file(), link


def test_the_missing_page_finds_its_way_home_from_anywhere(tiny: Path) -> None:
    missing = lxml_html.document_fromstring((tiny / "404.html").read_text(encoding="utf-8"))
    links = [link for link in missing.xpath("//@href") if not re.match(r"https?:|#", link)]
    assert links
    assert all(link.startswith("/notes/") for link in links)


def test_the_missing_page_speaks_both_languages(tiny: Path) -> None:
    text = (tiny / "404.html").read_text(encoding="utf-8")
    assert "ページが見つかりません" in text
    assert "Page not found" in text
    assert not (tiny / "en" / "404.html").exists()


def test_the_sitemap_names_each_page_in_both_languages(tiny: Path) -> None:
    text = (tiny / "sitemap.xml").read_text(encoding="utf-8")
    assert set(re.findall("<loc>(.*?)</loc>", text)) == {f"{HOME}{each}" for each in ADDRESSES}
    link = f'hreflang="en" href="{HOME}en/training/loss/"'
    assert text.count(link) == 2


@pytest.mark.parametrize(
    ("language", "title", "label"),
    [("ja", "損失の曲線", "損失の線"), ("en", "Loss curve", "loss line")],
)
@pytest.mark.parametrize("address", ["training/loss/", "labs/tiny/"])
def test_the_figure_is_in_the_page_in_the_language_of_the_page(
    tiny: Path, language: str, address: str, title: str, label: str
) -> None:
    (figure,) = article(tiny, of(language, address)).xpath(".//figure[@id='fig-tiny-curve']/svg")
    assert figure.findtext("title") == title
    assert label in figure.text_content()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_figure_of_a_chapter_leads_to_the_lab_that_computed_it(
    tiny: Path, language: str
) -> None:
    links = article(tiny, of(language, "training/loss/")).xpath(".//figcaption/a/@href")
    assert links == ["../../labs/tiny/#fig-tiny-curve"]


@pytest.mark.parametrize("address", ["training/loss/", "labs/tiny/"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_computed_number_is_quoted(tiny: Path, language: str, address: str) -> None:
    assert article(tiny, of(language, address)).xpath(".//data/text()") == ["0.1250"]


@pytest.mark.parametrize(
    ("address", "sources"),
    [
        ("training/loss/", ["source-two", "source-one"]),
        ("en/training/loss/", ["source-two", "source-one"]),
        ("en/labs/tiny/", ["source-one"]),
        ("contribute/", []),
    ],
)
def test_a_page_lists_the_sources_it_cites(tiny: Path, address: str, sources: list[str]) -> None:
    assert article(tiny, address).xpath(".//ol[@class='sources']/li/@id") == sources


@pytest.mark.parametrize("language", LANGUAGES)
def test_headings_have_the_ids_that_authors_gave(tiny: Path, language: str) -> None:
    assert article(tiny, of(language, "training/loss/")).xpath(".//h2/@id") == ["why", "sources"]
    assert article(tiny, of(language, "labs/tiny/")).xpath(".//h2/@id") == ["steps", "sources"]


@pytest.mark.parametrize("address", ["training/loss/", "en/labs/tiny/"])
def test_the_table_of_contents_names_all_headings(tiny: Path, address: str) -> None:
    links = set(page(tiny, address).xpath("//nav//a/@href"))
    ids = article(tiny, address).xpath(".//h2/@id")
    assert {f"#{name}" for name in ids} <= links


def test_mathematics_is_in_the_page_without_a_script(tiny: Path) -> None:
    formula = article(tiny, "training/loss/").xpath(".//*[@class='katex']")
    assert len(formula) == 1
    assert formula[0].xpath(".//*[local-name()='math']")


def test_only_pages_with_mathematics_load_its_style_sheet(tiny: Path) -> None:
    def sheets(address: str) -> int:
        return len(page(tiny, address).xpath("//link[@rel='stylesheet']"))

    assert (sheets("training/loss/"), sheets("contribute/")) == (2, 1)


def test_wide_parts_are_reached_by_the_keyboard(tiny: Path) -> None:
    loss = article(tiny, "training/loss/")
    for part in ("table/..", "pre"):
        assert loss.xpath(f".//{part}/@tabindex") == ["0"]


def test_an_empty_header_cell_of_a_table_is_no_header(tiny: Path) -> None:
    assert all(cell.text_content() for cell in article(tiny, "training/loss/").xpath(".//th"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_lab_offers_its_notebook_in_the_language_of_the_page(tiny: Path, language: str) -> None:
    address = of(language, "labs/tiny/")
    (link,) = page(tiny, address).xpath("//a[@download]/@href")
    notebook = nbformat.read(tiny / address / link, as_version=4)
    nbformat.validate(notebook)
    title = {"ja": "# 小さなラボ", "en": "# A tiny lab"}[language]
    assert notebook.cells[0].source == title


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_edit_link_of_a_lab_leads_to_its_source(tiny: Path, language: str) -> None:
    (link,) = page(tiny, of(language, "labs/tiny/")).xpath("//a[@rel='edit']/@href")
    assert link.endswith("/edit/main/notebooks/tiny.py")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_a_lab_is_small(tiny: Path, language: str) -> None:
    assert (tiny / of(language, "labs/tiny/") / "index.html").stat().st_size < 80_000


def search(folder: Path, language: str) -> str:
    """All texts that are searched."""
    pages = json.loads((folder / of(language, "search/text.json")).read_text("utf-8"))["pages"]
    return " ".join(text for _, _, sections in pages for _, _, text in sections)


def test_each_language_has_its_own_search_index(tiny: Path) -> None:
    assert "直し方" not in search(tiny, "en")
    assert "本文です" in search(tiny, "ja")
    assert "Text." not in search(tiny, "ja")


def test_code_is_not_searched(tiny: Path) -> None:
    assert "STEPS" not in search(tiny, "en")


def test_assets_are_published_once(tiny: Path) -> None:
    assert (tiny / "assets").is_dir()
    assert not (tiny / "en" / "assets").exists()
