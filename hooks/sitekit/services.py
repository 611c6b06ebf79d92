"""The catalogue of services: one file of ``data/services/`` each, both languages side by side."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from sitekit import schema, yamlfile
from sitekit.catalogue import Citation
from sitekit.problems import Problem
from sitekit.text import read_text

#: A sentence or a word in both languages.
Text = Mapping[str, str]
#: The kinds of names that a service has one after another.
THROUGH_TIME = ("official", "former", "predecessor")
_KANJI = re.compile(r"[一-鿿々]")


class Keys:
    """How a data file names its sources: its own carry its name, others are shared."""

    def __init__(self, owner: str, document: yamlfile.Document, shown: str) -> None:
        self.own: Mapping[str, Any] = document.value["sources"]
        self._owner = owner
        self.citations = {
            f"{owner}/{key}": Citation(
                f"{owner}/{key}", **entry, place=f"{shown}:{document.line('sources', key)}"
            )
            for key, entry in self.own.items()
        }

    def __call__(self, value: str | list[str] | None) -> tuple[str, ...]:
        """The sources behind one key or several, as the whole site knows them."""
        listed = [value] if isinstance(value, str) else value or []
        return tuple(f"{self._owner}/{key}" if key in self.own else key for key in listed)


@dataclass(frozen=True)
class Name:
    """What a service is or was called.  Dates are as precise as they are known, or empty."""

    text: Text
    kind: str
    start: str
    end: str
    sources: tuple[str, ...]
    kana: str = ""


@dataclass(frozen=True)
class Statement:
    """A sentence with its sources; `instead` names what wins where it does not apply."""

    text: Text
    sources: tuple[str, ...]
    instead: tuple[str, ...] = ()


@dataclass(frozen=True)
class Status:
    """Whether a service is still alive; `state` is one of the schema's."""

    state: str
    deprecated: str
    ends: str
    successors: tuple[str, ...]
    note: Statement


@dataclass(frozen=True)
class Service:
    """One entry.  `document` knows the line on which everything in it stands."""

    id: str
    path: str
    kind: str
    family: str
    names: tuple[Name, ...]
    search: Mapping[str, tuple[str, ...]]
    purpose: Text
    when: tuple[Statement, ...]
    against: tuple[Statement, ...]
    limits: tuple[Statement, ...]
    unsure: tuple[Statement, ...]
    status: Status
    alternatives: tuple[tuple[str, Text], ...]
    traits: Mapping[str, Statement]
    exam: tuple[str, ...]
    related: tuple[str, ...]
    citations: Mapping[str, Citation]
    digest: str
    document: yamlfile.Document = field(repr=False, compare=False)

    @property
    def official(self) -> Text:
        """Today's official name; for what is gone, the last one."""
        official = [name for name in self.names if name.kind == "official"]
        return next((name.text for name in official if not name.end), official[0].text)

    @property
    def short(self) -> Text:
        """The name for links and tables."""
        return next((name.text for name in self.names if name.kind == "short"), self.official)

    @property
    def former(self) -> tuple[Name, ...]:
        """Earlier names, the most recent first."""
        earlier = [
            name for name in self.names if name.kind in THROUGH_TIME and name.text != self.official
        ]
        return tuple(sorted(earlier, key=lambda name: name.end, reverse=True))

    def mentioned(self) -> Iterator[tuple[str, yamlfile.Key]]:
        """The other entries that this one names, and where."""
        for index, statement in enumerate(self.against):
            yield from ((each, ("not", index, "instead")) for each in statement.instead)
        yield from ((each, ("status", "successors")) for each in self.status.successors)
        for index, (each, _) in enumerate(self.alternatives):
            yield each, ("alternatives", index, "service")
        yield from ((each, ("related",)) for each in self.related)


def read_services(
    root: Path, shared: Mapping[str, Citation]
) -> tuple[dict[str, Service], list[Problem]]:
    """All entries by id, and what is wrong with each on its own; `shared` may be cited too."""
    services: dict[str, Service] = {}
    problems: list[Problem] = []
    for path in sorted((root / "data" / "services").glob("*.yml")):
        shown = path.relative_to(root).as_posix()
        text, found = read_text(path, shown)
        if not found:
            service, found = read_service(text, shown, shared)
            if service:
                services[service.id] = service
        problems += found
    return services, [*problems, *_check_references(services, identifiers(root))]


def identifiers(root: Path) -> set[str]:
    """The ids of all entries, also of those whose files cannot be read."""
    return {path.stem for path in (root / "data" / "services").glob("*.yml")}


def read_service(
    text: str, shown: str, shared: Mapping[str, Citation]
) -> tuple[Service | None, list[Problem]]:
    """One entry; None when its file does not have the form of one."""
    service, keys, problems = _parsed(text, shown)
    if service is None or keys is None:
        return None, list(problems)
    return service, [*problems, *check_cited(service.document, shown, keys, shared)]


@lru_cache(maxsize=1024)  # by content: `serve` reads again only what changed
def _parsed(text: str, shown: str) -> tuple[Service | None, Keys | None, tuple[Problem, ...]]:
    document, problems = yamlfile.parse_mapping(text, shown)
    problems = problems or schema.load("service").check(document, shown)
    if problems:
        return None, None, tuple(problems)
    keys = Keys(Path(shown).stem, document, shown)
    service = _service(shown, document, keys)
    checks = (_check_names, _check_readings, _check_dates)
    return service, keys, tuple(problem for check in checks for problem in check(service))


