"""Packages for Anki, opened as Anki opens them."""

from __future__ import annotations

import io
import json
import re
import sqlite3
import warnings
import zipfile
import zlib
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from lxml import etree, html
from nbformat import NotebookNode

from sitekit import anki, anki_cards, anki_figures, anki_file, anki_page, anki_types
from sitekit.anki_page import Package
from sitekit.anki_types import EDITIONS, KINDS
from sitekit.data import Data
from sitekit.problems import LANGUAGES
from sitekit.questions import LETTERS, Question
from sitekit.results import Figure, Results
from sitekit.site import Experiment, Site, Sources

HOMES = {"ja": "https://example.org/", "en": "https://example.org/en/"}
REPOSITORY = "https://example.org/repository"
WHEN = 1_794_225_600
#: What style.py draws with, in matplotlib's form.
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><g id="a">'
    '<path d="M0 0L40 20" style="stroke: #0f6b76; fill: none"/><text x="1" y="2">{}</text>'
    "</g></svg>"
)


#: Elements that HTML does not close.
_OPEN = re.compile(r"<(br|img [^>]*)>")


@dataclass(frozen=True)
class Opened:
    """A package as its reader has it."""

    content: bytes

    @cached_property
    def archive(self) -> zipfile.ZipFile:
        return zipfile.ZipFile(io.BytesIO(self.content))

    @cached_property
    def _tables(self) -> dict[str, list[sqlite3.Row]]:
        with closing(sqlite3.connect(":memory:")) as connection:
            connection.deserialize(self.archive.read("collection.anki2"))
            connection.row_factory = sqlite3.Row
            names = ("col", "notes", "cards")
            return {n: connection.execute(f"SELECT * FROM {n}").fetchall() for n in names}

    @cached_property
    def models(self) -> dict[str, Any]:
        return dict(json.loads(self._tables["col"][0]["models"]))

    @cached_property
    def decks(self) -> dict[str, Any]:
        return dict(json.loads(self._tables["col"][0]["decks"]))

    @property
    def notes(self) -> list[sqlite3.Row]:
        return self._tables["notes"]

    @property
    def cards(self) -> list[sqlite3.Row]:
        return self._tables["cards"]

    @cached_property
    def media(self) -> dict[str, bytes]:
        names = json.loads(self.archive.read("media"))
        return {name: self.archive.read(number) for number, name in names.items()}

    def fields(self, note: sqlite3.Row) -> dict[str, str]:
        names = (each["name"] for each in self.models[str(note["mid"])]["flds"])
        return dict(zip(names, note["flds"].split("\x1f"), strict=True))

    def kind(self, note: sqlite3.Row) -> str:
        return str(self.models[str(note["mid"])]["name"]).split()[2]

    def of(self, kind: str) -> dict[str, dict[str, str]]:
        """The fields of all notes of a kind, by the id of what they are about."""
        mine = (self.fields(note) for note in self.notes if self.kind(note) == kind)
        return {fields[anki_types.ID]: fields for fields in mine}


@pytest.fixture(scope="module")
def site(sources: Sources) -> Site:
    """The real sources, with a small drawing for every figure that a page shows."""
    figures: dict[str, dict[str, dict[str, Figure]]] = {name: {} for name in sources.labs}
    for page in sources.authored("ja"):
        for token in page.tokens("figure"):
            lab, _, name = token.text.partition("/")
            figures[lab][name] = {
                language: Figure(SVG.format(f"{token.text} {language}"), "<T>", "C & c", '"D"')
                for language in LANGUAGES
            }
    return Site(
        sources,
        {
            name: Experiment(lab, "key", NotebookNode(), Results(figures[name], {}, {}))
            for name, lab in sources.labs.items()
        },
    )


def _made(site: Site, cache: Path, when: int = WHEN) -> dict[str, Package]:
    made = anki.packages(site, HOMES, REPOSITORY, when, cache)
    return {package.edition: package for package in made}


