"""What readers can keep for reading without a connection, and the worker that keeps it.

A copy is one language: its pages, what they load, and what both languages share.  Its
version is the hash of the list of its files, so that it changes exactly when one of them does.
"""

import base64
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sitekit import worker
from sitekit.outputs import dump

#: Where the lists and the present version are published, below the root of the site.
FOLDER = "offline"
WORKER = "sw.js"
#: What pages say of their copy, below each language.
WORDS = f"{FOLDER}/words.json"
LANGUAGES = ("ja", "en")
_KINDS = {".html", ".css", ".js", ".svg", ".png", ".woff2", ".webmanifest"}
#: The JSON that pages load; what is only there to be downloaded needs a connection.
_LOADED = re.compile(
    r"(?:en/)?(?:search/|practice/bank/|offline/words\.json$|(?:names|situations|twins)\.json$)|assets/"
)


@dataclass(frozen=True)
class File:
    """A published file: its SHA-256 in base64, as `integrity` wants it, and its bytes."""

    hash: str
    size: int


@dataclass(frozen=True)
class Copy:
    """A language as it can be kept: the list of its files as text, and its sizes in bytes."""

    language: str
    listing: str
    files: int
    size: int

    @property
    def version(self) -> str:
        """A short name of exactly these files."""
        return hashlib.sha256(self.listing.encode()).hexdigest()[:16]

    @property
    def offer(self) -> dict[str, str | int]:
        """What the worker knows of it before it fetches the list."""
        files = {"files": self.files, "bytes": self.size}
        return {"version": self.version, "list": _hash(self.listing.encode()), **files}


def copies(folder: Path) -> list[Copy]:
    """What can be kept of a built site, by language."""
    files = dict(_files(folder))
    found = (_copy(language, files) for language in LANGUAGES)
    return [copy for copy in found if copy]


def write(folder: Path, scripts: Path, when: datetime) -> list[Copy]:
    """Write the worker of a built site and what it reads.

    Args:
        folder: the finished site, both languages.
        scripts: the folder of the worker's modules.
        when: the date of the site, which readers see beside their copy.

    Raises:
        worker.WorkerError: when the modules cannot be joined.
    """
    made = copies(folder)
    (folder / FOLDER).mkdir(exist_ok=True)
    for copy in made:
        _write(folder / FOLDER / f"{copy.language}.json", copy.listing)
    date = when.date().isoformat()
    site = {"date": date, "copies": {copy.language: copy.offer for copy in made}}
    now = {"date": date, **{copy.language: copy.version for copy in made}}
    _write(folder / FOLDER / "version.json", dump(now))
    _write(
        folder / WORKER, f"self.site={dump(site).strip()};\n{worker.bundle(scripts / 'worker.js')}"
    )
    return made


def write_none(folder: Path, scripts: Path) -> None:
    """Write a worker that takes an earlier one away: a server for authors keeps no copies."""
    _write(folder / WORKER, worker.bundle(scripts / "none.js"))


def _files(folder: Path) -> Iterator[tuple[str, File]]:
    """What belongs to a copy, in the order of paths."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if kept(name) and path.is_file():
            content = path.read_bytes()
            yield name, File(_hash(content), len(content))


def kept(name: str) -> bool:
    """Whether a published file belongs to a copy."""
    suffix = Path(name).suffix
    if name == WORKER:
        return False
    return bool(_LOADED.match(name)) if suffix == ".json" else suffix in _KINDS


def _copy(language: str, files: dict[str, File]) -> Copy | None:
    """The files of a language and the shared ones; nothing if the site lacks the language."""
    own = {name: file for name, file in files.items() if language in _languages(name)}
    home = "en/index.html" if language == "en" else "index.html"
    if home not in own:
        return None
    listing = dump({"files": {name: file.hash for name, file in own.items()}})
    return Copy(language, listing, len(own), sum(file.size for file in own.values()))


def _languages(name: str) -> tuple[str, ...]:
    """The languages to which a file belongs."""
    if name.startswith("assets/") or name == "404.html":
        return LANGUAGES
    return ("en",) if name.startswith("en/") else ("ja",)


def _hash(content: bytes) -> str:
    return base64.b64encode(hashlib.sha256(content).digest()).decode()


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
