"""What the search reads, and the index of all names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from sitekit import name_index, search, yamlfile
from sitekit.data import Data
from sitekit.glossary import read_terms
from sitekit.service_page import Writer
from sitekit.site import Sources, read_sources

TERMS = """
terms:
  gradient:
    term: {ja: 勾配, en: gradient}
    kana: コウバイ
    short: [GRD]
    also: {ja: [傾き], en: [slope]}
    misspellings: [gradiant]
    definition: {ja: 傾きです。, en: A slope.}
    page: training/learning-loop.md#learning-rate
  voiced:
    term: {ja: 学習, en: learning}
    kana: ガクシュウ
    definition: {ja: 学ぶことです。, en: What learns.}
    page: training/learning-loop.md
"""


@pytest.fixture(scope="module")
def sources(root: Path) -> Sources:
    """The sources of the repository, with a glossary of two terms."""
    read = read_sources(root)[0]
    terms = read_terms(yamlfile.parse_mapping(TERMS, "data/glossary.yml")[0])
    return replace(read, data=replace(read.data, terms=terms))


def _target(sources: Sources, language: str, url: str) -> list[list[str]]:
    targets = search.names(sources, language)["targets"]
    (target,) = [each for each in targets if each[0] == url]
    return [*target[1:], *([[]] * (7 - len(target)))]


@pytest.mark.parametrize(
    ("uri", "address"),
    [
        ("index.md", ""),
        ("labs/index.md", "labs/"),
        ("labs/threshold.ipynb#seeds", "labs/threshold/#seeds"),
        ("services/gpu.md", "services/gpu/"),
    ],
)
def test_a_page_has_the_address_that_mkdocs_gives_it(uri: str, address: str) -> None:
    assert search.address(uri) == address


def test_a_service_is_known_by_all_its_names(sources: Sources) -> None:
    title, note, today, former, also, misspelt = _target(sources, "en", "services/managed-spark/")
    assert "formerly Dataproc" in title
    assert note == ""
    assert "Managed Service for Apache Spark" in today
    assert "Dataproc" in former
    assert also
    assert misspelt


def test_katakana_is_for_japanese_readers(sources: Sources) -> None:
    assert "データフロー" in _target(sources, "ja", "services/dataflow/")[4]
    assert not any(
        re.search("[ァ-ヺ]", name) for name in _target(sources, "en", "services/gpu/")[4]
    )


def test_a_service_that_is_gone_says_so_and_what_follows(sources: Sources) -> None:
    note = _target(sources, "en", "services/ai-platform/")[1]
    assert note.startswith("Gone since 31 January 2025, now Agent Platform")


def test_a_name_is_listed_once_however_it_is_written(sources: Sources) -> None:
    for _, _, _, *kinds in search.names(sources, "ja")["targets"]:
        names = [re.sub(r"[\W_]", "", name.casefold()) for kind in kinds for name in kind]
        assert len(names) == len(set(names)), names


def test_the_words_of_a_term_lead_to_its_section(sources: Sources) -> None:
    url = "training/learning-loop/#learning-rate"
    found = [term for term in search.names(sources, "en")["terms"] if term[0] == url]
    assert found == [[url, ["gradient"], ["GRD", "slope", "勾配"], ["gradiant"]]]


def test_headings_that_many_pages_have_are_no_names(sources: Sources) -> None:
    headings = [title for _, title in search.names(sources, "en")["headings"]]
    assert "The confusion matrix" in headings
    assert "Table of situations" not in headings


def test_the_text_has_no_marks_and_leaves_out_lists_of_sources() -> None:
    entries = [
        {"location": "a/", "title": "A", "text": "<p>One<sup>[1]</sup>\n two.</p>"},
        {"location": "a/#b", "title": "B &amp; C", "text": "<ul><li>x</li><li>y</li></ul>"},
        {"location": "a/#sources", "title": "Sources", "text": "<p>Z</p>"},
    ]
    sections = [["", "", "One two."], ["b", "B & C", "x y"]]
    assert search.text(entries) == {"pages": [["a/", "A", sections]]}


# ---- The index of names ----------------------------------------------------------


def _writer(sources: Sources, language: str) -> Writer:
    return Writer(sources.data, sources.labels[language], language)


def _groups(html: str) -> Mapping[str, str]:
    found = re.findall(r"<h2>(.*?)</h2>(.*?)</section>", html)
    return dict(found)


def test_japanese_terms_stand_under_the_row_of_their_reading(sources: Sources) -> None:
    groups = _groups(name_index.listing("glossary", _writer(sources, "ja")))
    assert list(groups) == ["カ"]
    assert re.findall(r'id="term-(\w+)"', groups["カ"]) == ["voiced", "gradient"]


def test_english_terms_stand_under_their_letter(sources: Sources) -> None:
    groups = _groups(name_index.listing("glossary", _writer(sources, "en")))
    assert list(groups) == ["G", "L"]
    assert '<span lang="ja">勾配</span>, GRD' in groups["G"]
    assert "A slope." in groups["G"]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_index_lists_every_name_of_every_service_once(sources: Sources, language: str) -> None:
    html = name_index.listing("name-index", _writer(sources, language))
    for service in sources.data.services.values():
        for name in (service.official, service.short, *(each.text for each in service.former)):
            text = name[language].replace("&", "&amp;")
            link = f'<a href="source:services/{service.id}.md">{text}</a>'
            assert html.count(link) == 1, link


def test_a_former_name_says_todays(sources: Sources) -> None:
    html = name_index.listing("name-index", _writer(sources, "en"))
    assert ">Dataproc</a> <small>→ Managed Spark</small>" in html


def test_an_empty_glossary_is_an_empty_list(sources: Sources) -> None:
    empty = replace(sources, data=replace(Data(), services={}))
    assert _groups(name_index.listing("glossary", _writer(empty, "en"))) == {}
