"""What a printed book is as a file: where its pages are, its last touches, its faults.

Chromium prints every page and link, yet leaves 40 MB, an outline of 2,000 open lines and
the time of printing; qpdf (pikepdf) makes of that 16 MB, closed, and the same each time.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pikepdf

_HEX = re.compile(r"#([0-9A-Fa-f]{2})")
#: Fonts whose strings have two bytes for each glyph; all others have one.
_WIDE = "/Type0"
_SHOW = ("Tj", "TJ")


@dataclass(frozen=True)
class Wanted:
    """What a book must hold: headings of its outline by id, ids that links lead to."""

    outline: dict[str, str]
    targets: frozenset[str]
    host: str


def page_numbers(content: bytes) -> dict[str, int]:
    """The page, counted from 1, of every place that a link of the PDF leads to."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return _destinations(pdf)


def finish(content: bytes, seconds: int, headings: Iterable[str] = ()) -> bytes:
    """The same book: small, with a closed outline, and dated by its content.

    Chromium's outline loses the space where a heading breaks into lines: `headings` has it.
    """
    titles = {"".join(each.split()): each for each in headings}
    with pikepdf.open(io.BytesIO(content)) as pdf:
        _date(pdf, seconds)
        pdf.Root.PageMode = pikepdf.Name.UseOutlines
        pdf.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
        if "/Outlines" in pdf.Root:
            pdf.Root.Outlines.Count = _close(pdf.Root.Outlines, titles)
        made = io.BytesIO()
        pdf.save(
            made,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            recompress_flate=True,
            deterministic_id=True,
        )
    return made.getvalue()


def problems(content: bytes, wanted: Wanted) -> list[str]:
    """What is wrong with a book, one sentence each; empty when all is well."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        places = _destinations(pdf)
        return [
            *_outline_faults(pdf, wanted, places),
            *_link_faults(pdf, wanted, places),
            *_glyph_faults(pdf),
        ]


def _date(pdf: pikepdf.Pdf, seconds: int) -> None:
    when = datetime.fromtimestamp(seconds, UTC).strftime("D:%Y%m%d%H%M%S+00'00'")
    pdf.docinfo["/CreationDate"] = pdf.docinfo["/ModDate"] = when
    pdf.docinfo["/Creator"] = pdf.docinfo["/Author"] = "MLE Notes"


def _close(item: Any, titles: dict[str, str]) -> int:
    """Close everything below an item of the outline; return how many lines are right below."""
    count = 0
    for child in _children(item):
        count += 1
        child.Title = titles.get("".join(str(child.Title).split()), str(child.Title))
        if below := _close(child, titles):
            child.Count = -below
    return count


def _children(item: Any) -> Iterator[Any]:
    child = item.get("/First")
    while child is not None:
        yield child
        child = child.get("/Next")


def _destinations(pdf: pikepdf.Pdf) -> dict[str, int]:
    pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages, start=1)}
    named = pdf.Root.get("/Dests", pikepdf.Dictionary())
    return {_plain(name): pages[target[0].objgen] for name, target in named.items()}


def _plain(name: Any) -> str:
    """A PDF name as it was in HTML, without its slash and escapes."""
    return _HEX.sub(lambda match: chr(int(match[1], 16)), str(name).removeprefix("/"))


def _outline_faults(pdf: pikepdf.Pdf, wanted: Wanted, places: dict[str, int]) -> Iterator[str]:
    pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages, start=1)}
    found = {(_words(title), pages[dest[0].objgen]) for title, dest in _outline(pdf)}
    for name, title in wanted.outline.items():
        if (_words(title), places.get(name)) not in found:
            yield f"the outline lacks {title!r} (#{name}, page {places.get(name)})"


def _outline(pdf: pikepdf.Pdf) -> Iterator[tuple[str, Any]]:
    waiting = [pdf.Root.Outlines] if "/Outlines" in pdf.Root else []
    while waiting:
        for child in _children(waiting.pop()):
            yield str(child.Title), child.Dest
            waiting.append(child)


def _words(text: str) -> str:
    return " ".join(text.split())


def _link_faults(pdf: pikepdf.Pdf, wanted: Wanted, places: dict[str, int]) -> Iterator[str]:
    linked = set()
    for number, page in enumerate(pdf.pages, start=1):
        for address, name in _links(page):
            if name is not None:
                linked.add(name)
                if name not in places:
                    yield f"page {number}: a link leads to #{name}, which is nowhere"
            elif wanted.host in address:
                yield f"page {number}: a link left the book: {address}"
    for name in sorted(wanted.targets - linked):
        yield f"no link leads to #{name}, which the pages link to"


def _links(page: pikepdf.Page) -> Iterator[tuple[str, str | None]]:
    """The links of a page: an address outside, or the name of a place inside."""
    for annotation in page.get("/Annots", []):
        action = annotation.get("/A", pikepdf.Dictionary())
        inside = annotation.get("/Dest", action.get("/D"))
        if inside is not None:
            yield "", _plain(inside)
        elif "/URI" in action:
            yield str(action.URI), None


def _glyph_faults(pdf: pikepdf.Pdf) -> Iterator[str]:
    for number, page in enumerate(pdf.pages, start=1):
        missing = sum(_missing(page.obj, page.resources, set()))
        if missing:
            yield f"page {number}: {missing} characters have no glyph"


def _missing(stream: Any, resources: Any, seen: set[tuple[int, int]]) -> Iterator[int]:
    """How many characters are drawn as glyph 0, "not defined", here and in what is placed here."""
    fonts = resources.get("/Font", {})
    wide = False
    for each in pikepdf.parse_content_stream(stream, "Tf Tj TJ"):
        shown = each.operands[0] if isinstance(each, pikepdf.ContentStreamInstruction) else None
        if str(each.operator) == "Tf":
            wide = fonts[str(shown)].Subtype == _WIDE
        elif str(each.operator) in _SHOW:
            yield sum(_undefined(text, wide) for text in _strings(shown))
    for form in resources.get("/XObject", {}).values():
        if form.get("/Subtype") == "/Form" and form.objgen not in seen:
            seen.add(form.objgen)
            yield from _missing(form, form.get("/Resources", resources), seen)


def _strings(shown: Any) -> Iterator[bytes]:
    for each in shown if isinstance(shown, pikepdf.Array) else [shown]:
        if isinstance(each, pikepdf.String):
            yield bytes(each)


def _undefined(text: bytes, wide: bool) -> int:
    if not wide:
        return text.count(0)
    return sum(text[at : at + 2] == b"\0\0" for at in range(0, len(text), 2))
