"""The note types of the cards: their fields, both sides of each card, and their look.

Anki recognises a note type by its id, and takes it for another one as soon as a field or a card
has another name.  So neither ids nor names ever change: the reader's history hangs on them.
What the sides look like may change; Anki takes the newer one over.
"""

import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import genanki

from sitekit.problems import LANGUAGES

Labels = Mapping[str, Mapping[str, str]]  # language -> label id -> text

BOTH = "both"
#: The packages: one for each language, and one with both.
EDITIONS = (*LANGUAGES, BOTH)
KINDS = ("question", "service", "term")
#: What a note holds in one language, in this order.
FIELDS = {
    "question": (
        *("Stem", "Options", "Answer", "Marked", "Reasons"),
        *("Figure", "Read", "Sources", "Place"),
    ),
    "service": ("Name", "Official", "Purpose", "When", "Not", "Names", "Status", "Read"),
    "term": ("Term", "Reading", "Definition", "Ask", "Also", "Figure", "Read"),
}
#: A Japanese term whose English term is another one: a card asks for that.
TRANSLATE = "Translate"
#: What every note holds besides, whatever its language.
ID = "Id"
_IDS = {
    ("question", "ja"): 1_795_000_000_101,
    ("question", "en"): 1_795_000_000_102,
    ("question", BOTH): 1_795_000_000_103,
    ("service", "ja"): 1_795_000_000_201,
    ("service", "en"): 1_795_000_000_202,
    ("service", BOTH): 1_795_000_000_203,
    ("term", "ja"): 1_795_000_000_301,
    ("term", "en"): 1_795_000_000_302,
    ("term", BOTH): 1_795_000_000_303,
}
_FRONT = "{{FrontSide}}"
_STYLE = Path(__file__).with_name("anki.css")


def languages(edition: str) -> tuple[str, ...]:
    """The languages of a package; the first one asks."""
    return ("en", "ja") if edition == BOTH else (edition,)


def field(name: str, language: str, edition: str) -> str:
    """What a field is called in a package."""
    return f"{name} {language}" if edition == BOTH else name


def names(kind: str, edition: str) -> list[str]:
    """The names of all fields of a note type."""
    mine = [field(each, lang, edition) for lang in languages(edition) for each in FIELDS[kind]]
    return [*mine, TRANSLATE, ID] if (kind, edition) == ("term", BOTH) else [*mine, ID]


def note_type(kind: str, edition: str, labels: Labels) -> Any:
    """The note type as genanki takes it."""
    return genanki.Model(
        _IDS[kind, edition],
        f"MLE Notes {kind} ({edition})",
        fields=[_numbered(name) for name in names(kind, edition)],
        templates=[
            {**_numbered(name), "qfmt": front, "afmt": back}
            for name, front, back in _cards(kind, edition, labels)
        ],
        css=_STYLE.read_text(encoding="utf-8"),
    )


def _numbered(name: str) -> dict[str, Any]:
    """A field or card with an id of its own.

    By it Anki merges note types that the reader has changed:
    https://docs.ankiweb.net/importing/packaged-decks.html#note-to-deck-authors
    """
    return {"name": name, "id": zlib.crc32(name.encode())}


def _cards(kind: str, edition: str, labels: Labels) -> list[tuple[str, str, str]]:
    """Name, front and back of each card of a note type."""
    asking, *others = (_Side(each, edition, labels[each]) for each in languages(edition))
    sides = (asking, *others)
    if kind == "question":
        front = asking.question() + "".join(each.peek() for each in others)
        return [("Question", front, _back("", *(each.reasons() for each in sides)))]
    if kind == "service":
        answers = (each.service_answer() for each in sides)
        return [("Service", asking.service(), _back(_FRONT, *answers))]
    return _term_cards(asking, others)


