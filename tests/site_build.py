"""The real site as the tests see it: built once per run, its pages read once."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import urljoin

from lxml import html as lxml_html

ROOT = Path(__file__).resolve().parent.parent
#: Where mkdocs.yml says that the site is published: below a host, not at its root.
HOME = "https://mle-notes.github.io/mle-notes/"
LANGUAGES = ("ja", "en")
#: Every sentence in Japanese has one of these; no English text has any.
KANA = re.compile(r"[\u3041-\u309f\u30a1-\u30fa]")
#: Also Chinese characters and full-width signs.
JAPANESE = re.compile(r"[\u3001\u3002\u3041-\u30ff\u3400-\u9fff\uff01-\uff60]")
#: What a build reads.
_HOUSE = ("data", "docs", "hooks", "notebooks", "overrides", "third_party")
_CONFIGURATION = ("mkdocs.yml", "mkdocs.en.yml")
#: Would move the site's address or its dates.
_FOREIGN = ("SITE_URL", "SITE_URL_EN", "SOURCE_DATE_EPOCH")


@dataclass(frozen=True)
class Build:
    """A finished build: where it is, how it ended, and what it said."""

    folder: Path
    status: int
    output: str

    def files(self) -> dict[str, bytes]:
        """Return the content of every published file by its path."""
        return {
            path.relative_to(self.folder).as_posix(): path.read_bytes()
            for path in sorted(self.folder.rglob("*"))
            if path.is_file()
        }


@dataclass(frozen=True)
class Page:
    """A published page; `path` is that of its file, as in en/labs/index.html."""

    path: str
    text: str

    @property
    def language(self) -> str:
        """Return the language that the page's address promises."""
        return "en" if self.path.startswith("en/") else "ja"

    @property
    def route(self) -> str:
        """Return the address below the language, as in labs/; equal for both languages."""
        return self.path.removeprefix("en/").removesuffix("index.html")

    @property
    def address(self) -> str:
        """Return the whole address at which readers get the page."""
        return HOME + self.path.removesuffix("index.html")

    @property
    def kind(self) -> str:
        """Return "chapter", "choice", "service", "lab", or "other" for pages around those."""
        folder, _, _ = self.route.rstrip("/").rpartition("/")
        kinds = {"labs": "lab", "services": "service", "choose": "choice"}
        kinds |= dict.fromkeys(("", "changes", "exam", "glossary", "practice", "tools"), "other")
        return kinds.get(folder, "chapter")

    @cached_property
    def tree(self) -> lxml_html.HtmlElement:
        """Return the parsed page."""
        return lxml_html.document_fromstring(self.text)

    @cached_property
    def ids(self) -> set[str]:
        """Return everything on the page that a link can lead to."""
        return set(self.tree.xpath("//@id"))

    def all(self, xpath: str) -> list[lxml_html.HtmlElement]:
        """Return all elements that match."""
        return list(self.tree.xpath(xpath))

    def headings(self) -> list[str]:
        """Return the ids of the section headings, in order."""
        return [str(name) for name in self.tree.xpath("//article//*[self::h2 or self::h3]/@id")]

    def resolve(self, reference: str) -> str:
        """Return the whole address that a reference on this page means."""
        return urljoin(self.address, reference)


class Site:
    """A built site and its pages."""

    def __init__(self, build: Build, house: Path) -> None:
        self.build = build
        #: A copy of the sources, made just before: later edits do not disturb comparisons.
        self.house = house
        self.folder = build.folder
        self.all_pages = {page.path: page for page in self._read()}
        #: Without 404.html, which belongs to both languages.
        self.pages = {path: page for path, page in self.all_pages.items() if path != "404.html"}

    def _read(self) -> Iterator[Page]:
        for path in sorted(self.folder.rglob("*.html")):
            name = path.relative_to(self.folder).as_posix()
            yield Page(name, path.read_text(encoding="utf-8"))

    def of_kind(self, kind: str) -> list[Page]:
        """Return the chapters or the labs, in both languages."""
        return [page for page in self.pages.values() if page.kind == kind]

    def twin(self, page: Page) -> Page | None:
        """Return the same page in the other language, if there is one."""
        prefix = "" if page.language == "en" else "en/"
        return self.pages.get(f"{prefix}{page.route}index.html")


def build(house: Path, folder: Path, generator: str = "mkdocs", **variables: str) -> Build:
    """Build a site strictly into a folder; its end and its words are in the result."""
    command = [sys.executable, "-m", generator, "build", "--strict"]
    command += ["--config-file", str(house / "mkdocs.yml"), "--site-dir", str(folder)]
    environment = {name: value for name, value in os.environ.items() if name not in _FOREIGN}
    environment |= {"NO_MKDOCS_2_WARNING": "1", "PYTHONUTF8": "1", **variables}
    done = subprocess.run(
        command,
        cwd=house,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    return Build(folder, done.returncode, done.stdout)


def copy_house(folder: Path) -> Path:
    """Copy what a build reads: all files newly written, history and cache shared."""
    folder.mkdir(parents=True)
    unwanted = shutil.ignore_patterns("__pycache__", "*.pyc")
    for name in _HOUSE:
        shutil.copytree(ROOT / name, folder / name, ignore=unwanted, copy_function=shutil.copyfile)
    for name in _CONFIGURATION:
        shutil.copyfile(ROOT / name, folder / name)
    _share_cache(folder)
    _share_history(folder)
    return folder


def _share_cache(folder: Path) -> None:
    (ROOT / ".cache").mkdir(exist_ok=True)
    try:
        (folder / ".cache").symlink_to(ROOT / ".cache", target_is_directory=True)
    except OSError:  # Windows allows links to developers only
        shutil.copytree(ROOT / ".cache", folder / ".cache")


def _share_history(folder: Path) -> None:
    """Let git find the repository's history from the copy; pages show dates from it."""
    command = ["git", "-C", str(ROOT), "rev-parse", "--absolute-git-dir"]
    try:
        answer = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    except (OSError, subprocess.CalledProcessError):
        return  # no git, or not a repository: then no page shows a date
    (folder / ".git").write_text(f"gitdir: {answer.stdout.strip()}\n", encoding="utf-8")
