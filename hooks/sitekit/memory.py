"""What a running server remembers of pages, so that an edit rebuilds one page and not all.

A page is remembered together with a key of everything that can change it: its
own source, and a fingerprint of all that pages share (configuration,
templates, data, labs, the titles that navigation shows).
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Remembered:
    """A finished page: what later pages and the search index need of it, and its HTML."""

    key: str
    content: str
    toc: Any
    anchors: frozenset[str]
    html: str


_SHARED = ("mkdocs.yml", "mkdocs.en.yml", "overrides", "data", "notebooks", "docs/assets")
Entries = list[dict[str, Any]]


@dataclass
class Memory:
    """The last build of each language."""

    pages: dict[str, dict[str, Remembered]] = field(default_factory=dict)
    entries: dict[str, dict[str, Entries]] = field(default_factory=dict)

    def current(self, language: str, keys: Mapping[str, str]) -> dict[str, Remembered]:
        """The remembered pages that are still right, by uri; the others are forgotten."""
        before = self.pages.get(language, {})
        self.pages[language] = {
            uri: before[uri]
            for uri, key in keys.items()
            if uri in before and before[uri].key == key
        }
        return dict(self.pages[language])

    def merge_entries(self, language: str, urls: Iterable[str], fresh: Entries) -> Entries:
        """The search entries of all pages: fresh where a page was built, remembered elsewhere."""
        built: dict[str, Entries] = {}
        for entry in fresh:
            built.setdefault(entry["location"].partition("#")[0], []).append(entry)
        before = self.entries.get(language, {})
        merged = {url: built.get(url) or before.get(url, []) for url in urls}
        self.entries[language] = merged
        return [entry for entries in merged.values() for entry in entries]


def shared_state(root: Path) -> str:
    """A fingerprint of what all pages share, by time and size: enough while a server watches."""
    stats = []
    for path in sorted(path for name in _SHARED for path in _files(root / name)):
        status = path.stat()
        stats.append((str(path), status.st_mtime_ns, status.st_size))
    return digest(*stats)


def _files(path: Path) -> list[Path]:
    """The file itself, or all files below a folder."""
    if path.is_file():
        return [path]
    return [p for p in path.rglob("*") if p.is_file() and p.suffix != ".pyc"]


def digest(*parts: object) -> str:
    """A short fingerprint of any values with a stable representation."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]
