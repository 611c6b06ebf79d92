"""What a scaffold left for its author: ``TODO:`` and what to do, anywhere in a source."""

import re
from collections.abc import Iterator
from pathlib import Path

from sitekit.problems import Problem

#: In Japanese with the colon of Japanese.  What follows a text of YAML or Python is no task.
_MARK = re.compile(r"\bTODO[:：]\s*(?P<task>.*?)(?:\"?\s*|\"[,)}].*)$", re.M)
#: What authors write; each with the names of its files.
_WRITTEN = (
    ("docs", "*.md"),
    ("data", "*.yml"),
    ("notebooks", "*.py"),
)


def marked(text: str) -> bool:
    """Whether a text is still to be written."""
    return _MARK.search(text) is not None


def find(root: Path) -> Iterator[Problem]:
    """Every mark in the sources of a project, with its task."""
    for folder, pattern in _WRITTEN:
        for path in sorted((root / folder).rglob(pattern)):
            yield from check(path.read_bytes().decode(errors="replace"), path.relative_to(root))


def check(text: str, path: Path) -> Iterator[Problem]:
    """The marks of one file; `path` is shown."""
    if "TODO" not in text:
        return
    for number, line in enumerate(text.splitlines(), start=1):
        if match := _MARK.search(line):
            what = f"unfinished: {match['task'] or 'nothing is said'}"
            yield Problem(path.as_posix(), number, what, "fill it in, and remove TODO")
