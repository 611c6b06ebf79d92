"""Whether the search of the real site finds what people mean (design: the figures to keep)."""

from __future__ import annotations

import gzip
from itertools import chain

import pytest

import search_quality as quality
from site_build import Site

CLASSES = (
    *("exact", "partial", "spacing", "katakana", "former", "acronym"),
    *("typo", "ja_syn", "ja_substr", "width", "question", "english"),
)


@pytest.fixture(scope="module")
def own(site: Site) -> dict[str, quality.Score]:
    """The scores of our own queries."""
    queries, _ = quality.read("queries.yml")
    asked = [(query.language, query.text) for query in queries]
    return quality.score(queries, quality.ask(site.folder, asked))


@pytest.mark.parametrize("name", ["queries.yml", "blind.yml"])
def test_the_pages_of_all_queries_exist(site: Site, name: str) -> None:
    for query in quality.read(name)[0]:
        for page in query.pages:
            assert (site.folder / page / "index.html").is_file(), query


def test_there_are_enough_queries_of_each_class() -> None:
    queries, off_topic = quality.read("queries.yml")
    assert len(queries) >= 250
    assert {query.kind for query in queries} == set(CLASSES)
    assert len(quality.read("blind.yml")[0]) >= 100
    assert len(off_topic) >= 40


@pytest.mark.parametrize("kind", CLASSES)
def test_of_each_class_nine_in_ten_are_first(own: dict[str, quality.Score], kind: str) -> None:
    assert own[kind].shares()[0] >= 0.9


def test_of_all_queries_nearly_all_are_first_and_among_five(
    own: dict[str, quality.Score],
) -> None:
    first, five, _ = own["all"].shares()
    assert first >= 0.95
    assert five >= 0.99


def test_queries_written_without_sight_of_the_catalogue_are_found(site: Site) -> None:
    queries, _ = quality.read("blind.yml")
    answers = quality.ask(site.folder, [(query.language, query.text) for query in queries])
    first, five, _ = quality.score(queries, answers)["all"].shares()
    assert first >= 0.92
    assert five >= 0.97


def test_off_topic_words_return_nothing(site: Site) -> None:
    words = list(chain(*(quality.read(name)[1] for name in ("queries.yml", "blind.yml"))))
    answers = quality.ask(site.folder, words)
    found = [(word, urls[:2]) for word, urls in zip(words, answers, strict=True) if urls]
    assert len(found) <= 0.05 * len(words), found


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_name_of_the_catalogue_is_among_five_however_it_is_written(
    site: Site, language: str
) -> None:
    folder = site.folder / ("" if language == "ja" else "en")
    wanted = quality.catalogue_forms(folder / "services.json", language)
    answers = quality.ask(site.folder, [(language, form) for _, form in wanted])
    pairs = zip(wanted, answers, strict=True)
    missing = [(form, url, urls[:3]) for (url, form), urls in pairs if url not in urls[:5]]
    assert missing == []
    assert quality.forms_found(wanted, answers)[0] >= 0.97


def test_the_worker_and_its_files_are_small(site: Site) -> None:
    assert _packed(site, "assets/js/search.js") <= 8_000
    for folder in ("", "en/"):
        assert _packed(site, f"{folder}search/text.json") <= 400_000
        assert _packed(site, f"{folder}search/names.json") <= 45_000


def _packed(site: Site, name: str) -> int:
    return len(gzip.compress((site.folder / name).read_bytes(), 9, mtime=0))
