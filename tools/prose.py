"""Spelling and style of all prose: pages, notebooks and data, in both languages.

    python tools/prose.py                 all texts
    python tools/prose.py PATH …          only these files
    python tools/prose.py --sources …     and what `sitekit check` says, reading everything once

Prints ``path:line: what is wrong``.  textlint reads both languages, with the
rules for Japanese technical writing, and cspell the English words.  Both come
from tools/prose/package-lock.json.  Words that are right and unknown to them
stand in tools/prose/words.txt; the names of the catalogue are known.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path

import node

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "hooks"))

from sitekit import site, termbase, yamlfile  # noqa: E402
from sitekit.data import scan_texts  # noqa: E402
from sitekit.problems import LANGUAGES, Problem, SourceError  # noqa: E402
from sitekit.site import Sources  # noqa: E402
from sitekit.source import PLACEHOLDER, Source  # noqa: E402

TOOLS = ROOT / "tools" / "prose"
CACHE = ROOT / ".cache"
#: Data without prose of ours: titles of sources, and fingerprints.
_NO_PROSE = ("sources.yml", "parity.yml")
_UNKNOWN = re.compile(r"(?P<file>.+?):(?P<line>\d+):\d+ - (?P<what>.+)")
#: A citation at the end of a sentence; elsewhere something stands where code or a formula was.
_CITED = re.compile(rf"\s*{PLACEHOLDER}+(?=[。.])")


@dataclass(frozen=True, order=True)
class Finding:
    """Something to mend, at its place in the author's file."""

    path: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}"


@dataclass(frozen=True)
class Text:
    """The prose of one file in one language; `lines` are pairs of line number and text."""

    path: str
    language: str
    lines: tuple[tuple[int, str], ...]

    @property
    def plain(self) -> str:
        """What the tools read: a line for each of `lines`."""
        return "".join(f"{line}\n" for _, line in self.lines)


def findings(root: Path = ROOT, only: Collection[str] = ()) -> list[Finding]:
    """Everything that the tools find in a project, in the order of its files.

    `only` are the paths of the files to read, from its root; none of them means all.

    Raises:
        SourceError: if the sources have mistakes, so that they cannot be read.
    """
    sources, problems = site.read_sources(root)
    if problems:
        raise SourceError(problems)
    return _findings(sources, root, only)


def _findings(sources: Sources, root: Path, only: Collection[str]) -> list[Finding]:
    chosen = [each for each in texts(sources, root) if not only or each.path in only]
    return check(chosen, names(sources))


def check(written: Iterable[Text], known: Iterable[str] = ()) -> list[Finding]:
    """What the tools find in these texts; `known` words are spelled rightly."""
    written = list(written)
    if not written:
        return []
    node.install(TOOLS)
    CACHE.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE, prefix="prose-") as name:
        folder = Path(name).resolve()
        files = dict(_written(written, folder))
        (folder / "names.txt").write_text("\n".join(sorted(set(known))) + "\n", encoding="utf-8")
        with ThreadPoolExecutor() as pool:  # three programs, which mostly start and load words
            style = pool.map(lambda language: [*_style(language, files)], LANGUAGES)
            spelling = pool.submit(lambda: [*_spelling(files, folder)])
            return sorted({*chain.from_iterable(style), *spelling.result()})


def _written(written: Iterable[Text], folder: Path) -> Iterator[tuple[Path, Text]]:
    """Write each text to a file of its own, for the tools to read."""
    for number, text in enumerate(written):
        path = folder / text.language / f"{number}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text.plain, encoding="utf-8", newline="\n")
        yield path, text


def texts(sources: Sources, root: Path) -> Iterator[Text]:
    """All prose of a project."""
    data = [path for path in sorted((root / "data").rglob("*.yml")) if path.name not in _NO_PROSE]
    for language in LANGUAGES:
        for page in sources.authored(language):
            yield _text(page, root)
        for path in data:
            shown = path.relative_to(root).as_posix()
            document, _ = yamlfile.parse_mapping(path.read_text(encoding="utf-8"), shown)
            yield _apart(scan_texts(document, shown)[language])


def names(sources: Sources) -> Iterator[str]:
    """Words of names: services, terms, and the authors and titles of sources."""
    data = sources.data
    named = [name.text["en"] for service in data.services.values() for name in service.names]
    named += [word for term in data.terms for word in (term.text["en"], *term.short)]
    named += [source.title["en"] for source in sources.citations.values()]
    for name in named:
        yield from re.findall(r"[^\W\d_]{2,}", name)


