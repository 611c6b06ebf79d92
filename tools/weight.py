"""What parts of a published site weigh in bytes, compressed as GitHub Pages sends them."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

#: An import that loads a module at once, and any import.
_AT_ONCE = re.compile(r'(?:import|from)\s*"(\.[^"]+)"')
_EVER = re.compile(r'(?:from|import)\s*\(?\s*"(\.[^"]+)"')
_LIVE = re.compile(r'data-live="([\w-]+)"')


def sent(content: bytes) -> int:
    """How many bytes are sent: compressed, where that is less."""
    return min(len(content), len(gzip.compress(content, 6)))


def of(paths: Iterable[Path]) -> int:
    """The bytes of files together."""
    return sum(sent(path.read_bytes()) for path in paths)


def quiz(site: Path) -> set[Path]:
    """The scripts of a question, with all that keeps its answer."""
    return _needed(site / "assets" / "js" / "practice" / "quiz-page.js", _EVER)


def figure(site: Path, name: str) -> set[Path]:
    """The scripts of a live figure, with those that every page has."""
    scripts = site / "assets" / "js"
    own = _needed(scripts / "figures" / f"{name}.js", _AT_ONCE)
    return own | _needed(scripts / "site.js", _AT_ONCE)


def figures(site: Path) -> Iterator[tuple[str, str]]:
    """The page of each live figure, by its address, and the figure's name; Japanese pages only."""
    for path in sorted(site.rglob("index.html")):
        folder = path.parent.relative_to(site).as_posix()
        if folder != "en" and not folder.startswith("en/"):
            for name in _LIVE.findall(path.read_text(encoding="utf-8")):
                yield f"{folder}/", name


def _needed(path: Path, pattern: re.Pattern[str]) -> set[Path]:
    """A module and all that it imports."""
    found, waiting = set[Path](), [path]
    while waiting:
        module = waiting.pop()
        if module not in found:
            found.add(module)
            names = pattern.findall(module.read_text(encoding="utf-8"))
            waiting += [(module.parent / name).resolve() for name in names]
    return found
