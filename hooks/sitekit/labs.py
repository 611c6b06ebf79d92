"""Notebook sources: py:percent text with prose in both languages and shared code.

``# %% [markdown] lang="ja"`` cells and their ``lang="en"`` twins alternate with
code cells; a YAML header gives title and description in both languages.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import jupytext
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from sitekit import yamlfile
from sitekit.problems import LANGUAGES, Problem
from sitekit.source import Source, scan_prose
from sitekit.text import read_text

#: The beginning of a cell, as jupytext sees it.
_MARKER = re.compile(r"\s*#\s*%%(%*\s|\s*$)")
_HEADER = "begin with a comment header: # ---, # title:, #   ja: …, #   en: …, # ---"
#: What a cell may call and still be one that only shows results.
_SHOWS = {"figure", "table", "record"}


@dataclass(frozen=True)
class Cell:
    """One cell; `line` is where its text begins in the source file."""

    kind: str  # "prose" or "code"
    language: str  # of prose; "" for code
    text: str
    line: int

    @property
    def visible(self) -> str:
        """The code without the statements that only show results; the download has them all."""
        return _visible(self.text)


@lru_cache(maxsize=1024)  # each page of a lab asks twice, in each language
def _visible(code: str) -> str:
    lines = code.split("\n")
    for statement in reversed(ast.parse(code).body):
        if _shows(statement):
            del lines[_first_line(statement, lines) : statement.end_lineno]
    return "\n".join(lines).strip("\n")


@dataclass(frozen=True)
class Lab:
    """One notebook source."""

    id: str
    path: str
    title: dict[str, str]
    description: dict[str, str]
    cells: tuple[Cell, ...]
    text: str

    def prose(self, language: str) -> Source:
        """The lab's prose in one language, scanned like a page."""
        lines = [
            (cell.line + index, line)
            for cell in self.cells
            if cell.language == language
            for index, line in enumerate([*cell.text.split("\n"), ""])
        ]
        intro = f"{self.title[language]}\n{self.description[language]}"
        uri = f"labs/{self.id}.ipynb"
        return scan_prose(intro, tuple(lines), path=self.path, language=language, uri=uri)


def read_labs(folder: Path, root: Path) -> tuple[dict[str, Lab], list[Problem]]:
    """All notebook sources of a folder by id, and what is wrong with them."""
    labs: dict[str, Lab] = {}
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.py")):
        shown = path.relative_to(root).as_posix()
        text, unreadable = read_text(path, shown)
        lab, found = (None, unreadable) if unreadable else read_lab(text, shown, identify(path))
        problems += found
        if lab:
            labs[lab.id] = lab
    return labs, problems


def identify(path: Path) -> str:
    """The id of the lab in that file."""
    return path.stem.replace("_", "-")


@lru_cache(maxsize=256)  # by content: `serve` reads again only what changed
def read_lab(text: str, shown: str, identifier: str) -> tuple[Lab | None, list[Problem]]:
    """One notebook source; None when its header cannot be read."""
    header, first, problems = _header(text, shown)
    if problems:
        return None, problems
    cells, problems = _cells(text, first, shown)
    if problems:
        return None, problems
    lab = Lab(identifier, shown, header["title"], header["description"], cells, text)
    return lab, [*_check_pairs(lab), *_check_code(lab)]


def _header(text: str, shown: str) -> tuple[dict[str, dict[str, str]], int, list[Problem]]:
    """Title and description per language, and the line on which the cells begin."""
    lines = text.split("\n")
    if lines[0] != "# ---" or "# ---" not in lines[1:]:
        return {}, 1, [Problem(shown, 1, "the notebook has no header", _HEADER)]
    end = lines.index("# ---", 1)
    yaml_text = "\n".join(line.removeprefix("#").removeprefix(" ") for line in lines[1:end])
    document, problems = yamlfile.parse(yaml_text, shown, first_line=2)
    value = document.value if isinstance(document.value, dict) else {}
    missing = [
        Problem(shown, document.line(key), f"{key}.{language} is missing", _HEADER)
        for key in ("title", "description")
        for language in LANGUAGES
        if not _has_text(value.get(key), language)
    ]
    return value, end + 2, problems or missing


