"""Every topic of the old memos, with the section that treats it: nothing in them is lost."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sitekit import yamlfile
from sitekit.problems import Problem
from sitekit.services import Text

SHOWN = "data/seed_topics.yml"


@dataclass(frozen=True)
class Topic:
    """A topic under a heading of a memo; `rows` are its checked statements.

    `claims` are the ids of what was corrected, in the file of the same memo.
    """

    memo: str
    heading: Text
    text: Text
    page: str
    rows: tuple[str, ...]
    claims: tuple[str, ...]
    line: int


def read_topics(document: yamlfile.Document) -> tuple[Topic, ...]:
    """The topics of a document of the right form, in the order of the memos."""
    return tuple(
        _topic(memo, number, index, each, document)
        for memo, headings in document.value["memos"].items()
        for number, heading in enumerate(headings)
        for index, each in enumerate(heading["topics"])
    )


def _topic(
    memo: str, number: int, index: int, entry: Mapping[str, Any], document: yamlfile.Document
) -> Topic:
    return Topic(
        memo=memo,
        heading=document.value["memos"][memo][number]["heading"],
        text=entry["topic"],
        page=entry["page"],
        rows=tuple(entry.get("rows", ())),
        claims=tuple(entry.get("claims", ())),
        line=document.line("memos", memo, number, "topics", index),
    )


def check(topics: tuple[Topic, ...], claims: Iterable[tuple[str, str]]) -> Iterator[Problem]:
    """Each statement stands once, and each correction (memo, id) belongs to a topic."""
    yield from _check_rows(topics)
    known = set(claims)
    used: set[tuple[str, str]] = set()
    for topic in topics:
        for claim in topic.claims:
            used.add((topic.memo, claim))
            if (topic.memo, claim) not in known:
                fix = f"see data/claims/{topic.memo}.yml"
                yield Problem(SHOWN, topic.line, f"unknown claim {claim!r}", fix)
    for memo, claim in sorted(known - used) if topics else ():
        what = f"no topic of memo {memo} has the claim {claim!r}"
        yield Problem(SHOWN, 1, what, "name it under 'claims' of its topic")


def _check_rows(topics: tuple[Topic, ...]) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for topic in topics:
        for row in topic.rows:
            first = seen.setdefault(row, topic.line)
            if first != topic.line:
                what = f"{row!r} stands in line {first} too"
                yield Problem(SHOWN, topic.line, what, "put it under one topic")
