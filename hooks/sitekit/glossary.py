"""The terms of the field: one definition each, and the words people look them up by."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sitekit import yamlfile
from sitekit.problems import LANGUAGES, Problem
from sitekit.services import Text

SHOWN = "data/glossary.yml"


@dataclass(frozen=True)
class Term:
    """A term; `kana` is its Japanese reading, `page` the section that teaches it.

    `avoid` are words that the site does not use for it; `tips` are the languages whose pages
    explain it at its first use.
    """

    id: str
    text: Text
    kana: str
    short: tuple[str, ...]
    also: Mapping[str, tuple[str, ...]]
    misspellings: tuple[str, ...]
    definition: Text
    page: str
    avoid: Mapping[str, tuple[str, ...]]
    tips: tuple[str, ...]
    line: int

    def words(self) -> Iterator[str]:
        """Everything by which it is found, each word once."""
        others = (word for words in self.also.values() for word in words)
        yield from dict.fromkeys([*self.text.values(), *self.short, *others, *self.misspellings])


def read_terms(document: yamlfile.Document) -> tuple[Term, ...]:
    """The terms of a document of the right form."""
    return tuple(
        _term(key, entry, document.line("terms", key))
        for key, entry in document.value["terms"].items()
    )


def _term(identifier: str, entry: Mapping[str, Any], line: int) -> Term:
    return Term(
        id=identifier,
        text=entry["term"],
        kana=entry["kana"],
        short=tuple(entry.get("short", ())),
        also=_by_language(entry.get("also", {})),
        misspellings=tuple(entry.get("misspellings", ())),
        definition=entry["definition"],
        page=entry["page"],
        avoid=_by_language(entry.get("avoid", {})),
        tips=tuple(entry.get("tips", LANGUAGES)),
        line=line,
    )


def _by_language(words: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    return {language: tuple(each) for language, each in words.items()}


def check(terms: tuple[Term, ...]) -> Iterator[Problem]:
    """A word leads to one term."""
    owners: dict[str, str] = {}
    for term in terms:
        for word in term.words():
            owner = owners.setdefault(word.casefold(), term.id)
            if owner != term.id:
                what = f"{word!r} stands for {owner!r} and for {term.id!r}"
                yield Problem(SHOWN, term.line, what, "keep it where it is meant more often")
