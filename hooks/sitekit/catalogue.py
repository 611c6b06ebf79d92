"""The data files: sources to cite, and the interface texts the pages add."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sitekit import yamlfile
from sitekit.problems import LANGUAGES, Problem
from sitekit.text import read_text

#: Days until a fact must be checked again, by kind; none: it does not age.
SHELF = {"price": 90, "service": 180, "exam": 180, "mathematics": None, "history": None}
READ = ("page", "copy", "abstract", "code", "report", "unopened")
_MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class Citation:
    """A source that pages cite; `read` says how it was checked (see READ)."""

    id: str
    title: dict[str, str]
    url: str
    verified: str
    read: str
    shelf: str = "service"
    place: str = ""  # path:line


def read_yaml(path: Path, root: Path) -> tuple[yamlfile.Document, list[Problem]]:
    """One data file: a mapping of ids to entries."""
    shown = path.relative_to(root).as_posix()
    text, unreadable = read_text(path, shown)
    document, problems = yamlfile.parse_mapping(text, shown)
    return document, [*unreadable, *problems]


def read_sources(path: Path, root: Path) -> tuple[dict[str, Citation], list[Problem]]:
    """``data/sources.yml``: id -> citation, and what is wrong."""
    document, problems = read_yaml(path, root)
    shown = path.relative_to(root).as_posix()
    citations = {}
    for identifier, entry in document.value.items():
        found = list(_check_source(identifier, entry, document, shown))
        problems += found
        if not found:
            place = f"{shown}:{document.line(identifier)}"
            citations[identifier] = Citation(identifier, **entry, place=place)
    return citations, problems


def _check_source(
    identifier: str, entry: Any, document: yamlfile.Document, shown: str
) -> list[Problem]:
    line = document.line(identifier)
    fields = ("title", "url", "verified", "read")
    if not isinstance(entry, dict) or set(entry) - {"shelf"} != set(fields):
        what = f"source {identifier!r} does not have exactly the fields {', '.join(fields)}"
        return [Problem(shown, line, what, "see the comment at the top of the file")]
    problems = []
    if not _ID.fullmatch(str(identifier)):
        problems.append(Problem(shown, line, f"{identifier!r} is not an id", "use kebab-case"))
    problems += check_texts(entry["title"], document, shown, (identifier, "title"))
    if not str(entry["url"]).startswith("https://"):
        what = f"{entry['url']!r} is not an https address"
        problems.append(Problem(shown, document.line(identifier, "url"), what, "https://…"))
    if not _MONTH.fullmatch(str(entry["verified"])):
        what = f"'{entry['verified']}' is not a month"
        problems.append(Problem(shown, document.line(identifier, "verified"), what, "YYYY-MM"))
    for field, known in (("read", READ), ("shelf", tuple(SHELF))):
        if field in entry and entry[field] not in known:
            what, fix = f"unknown {field} {entry[field]!r}", f"use one of {', '.join(known)}"
            problems.append(Problem(shown, document.line(identifier, field), what, fix))
    return problems


def check_texts(
    value: Any, document: yamlfile.Document, shown: str, key: yamlfile.Key
) -> list[Problem]:
    """A text must be there in both languages, and nothing else."""
    name, line = ".".join(map(str, key)), document.line(*key)
    texts = value if isinstance(value, dict) else {}
    missing = [
        Problem(shown, line, f"{name}.{language} is missing", f"add '{language}: …'")
        for language in LANGUAGES
        if not isinstance(texts.get(language), str)
    ]
    # What follows an unquoted comma would be lost without a word.
    return missing + [
        Problem(shown, line, f"{name}: {other!r} is no language", "quote a text with a comma")
        for other in texts
        if other not in LANGUAGES
    ]


def read_labels(root: Path) -> tuple[dict[str, dict[str, str]], list[Problem]]:
    """``data/ui.yml``, and the words of each tool: language -> label id -> text.

    The words of ``data/ui/exam.yml`` are called ``exam/…``.
    """
    labels: dict[str, dict[str, str]] = {language: {} for language in LANGUAGES}
    problems: list[Problem] = []
    folder = root / "data" / "ui"
    for path in (root / "data" / "ui.yml", *sorted(folder.glob("*.yml"))):
        prefix = f"{path.stem}/" if path.parent == folder else ""
        found, wrong = _read_words(path, root)
        problems += wrong
        for language in LANGUAGES:
            labels[language] |= {f"{prefix}{name}": text for name, text in found[language].items()}
    return labels, problems


def _read_words(path: Path, root: Path) -> tuple[dict[str, dict[str, str]], list[Problem]]:
    document, problems = read_yaml(path, root)
    shown = path.relative_to(root).as_posix()
    entries = document.value
    for name, texts in entries.items():
        problems += check_texts(texts, document, shown, (name,))
    if problems:
        return {language: {} for language in LANGUAGES}, problems
    return {
        language: {name: texts[language] for name, texts in entries.items()}
        for language in LANGUAGES
    }, []
