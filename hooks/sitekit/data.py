"""Everything in ``data/`` that describes the world: services, claims, deprecations, situations.

Each file has the form of its schema, and keeps both languages side by side.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Any

from sitekit import (
    changes,
    dates,
    glossary,
    japanese,
    parity,
    question_picks,
    questions,
    schema,
    services,
    termbase,
    topics,
    yamlfile,
)
from sitekit.catalogue import Citation, read_yaml
from sitekit.changes import Change
from sitekit.glossary import Term
from sitekit.problems import LANGUAGES, Problem
from sitekit.questions import Question
from sitekit.services import Keys, Name, Service, Statement, Text
from sitekit.source import Source, scan_prose
from sitekit.termbase import Termbase
from sitekit.text import read_text
from sitekit.topics import Topic

MEMOS = ("000", "001", "002", "003")
CONSIDERATIONS = "exam/considerations.yml"
#: Questions that every consideration has at least.
FEWEST = 3
#: The kinds of names that an option would use.
_NAMES = ("official", "short")
#: One for each language.
Termbases = tuple[Termbase, ...]


@dataclass(frozen=True)
class Claim:
    """What an old memo says that does not hold, and what does."""

    id: str
    memo: str
    topic: Text
    said: Text
    verdict: str
    today: Statement
    services: tuple[str, ...]
    page: str
    line: int


@dataclass(frozen=True)
class Consideration:
    """A line of the exam guide in our words, with the pages to read, the first one first."""

    id: str
    text: Text
    pages: tuple[str, ...]
    line: int

    @property
    def objective(self) -> str:
        """The objective that it belongs to, as in 1.2."""
        return self.id.rpartition(".")[0]


@dataclass(frozen=True)
class Event:
    """Something that ended or will end."""

    date: str
    announced: str
    what: Statement
    instead: Text
    service: str


@dataclass(frozen=True)
class Situation:
    """A situation as a question describes it, with the service that fits (`answer[0]`)."""

    id: str
    area: str
    text: Text
    constraints: Mapping[str, str]
    answer: tuple[str, ...]
    why: Statement
    against: tuple[tuple[str, Text], ...]
    but: Text | None


@dataclass(frozen=True)
class Dimension:
    """One question of the picker, with its answers."""

    id: str
    title: Text
    values: Mapping[str, Text]


@dataclass(frozen=True)
class Unfit:
    """Constraints that rule services out."""

    services: tuple[str, ...]
    when: Mapping[str, str]
    reason: Statement


@dataclass(frozen=True)
class Data:
    """All of it; `texts` is what is wrong with the language and numbers of each file."""

    services: Mapping[str, Service] = field(default_factory=dict)
    traits: Mapping[str, Text] = field(default_factory=dict)
    objectives: Mapping[str, Text] = field(default_factory=dict)
    memos: Mapping[str, Text] = field(default_factory=dict)
    claims: tuple[Claim, ...] = ()
    events: tuple[Event, ...] = ()
    situations: tuple[Situation, ...] = ()
    dimensions: tuple[Dimension, ...] = ()
    unfit: tuple[Unfit, ...] = ()
    terms: tuple[Term, ...] = ()
    sections: Mapping[int, Text] = field(default_factory=dict)
    weights: Mapping[int, int] = field(default_factory=dict)
    considerations: tuple[Consideration, ...] = ()
    questions: tuple[Question, ...] = ()
    topics: tuple[Topic, ...] = ()
    changes: tuple[Change, ...] = ()
    citations: Mapping[str, Citation] = field(default_factory=dict)
    texts: tuple[tuple[Problem, ...], ...] = ()
    #: Ids of services whose files have mistakes, so that nothing else is blamed for them.
    unread: frozenset[str] = frozenset()

    def start(self, name: Name) -> str:
        """When a name began; one that contains a platform's name is no older than that."""
        if name.start or "agent-platform" not in self.services:
            return name.start
        platform = self.services["agent-platform"].names
        brands = (each for each in platform if each.kind == "official" and each.start)
        return next((each.start for each in brands if each.text["en"] in name.text["en"]), "")

    @property
    def years(self) -> tuple[int, int]:
        """The years that timelines span: those of all names."""
        starts = [
            int(name.start[:4])
            for service in self.services.values()
            for name in service.names
            if name.start and name.kind in services.THROUGH_TIME
        ]
        return min(starts, default=2015), 2027