def _has_text(texts: object, language: str) -> bool:
    text = texts.get(language) if isinstance(texts, dict) else None
    return isinstance(text, str) and bool(text)


def _cells(text: str, first: int, shown: str) -> tuple[tuple[Cell, ...], list[Problem]]:
    """jupytext's cells, each with the line on which its text begins."""
    lines = text.split("\n")
    markers = [
        number
        for number, line in enumerate(lines, start=1)
        if number >= first and _MARKER.match(line)
    ]
    if any(line.strip() for line in lines[first - 1 : markers[0] - 1 if markers else None]):
        return (), [Problem(shown, first, "text before the first cell", "begin with '# %%'")]
    body = "\n".join(lines[markers[0] - 1 :]) if markers else ""
    found = jupytext.reads(body, fmt="py:percent").cells
    if len(found) != len(markers):
        what = "a line inside a text looks like the beginning of a cell"
        return (), [Problem(shown, first, what, "write '# %%' only between cells")]
    return tuple(map(_cell, found, markers)), []


def _cell(found: NotebookNode, marker: int) -> Cell:
    prose = found.cell_type == "markdown"
    language = found.metadata.get("lang", "") if prose else ""
    return Cell("prose" if prose else "code", language, found.source, marker + 1)


def _check_pairs(lab: Lab) -> Iterator[Problem]:
    """Prose comes in pairs: Japanese, then the same in English."""
    fix = 'prose cells come in pairs: # %% [markdown] lang="ja", then lang="en"'
    alone: Cell | None = None
    for cell in lab.cells:
        expected = "en" if alone else "ja"
        if cell.kind == "code" and alone:
            break
        if cell.kind == "code":
            continue
        if cell.language not in LANGUAGES:
            yield Problem(lab.path, cell.line - 1, "the prose cell names no language", fix)
            return
        if cell.language != expected:
            yield Problem(lab.path, cell.line - 1, f"expected a prose cell in {expected!r}", fix)
            return
        alone = None if alone else cell
    if alone:
        yield Problem(lab.path, alone.line - 1, "the prose has no English twin", fix)


def _check_code(lab: Lab) -> Iterator[Problem]:
    """Code that parses, and at least one assertion."""
    asserted = False
    for cell in lab.cells:
        if cell.kind != "code":
            continue
        try:
            tree = ast.parse(cell.text)
        except SyntaxError as error:
            line = cell.line + (error.lineno or 1) - 1
            yield Problem(lab.path, line, f"SyntaxError: {error.msg}", "correct the code")
            asserted = True  # perhaps; one mistake at a time
            continue
        asserted = asserted or any(isinstance(node, ast.Assert) for node in ast.walk(tree))
    if not asserted:
        fix = "assert what the notebook claims, with some slack"
        yield Problem(lab.path, 1, "the notebook asserts nothing", fix)


def as_notebook(lab: Lab) -> NotebookNode:
    """The code of a lab as a notebook to execute; cell ids depend on the place only."""
    notebook: NotebookNode = new_notebook(
        cells=[_node(cell, f"cell-{index}") for index, cell in enumerate(lab.cells)],
        metadata={
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
            "language_info": {"name": "python"},
        },
    )
    return notebook


def _node(cell: Cell, identifier: str) -> NotebookNode:
    if cell.kind == "code":
        node: NotebookNode = new_code_cell(cell.text, id=identifier)
    else:
        node = new_markdown_cell(cell.text, id=identifier, metadata={"lang": cell.language})
    return node


def _first_line(statement: ast.stmt, lines: list[str]) -> int:
    """The index of a statement's first line, with its decorators and the comment above it."""
    decorators = statement.decorator_list if isinstance(statement, ast.FunctionDef) else []
    first = min([statement.lineno, *(node.lineno for node in decorators)]) - 1
    while first and lines[first - 1].startswith("#"):
        first -= 1
    return first


def _shows(statement: ast.stmt) -> bool:
    """Whether a statement draws a figure, shows a table, or names a number."""
    calls: list[ast.expr] = []
    if isinstance(statement, ast.FunctionDef):
        calls = statement.decorator_list
    elif isinstance(statement, ast.Expr):
        calls = [statement.value]
    names = [
        call.func.id
        for call in calls
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
    ]
    return bool(names) and set(names) <= _SHOWS
