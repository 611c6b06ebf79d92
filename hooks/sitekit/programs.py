"""The glossary, the exam's ledger, the deprecations and the changes as JSON for programs."""

from collections.abc import Iterator
from typing import Any

from sitekit import outputs, search
from sitekit.changes import URL
from sitekit.data import Consideration, Event
from sitekit.glossary import Term
from sitekit.problems import other
from sitekit.service_page import Writer

#: Version of the forms that the schemas of the same names describe.
VERSION = 1


def files(writer: Writer) -> dict[str, dict[str, Any]]:
    """The content of each file in the language of the writer, by the file's name."""
    head = {"version": VERSION, "language": writer.language, "license": outputs.LICENCE}
    return {
        "changes": {**head, "changes": list(_changes(writer))},
        "deprecations": {**head, "events": [_event(e, writer) for e in writer.data.events]},
        "exam": {**head, "sections": list(_sections(writer))},
        "glossary": {**head, "terms": [_term(term, writer) for term in writer.data.terms]},
    }


def _changes(writer: Writer) -> Iterator[dict[str, Any]]:
    language = writer.language
    for change in writer.data.changes:
        yield {
            "id": change.id,
            "url": f"{URL}#{change.anchor}",
            "date": change.date,
            "kind": change.kind,
            "title": change.title[language],
            "text": change.text[language],
            "pages": [_page(page, writer) for page in change.pages],
        }


def _page(page: str, writer: Writer) -> dict[str, str]:
    return {"name": writer.name_of(page), "url": search.address(page)}


def _event(event: Event, writer: Writer) -> dict[str, Any]:
    language = writer.language
    known = {
        "date": event.date,
        "announced": event.announced,
        "text": event.what.text[language],
        "instead": event.instead[language],
        "service": event.service,
        "sources": [outputs.source(writer.data, key, language) for key in event.what.sources],
    }
    return {key: value for key, value in known.items() if value}


def _sections(writer: Writer) -> Iterator[dict[str, Any]]:
    data, language = writer.data, writer.language
    for number, text in data.sections.items():
        mine = (key for key in data.objectives if key.startswith(f"{number}."))
        yield {
            "number": number,
            "text": text[language],
            "weight": data.weights[number],
            "objectives": [_objective(key, writer) for key in mine],
        }


def _objective(key: str, writer: Writer) -> dict[str, Any]:
    data = writer.data
    mine = (each for each in data.considerations if each.objective == key)
    return {
        "id": key,
        "text": data.objectives[key][writer.language],
        "url": f"practice/{key.replace('.', '-')}/",
        "considerations": [_consideration(each, writer) for each in mine],
    }


def _consideration(each: Consideration, writer: Writer) -> dict[str, Any]:
    asked = (q.id for q in writer.data.questions if q.consideration == each.id)
    return {
        "id": each.id,
        "text": each.text[writer.language],
        "pages": [_page(page, writer) for page in each.pages],
        "questions": list(asked),
    }


def _term(term: Term, writer: Writer) -> dict[str, Any]:
    language = writer.language
    return {
        "id": term.id,
        "url": search.address(term.page),
        "term": term.text[language],
        "translation": term.text[other(language)],
        "kana": term.kana,
        "short": list(term.short),
        "also": list(term.also.get(language, ())),
        "definition": term.definition[language],
    }