@dataclass
class _Reader:
    """Reads the files one after another, and collects what is wrong with them."""

    root: Path
    shared: Mapping[str, Citation]
    problems: list[Problem] = field(default_factory=list)
    citations: dict[str, Citation] = field(default_factory=dict)
    written: list[tuple[str, str]] = field(default_factory=list)  # text, path
    documents: dict[str, yamlfile.Document] = field(default_factory=dict)

    def plain(self, name: str, form: str) -> yamlfile.Document | None:
        """A file of the given form; None if it is not there."""
        path, shown = self.root / "data" / name, f"data/{name}"
        if not path.exists():
            return None
        text, unreadable = read_text(path, shown)
        document, problems = _parsed(text, shown, form) if not unreadable else (None, unreadable)
        self.problems += problems
        if document is not None:
            self.written.append((text, shown))
            self.documents[shown] = document
        return document

    def document(self, name: str, form: str) -> tuple[yamlfile.Document, Keys] | None:
        """A file of the given form, and how it names its sources; None if it is not there."""
        document = self.plain(name, form)
        if document is None:
            return None
        shown = f"data/{name}"
        keys = Keys(name.removesuffix(".yml").replace("/", "-"), document, shown)
        self.citations |= keys.citations
        self.problems += services.check_cited(document, shown, keys, self.shared)
        return document, keys

    def texts(self, name: str) -> dict[str, Any]:
        """A file that maps ids to texts."""
        path = self.root / "data" / name
        if not path.exists():
            return {}
        document, problems = read_yaml(path, self.root)
        self.problems += problems
        self.written.append((path.read_text(encoding="utf-8"), f"data/{name}"))
        return dict(document.value)


def read_data(root: Path, shared: Mapping[str, Citation]) -> tuple[Data, list[Problem]]:
    """The data files, and what is wrong with them; `shared` sources may be cited too."""
    reader = _Reader(root, shared)
    entries, problems = services.read_services(root, shared)
    for service in entries.values():
        reader.written.append(((root / service.path).read_text("utf-8"), service.path))
        reader.citations |= service.citations
    guide = reader.plain("exam/objectives.yml", "objectives")
    sections, objectives = (
        (guide.value["sections"], guide.value["objectives"]) if guide else ({}, {})
    )
    memos, claims = _claims(reader)
    dimensions, unfit, situations = _situations(reader)
    terms, events = _terms(reader), _events(reader)
    considerations, bank = _considerations(reader), _questions(reader, root)
    words, known = termbases(terms), services.identifiers(root)
    data = Data(
        services=entries,
        traits=reader.texts("traits.yml"),
        objectives=objectives,
        memos=memos,
        claims=claims,
        events=events,
        situations=situations,
        dimensions=dimensions,
        unfit=unfit,
        terms=terms,
        sections={int(number): _text(entry) for number, entry in sections.items()},
        weights={int(number): entry["weight"] for number, entry in sections.items()},
        considerations=considerations,
        questions=bank,
        topics=_topics(reader, claims),
        changes=_changes(reader),
        citations={**shared, **reader.citations},
        texts=tuple(check_texts(*each, words) for each in reader.written),
        unread=frozenset(known - set(entries)),
    )
    problems += [*reader.problems, *_check_services(data), *_check_constraints(data, reader)]
    problems += _check_questions(data)
    for shown, document in reader.documents.items():
        problems += _check_mentioned(document, shown, known)
    return data, problems


def _claims(reader: _Reader) -> tuple[dict[str, Text], tuple[Claim, ...]]:
    memos: dict[str, Text] = {}
    claims: list[Claim] = []
    for memo in MEMOS:
        read = reader.document(f"claims/{memo}.yml", "claims")
        if read:
            document, keys = read
            memos[memo] = document.value["memo"]
            claims += [
                _claim(key, entry, memo, keys, document.line("claims", key))
                for key, entry in _entries(document, "claims")
            ]
    return memos, tuple(claims)


def _claim(identifier: str, entry: Mapping[str, Any], memo: str, keys: Keys, line: int) -> Claim:
    return Claim(
        id=identifier,
        memo=memo,
        topic=entry["topic"],
        said=entry["said"],
        verdict=entry["verdict"],
        today=Statement(entry["today"], keys(entry["source"])),
        services=tuple(entry.get("services", ())),
        page=entry.get("page", ""),
        line=line,
    )


def _topics(reader: _Reader, claims: tuple[Claim, ...]) -> tuple[Topic, ...]:
    document = reader.plain("seed_topics.yml", "seed_topics")
    found = topics.read_topics(document) if document else ()
    reader.problems += topics.check(found, ((claim.memo, claim.id) for claim in claims))
    return found


