"""Makes matplotlib's SVG small: the same picture in a fifth of the bytes.

matplotlib writes every tick as a reference, every style on every element, and
coordinates to a millionth.  A page with six such figures would be 250 kB.
"""

import math
import re
from collections.abc import Iterator
from itertools import groupby

from lxml import etree

SVG = "{http://www.w3.org/2000/svg}"
_DECIMALS = re.compile(r"-?\d+\.\d{2,}")
_TICK = re.compile(r"M0 0([lhv][-\d. ]+)")
_COMMAND = re.compile(r" ?([A-Za-z]) ?")
_LINES = re.compile(r"(?:[ML] ?-?[\d.]+ -?[\d.]+ ?|[zZ] ?)+")
#: Spaces that a sign, or a second point, makes needless.
_CLOSER = re.compile(r" (?=-)|(?<=\.\d) (?=\.)")
_POINT = re.compile(r"([MLzZ])(?: ?(-?[\d.]+) (-?[\d.]+))?")
_RECTANGLE = ("x", "y", "width", "height")
_Box = tuple[float, float, float, float]
#: What rounding may have added to a position, in units of the drawing.
_SLACK = 0.1
#: How far, in tenths of a unit, a point may lie off the line that leaves it out.
_WAVER = 2
#: M, L or z, and the position in tenths of a unit.
_Command = tuple[str, int, int]
#: The strokes of grid lines, axes and ticks: nothing else is drawn between them.
_QUIET = ("var(--fig-grid)", "var(--fig-muted)")
_SHAPE = {"fill": "none", "stroke-dashoffset": "0"}
_TEXT = {"fill": "var(--fig-ink)", "font-size": "11.5px", "text-anchor": "start"}
_SHARED = ("fill", "stroke", "stroke-width", "fill-opacity", "stroke-opacity", "stroke-linejoin")


def slim(root: etree._Element) -> None:
    """Remove what does not show, and say once what many elements say."""
    _draw_ticks(root)
    _hoist(root)
    _unwrap(root)
    _join_lines(root)
    _inherit(root)
    _gather(root)
    _drop_invisible(root)
    root.attrib.update({"fill": "none", "font-size": "11.5px", "stroke-linejoin": "round"})


def remove(element: etree._Element) -> None:
    """Take an element out of its tree."""
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def remove_empty(root: etree._Element, name: str) -> None:
    """Take elements of that name without children out of the tree."""
    for element in [e for e in root.iter(SVG + name) if not len(e)]:
        remove(element)


def unclip(root: etree._Element) -> None:
    """What stays within its clip is not clipped; clips of nothing go.

    Coordinates must still be positions.  Half a stroke or marker may then reach over the
    edge of its axes, which shows it better.
    """
    boxes = {f"url(#{clip.get('id')})": _box(clip) for clip in root.iter(SVG + "clipPath")}
    for element in root.iter(SVG + "path", SVG + "g"):
        box = boxes.get(element.get("clip-path", ""))
        if box is not None and _within(_points(element), box):
            del element.attrib["clip-path"]
    used = {element.get("clip-path") for element in root.iter()}
    for clip in [c for c in root.iter(SVG + "clipPath") if f"url(#{c.get('id')})" not in used]:
        remove(clip)
    remove_empty(root, "defs")


def _box(clip: etree._Element) -> _Box | None:
    """Left, top, right and bottom of a clip that is a rectangle."""
    if [child.tag for child in clip] != [SVG + "rect"]:
        return None
    x, y, width, height = (float(clip[0].get(name, "0")) for name in _RECTANGLE)
    return x, y, x + width, y + height


def _points(element: etree._Element) -> list[tuple[float, float]]:
    """The positions of lines, or of the markers of a group; none of anything else."""
    if element.tag == SVG + "g":
        if any(use.tag != SVG + "use" for use in element):
            return []
        return [(float(use.get("x", "0")), float(use.get("y", "0"))) for use in element]
    lines = " ".join(element.get("d", "").split())
    if not _LINES.fullmatch(lines):
        return []
    return [(float(x), float(y)) for command, x, y in _POINT.findall(lines) if command in "ML"]


def _within(points: list[tuple[float, float]], box: _Box) -> bool:
    left, top, right, bottom = box
    return bool(points) and all(
        left - _SLACK <= x <= right + _SLACK and top - _SLACK <= y <= bottom + _SLACK
        for x, y in points
    )


def _draw_ticks(root: etree._Element) -> None:
    """Ticks that refer to a line become that line; the definition goes."""
    marks = {}
    for mark in list(root.iter(SVG + "path")):
        if mark.get("id") and (line := _TICK.fullmatch(mark.get("d", ""))):
            marks["#" + str(mark.attrib.pop("id"))] = (line[1], mark)
            remove(mark)
    for use in root.iter(SVG + "use"):
        if use.get("href") in marks:
            end, mark = marks[use.get("href", "")]
            start = f"M{use.get('x', '0')} {use.get('y', '0')}{end}"
            use.attrib.clear()
            use.tag = SVG + "path"
            use.attrib.update({**mark.attrib, "d": start, "fill": "none"})
    remove_empty(root, "defs")


def _hoist(root: etree._Element) -> None:
    """What all markers of a series say, their group says once."""
    for group in root.iter(SVG + "g"):
        uses = list(group)
        if len(uses) < 2 or any(use.tag != SVG + "use" for use in uses):
            continue
        for name in _SHARED:
            values = {use.get(name) for use in uses}
            if len(values) == 1 and (value := values.pop()) is not None:
                group.set(name, value)
                for use in uses:
                    del use.attrib[name]


