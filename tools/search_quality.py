"""Whether the search finds what was meant: queries, the engine, and what is counted."""

from __future__ import annotations

import json
import subprocess
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

import node

FOLDER = Path(__file__).resolve().parents[1] / "tests" / "search"


@dataclass(frozen=True)
class Query:
    """What somebody typed, on which site, and the pages that are right at the first place."""

    kind: str
    language: str
    text: str
    pages: tuple[str, ...]


@dataclass
class Score:
    """How many queries have a right page first, and among five; and the sum of 1/rank."""

    count: int = 0
    first: float = 0
    five: float = 0
    mrr: float = 0

    def add(self, rank: int | None) -> None:
        """Count one query; `rank` begins at 1."""
        self.count += 1
        if rank:
            self.first += rank == 1
            self.five += rank <= 5
            self.mrr += 1 / rank

    def shares(self) -> tuple[float, float, float]:
        """First, five, reciprocal rank, each of 1."""
        return self.first / self.count, self.five / self.count, self.mrr / self.count


def read(name: str) -> tuple[list[Query], list[tuple[str, str]]]:
    """The queries of a file, and the words that have nothing to do with the site."""
    content: dict[str, Any] = yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))
    queries = [
        Query(each["class"], each["lang"], str(each["query"]), tuple(map(_address, each["pages"])))
        for each in content["queries"]
    ]
    return queries, [(each["lang"], str(each["query"])) for each in content["off_topic"]]


def _address(page: str) -> str:
    return page.removeprefix("./").partition("#")[0]


def ask(site: Path, queries: Iterable[tuple[str, str]]) -> list[list[str]]:
    """What the engine answers on a built site: for each query, addresses of pages."""
    done = subprocess.run(
        [node.program(), str(FOLDER / "evaluate.mjs"), str(site)],
        input=json.dumps(list(queries)),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    answers: list[list[str]] = json.loads(done.stdout)
    return answers


def rank(query: Query, found: list[str]) -> int | None:
    """The place of the first right page, from 1."""
    return next((place for place, url in enumerate(found, 1) if url in query.pages), None)


def score(queries: Iterable[Query], answers: Iterable[list[str]]) -> dict[str, Score]:
    """The scores by class, and of all."""
    scores: dict[str, Score] = defaultdict(Score)
    for query, found in zip(queries, answers, strict=True):
        for name in (query.kind, "all"):
            scores[name].add(rank(query, found))
    return dict(scores)


Form = tuple[str, str]  # address of the service, a name in some written form


def catalogue_forms(services: Path, language: str) -> list[Form]:
    """Every name of a published services.json in all its written forms."""
    content = json.loads(services.read_text(encoding="utf-8"))["services"]
    return [
        (service["url"], form)
        for service in content
        for name in _names(service, language)
        for form in dict.fromkeys(written_forms(name))
    ]


def _names(service: dict[str, Any], language: str) -> list[str]:
    words: dict[str, list[str]] = service["search"]
    kana = words.get("kana", []) if language == "ja" else []
    return [*(name["name"] for name in service["names"]), *words.get("acronyms", []), *kana]


def forms_found(wanted: list[Form], answers: list[list[str]]) -> tuple[float, float]:
    """Shares of the forms that have their service first, and among five.

    A name of several services can be first for one of them only: any of them counts.
    """
    owners: dict[str, set[str]] = defaultdict(set)
    for url, form in wanted:
        owners[form].add(url)
    pairs = list(zip(wanted, answers, strict=True))
    first = sum(bool(urls) and urls[0] in owners[form] for (_, form), urls in pairs)
    five = sum(url in urls[:5] for (url, _), urls in pairs)
    return first / len(pairs), five / len(pairs)


def written_forms(name: str) -> Iterator[str]:
    """A name as it is, lower, upper, spaced, joined and full-width."""
    yield name
    yield name.lower()
    yield name.upper()
    yield _spaced(name)
    yield name.replace(" ", "").replace("-", "")
    yield "".join(_wide(letter) for letter in name)


def _spaced(name: str) -> str:
    """`BigQuery` as `Big Query`."""
    pairs = zip(name, f"{name[1:]} ", strict=True)
    return "".join(f"{a} " if a.islower() and b.isupper() else a for a, b in pairs)


def _wide(letter: str) -> str:
    if letter == " ":
        return "　"
    return chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter
