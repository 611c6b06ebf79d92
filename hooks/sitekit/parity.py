"""Do the two languages say the same?

Structure is compared section by section: headings, ids, numbers, formulas,
code, links, figures, citations, blocks.  What a machine cannot compare, the
meaning, a person confirms: ``data/parity.yml`` records for every section the
fingerprints of both texts as they were when somebody last confirmed them.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

import yaml

from sitekit import yamlfile
from sitekit.problems import Problem, other
from sitekit.source import Section, Source, Token

CONFIRM = "when both say the same, run 'make parity'"

#: What must agree in each section, and its name in a message.
_COMPARED = {
    "figure": "figures",
    "table": "tables",
    "diagram": "diagrams",
    "labs": "lists of labs",
    "services": "lists of services",
    "compare": "comparisons",
    "situations": "lists of situations",
    "situation-answers": "lists of answers",
    "deprecations": "lists of deprecations",
    "claims": "lists of claims",
    "memo-topics": "lists of topics",
    "considerations": "lists of considerations",
    "questions": "lists of questions",
    "value": "quoted numbers",
    "citation": "citations",
    "formula": "formulas",
    "code": "code blocks",
    "link": "links",
    "image": "images",
    "block": "blocks",
}
_ENGLISH = (
    *("zero", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)
_KANJI = "〇一二三四五六七八九"
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_OTHER = {
    **{month: str(number) for number, month in enumerate(_MONTHS, start=1)},
    **{word: "1" for word in ("once", "first", "single")},
    **{word: "2" for word in ("twice", "second", "half", "both", "double", "halve")},
    "third": "3",
}

#: page uri -> section id -> (fingerprint ja, fingerprint en)
Record = Mapping[str, Mapping[str, tuple[str, str]]]


@dataclass(frozen=True)
class Twin:
    """The same page in both languages."""

    ja: Source
    en: Source


def compare_sets(pages: Mapping[str, Mapping[str, Source]]) -> Iterator[Problem]:
    """Pages that exist in one language only; `pages` is language -> uri -> page."""
    for language, mine in pages.items():
        twins = pages[other(language)]
        for uri in sorted(set(mine) - set(twins)):
            folder = other(language)
            what = f"the page has no counterpart docs/{folder}/{uri}"
            yield Problem(mine[uri].path, 1, what, "write it, with the same headings and ids")


def compare(twin: Twin) -> Iterator[Problem]:
    """Everything in which the two versions of a page differ."""
    problems = list(_compare_outline(twin))
    yield from problems
    if not problems:
        for ja, en in zip(twin.ja.sections, twin.en.sections, strict=True):
            found = list(_compare_section(twin, ja, en))
            yield from found or _parts(twin, ja, en)


def _compare_outline(twin: Twin) -> Iterator[Problem]:
    """The first heading at which the outlines part, if they do."""
    ja, en = twin.ja.sections, twin.en.sections
    for mine, yours in zip(ja, en, strict=False):
        if (mine.level, mine.id) != (yours.level, yours.id):
            place = f"{twin.ja.path}:{mine.line} has '{_mark(mine)}'"
            what = f"heading '{_mark(yours)}' stands where {place}"
            yield Problem(twin.en.path, yours.line, what, "same levels and ids in both languages")
            return
    if len(ja) != len(en):
        longer, shorter = (twin.ja, twin.en) if len(ja) > len(en) else (twin.en, twin.ja)
        extra = longer.sections[len(shorter.sections)]
        what = f"section '{_mark(extra)}' is missing in {_where(shorter, longer)}"
        yield Problem(longer.path, extra.line, what, "same levels and ids in both languages")


def _mark(section: Section) -> str:
    return f"{'#' * section.level} {{#{section.id}}}"


def _compare_section(twin: Twin, ja: Section, en: Section) -> Iterator[Problem]:
    for kind, name in _COMPARED.items():
        if ja.texts(kind) == en.texts(kind):  # as nearly always; counting takes longer
            continue
        mine, yours = Counter(ja.texts(kind)), Counter(en.texts(kind))
        yield from _differences(name, ja, mine - yours, twin.ja, twin.en, kind)
        yield from _differences(name, en, yours - mine, twin.en, twin.ja, kind)
    yield from _numbers(ja, en, twin.ja, twin.en)
    yield from _numbers(en, ja, twin.en, twin.ja)


def _parts(twin: Twin, ja: Section, en: Section) -> Iterator[Problem]:
    """The first place where paragraphs, items and tables do not stand beside each other.

    Readers see each part in the other language on a key (hooks/sitekit/twins.py).
    """
    mine, yours = ([t for t in each.tokens if t.kind == "part"] for each in (ja, en))
    fix = "same paragraphs, list items and tables, in the same order"
    for here, there in zip(mine, yours, strict=False):
        if here.text != there.text:
            what = f"{_a(there)} stands where {twin.ja.path}:{here.line} has {_a(here)}"
            yield Problem(twin.en.path, there.line, what, fix)
            return
    for extra in (*mine[len(yours) :], *yours[len(mine) :])[:1]:
        longer, shorter = (twin.ja, twin.en) if len(mine) > len(yours) else (twin.en, twin.ja)
        what = f"{_a(extra)} is not in {_where(shorter, longer)}, section {_name(ja)}"
        yield Problem(longer.path, extra.line, what, fix)


def _a(part: Token) -> str:
    """What a part is called in a message."""
    return f"'{part.text}'" if part.text.startswith("::") else f"a {part.text}"


def _differences(
    name: str, section: Section, extra: Counter[str], here: Source, there: Source, kind: str
) -> Iterator[Problem]:
    for text in extra:
        token = next(t for t in section.tokens if t.kind == kind and t.text == text)
        shown = text.strip().splitlines()[-1] if text.strip() else text
        what = f"{name} differ: '{shown}' is not in {_where(there, here)}, section {_name(section)}"
        yield Problem(here.path, token.line, what, "same in both languages")


def _numbers(mine: Section, yours: Section, here: Source, there: Source) -> Iterator[Problem]:
    """Numbers that the other language gives neither in digits nor in words."""
    known = set(yours.texts("number")) | set(_spelled(yours))
    place = f"{_where(there, here)}, section {_name(yours)}"
    for token in _first(mine, "number"):
        if token.text not in known:
            what = f"the number {token.text} is not in {place}"
            yield Problem(here.path, token.line, what, "same numbers in both languages")


def _first(section: Section, kind: str) -> Iterator[Token]:
    """One token per distinct text."""
    seen: set[str] = set()
    for token in section.tokens:
        if token.kind == kind and token.text not in seen:
            seen.add(token.text)
            yield token


def _spelled(section: Section) -> Iterator[str]:
    """The numbers that a section writes as words: five, 五."""
    text = " ".join(line for _, line in section.prose) + " " + section.title
    for word in re.findall(r"[a-z]+", text.lower()):
        if word in _ENGLISH:
            yield str(_ENGLISH.index(word))
        elif word in _OTHER:
            yield _OTHER[word]
    for kanji in re.findall(r"[〇一二三四五六七八九十両半]", text):
        yield {"十": "10", "両": "2", "半": "2"}.get(kanji) or str(_KANJI.index(kanji))


def _where(there: Source, here: Source) -> str:
    """The other version, seen from this one: a lab has both in one file."""
    return there.path if there.path != here.path else f"the prose in {there.language!r}"


def _name(section: Section) -> str:
    return f"#{section.id}" if section.id else "before the first heading"


@lru_cache(maxsize=4)  # by content: `serve` asks at each save
def read_record(text: str, shown: str) -> tuple[Record, list[Problem]]:
    """What was last confirmed, from the text of ``data/parity.yml``."""
    document, problems = yamlfile.parse_mapping(text, shown)
    record: dict[str, dict[str, tuple[str, str]]] = {}
    for uri, sections in document.value.items():
        record[uri] = {}
        for section, pair in sections.items() if isinstance(sections, dict) else ():
            ja, _, en = str(pair).partition(" ")
            record[uri][section] = (ja, en)
    return record, [replace(problem, fix=f"after a merge: {CONFIRM}") for problem in problems]


def write_record(twins: Mapping[str, Twin]) -> str:
    """The text of ``data/parity.yml`` that confirms all sections as they are."""
    content = {
        uri: {
            ja.id or "top": f"{ja.fingerprint} {en.fingerprint}"
            for ja, en in zip(twins[uri].ja.sections, twins[uri].en.sections, strict=True)
        }
        for uri in sorted(twins)
    }
    header = (
        "# Fingerprints of each section, Japanese and English, as last confirmed to say the\n"
        "# same.  Written by 'make parity'; do not edit.\n"
    )
    return header + yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=100)


def stale(uri: str, twin: Twin, record: Record) -> Iterator[Problem]:
    """Sections of which one language changed since both were confirmed."""
    confirmed = record.get(uri, {})
    for ja, en in zip(twin.ja.sections, twin.en.sections, strict=False):
        before = confirmed.get(ja.id or "top")
        now = (ja.fingerprint, en.fingerprint)
        if before == now:
            continue
        if before is None or (before[0] != now[0] and before[1] != now[1]):
            what = f"section {_name(ja)} is new or changed in both languages and not confirmed"
            yield Problem(twin.ja.path, ja.line, what, CONFIRM)
        elif before[0] != now[0]:
            what = f"section {_name(en)} is older than {twin.ja.path}:{ja.line}"
            yield Problem(twin.en.path, en.line, what, f"bring it up to date; {CONFIRM}")
        else:
            what = f"section {_name(ja)} is older than {twin.en.path}:{en.line}"
            yield Problem(twin.ja.path, ja.line, what, f"bring it up to date; {CONFIRM}")
