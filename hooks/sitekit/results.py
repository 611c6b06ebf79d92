"""What an executed lab shows: figures, tables and named numbers, in both languages, and data."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from nbformat import NotebookNode

from sitekit.labs import Lab
from sitekit.problems import LANGUAGES, Problem

#: What messages call the kinds of results that pages ask for.
WORDS = {"figure": "figure", "table": "table", "value": "number"}
MIME = "application/vnd.mle-notes+json"


@dataclass(frozen=True)
class Figure:
    """One drawing in one language."""

    svg: str
    title: str
    caption: str
    desc: str


@dataclass(frozen=True)
class Table:
    """One table in one language."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Results:
    """What one lab gives to pages: name -> language -> view, and name -> number as text."""

    figures: dict[str, dict[str, Figure]]
    tables: dict[str, dict[str, Table]]
    values: dict[str, str]
    #: For figures that readers can try out: name -> JSON.
    data: dict[str, str] = field(default_factory=dict)

    def names(self, kind: str) -> list[str]:
        """What is there of a kind: "figure", "table", "value" or "data"."""
        shown: dict[str, Iterable[str]] = {
            "figure": self.figures,
            "table": self.tables,
            "value": self.values,
            "data": self.data,
        }
        return sorted(shown[kind])


def shown(output: Any) -> dict[str, Any] | None:
    """The lab's own payload of a notebook output, if it has one."""
    payload: dict[str, Any] | None = output.get("data", {}).get(MIME)
    return payload


def read_results(lab: Lab, notebook: NotebookNode) -> tuple[Results, list[Problem]]:
    """Collect everything a lab shows; names must be unique per kind."""
    results = Results({}, {}, {})
    problems: list[Problem] = []
    for line, payload in _payloads(lab, notebook):
        kind, name = payload["kind"], payload["name"]
        if name in results.names(kind):
            what = f"{WORDS.get(kind, kind)} {name!r} is shown twice"
            problems.append(Problem(lab.path, line, what, "give each its own name"))
        elif kind == "value":
            results.values[name] = payload["text"]
        elif kind == "data":
            results.data[name] = payload["json"]
        elif kind == "figure":
            results.figures[name] = {
                language: Figure(**payload[language]) for language in LANGUAGES
            }
        else:
            results.tables[name] = {language: _table(payload[language]) for language in LANGUAGES}
    return results, problems


def _payloads(lab: Lab, notebook: NotebookNode) -> Iterator[tuple[int, dict[str, Any]]]:
    for cell, node in zip(lab.cells, notebook.cells, strict=True):
        for output in node.get("outputs", []):
            if payload := shown(output):
                yield cell.line, payload


def _table(view: dict[str, Any]) -> Table:
    return Table(view["caption"], tuple(view["columns"]), tuple(map(tuple, view["rows"])))
