"""Lists to look things up in: the glossary, and the index of all names.

In Japanese they are sorted by reading, in the order of the kana; Latin names come before.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from itertools import groupby

from sitekit.glossary import Term
from sitekit.service_page import Writer, uri
from sitekit.services import THROUGH_TIME

KINDS = ("glossary", "name-index")

#: The rows of the kana, by their first members; each member is written without marks.
_ROWS = "アカサタナハマヤラワ"
_KANA = re.compile(r"[ァ-ヺ]")
#: Small kana sort as large ones, and the mark of a long vowel not at all.
_PLAIN_KANA = str.maketrans("ァィゥェォッャュョ", "アイウエオツヤユヨ", "ー")


@dataclass(frozen=True, order=True)
class Entry:
    """A name in the index: sorted by `key`, shown as `text`, with what it leads to."""

    key: str
    text: str
    target: str
    today: str = ""


def listing(kind: str, writer: Writer) -> str:
    """The HTML that a directive asks for."""
    return _glossary(writer) if kind == "glossary" else _names(writer)


def _glossary(writer: Writer) -> str:
    """Every term with its other words, definition and the section that teaches it."""
    terms = sorted(writer.data.terms, key=lambda term: _key(_reading(term, writer.language)))
    groups = groupby(terms, key=lambda term: _group(_reading(term, writer.language), writer))
    return _grouped(
        (group, f"<dl>{''.join(_term(term, writer) for term in members)}</dl>")
        for group, members in groups
    )


def _reading(term: Term, language: str) -> str:
    return term.kana if language == "ja" else term.text["en"]


def _term(term: Term, writer: Writer) -> str:
    language = writer.language
    other = "en" if language == "ja" else "ja"
    name = escape(term.text[language])
    beside = [*map(escape, term.short)]
    if term.text[other] != term.text[language]:
        beside.insert(0, f'<span lang="{other}">{escape(term.text[other])}</span>')
    shown = f" <small>{writer.labels['comma'].join(beside)}</small>" if beside else ""
    more = f'<a href="source:{term.page}">{writer.labels["glossary-more"]}</a>'
    definition = escape(term.definition[language])
    return f'<dt id="term-{term.id}">{name}{shown}</dt><dd>{definition} {more}</dd>'


def _names(writer: Writer) -> str:
    """Every name of a service, today's and former ones, and every term."""
    entries = sorted({*_services(writer), *_terms(writer)})
    groups = groupby(entries, key=lambda entry: _group(entry.key, writer))
    lists = ((group, "".join(map(_item, members))) for group, members in groups)
    return _grouped((group, f"<ul>{items}</ul>") for group, items in lists)


def _services(writer: Writer) -> Iterator[Entry]:
    language = writer.language
    for service in writer.data.services.values():
        today = service.short[language]
        for name in service.names:
            if name.kind in (*THROUGH_TIME, "short"):
                text = name.text[language]
                key = _key(name.kana if language == "ja" and name.kana else text)
                yield Entry(key, text, uri(service.id), "" if text == today else today)
        for word in service.search.get("acronyms", ()):
            yield Entry(_key(word), word, uri(service.id), today)


def _terms(writer: Writer) -> Iterator[Entry]:
    language = writer.language
    for term in writer.data.terms:
        text = term.text[language]
        yield Entry(_key(_reading(term, language)), text, term.page)
        for word in term.short:
            if word != text:
                yield Entry(_key(word), word, term.page, text)


def _item(entry: Entry) -> str:
    today = f" <small>→ {escape(entry.today)}</small>" if entry.today else ""
    return f'<li><a href="source:{entry.target}">{escape(entry.text)}</a>{today}</li>'


def _key(text: str) -> str:
    """What a name is sorted by: voiced and small kana as plain ones, no signs, no capitals."""
    plain = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", text.casefold())
        if unicodedata.category(letter)[0] in "LN"
    )
    return plain.translate(_PLAIN_KANA) or text


def _group(reading: str, writer: Writer) -> str:
    """The letter or row of kana that a name stands under."""
    first = _key(reading)[0]
    if _KANA.match(first):
        return max(row for row in _ROWS if row <= first)
    return first.upper() if "a" <= first <= "z" else writer.labels["index-other"]


def _grouped(groups: Iterator[tuple[str, str]]) -> str:
    """Sections with a heading each, and links to them above."""
    made = [(f"index-{number}", group, html) for number, (group, html) in enumerate(groups)]
    links = " ".join(f'<a href="#{place}">{escape(group)}</a>' for place, group, _ in made)
    sections = "".join(
        f'<section id="{place}"><h2>{escape(group)}</h2>{html}</section>'
        for place, group, html in made
    )
    letters = f'<p class="letters">{links}</p>'
    return f'<div class="name-index" data-search-exclude>{letters}{sections}</div>'
