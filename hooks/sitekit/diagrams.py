"""Diagrams: one SVG source for both languages.

``data/diagrams/<name>.svg`` is a plain SVG whose texts carry ``data-ja`` and
``data-en`` and whose colours are the theme's variables.  ``title`` and
``desc`` describe it; ``metadata`` holds the caption.
"""

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from sitekit.problems import LANGUAGES, Problem
from sitekit.results import Figure
from sitekit.slim import SVG, remove
from sitekit.text import read_text

_PARTS = {"title": "title", "metadata": "caption", "desc": "desc"}
_FIX = 'give each text data-ja="…" and data-en="…"'


@dataclass(frozen=True)
class Diagram:
    """One diagram in both languages."""

    path: str
    views: dict[str, Figure]


def read_diagrams(folder: Path, root: Path) -> tuple[dict[str, Diagram], list[Problem]]:
    """All diagrams of a folder by name, and what is wrong with them."""
    diagrams: dict[str, Diagram] = {}
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.svg")):
        shown = path.relative_to(root).as_posix()
        text, found = read_text(path, shown)
        diagram, wrong = read_diagram(text, shown) if not found else (None, [])
        problems += [*found, *wrong]
        if diagram:
            diagrams[path.stem] = diagram
    return diagrams, problems


def read_diagram(text: str, shown: str) -> tuple[Diagram | None, list[Problem]]:
    """One diagram; None when the text is not an SVG in both languages."""
    try:
        root = etree.fromstring(text.encode(), etree.XMLParser(remove_comments=True))
    except etree.XMLSyntaxError as error:
        line = error.lineno or 1
        return None, [Problem(shown, line, f"invalid SVG: {error.msg}", "correct the element")]
    problems = list(_check(root, shown))
    if problems:
        return None, problems
    return Diagram(shown, {language: _view(root, language) for language in LANGUAGES}), []


def _check(root: etree._Element, shown: str) -> Iterator[Problem]:
    for name in _PARTS:
        if root.find(SVG + name) is None:
            yield Problem(shown, 1, f"the diagram has no <{name}>", f"add one: {_FIX}")
    for element in root.iter(*(SVG + name for name in (*_PARTS, "text"))):
        for language in LANGUAGES:
            if not element.get(f"data-{language}"):
                name = etree.QName(element).localname
                what = f"<{name}> has no text in {language!r}"
                yield Problem(shown, int(element.sourceline or 1), what, _FIX)


def _view(root: etree._Element, language: str) -> Figure:
    """The diagram in one language, in the form of a lab's figure."""
    drawing = copy.deepcopy(root)
    texts = {}
    for name, part in _PARTS.items():
        element = drawing.find(SVG + name)
        if element is not None:
            texts[part] = element.get(f"data-{language}", "")
            remove(element)
    for element in drawing.iter(SVG + "text"):
        element.text = element.get(f"data-{language}")
        for other in LANGUAGES:
            element.attrib.pop(f"data-{other}", None)
    return Figure(svg=str(etree.tostring(drawing, encoding="unicode")), **texts)