def _term_cards(asking: "_Side", others: list["_Side"]) -> list[tuple[str, str, str]]:
    """A term, then its definition; with two languages, the other language's term too.

    A back leaves out what its front says.
    """
    whole = [each.term_answer() for each in others]
    cards = [
        ("Term", asking.term(), _back(_FRONT, asking.term_answer("Term"), *whole)),
        (
            "Definition",
            asking.definition(),
            _back(_FRONT, asking.term_answer("Definition"), *whole),
        ),
    ]
    for each in others:
        answers = asking.term_answer(), each.term_answer("Term")
        cards.append(("Translation", each.translation(), _back(_FRONT, *answers)))
    return cards


def _back(front: str, *answers: str) -> str:
    """A back: what was asked, the line to which Anki scrolls, the answer in each language."""
    return f'{front}<hr id="answer">{"<hr>".join(answers)}'


class _Side:
    """What stands on a card in one language."""

    def __init__(self, language: str, edition: str, labels: Mapping[str, str]) -> None:
        self._language = language
        self._edition = edition
        self._labels = labels
        self._read = f"<p>{labels['anki/read']}{{}}</p>"

    def _field(self, name: str, form: str = "{}") -> str:
        """A field in its place; an empty one leaves its place out."""
        key = field(name, self._language, self._edition)
        return f"{{{{#{key}}}}}{form.format(f'{{{{{key}}}}}')}{{{{/{key}}}}}"

    def _headed(self, name: str, label: str) -> str:
        return self._field(name, f"<h2>{self._labels[label]}</h2>{{}}")

    def _block(self, *parts: str) -> str:
        return f'<div lang="{self._language}">{"".join(parts)}</div>'

    def _asked(self, label: str) -> str:
        return f'<p class="asked">{self._labels[label]}</p>'

    def peek(self) -> str:
        """The question for those who want to read it in this language."""
        summary = f"<summary>{self._labels['anki/peek']}</summary>"
        return self._block(f"<details>{summary}{self.question()}</details>")

    def question(self) -> str:
        return self._block(self._field("Stem"), self._field("Options"))

    def reasons(self) -> str:
        return self._block(
            self._field("Marked"),
            self._field("Answer", f'<p class="answer">{self._labels["anki/answer"]}{{}}</p>'),
            self._field("Reasons"),
            self._field("Figure"),
            self._field("Read", self._read),
            self._headed("Sources", "sources"),
            self._field("Place", '<p class="place">{}</p>'),
        )

    def service(self) -> str:
        return self._block(
            self._field("Name", '<p class="name">{}</p>'),
            self._field("Official", '<p class="place">{}</p>'),
            self._asked("anki/ask-service"),
        )

    def service_answer(self) -> str:
        return self._block(
            self._field("Purpose"),
            self._headed("When", "service-when"),
            self._headed("Not", "service-not"),
            self._headed("Names", "service-names"),
            self._headed("Status", "glance-status"),
            self._field("Read", self._read),
        )

    def term(self) -> str:
        return self._block(
            self._field("Term", '<p class="name">{}</p>'), self._asked("anki/ask-term")
        )

    def definition(self) -> str:
        """The other way round; `Ask` is empty where the definition would tell the term."""
        return self._field("Ask", self._block("{}", self._asked("anki/ask-definition")))

    def translation(self) -> str:
        """The term of the other language; a definition does not help to remember it."""
        asked = self._asked("anki/ask-translation")
        block = self._block(f'<p class="name">{{{{{TRANSLATE}}}}}</p>', asked)
        return f"{{{{#{TRANSLATE}}}}}{block}{{{{/{TRANSLATE}}}}}"

    def term_answer(self, without: str = "") -> str:
        forms = {
            "Term": '<p class="name">{}</p>',
            "Reading": '<p class="place">{}</p>',
            "Definition": "{}",
            "Also": f"<p>{self._labels['anki/also']}{{}}</p>",
            "Figure": "{}",
            "Read": self._read,
        }
        shown = (self._field(name, form) for name, form in forms.items() if name != without)
        return self._block(*shown)
