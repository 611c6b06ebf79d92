"""Nothing in the repository tells of the machine or the tools of whoever wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from site_build import ROOT

#: Made by tools, or not ours.
_LEFT_OUT = {
    ".git",
    ".venv",
    ".cache",
    "site",
    "third_party",
    "vendor",
    "node_modules",
    "__pycache__",
}
_MACHINE = re.compile(
    r"""
      (?<![\w.~-]) / (?: work | root | home/\w+ | Users/\w+ ) /   # somebody's folders
    | /tmp/ \w+ / \w                                              # somebody's temporary files
    | \b [A-Z]:\\Users\\
    """,
    re.X,
)
_PRIVATE_HOST = re.compile(
    r"""
      https?:// (?: [^\s/"'<>)`]* @ )?                            # a name and a password, perhaps
      (?: (?! localhost\b ) [\w-]+ (?= [:/] )                     # a host without a domain
        | [\w.-]+ \. (?: internal | local | lan | corp | intra | test ) \b
        | (?! 127\.0\.0\.1 ) \d+\.\d+\.\d+\.\d+ )
    """,
    re.X,
)
#: Hosts below .example do not exist; tests use them.
_INDEX = re.compile(
    r"(?:index[-_]url|find[-_]links|trusted[-_]host)[ =]+(?!\S*\.example\b)\S", re.I
)
_TOOLS = re.compile(
    r"\bsub-?agents?\b|\bcoding agents?\b|\bAI assistants?\b|\blanguage model wrote\b"
    r"|\bCo-Authored-By\b|\bshared/(?:design|facts|seeds)\b|\bfacts/(?:ml|gcp)\.md\b"
    r"|\b(?:this|my) (?:chat|prompt|context window)\b",
    re.I,
)


def _texts() -> Iterator[tuple[str, str]]:
    """Yield path and text of every file that people write."""
    for path in sorted(ROOT.rglob("*")):
        parts = path.relative_to(ROOT).parts
        # tests/site is ours, site/ is built.
        made = parts[0] in _LEFT_OUT or _LEFT_OUT - {"site"} & set(parts)
        if made or not path.is_file() or path == Path(__file__) or "_cache" in parts[0]:
            continue
        try:
            yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a font or a picture


def _found(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{name}:{number}: {match[0]}"
        for name, text in _texts()
        for number, line in enumerate(text.splitlines(), start=1)
        for match in pattern.finditer(line)
    ]


def test_no_file_names_a_folder_of_somebodys_machine() -> None:
    assert _found(_MACHINE) == []


def test_no_file_names_a_private_host() -> None:
    assert _found(_PRIVATE_HOST) == []


def test_no_file_names_a_package_index() -> None:
    assert _found(_INDEX) == []


def test_no_file_speaks_of_how_it_was_written() -> None:
    assert _found(_TOOLS) == []
