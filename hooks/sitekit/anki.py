"""Packages for Anki: questions, services and terms as cards, for each language and for both.

A note keeps its guid whatever becomes of its text, so that whoever takes a newer package goes
on where they were.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import genanki

from sitekit import anki_file, anki_types
from sitekit.anki_cards import GLOSSARY, SERVICES, Faces, Note, notes, texts
from sitekit.anki_figures import Album
from sitekit.anki_page import Package
from sitekit.anki_types import BOTH, EDITIONS, KINDS, Labels
from sitekit.data import Data
from sitekit.problems import LANGUAGES
from sitekit.site import Site

#: The deck that holds the others.
_WHOLE = 0
#: Its id, by edition; the other decks count on from it.
_DECKS = {"ja": 1_795_000_001_000, "en": 1_795_000_002_000, BOTH: 1_795_000_003_000}
_IMAGE = re.compile(r'<img src="([^"]+)"')
#: Changes with the code that writes the file, so that an old one is not taken for current.
_VERSION = hashlib.sha256(Path(anki_file.__file__).read_bytes()).hexdigest()


def packages(
    site: Site, homes: Mapping[str, str], repository: str, when: int, cache: Path
) -> list[Package]:
    """A package for each edition; none while there is nothing to ask.

    Args:
        site: the checked site, with the results of all labs.
        homes: the address of the site in each language, with a slash at its end.
        repository: the address where readers report mistakes.
        when: the time in seconds from which Anki sees whether a package is newer.
        cache: the folder that keeps drawings and packages from one build to the next.
    """
    data, labels = site.sources.data, site.sources.labels
    if not (data.questions or data.services or data.terms):
        return []
    album = Album(site, cache / "drawings")
    written = {}
    for language in LANGUAGES:
        face = Faces(site.sources.writer(language, repository), homes[language], album)
        written[language] = texts(data, face)
    made = []
    for edition in EDITIONS:
        mine = list(notes(data, written, edition))
        made.append(_package(edition, mine, data, labels, album, when, cache / "anki"))
    return made


def _package(
    edition: str,
    written: list[Note],
    data: Data,
    labels: Labels,
    album: Album,
    when: int,
    folder: Path,
) -> Package:
    models = {kind: anki_types.note_type(kind, edition, labels) for kind in KINDS}
    decks = _decks(edition, data, labels)
    cards: Counter[str] = Counter()
    for place, note in enumerate(written):
        made = _note(note, edition, models[note.kind], place)
        decks[note.part].add_note(made)
        cards[note.kind] += len(made.cards)
    media = {name: album.files[name] for name in _images(written)}
    state = [(model.css, model.fields, model.templates) for model in models.values()]
    names = [(deck.name, deck.description) for deck in decks.values()]
    key = _key(_VERSION, genanki.__version__, when, state, names, written, list(media))
    content = _kept(folder, edition, key)
    if content is None:
        content = anki_file.write(list(decks.values()), media, when)
        _keep(folder, edition, key, content)
    return Package(edition, Counter(note.kind for note in written), cards, len(media), content)


def _decks(edition: str, data: Data, labels: Labels) -> dict[int, Any]:
    """The decks by part: all, one for each section of the exam, services, glossary.

    Anki finds a deck by its name; cards that the reader has moved stay where they are.
    """
    language = anki_types.languages(edition)[0]
    mine = labels[language]
    whole = mine["anki/deck-both" if edition == BOTH else "anki/deck"]
    sections = {
        number: mine["numbered"].format(number=number, text=text[language])
        for number, text in data.sections.items()
    }
    parts = {**sections, SERVICES: mine["anki/services"], GLOSSARY: mine["anki/terms"]}
    found = {_WHOLE: genanki.Deck(_DECKS[edition], whole, mine["anki/description"])}
    for part, name in parts.items():
        found[part] = genanki.Deck(_DECKS[edition] + part, f"{whole}::{name}")
    return found


def _note(note: Note, edition: str, model: Any, place: int) -> Any:
    """The note as genanki takes it; `place` is its turn among the new ones."""
    guid = guid_of(note.kind, note.id, edition)
    return genanki.Note(model, list(note.fields), tags=note.tags, guid=guid, due=place)


def guid_of(kind: str, identifier: str, edition: str) -> str:
    """By which Anki knows a note again: what it is about, never what it says."""
    guid: str = genanki.guid_for("mle-notes", kind, identifier, edition)
    return guid


def _images(written: list[Note]) -> list[str]:
    """The files that notes show, each once, in a fixed order."""
    fields = (text for note in written for text in note.fields)
    return sorted({name for text in fields for name in _IMAGE.findall(text)})


def _key(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:24]


def _kept(folder: Path, edition: str, key: str) -> bytes | None:
    path = folder / f"{edition}-{key}.apkg"
    return path.read_bytes() if path.exists() else None


def _keep(folder: Path, edition: str, key: str, content: bytes) -> None:
    """Keep the newest package of an edition."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob(f"{edition}-*.apkg"):
        old.unlink(missing_ok=True)
    (folder / f"{edition}-{key}.apkg").write_bytes(content)
