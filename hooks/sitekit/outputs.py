"""Files for programs: the catalogue as JSON, the names for scripts, the calendar."""

import json
import zlib
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sitekit.data import Data, Situation
from sitekit.service_page import FOLDER
from sitekit.services import THROUGH_TIME, Name, Service, Statement

#: Version of the form that schemas/services-json.yml describes.
VERSION = 1
#: Published as NAME.json, each beside its schema NAME.schema.json; `programs` makes them.
FILES = ("changes", "deprecations", "exam", "glossary")
#: Of the texts, in every file.
LICENCE = "https://creativecommons.org/licenses/by/4.0/"


def dump(value: Any) -> str:
    """JSON as it is published."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"


def catalogue(data: Data, language: str) -> dict[str, Any]:
    """All services in one language, with sources."""
    return {
        "version": VERSION,
        "language": language,
        "license": LICENCE,
        "services": [_service(each, data, language) for each in data.services.values()],
    }


def _service(service: Service, data: Data, language: str) -> dict[str, Any]:
    status = service.status
    return {
        "id": service.id,
        "url": f"{FOLDER}/{service.id}/",
        "name": service.official[language],
        "short_name": service.short[language],
        "kind": service.kind,
        "family": service.family,
        "purpose": service.purpose[language],
        "names": [_without_empty(_name(name, language)) for name in service.names],
        "status": _without_empty(
            {
                "state": status.state,
                "deprecated": status.deprecated,
                "ends": status.ends,
                "successors": list(status.successors),
                **_statement(status.note, language),
            }
        ),
        "when": [_statement(each, language) for each in service.when],
        "not": [
            {**_statement(each, language), "instead": list(each.instead)}
            for each in service.against
        ],
        "limits": [_statement(each, language) for each in service.limits],
        "unsure": [_statement(each, language) for each in service.unsure],
        "alternatives": [
            {"service": other, "text": text[language]} for other, text in service.alternatives
        ],
        "exam": list(service.exam),
        "related": list(service.related),
        "search": {key: list(found) for key, found in service.search.items()},
        "sources": {key: source(data, key, language) for key in sorted(_cited(service))},
    }


def _name(name: Name, language: str) -> dict[str, Any]:
    text = name.text[language]
    return {"name": text, "kind": name.kind, "from": name.start, "until": name.end}


def _statement(statement: Statement, language: str) -> dict[str, Any]:
    return {"text": statement.text[language], "sources": list(statement.sources)}


def _cited(service: Service) -> set[str]:
    statements = [*service.when, *service.against, *service.limits, *service.unsure]
    cited = {key for each in [*statements, service.status.note] for key in each.sources}
    return cited | {key for name in service.names for key in name.sources}


def source(data: Data, key: str, language: str) -> dict[str, str]:
    """A source with the month of its last check, and how it was read."""
    cited = data.citations[key]
    return {
        "title": cited.title[language],
        "url": cited.url,
        "verified": cited.verified,
        "read": cited.read,
    }


def _without_empty(value: dict[str, Any]) -> dict[str, Any]:
    return {key: each for key, each in value.items() if each not in ("", [])}


def names(data: Data, language: str) -> dict[str, Any]:
    """What the name lens and the translator need: services, and names with their time."""
    return {
        "services": {
            service.id: _without_empty(
                {
                    "name": service.short[language],
                    "url": f"{FOLDER}/{service.id}/",
                    "state": service.status.state,
                    "ends": service.status.ends,
                }
            )
            for service in data.services.values()
        },
        "names": list(_dated(data, language)),
    }


def _dated(data: Data, language: str) -> Iterator[tuple[str, str, str, str, str]]:
    """Names of products and typical misspellings: text, service, kind, from, until."""
    for service in data.services.values():
        for name in service.names:
            if name.kind in (*THROUGH_TIME, "short"):
                text = name.text[language]
                yield text, service.id, name.kind, data.start(name), name.end
        for word in service.search.get("misspellings", ()):
            yield word, service.id, "misspelling", "", ""


def situations(data: Data, language: str) -> dict[str, Any]:
    """What the picker ranks, with the reasons that it shows."""
    answers = sorted({situation.answer[0] for situation in data.situations})
    named = {other for each in data.situations for other, _ in each.against}
    return {
        "services": {each: _summary(data.services[each], language) for each in answers},
        "names": {each: data.services[each].short[language] for each in sorted(named)},
        "situations": [_situation(each, language) for each in data.situations],
        "unfit": [
            {
                "services": list(each.services),
                "when": dict(each.when),
                "reason": each.reason.text[language],
            }
            for each in data.unfit
        ],
    }


def _summary(service: Service, language: str) -> dict[str, Any]:
    return {
        "name": service.short[language],
        "purpose": service.purpose[language],
        "url": f"{FOLDER}/{service.id}/",
    }


def _situation(situation: Situation, language: str) -> dict[str, Any]:
    return {
        "id": situation.id,
        "url": f"choose/{situation.area}/#situation-{situation.id}",
        "answer": situation.answer[0],
        "constraints": dict(situation.constraints),
        "text": situation.text[language],
        "why": situation.why.text[language],
        "not": [[service, text[language]] for service, text in situation.against],
    }


def calendar(data: Data, language: str, site: str) -> str:
    """The deprecations as an iCalendar (RFC 5545); days only, since others are not known."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//MLE Notes//Deprecations//EN"]
    for event in data.events:
        if len(event.date) == len("2026-01-01"):
            identifier = f"{event.date}-{zlib.crc32(event.what.text['en'].encode()):08x}"
            what, instead = event.what.text[language], event.instead[language]
            lines += _event(identifier, event.date, what, instead, site)
    return "".join(f"{folded}\r\n" for line in [*lines, "END:VCALENDAR"] for folded in _fold(line))


def _event(identifier: str, day: str, what: str, instead: str, site: str) -> list[str]:
    following = (date.fromisoformat(day) + timedelta(days=1)).isoformat()
    return [
        "BEGIN:VEVENT",
        f"UID:{identifier}@mle-notes",
        f"DTSTAMP:{day.replace('-', '')}T000000Z",
        f"DTSTART;VALUE=DATE:{day.replace('-', '')}",
        f"DTEND;VALUE=DATE:{following.replace('-', '')}",
        f"SUMMARY:{_escaped(what)}",
        f"DESCRIPTION:{_escaped(instead)}",
        f"URL:{site}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _escaped(text: str) -> str:
    for mark in ("\\", ";", ","):
        text = text.replace(mark, f"\\{mark}")
    return text


def _fold(line: str) -> Iterator[str]:
    """Lines of at most 75 octets, as the standard asks; a character is never cut."""
    current = ""
    for character in line:
        if len(f"{current}{character}".encode()) > 74:
            yield current
            current = " "
        current += character
    yield current