def _changes(reader: _Reader) -> tuple[Change, ...]:
    document = reader.plain("changes.yml", "changes")
    found = changes.read_changes(document) if document else ()
    reader.problems += changes.check(found)
    return found


def _events(reader: _Reader) -> tuple[Event, ...]:
    read = reader.document("deprecations.yml", "deprecations")
    if read is None:
        return ()
    document, keys = read
    events = (
        Event(
            date=str(entry["date"]),
            announced=str(entry.get("announced", "")),
            what=Statement(entry["what"], keys(entry["source"])),
            instead=entry["instead"],
            service=entry.get("service", ""),
        )
        for entry in document.value["events"]
    )
    return tuple(
        sorted(events, key=lambda event: (dates.position(event.date), event.what.text["en"]))
    )


def _terms(reader: _Reader) -> tuple[Term, ...]:
    document = reader.plain("glossary.yml", "glossary")
    terms = glossary.read_terms(document) if document else ()
    reader.problems += glossary.check(terms)
    return terms


def _considerations(reader: _Reader) -> tuple[Consideration, ...]:
    document = reader.plain(CONSIDERATIONS, "considerations")
    if document is None:
        return ()
    line = document.line
    return tuple(
        Consideration(key, _text(entry), tuple(entry["pages"]), line("considerations", key))
        for key, entry in _entries(document, "considerations")
    )


def _questions(reader: _Reader, root: Path) -> tuple[Question, ...]:
    found: list[Question] = []
    for path in sorted((root / "data" / "questions").glob("*.yml")):
        name = f"questions/{path.name}"
        document = reader.plain(name, "questions")
        found += questions.read_questions(document, f"data/{name}") if document else ()
    return tuple(found)


def _situations(
    reader: _Reader,
) -> tuple[tuple[Dimension, ...], tuple[Unfit, ...], tuple[Situation, ...]]:
    read = reader.document("situations.yml", "situations")
    if read is None:
        return (), (), ()
    document, keys = read
    dimensions = tuple(
        Dimension(key, _text(entry), entry["values"])
        for key, entry in _entries(document, "dimensions")
    )
    unfit = tuple(
        Unfit(
            tuple(entry["services"]),
            entry["when"],
            Statement(_text(entry), keys(entry["source"])),
        )
        for entry in document.value["unfit"]
    )
    found = tuple(_situation(key, entry, keys) for key, entry in _entries(document, "situations"))
    return dimensions, unfit, found


def _situation(identifier: str, entry: Mapping[str, Any], keys: Keys) -> Situation:
    return Situation(
        id=identifier,
        area=entry["area"],
        text=entry["text"],
        constraints=entry["constraints"],
        answer=tuple(entry["answer"]),
        why=Statement(entry["why"], keys(entry["source"])),
        against=tuple((each["service"], _text(each)) for each in entry["not"]),
        but=entry.get("but"),
    )


def _text(entry: Mapping[str, Any]) -> Text:
    return {language: entry[language] for language in LANGUAGES}


def _entries(document: yamlfile.Document, key: str) -> Iterator[tuple[str, Any]]:
    yield from document.value[key].items()


@lru_cache(maxsize=64)  # by content: `serve` reads again only what changed
def _parsed(
    text: str, shown: str, form: str
) -> tuple[yamlfile.Document | None, tuple[Problem, ...]]:
    document, problems = yamlfile.parse_mapping(text, shown)
    problems = problems or schema.load(form).check(document, shown)
    return (None, tuple(problems)) if problems else (document, ())


def termbases(terms: tuple[Term, ...]) -> Termbases:
    """The words to avoid, by language."""
    return tuple(termbase.of(terms, language) for language in LANGUAGES)


@lru_cache(maxsize=1024)
def check_texts(text: str, shown: str, words: Termbases = ()) -> tuple[Problem, ...]:
    """The words and style of the texts of a data file, and the numbers of both languages."""
    scanned = scan_texts(yamlfile.parse_mapping(text, shown)[0], shown)
    japanese_texts = scanned["ja"]
    avoided = (
        each.check(scanned[language]) for language, each in zip(LANGUAGES, words, strict=False)
    )
    return (
        *japanese_texts.problems,
        *japanese.check(japanese_texts),
        *chain.from_iterable(avoided),
        *parity.compare(parity.Twin(**scanned)),
    )


