"""The notes: what the fields of each question, service and term hold, in one language."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape

from sitekit import bank, search
from sitekit.anki_figures import Album
from sitekit.anki_types import FIELDS, languages
from sitekit.catalogue import Citation
from sitekit.data import Data
from sitekit.glossary import Term
from sitekit.questions import LETTERS, Option, Question
from sitekit.questions import marked as parted
from sitekit.service_page import Writer, uri, when_named
from sitekit.services import THROUGH_TIME, Service, Statement

#: By the names of `anki_types.FIELDS`.
Fields = Mapping[str, str]
#: By kind and id.
Texts = Mapping[tuple[str, str], Fields]
#: Parts of a package besides the sections of the exam, which have their numbers.
SERVICES, GLOSSARY = 7, 8
#: What begins and ends deciding words until the text is HTML.
_BEGIN, _END = "\ue010", "\ue011"


@dataclass(frozen=True)
class Note:
    """A note in one edition; `part` is its deck."""

    kind: str
    id: str
    part: int
    fields: tuple[str, ...]
    tags: tuple[str, ...]


class Faces:
    """Writes fields in one language; `home` is the address of the site in that language."""

    def __init__(self, writer: Writer, home: str, album: Album) -> None:
        self._writer = writer
        self.language = writer.language
        self._labels = writer.labels
        self._home = home
        self._album = album

    def question(self, question: Question) -> Fields:
        """The stem with its options; then which one is right, and why each is or is not."""
        stem = question.stem[self.language]
        decides = [words[self.language] for words in question.decides]
        options = (f"<li>{html(each.text[self.language])}</li>" for each in question.options)
        right = self._labels["comma"].join(LETTERS[index] for index in question.right)
        return {
            "Stem": f"<p>{html(stem)}</p>",
            "Options": f'<ol type="A">{"".join(options)}</ol>',
            "Answer": right,
            "Marked": f"<p>{marked(stem, decides)}</p>",
            "Reasons": self._reasons(question, decides),
            "Figure": self._album.figure(question.page, self.language),
            "Read": self._read(question.page),
            "Sources": self._sources(question.sources),
            "Place": self._place(question),
        }

    def _reasons(self, question: Question, decides: list[str]) -> str:
        reasons = "".join(f"<li>{self._reason(each, decides)}</li>" for each in question.options)
        return f'<ol type="A">{reasons}</ol>'

    def _reason(self, option: Option, decides: list[str]) -> str:
        verdict = "right" if option.right else "wrong"
        word = f'<b class="{verdict}">{self._labels[f"anki/{verdict}"]}</b>'
        text = f'<p class="option">{html(option.text[self.language])}</p>'
        text += f"<p>{word}{html(option.why[self.language])}</p>"
        if option.killed is None:
            return text
        words = html(self._labels["anki/killed"].format(words=decides[option.killed]))
        return f'{text}<p class="killed">{words}</p>'

    def _place(self, question: Question) -> str:
        """What the question practises, how hard it is, and where to report a mistake in it."""
        data = self._writer.data
        texts = (each.text for each in data.considerations if each.id == question.consideration)
        text = next(texts)[self.language]
        numbered = self._labels["numbered"].format(number=question.consideration, text=text)
        level = escape(self._labels[f"difficulty-{question.difficulty}"])
        address = escape(bank.report(question, self._writer))
        report = f'<a href="{address}">{escape(self._labels["quiz/report"])}</a>'
        return "<br>".join((html(numbered), level, report))

    def service(self, service: Service) -> Fields:
        """Today's name; then what it does, when to take it, its names and its state."""
        name, official = service.short[self.language], service.official[self.language]
        return {
            "Name": html(name),
            "Official": html(official) if official != name else "",
            "Purpose": f"<p>{html(service.purpose[self.language])}</p>",
            "When": self._statements(service.when),
            "Not": self._statements(service.against),
            "Names": self._names(service),
            "Status": self._status(service),
            "Read": self._read(uri(service.id)),
        }

    def _statements(self, statements: Iterable[Statement]) -> str:
        return _listed(
            html(each.text[self.language]) + self._others(each.instead, "instead")
            for each in statements
        )

    def _others(self, services: Iterable[str], label: str) -> str:
        """Other services by name; a card has no room for a way to each."""
        known = self._writer.data.services
        names = [html(known[each].short[self.language]) for each in services]
        text = self._labels["comma"].join(names)
        return f" {escape(self._labels[label])} {text}" if names else ""

    def _names(self, service: Service) -> str:
        """Every name that it has or had, with its time."""
        return _listed(
            f"{html(name.text[self.language])}"
            f" <small>{escape(when_named(name, self.language, self._labels))}</small>"
            for name in service.names
            if name.kind in THROUGH_TIME
        )

    def _status(self, service: Service) -> str:
        status, labels = service.status, self._labels
        after = self._others(status.successors, "successors")
        state = (
            f"<b>{escape(self._writer.state(service))}</b> " if status.state != "current" else ""
        )
        month = escape(f"{labels['anki/verified']}{self._writer.verified(service)}")
        note = html(status.note.text[self.language])
        return f"<p>{state}{note}{after}</p><p><small>{month}</small></p>"

    def term(self, term: Term) -> Fields:
        """A term, what it means, and how else people say."""
        text, definition = term.text[self.language], term.definition[self.language]
        others = [*term.short, *term.also.get(self.language, ())]
        read = term.kana if self.language == "ja" and term.kana != text else ""
        meaning = f"<p>{html(definition)}</p>"
        return {
            "Term": html(text),
            "Reading": html(read),
            "Definition": meaning,
            "Ask": "" if told(definition, [text, *others]) else meaning,
            "Also": self._labels["comma"].join(map(html, others)),
            "Figure": self._album.figure(term.page, self.language),
            "Read": self._read(term.page),
        }

    def _read(self, page: str) -> str:
        """The page to read, on the site."""
        name = html(self._writer.name_of(page))
        return f'<a href="{escape(self._home + search.address(page))}">{name}</a>'

    def _sources(self, keys: Iterable[str]) -> str:
        found = (self._writer.data.citations[key] for key in keys)
        return _listed(self._source(each) for each in found)

    def _source(self, source: Citation) -> str:
        month = self._labels["verified"].format(month=source.verified)
        opened = source.read != "unopened"
        note = month if opened else self._labels["read-unopened"]
        title = html(source.title[self.language])
        return f'<a href="{escape(source.url)}">{title}</a> <small>{escape(note)}</small>'


