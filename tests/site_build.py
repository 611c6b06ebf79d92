"""The real site as the tests see it: built once per run, its pages read once."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import published
from published import HOME, Page

__all__ = ["HOME", "Build", "Page", "Site", "as_built", "build", "copy_house"]

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("ja", "en")
#: Every sentence in Japanese has one of these; no English text has any.
KANA = re.compile(r"[\u3041-\u309f\u30a1-\u30fa]")
#: Also Chinese characters and full-width signs.
JAPANESE = re.compile(r"[\u3001\u3002\u3041-\u30ff\u3400-\u9fff\uff01-\uff60]")
#: While serving, the policy of a page allows the script that MkDocs adds, and there is no Markdown.
_SERVED = re.compile(r"(?<=script-src 'self') '[\w+/=-]+'|<link [^>]*text/markdown[^>]*>\s*")
#: What a build reads.
_HOUSE = ("data", "docs", "hooks", "notebooks", "overrides", "third_party")
_CONFIGURATION = ("mkdocs.yml", "mkdocs.en.yml")
#: Would move the site's address or its dates.
_FOREIGN = ("SITE_URL", "SITE_URL_EN", "SOURCE_DATE_EPOCH")


def as_built(html: str) -> str:
    """A page that was served or built, without what the two say differently."""
    return _SERVED.sub("", html)


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


class Site:
    """A built site and its pages."""

    def __init__(self, build: Build, house: Path) -> None:
        self.build = build
        #: A copy of the sources, made just before: later edits do not disturb comparisons.
        self.house = house
        self.folder = build.folder
        self.all_pages = {page.path: page for page in published.read(self.folder)}
        #: Without 404.html, which belongs to both languages.
        self.pages = {path: page for path, page in self.all_pages.items() if path != "404.html"}

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