def scan_texts(document: yamlfile.Document, shown: str) -> dict[str, Source]:
    """Every text of a document with both languages, one section for each pair."""
    pairs = list(_pairs(document.value, ()))
    scanned = {}
    for language in LANGUAGES:
        lines: list[tuple[int, str]] = []
        for key, entry in pairs:
            place = "-".join(map(str, key)).replace(".", "-") or "texts"
            line = document.line(*key, language)
            lines += [(line, f"## {{#{place}}}"), (line, entry[language])]
        scanned[language] = scan_prose("", tuple(lines), path=shown, language=language, uri=shown)
    return scanned


def _pairs(value: Any, key: yamlfile.Key) -> Iterator[tuple[yamlfile.Key, Mapping[str, Any]]]:
    """The mappings that hold a text in both languages, with their place."""
    if isinstance(value, dict):
        if all(isinstance(value.get(language), str) for language in LANGUAGES):
            yield key, value
        for name, child in value.items():
            yield from _pairs(child, (*key, name))
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from _pairs(child, (*key, index))


def _check_services(data: Data) -> Iterator[Problem]:
    """What services say of the exam and of themselves has the words for it."""
    for service in data.services.values():
        line = service.document.line
        for index, objective in enumerate(service.exam):
            if objective not in data.objectives:
                what, fix = f"unknown objective {objective!r}", "see data/exam/objectives.yml"
                yield Problem(service.path, line("exam", index), what, fix)
        for trait in service.traits:
            if trait not in data.traits:
                what, fix = f"unknown trait {trait!r}", "add it to data/traits.yml"
                yield Problem(service.path, line("traits", trait), what, fix)


def _check_questions(data: Data) -> Iterator[Problem]:
    """Questions are fair, name what exists, and leave no consideration with too few."""
    ended = (each for each in data.services.values() if each.status.state == "gone")
    gone = {name.text["en"] for each in ended for name in each.names if name.kind in _NAMES}
    yield from questions.check(data.questions, gone)
    yield from question_picks.check(data)
    for question in data.questions:
        yield from _check_references(question, data)
    count = Counter(question.consideration for question in data.questions)
    for each in data.considerations if data.questions else ():
        if count[each.id] < FEWEST:
            what = f"{each.id} has too few questions: {count[each.id]}"
            yield Problem(f"data/{CONSIDERATIONS}", each.line, what, f"at least {FEWEST}")


def _check_references(question: Question, data: Data) -> Iterator[Problem]:
    """The consideration and the sources that a question names exist."""
    place = question.path, question.line
    if question.consideration not in {each.id for each in data.considerations}:
        what = f"{question.id}: unknown consideration {question.consideration!r}"
        yield Problem(*place, what, f"add it to data/{CONSIDERATIONS}")
    for key in question.sources:
        if key not in data.citations:
            what = f"{question.id}: unknown source {key!r}"
            yield Problem(*place, what, "add it to data/sources.yml")


def _check_mentioned(document: yamlfile.Document, shown: str, known: set[str]) -> Iterator[Problem]:
    """The services that a file names exist."""
    for place, value in _fields(document.value, ()):
        listed = [value] if isinstance(value, str) else value
        for identifier in listed if place[-1] in ("service", "services", "answer") else ():
            if identifier not in known:
                what = f"unknown service {identifier!r}"
                fix = f"add data/services/{identifier}.yml"
                yield Problem(shown, document.line(*place), what, fix)


def _check_constraints(data: Data, reader: _Reader) -> Iterator[Problem]:
    """Situations and exclusions use the picker's own questions and answers."""
    shown = "data/situations.yml"
    known = {each.id: each.values for each in data.dimensions}
    used: list[tuple[yamlfile.Key, Mapping[str, str]]]
    used = [(("situations", each.id, "constraints"), each.constraints) for each in data.situations]
    used += [(("unfit", index, "when"), each.when) for index, each in enumerate(data.unfit)]
    for place, constraints in used:
        for dimension, value in constraints.items():
            if value not in known.get(dimension, {}):
                what = f"unknown constraint '{dimension}: {value}'"
                fix = f"{dimension}: {', '.join(known.get(dimension, known))}"
                line = reader.documents[shown].line(*place, dimension)
                yield Problem(shown, line, what, fix)


def _fields(value: Any, place: yamlfile.Key) -> Iterator[tuple[yamlfile.Key, Any]]:
    """Every text and list of texts, with its place."""
    if isinstance(value, dict):
        for name, child in value.items():
            yield from _fields(child, (*place, name))
        return
    listed = value if isinstance(value, list) else [value]
    if all(isinstance(each, str) for each in listed):
        yield place, value
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from _fields(child, (*place, index))