def texts(data: Data, face: Faces) -> Texts:
    """The fields of everything, in one language."""
    return {
        **{("question", each.id): face.question(each) for each in data.questions},
        **{("service", each.id): face.service(each) for each in data.services.values()},
        **{("term", each.id): face.term(each) for each in data.terms},
    }


def notes(data: Data, written: Mapping[str, Texts], edition: str) -> Iterator[Note]:
    """All notes of an edition, in the order in which Anki shows new ones."""

    def note(kind: str, identifier: str, part: int, tags: tuple[str, ...]) -> Note:
        mine = {each: written[each][kind, identifier] for each in languages(edition)}
        return Note(kind, identifier, part, _joined(kind, identifier, mine), tags)

    for question in data.questions:
        section = int(question.consideration[0])
        yield note("question", question.id, section, _question_tags(question))
    for service in data.services.values():
        yield note("service", service.id, SERVICES, _service_tags(service))
    for term in data.terms:
        yield note("term", term.id, GLOSSARY, _tags(("kind", "term")))


def _joined(kind: str, identifier: str, written: Mapping[str, Fields]) -> tuple[str, ...]:
    """The fields of a note, in the order of its note type."""
    values = [each[name] for each in written.values() for name in FIELDS[kind]]
    if kind == "term" and len(written) > 1:
        values.append(_translated(written))
    return (*values, identifier)


def _translated(written: Mapping[str, Fields]) -> str:
    """The Japanese term, unless the English one is the same."""
    ja, en = (written[language]["Term"] for language in ("ja", "en"))
    return "" if ja == en else ja


def _question_tags(question: Question) -> tuple[str, ...]:
    return _tags(
        ("kind", "question"),
        ("objective", question.objective),
        ("consideration", question.consideration),
        ("difficulty", str(question.difficulty)),
        *(("service", each) for each in question.services),
    )


def _service_tags(service: Service) -> tuple[str, ...]:
    objectives = (("objective", each) for each in service.exam)
    return _tags(("kind", "service"), *objectives, ("service", service.id))


def _tags(*tags: tuple[str, str]) -> tuple[str, ...]:
    """Tags below one of our own, so that they do not mix with the reader's; ids, in no language."""
    return tuple(f"mle-notes::{kind}::{value}" for kind, value in tags)


def html(text: str) -> str:
    """A text of the data as HTML; backticks, its only marks, become code."""
    parts = escape(text, quote=False).split("`")
    return "".join(f"<code>{part}</code>" if n % 2 else part for n, part in enumerate(parts))


def marked(text: str, words: Iterable[str]) -> str:
    """A text as HTML with these of its words marked."""
    parts = (f"{_BEGIN}{part}{_END}" if mark else part for part, mark in parted(text, words))
    return html("".join(parts)).replace(_BEGIN, "<mark>").replace(_END, "</mark>")


def told(definition: str, words: Iterable[str]) -> bool:
    """Whether a definition names what it defines, and so would answer its own question."""
    text = definition.casefold()
    return any(word in text and _stands(word, text) for word in map(str.casefold, words))


def _stands(word: str, text: str) -> bool:
    """Latin words stand alone, or in the plural; Japanese has no gaps between words."""
    alone = rf"(?<![a-z0-9]){re.escape(word)}(?:e?s)?(?![a-z0-9])"
    return not word.isascii() or re.search(alone, text) is not None


def _listed(items: Iterable[str]) -> str:
    listed = "".join(f"<li>{item}</li>" for item in items)
    return f"<ul>{listed}</ul>" if listed else ""