def _text(page: Source, root: Path) -> Text:
    """A page, with an empty line behind titles of blocks so that they end a paragraph."""
    raw = (root / page.path).read_text(encoding="utf-8").splitlines()
    lines: list[tuple[int, str]] = []
    for section in page.sections:
        title, *description = section.title.split("\n")  # the first section has both
        for line in ("", "#" * max(section.level, 1) + f" {title}", "", *description, ""):
            lines.append((section.line, line))
        for number, line in section.prose:
            lines.append((number, _readable(line, page.language)))
            if number <= len(raw) and raw[number - 1].lstrip("# \t").startswith("///"):
                lines.append((number, ""))
    return Text(page.path, page.language, tuple(lines))


def _apart(data: Source) -> Text:
    """The texts of a data file, each a paragraph."""
    lines = [
        (number, each)
        for section in data.sections
        if not termbase.OTHERS.fullmatch(section.id)
        for number, line in section.prose
        for each in (_readable(line, data.language), "")
    ]
    return Text(data.path, data.language, tuple(lines))


def _readable(line: str, language: str) -> str:
    if language == "ja":
        return _CITED.sub("", line).replace(PLACEHOLDER, "0")
    numbers = count(1)  # differ, so that a list of code is no repetition
    return re.sub(PLACEHOLDER, lambda _: f"n{next(numbers)}", _CITED.sub("", line))


def _style(language: str, files: dict[Path, Text]) -> Iterator[Finding]:
    """What textlint says of one language."""
    chosen = [str(path) for path, text in files.items() if text.language == language]
    if not chosen:
        return
    config = str(TOOLS / f"textlint.{language}.json")
    options = ["--config", config, "--format", "json"]
    fine = _whitelist(Path(config))
    output = _run("textlint/bin/textlint.js", *options, *chosen)
    for result in json.loads(output):
        text = files[Path(result["filePath"])]
        for message in result["messages"]:
            what = message["message"].strip().splitlines()[0]
            if what.startswith(fine):
                continue
            rule = message["ruleId"].rpartition("/")[2]
            yield Finding(text.path, text.lines[message["line"] - 1][0], f"{what} [{rule}]")


def _whitelist(config: Path) -> tuple[str, ...]:
    """Beginnings of messages on words that are fine; write-good forgets some of its list."""
    rules = json.loads(config.read_text(encoding="utf-8"))["rules"]
    words = rules.get("write-good", {}).get("whitelist", ())
    return tuple(f'"{form}" ' for word in words for form in (word, word.capitalize()))


def _spelling(files: dict[Path, Text], folder: Path) -> Iterator[Finding]:
    """English words that cspell does not know."""
    chosen = [str(path) for path, text in files.items() if text.language == "en"]
    if not chosen:
        return
    names = {"name": "site-names", "path": str(folder / "names.txt")}
    settings = {"import": str(TOOLS / "cspell.json"), "dictionaries": ["site-names"]}
    config = folder / "cspell.json"
    config.write_text(json.dumps(settings | {"dictionaryDefinitions": [names]}), encoding="utf-8")
    # The texts lie in a hidden folder, which cspell would leave out.
    place = ["--config", str(config), "--dot", "--root", str(folder)]
    quiet = ["--no-progress", "--no-summary", "--no-color"]
    for line in _run("cspell/bin.mjs", "lint", *place, *quiet, *chosen).splitlines():
        if match := _UNKNOWN.fullmatch(line):
            text = files[(folder / match["file"]).resolve()]
            number = text.lines[int(match["line"]) - 1][0]
            yield Finding(text.path, number, f"{match['what']} [spelling]")


def _run(script: str, *arguments: str) -> str:
    """The output of a program of node_modules; 1 means that it found something."""
    command = [node.program(), str(TOOLS / "node_modules" / script), *arguments]
    done = subprocess.run(command, cwd=TOOLS, capture_output=True, text=True, encoding="utf-8")
    if done.returncode not in (0, 1):
        sys.exit(f"{script}: {done.stderr}")
    return done.stdout


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the findings, or what keeps the sources from being read; 1 if there are any."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="*", help="only these files, named from the root")
    parser.add_argument("--sources", action="store_true", help="and what sitekit check says")
    asked = parser.parse_args(arguments)
    sources, unreadable = site.read_sources(ROOT)
    found: list[Problem | Finding] = [*unreadable]
    if asked.sources:
        found += site.check_translations(sources, ROOT)
    if not unreadable:
        only = {path.replace("\\", "/") for path in asked.paths}
        found += _findings(sources, ROOT, only)
    for each in sorted(found, key=lambda each: (each.path, each.line, str(each))):
        print(each)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