@pytest.fixture(scope="module")
def packages(site: Site, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Package]:
    """The packages by edition; genanki warns of fields that are no HTML."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return _made(site, tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="module")
def opened(packages: dict[str, Package]) -> dict[str, Opened]:
    return {edition: Opened(package.content) for edition, package in packages.items()}


@pytest.fixture(params=EDITIONS)
def edition(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def _texts(fields: dict[str, str], name: str, edition: str) -> dict[str, str]:
    """A field in each language of an edition."""
    spoken = anki_types.languages(edition)
    return {each: fields[anki_types.field(name, each, edition)] for each in spoken}


def _text(fragment: str) -> str:
    return str(html.fromstring(f"<div>{fragment}</div>").text_content())


def _plain(text: str) -> str:
    return text.replace("`", "")


def test_every_question_service_and_term_is_a_note(
    opened: dict[str, Opened], packages: dict[str, Package], sources: Sources, edition: str
) -> None:
    data = sources.data
    assert set(opened[edition].of("question")) == {each.id for each in data.questions}
    assert set(opened[edition].of("service")) == set(data.services)
    assert set(opened[edition].of("term")) == {each.id for each in data.terms}
    count = len(data.questions) + len(data.services) + len(data.terms)
    assert len(opened[edition].notes) == count == sum(packages[edition].notes.values())
    assert len(opened[edition].cards) == sum(packages[edition].cards.values())


def test_new_cards_come_in_the_order_of_the_data(
    opened: dict[str, Opened], sources: Sources
) -> None:
    package = opened["ja"]
    turns = {card["nid"]: card["due"] for card in package.cards}
    notes = sorted(package.notes, key=lambda note: turns[note["id"]])
    asked = [package.fields(note)[anki_types.ID] for note in notes]
    data = sources.data
    assert asked == [
        *(each.id for each in data.questions),
        *data.services,
        *(each.id for each in data.terms),
    ]


def test_the_front_asks_with_the_stem_and_lettered_options(
    opened: dict[str, Opened], sources: Sources, edition: str
) -> None:
    notes = opened[edition].of("question")
    for question in sources.data.questions:
        stems = _texts(notes[question.id], "Stem", edition)
        options = _texts(notes[question.id], "Options", edition)
        for language in stems:
            assert _text(stems[language]) == _plain(question.stem[language])
            found = html.fromstring(options[language])
            assert found.get("type") == "A"
            shown = [item.text_content() for item in found.iter("li")]
            assert shown == [_plain(each.text[language]) for each in question.options]


def test_the_back_gives_the_reason_of_every_option(
    opened: dict[str, Opened], sources: Sources, edition: str
) -> None:
    notes = opened[edition].of("question")
    for question in sources.data.questions:
        for language, reasons in _texts(notes[question.id], "Reasons", edition).items():
            items = list(html.fromstring(reasons).iter("li"))
            assert len(items) == len(question.options)
            for item, option in zip(items, question.options, strict=True):
                text = item.text_content()
                assert _plain(option.text[language]) in text
                assert _plain(option.why[language]) in text
                verdict = "right" if option.right else "wrong"
                assert sources.labels[language][f"anki/{verdict}"] in text
                if option.killed is not None:
                    assert _plain(question.decides[option.killed][language]) in text


def test_the_back_names_the_right_letters_and_marks_what_decides(
    opened: dict[str, Opened], sources: Sources, edition: str
) -> None:
    notes = opened[edition].of("question")
    for question in sources.data.questions:
        right = {LETTERS[index] for index in question.right}
        for language, answer in _texts(notes[question.id], "Answer", edition).items():
            assert set(re.findall("[A-E]", answer)) == right
            marked = _texts(notes[question.id], "Marked", edition)[language]
            assert _text(marked) == _plain(question.stem[language])
            found = [mark.text_content() for mark in html.fromstring(marked).iter("mark")]
            for words in question.decides:
                assert any(_plain(words[language]) in each for each in found), question.id


def test_the_back_names_its_sources_with_the_month(
    opened: dict[str, Opened], sources: Sources, edition: str
) -> None:
    notes = opened[edition].of("question")
    for question in sources.data.questions:
        for language, text in _texts(notes[question.id], "Sources", edition).items():
            for key in question.sources:
                source = sources.data.citations[key]
                assert source.title[language] in _text(text)
                assert source.verified in text


def test_a_service_tells_what_when_when_not_its_names_and_its_state(
    opened: dict[str, Opened], sources: Sources, edition: str
) -> None:
    notes = opened[edition].of("service")
    for service in sources.data.services.values():
        for language in anki_types.languages(edition):

            def shown(name: str, identifier: str = service.id, spoken: str = language) -> str:
                return _text(_texts(notes[identifier], name, edition)[spoken])

            assert shown("Name") == service.short[language]
            assert shown("Purpose") == _plain(service.purpose[language])
            for name, statements in (("When", service.when), ("Not", service.against)):
                assert all(_plain(each.text[language]) in shown(name) for each in statements)
            assert all(name.text[language] in shown("Names") for name in service.former)
            assert _plain(service.status.note.text[language]) in shown("Status")


def test_a_term_is_asked_both_ways_unless_its_definition_tells_it(
    opened: dict[str, Opened], sources: Sources, edition: str
) -> None:
    language = anki_types.languages(edition)[0]
    notes = opened[edition].of("term")
    told = 0
    for term in sources.data.terms:
        fields = notes[term.id]
        definition = _texts(fields, "Definition", edition)[language]
        asked = _texts(fields, "Ask", edition)[language]
        assert _text(definition) == term.definition[language]
        assert asked in ("", definition)
        told += not asked
        assert not asked or term.text[language] not in term.definition[language]
    assert 0 < told < 20


@pytest.mark.parametrize(
    ("definition", "word", "told"),
    [
        ("Such as NaN, or not.", "NaN", True),
        ("The finance of it.", "nan", False),
        ("Epochs are counted.", "epoch", True),
        ("例の順序を並べ替えることです。", "並べ替え", True),
        ("例の順序を変えることです。", "並べ替え", False),
    ],
)
def test_a_definition_tells_its_term_where_the_word_stands_in_it(
    definition: str, word: str, told: bool
) -> None:
    assert anki_cards.told(definition, [word]) is told


def test_the_package_of_both_asks_in_english_and_answers_in_both(
    opened: dict[str, Opened],
) -> None:
    for model in opened["both"].models.values():
        asked = model["tmpls"][0]["qfmt"]
        answered = model["tmpls"][0]["afmt"]
        assert asked.startswith('<div lang="en">')
        assert 'lang="ja"' in answered


def test_a_term_with_the_same_name_in_both_languages_is_not_to_be_translated(
    opened: dict[str, Opened], sources: Sources
) -> None:
    notes = opened["both"].of("term")
    for term in sources.data.terms:
        same = term.text["ja"] == term.text["en"]
        assert (notes[term.id][anki_types.TRANSLATE] == "") is same


def _changed(sources: Sources) -> Data:
    """Every text of the data is another one."""
    data = sources.data

    def other(text: Any) -> Any:
        return {language: f"{words} 2" for language, words in text.items()}

    def question(each: Question) -> Question:
        options = tuple(
            replace(option, text=other(option.text), why=other(option.why))
            for option in each.options
        )
        return replace(each, stem=other(each.stem), options=options, difficulty=1)

    return replace(
        data,
        questions=tuple(map(question, reversed(data.questions))),
        services={
            name: replace(each, purpose=other(each.purpose)) for name, each in data.services.items()
        },
        terms=tuple(replace(each, definition=other(each.definition)) for each in data.terms[1:]),
    )


def test_notes_keep_guids_and_ids_when_texts_change_and_others_come_and_go(
    site: Site, opened: dict[str, Opened], tmp_path: Path
) -> None:
    later = replace(site, sources=replace(site.sources, data=_changed(site.sources)))
    for edition, package in _made(later, tmp_path, WHEN + 1).items():
        before, after = opened[edition], Opened(package.content)
        guids = {note["guid"]: note["id"] for note in before.notes}
        assert {note["guid"]: note["id"] for note in after.notes}.items() <= guids.items()
        assert len(after.notes) == len(before.notes) - 1
        assert not {n["flds"] for n in after.notes} & {n["flds"] for n in before.notes}
        assert {note["mod"] for note in after.notes} == {WHEN + 1}


def test_guids_and_ids_of_decks_and_note_types_differ_between_editions(
    opened: dict[str, Opened],
) -> None:
    guids = [note["guid"] for package in opened.values() for note in package.notes]
    assert len(guids) == len(set(guids))
    for part in ("decks", "models"):
        ids = [each for package in opened.values() for each in getattr(package, part)]
        ids = [each for each in ids if each != "1"]  # Anki's default deck
        assert len(ids) == len(set(ids))


def test_what_the_history_of_readers_hangs_on_never_changes(opened: dict[str, Opened]) -> None:
    # A failure here means that those who update would begin anew: change the code, not the test.
    assert anki.guid_of("question", "an-id", "ja") == "I+c~jrEwd]"
    for edition, number in (("ja", 1), ("en", 2), ("both", 3)):
        known = {
            identifier: [len(model["flds"]), *(each["name"] for each in model["tmpls"])]
            for identifier, model in opened[edition].models.items()
        }
        twice = edition == "both"
        assert known == {
            f"179500000010{number}": [9 * (1 + twice) + 1, "Question"],
            f"179500000020{number}": [8 * (1 + twice) + 1, "Service"],
            f"179500000030{number}": [
                7 * (1 + twice) + 1 + twice,
                *("Term", "Definition", "Translation")[: 2 + twice],
            ],
        }
    names = [field["name"] for model in opened["en"].models.values() for field in model["flds"]]
    assert zlib.crc32(" ".join(names).encode()) == 2789295067


def test_there_is_a_deck_for_each_section_for_services_and_for_the_glossary(
    opened: dict[str, Opened], sources: Sources
) -> None:
    package = opened["en"]
    names = {deck["name"] for deck in package.decks.values()} - {"Default"}
    sections = {f"{number} {text['en']}" for number, text in sources.data.sections.items()}
    parts = {*sections, "Services", "Glossary"}
    assert names == {"MLE Notes (English)", *(f"MLE Notes (English)::{part}" for part in parts)}
    decks = {note["id"]: note for note in package.notes}
    for card in package.cards:
        note = decks[card["nid"]]
        deck = package.decks[str(card["did"])]["name"].rpartition("::")[2]
        kind = package.kind(note)
        assert deck == {"service": "Services", "term": "Glossary"}.get(kind, deck)
        assert (kind == "question") == (deck in sections)


def test_tags_name_consideration_objective_difficulty_and_services(
    opened: dict[str, Opened], sources: Sources, edition: str
) -> None:
    package = opened[edition]
    questions = {each.id: each for each in sources.data.questions}
    for note in package.notes:
        tags = set(note["tags"].split())
        assert all(tag.startswith("mle-notes::") for tag in tags)
        question = questions.get(package.fields(note)[anki_types.ID])
        if question and package.kind(note) == "question":
            assert {
                f"mle-notes::consideration::{question.consideration}",
                f"mle-notes::objective::{question.objective}",
                f"mle-notes::difficulty::{question.difficulty}",
                *(f"mle-notes::service::{each}" for each in question.services),
            } <= tags


def test_fields_are_html_without_marks_of_markdown(opened: dict[str, Opened], edition: str) -> None:
    for note in opened[edition].notes:
        for name, field in opened[edition].fields(note).items():
            etree.fromstring(_OPEN.sub(r"<\1/>", f"<div>{field}</div>"))
            assert "`" not in field, (name, field)
            text = _text(re.sub(r"<code>.*?</code>", "", field))
            assert not re.search(r"\*\*|\]\(|\[@|::\w|\{=", text), (name, text)


def test_what_looks_like_html_in_a_text_is_shown_as_it_stands() -> None:
    assert anki_cards.html('a < b & `c<d>` "e"') == 'a &lt; b &amp; <code>c&lt;d&gt;</code> "e"'
    marked = anki_cards.marked("use `A<B>` now, only", ["now, only", "`A<B>`"])
    assert marked == "use <mark><code>A&lt;B&gt;</code></mark> <mark>now, only</mark>"


def test_every_picture_of_a_note_is_in_the_package_once_and_no_other(
    opened: dict[str, Opened], packages: dict[str, Package], edition: str
) -> None:
    package = opened[edition]
    asked = {name for note in package.notes for name in re.findall(r'src="([^"]+)"', note["flds"])}
    assert asked == set(package.media)
    assert len(set(package.media.values())) == len(package.media) == packages[edition].figures > 0
    languages = {name.split("-")[-2] for name in asked}
    assert languages == set(anki_types.languages(edition))


def test_a_picture_stands_alone(opened: dict[str, Opened], edition: str) -> None:
    for name, content in opened[edition].media.items():
        text = content.decode()
        assert "var(--" not in text, name
        root = etree.fromstring(content)
        assert not root.xpath("//*[local-name()='style' or local-name()='image']")
        outside = [each for each in root.xpath("//@href") if not each.startswith("#")]
        assert not outside, name
        box = root.get("viewBox", "").split()
        (ground,) = root.xpath("/*/*[local-name()='rect'][1]")
        assert [ground.get(key) for key in ("x", "y", "width", "height")] == box
        assert ground.get("fill") == "#ffffff"
        assert (root.get("width"), root.get("height")) == (box[2], box[3])
        assert all(e.get("fill") for e in root.iter("{http://www.w3.org/2000/svg}text"))


def test_a_picture_has_words_for_those_who_do_not_see_it(opened: dict[str, Opened]) -> None:
    pictures = [
        picture
        for note in opened["en"].notes
        for picture in html.fromstring(f"<div>{note['flds']}</div>").iter("img")
    ]
    assert pictures
    assert all(picture.get("alt", "").strip() for picture in pictures)


@pytest.mark.parametrize(
    ("page", "target"),
    [
        ("training/learning-loop.md#learning-rate", "learning-rate/sign-flip"),
        ("training/learning-loop.md", ""),
        ("services/bigquery.md", ""),
        ("training/learning-loop.md#epoch-step-batch", "diagram/training-loop"),
        ("training/learning-loop.md#in-services", ""),
    ],
)
def test_the_first_figure_of_a_section_belongs_to_it(site: Site, page: str, target: str) -> None:
    assert anki_figures.first_figure(site, page) == target


def test_the_same_sources_give_the_same_bytes(
    site: Site, packages: dict[str, Package], tmp_path: Path
) -> None:
    for edition, package in _made(site, tmp_path).items():
        assert package.content == packages[edition].content


def test_a_package_is_kept_until_something_in_it_changes(site: Site, tmp_path: Path) -> None:
    first = _made(site, tmp_path)
    files = sorted((tmp_path / "anki").iterdir())
    assert len(files) == len(EDITIONS)
    files[0].write_bytes(b"kept")
    assert b"kept" in [package.content for package in _made(site, tmp_path).values()]
    later = _made(site, tmp_path, WHEN + 1)
    assert all(later[each].content not in (b"kept", first[each].content) for each in EDITIONS)
    assert len(list((tmp_path / "anki").iterdir())) == len(EDITIONS)


def test_nothing_in_a_package_tells_when_and_with_what_it_was_packed(
    opened: dict[str, Opened], edition: str
) -> None:
    archive = opened[edition].archive
    entries = archive.infolist()
    names = ["collection.anki2", "media", *map(str, range(len(opened[edition].media)))]
    assert [entry.filename for entry in entries] == names
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert {(entry.create_system, entry.external_attr >> 16) for entry in entries} == {(3, 0o644)}
    database = archive.read("collection.anki2")
    assert database[24:28] == database[92:96] == b"\0\0\0\1"
    assert database[96:100] == bytes(4)


def test_a_database_is_whole(opened: dict[str, Opened], edition: str) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(opened[edition].archive.read("collection.anki2"))
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


@dataclass
class _Note:
    guid: str
    cards: tuple[int, ...] = (0, 1)


def test_ids_follow_from_guids_and_never_collide() -> None:
    notes = [_Note(str(number)) for number in range(2000)]
    ids = list(anki_file.ids(notes))
    assert len(set(ids)) == len(ids) == 3 * len(notes)
    alone = list(anki_file.ids(notes[7:8]))
    assert alone == ids[21:24]
    assert all(1_767_225_600_000 <= each < 1_793_491_200_000 for each in ids)
    twice = list(anki_file.ids([_Note("a"), _Note("a")]))
    assert len(set(twice)) == 6


def test_a_site_without_questions_services_and_terms_has_no_package(
    site: Site, tmp_path: Path
) -> None:
    empty = replace(site, sources=replace(site.sources, data=Data()))
    assert anki.packages(empty, HOMES, REPOSITORY, WHEN, tmp_path) == []


def test_night_has_colours_of_its_own(opened: dict[str, Opened]) -> None:
    for package in opened.values():
        for model in package.models.values():
            day, night = re.findall(r"(?<=--ink: )#\w+", model["css"])
            assert day != night
            assert ".card.nightMode" in model["css"]


def test_the_page_lists_files_with_their_numbers_and_sizes(
    packages: dict[str, Package], sources: Sources
) -> None:
    words = sources.labels["en"]
    page = "<p>a</p><!--anki--><!--anki-notes-->"
    filled = anki_page.fill(page, packages.values(), words, "../../../")
    files, kinds = html.fromstring(f"<div>{filled}</div>").iter("table")
    links = [link.get("href") for link in files.iter("a")]
    assert links == [f"../../../practice/anki/mle-notes-{edition}.apkg" for edition in EDITIONS]
    for row, package in zip(list(files.iter("tr"))[1:], packages.values(), strict=True):
        cells = [cell.text_content() for cell in row]
        assert cells[1] == anki_page.size(len(package.content))
        assert cells[2] == str(sum(package.notes.values()))
    for row, kind in zip(list(kinds.iter("tr"))[1:], KINDS, strict=True):
        assert [cell.text_content() for cell in row][1] == str(packages["ja"].notes[kind])


@pytest.mark.parametrize(("length", "shown"), [(476_532, "477 kB"), (1_250_000, "1.2 MB")])
def test_a_size_is_short(length: int, shown: str) -> None:
    assert anki_page.size(length) == shown