def _unwrap(root: etree._Element) -> None:
    """Groups without attributes say nothing: their children move up."""
    for group in [g for g in root.iter(SVG + "g") if not g.attrib]:
        parent = group.getparent()
        if parent is not None:
            position = parent.index(group)
            parent[position : position + 1] = list(group)


def _join_lines(root: etree._Element) -> None:
    """Grid lines and ticks of one look become one path."""
    first: dict[object, etree._Element] = {}
    for path in list(root.iter(SVG + "path")):
        if path.get("stroke") not in _QUIET or path.get("fill", "none") != "none":
            continue
        if "grid" in path.get("stroke", ""):
            path.attrib.pop("clip-path", None)
        look = tuple(sorted((k, v) for k, v in path.attrib.items() if k not in ("d", "fill")))
        if look in first and "id" not in path.attrib:
            first[look].set("d", first[look].get("d", "") + path.get("d", ""))
            remove(path)
        else:
            first[look] = path


def _inherit(root: etree._Element) -> None:
    """Drop what the root says for all; the page's CSS gives text its colour."""
    for element in root.iter(SVG + "path", SVG + "use", SVG + "text"):
        if element.tag == SVG + "path" and not _defines(element) and not _fill(element):
            element.set("fill", "#000")  # what SVG means by saying nothing
        for name, value in (_TEXT if element.tag == SVG + "text" else _SHAPE).items():
            parent = element.getparent()
            overridden = name == "fill" and parent is not None and _fill(parent)
            if element.get(name) == value and not overridden:
                del element.attrib[name]


def _gather(root: etree._Element) -> None:
    """Neighbouring texts with the same anchor, as along an axis, say it once."""
    for parent in list(root.iter()):
        for anchor, run in groupby(list(parent), key=_anchor):
            texts = list(run)
            if anchor and len(texts) > 1:
                group = etree.Element(SVG + "g", {"text-anchor": anchor})
                texts[0].addprevious(group)
                for text in texts:
                    del text.attrib["text-anchor"]
                    group.append(text)


def _anchor(element: etree._Element) -> str | None:
    anchor: str | None = element.get("text-anchor") if element.tag == SVG + "text" else None
    return anchor


def _fill(element: etree._Element) -> str | None:
    """The fill that an element has or inherits."""
    values = (e.get("fill") for e in (element, *element.iterancestors()))
    return next((value for value in values if value), None)


def _drop_invisible(root: etree._Element) -> None:
    """Backgrounds without fill and stroke are not there."""
    for path in list(root.iter(SVG + "path")):
        visible = path.get("d") and (path.get("stroke") or path.get("id") or _fill(path))
        if not visible and not _defines(path):
            remove(path)


def _defines(element: etree._Element) -> bool:
    """Whether an element is a definition for others and not drawn itself."""
    parent = element.getparent()
    return parent is not None and parent.tag in (SVG + "defs", SVG + "clipPath")


def relative(path: str) -> str:
    """A path of lines with steps instead of positions, which are half as long."""
    if not _LINES.fullmatch(path):
        return _COMMAND.sub(r"\1", path)
    commands = [
        (command, _fifths(right), _fifths(down)) for command, right, down in _POINT.findall(path)
    ]
    parts: list[str] = []
    x = y = start_x = start_y = 0  # tenths: whole numbers add up without error
    before = ""
    for command, new_x, new_y in _straight(commands):
        if command in "zZ":
            parts.append("z")
            x, y = start_x, start_y
        else:
            if command == "M":
                parts.append(f"M{_tenths(new_x)} {_tenths(new_y)}")
                start_x, start_y = new_x, new_y
            else:
                step, command = _step(new_x - x, new_y - y)
                parts.append(f"{' ' if before == command == 'l' else command}{step}")
            x, y = new_x, new_y
        before = command
    return _CLOSER.sub("", "".join(parts))


def _fifths(text: str) -> int:
    """A coordinate in tenths, to a fifth of a unit: a quarter of a pixel at the largest size."""
    return 2 * round(float(text or 0) * 5)


def _straight(commands: list[_Command]) -> Iterator[_Command]:
    """The commands without the points that lie on the way between others."""
    start = 0
    for end in range(1, len(commands) + 1):
        if end == len(commands) or commands[end][0] != "L":
            yield from _needed(commands[start:end])
            start = end


def _needed(line: list[_Command]) -> list[_Command]:
    """The points that a line needs to keep its shape (Douglas and Peucker)."""
    (_, x, y), (_, end_x, end_y) = line[0], line[-1]
    right, down = end_x - x, end_y - y
    length = math.hypot(right, down)
    if len(line) < 3 or not length:
        return line
    off = [abs(right * (each[2] - y) - down * (each[1] - x)) / length for each in line]
    worst = max(range(len(line)), key=off.__getitem__)
    if off[worst] > _WAVER:
        return [*_needed(line[: worst + 1])[:-1], *_needed(line[worst:])]
    along = [right * each[1] + down * each[2] for each in line]
    goes_back = along != sorted(along)  # no straight way either
    return line if goes_back else [line[0], line[-1]]


def _step(right: int, down: int) -> tuple[str, str]:
    """A step in tenths, and the shortest command for it."""
    if down == 0:
        return _tenths(right), "h"
    if right == 0:
        return _tenths(down), "v"
    return f"{_tenths(right)} {_tenths(down)}", "l"


def _tenths(value: int) -> str:
    """17 -> 1.7, -4 -> -.4, 30 -> 3."""
    text = f"{value / 10:g}"
    return text.replace("0.", ".", 1) if abs(value) < 10 and value else text


def short(text: str) -> str:
    """Numbers to a tenth of a unit, an eighth of a pixel at the largest size shown."""
    return _DECIMALS.sub(lambda match: f"{float(match[0]):.1f}".removesuffix(".0"), text)