def _service(shown: str, document: yamlfile.Document, keys: Keys) -> Service:
    data = document.value

    def statement(entry: Mapping[str, Any]) -> Statement:
        text = {"ja": entry["ja"], "en": entry["en"]}
        return Statement(text, keys(entry["source"]), tuple(entry.get("instead", ())))

    def statements(key: str) -> tuple[Statement, ...]:
        return tuple(statement(entry) for entry in data.get(key, ()))

    return Service(
        id=Path(shown).stem,
        path=shown,
        kind=data["kind"],
        family=data["family"],
        names=tuple(_name(entry, keys(entry.get("source"))) for entry in data["names"]),
        search={key: tuple(words) for key, words in data.get("search", {}).items()},
        purpose=data["purpose"],
        when=statements("when"),
        against=statements("not"),
        limits=statements("limits"),
        unsure=statements("unsure"),
        status=_status(data["status"], statement(data["status"])),
        alternatives=tuple(
            (entry["service"], {"ja": entry["ja"], "en": entry["en"]})
            for entry in data["alternatives"]
        ),
        traits={key: statement(entry) for key, entry in data.get("traits", {}).items()},
        exam=tuple(data["exam"]),
        related=tuple(data.get("related", ())),
        citations=keys.citations,
        digest=document.digest,
        document=document,
    )


def _name(entry: Mapping[str, Any], sources: tuple[str, ...]) -> Name:
    text = entry["name"]
    text = {"ja": text, "en": text} if isinstance(text, str) else text
    start, end = (str(entry.get(key, "")) for key in ("from", "until"))
    return Name(text, entry["kind"], start, end, sources, entry.get("kana", ""))


def _status(entry: Mapping[str, Any], note: Statement) -> Status:
    deprecated, ends = (str(entry.get(key, "")) for key in ("deprecated", "ends"))
    successors = tuple(entry.get("successors", ()))
    return Status(entry["state"], deprecated, ends, successors, note)


def _check_names(service: Service) -> Iterator[Problem]:
    """One official name is today's, unless the service is gone."""
    official = [name for name in service.names if name.kind == "official"]
    current = [name for name in official if not name.end]
    line = service.document.line("names")
    if not official:
        yield Problem(service.path, line, "no name is official", "mark one 'kind: official'")
    elif len(current) != 1 and not (service.status.state == "gone" and not current):
        names = ", ".join(name.text["en"] for name in current) or "none"
        what = f"official names of today: {names}"
        yield Problem(service.path, line, what, "exactly one without 'until'")


def _check_readings(service: Service) -> Iterator[Problem]:
    """A name that begins with kanji has a reading, by which the index sorts it."""
    for index, name in enumerate(service.names):
        listed = name.kind in (*THROUGH_TIME, "short")
        if listed and _KANJI.match(name.text["ja"]) and not name.kana:
            what = f"{name.text['ja']!r} has no reading"
            line = service.document.line("names", index)
            yield Problem(service.path, line, what, "add 'kana: …' in katakana")


def _check_dates(service: Service) -> Iterator[Problem]:
    """Time runs forward."""
    spans = [(name.start, name.end, ("names", i)) for i, name in enumerate(service.names)]
    status = service.status
    for start, end, key in (*spans, (status.deprecated, status.ends, ("status",))):
        if start and end and start > end:
            what = f"it ends on {end}, before it begins on {start}"
            yield Problem(service.path, service.document.line(*key), what, "exchange the dates")


def check_cited(
    document: yamlfile.Document, shown: str, keys: Keys, shared: Mapping[str, Citation]
) -> list[Problem]:
    """Sources that a file cites are defined; those that it defines are cited."""
    problems: list[Problem] = []
    cited: set[str] = set()
    for place, key in _cited(document.value, ()):
        cited.add(key)
        if key not in keys.own and key not in shared:
            what, fix = f"unknown source {key!r}", "define it under 'sources'"
            problems.append(Problem(shown, document.line(*place), what, fix))
    for key in keys.own.keys() - cited:
        what, line = f"source {key!r} is cited nowhere", document.line("sources", key)
        problems.append(Problem(shown, line, what, "cite it or remove it"))
    return problems


def _cited(value: Any, place: yamlfile.Key) -> Iterator[tuple[yamlfile.Key, str]]:
    """Every key under `source`, with its place."""
    if isinstance(value, dict):
        for name, child in value.items():
            if name == "source":
                listed = [child] if isinstance(child, str) else child
                yield from (((*place, name), key) for key in listed)
            else:
                yield from _cited(child, (*place, name))
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from _cited(child, (*place, index))


def _check_references(services: Mapping[str, Service], known: set[str]) -> Iterator[Problem]:
    """Entries name only entries that exist, and not themselves."""
    for service in services.values():
        for other, key in service.mentioned():
            if other == service.id:
                what, fix = "the entry names itself", "remove it"
            elif other not in known:
                what, fix = f"unknown service {other!r}", f"add data/services/{other}.yml"
            else:
                continue
            yield Problem(service.path, service.document.line(*key), what, fix)
