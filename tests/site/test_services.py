"""To add a service is to add one file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from lxml import html as lxml_html
from mkdocs.exceptions import Abort

from site_build import as_built

ROOT = Path(__file__).resolve().parents[2]
ENTRY = """\
kind: product
family: data
names:
  - {{name: {name}, kind: official, from: 2026-04-22, source: page}}
  - {{name: Old {name}, kind: official, from: 2019-05, until: 2026-04-22, source: page}}
purpose:
  ja: 表を整えます。
  en: Cleans tables.
when:
  - ja: 表が乱れているときに選びます。
    en: Take it when tables are untidy.
    source: page
not:
  - ja: 画像なら別のものを選びます。
    en: For images, take the other one.
    instead: [{other}]
    source: page
status:
  state: current
  ja: 提供中です。
  en: Current.
  source: page
alternatives:
  - service: {other}
    ja: 別のものは画像を扱います。
    en: The other one takes images.
exam: []
sources:
  page:
    title: {{ja: 製品の文書, en: Product documentation}}
    url: https://example.org/{name}
    verified: 2026-11
    read: page
"""
INDEX = "---\ntitle: {}\ndescription: {}\n---\n\n## {} {{#data}}\n\n::services data\n"
NAV = "  - training/loss.md\n"


@pytest.fixture
def catalogue(house):
    """The tiny project with an index of services and one service."""
    house.write(
        {
            "docs/ja/services/index.md": INDEX.format("サービス", "一覧です。", "データ"),
            "docs/en/services/index.md": INDEX.format("Services", "A list.", "Data"),
            "data/services/first.yml": ENTRY.format(name="First", other="second"),
            "data/services/second.yml": ENTRY.format(name="Second", other="first"),
        }
    )
    for name in ("mkdocs.yml", "mkdocs.en.yml"):
        house.change(name, NAV, f"{NAV}  - services/index.md\n")
    house.confirm()
    return house


def _page(folder: Path, address: str) -> lxml_html.HtmlElement:
    return lxml_html.document_fromstring((folder / address / "index.html").read_text("utf-8"))


def test_one_more_file_is_one_more_page_in_both_languages(catalogue) -> None:
    catalogue.write({"data/services/third.yml": ENTRY.format(name="Third", other="first")})
    folder = catalogue.build()
    for language, title in (("", "Third（旧 Old Third）"), ("en/", "Third (formerly Old Third)")):
        page = _page(folder, f"{language}services/third")
        assert page.xpath("string(//h1)").strip() == title
        index = _page(folder, f"{language}services")
        assert "Third" in index.xpath("//ul[@class='services']//a/text()")


def test_the_page_answers_what_when_and_what_instead(catalogue) -> None:
    page = _page(catalogue.build(), "en/services/first")
    text = " ".join(page.xpath("//article")[0].text_content().split())
    assert "Cleans tables." in text
    assert "Take it when tables are untidy" in text
    assert "Old First (until 22 April 2026)" in text
    assert "../second/" in page.xpath("//article//a/@href")


def test_the_edit_link_leads_to_the_file(catalogue) -> None:
    page = _page(catalogue.build(), "en/services/first")
    (link,) = page.xpath("//a[@rel='edit']/@href")
    assert link.endswith("/edit/main/data/services/first.yml")


def test_its_names_are_found_by_search_and_by_programs(catalogue) -> None:
    folder = catalogue.build()
    text = json.loads((folder / "en/search/text.json").read_text(encoding="utf-8"))
    assert any(url == "services/first/" for url, _, _ in text["pages"])
    targets = json.loads((folder / "en/search/names.json").read_text(encoding="utf-8"))["targets"]
    (target,) = [target for target in targets if target[0] == "services/first/"]
    assert "Old First" in target[4]
    names = json.loads((folder / "en/names.json").read_text(encoding="utf-8"))["names"]
    assert ["Old First", "first", "official", "2019-05", "2026-04-22"] in names


def test_while_serving_a_changed_entry_gives_what_a_build_gives(catalogue) -> None:
    with catalogue.running("serve") as again:
        again()
        catalogue.change("data/services/first.yml", "Cleans tables.", "Cleans every table.")
        served = again()
        page = as_built((served / "en/services/second/index.html").read_text("utf-8"))
        assert "Cleans every table." in page  # the neighbour shows it too
    built = catalogue.build("built") / "en/services/second/index.html"
    assert page == as_built(built.read_text("utf-8"))


def test_a_mistake_names_the_line_of_the_file(catalogue, caplog: pytest.LogCaptureFixture) -> None:
    catalogue.change("data/services/first.yml", "instead: [second]", "instead: [third]")
    with pytest.raises(Abort):
        catalogue.build()
    assert (
        "data/services/first.yml:16: unknown service 'third' (add data/services/third.yml)"
        in caplog.text
    )
