"""Makes a matplotlib SVG part of a page.

The drawing keeps its geometry and its text; its colours become CSS variables,
so that it follows the reader's theme, and its font the page's font.
"""

import re
from html import escape

from lxml import etree

from sitekit.results import Figure

#: The colours of notebooks/helpers/style.py and what they become on the page.
COLOURS = {
    "#1b2a33": "var(--fig-ink)",
    "#5b6b76": "var(--fig-muted)",
    "#d9e0e4": "var(--fig-grid)",
    "#0f6b76": "var(--fig-1)",
    "#b3500e": "var(--fig-2)",
    "#6a4ea4": "var(--fig-3)",
    "#3f7a1e": "var(--fig-4)",
    "#b0284b": "var(--fig-5)",
    "#e6eff1": "var(--fig-wash)",
}
_SVG = "{http://www.w3.org/2000/svg}"
_XLINK = "{http://www.w3.org/1999/xlink}href"
_DECIMALS = re.compile(r"-?\d+\.\d{2,}")
_TICK = re.compile(r"M0 0l(-?[\d.]+[ -][\d.]+)")
_QUIET = ("var(--fig-grid)", "var(--fig-muted)")
_SHAPE = {"fill": "none", "stroke-dashoffset": "0"}
_TEXT = {"fill": "var(--fig-ink)", "font-size": "11.5px", "text-anchor": "start"}
_URL = re.compile(r"url\(#([\w.-]+)\)")
_COMMAND = re.compile(r" ?([A-Za-z]) ?")
_LINES = re.compile(r"(?:[ML] ?-?[\d.]+ -?[\d.]+ ?|[zZ] ?)+")
_POINT = re.compile(r"([MLzZ])(?: ?(-?[\d.]+) (-?[\d.]+))?")
_GEOMETRY = ("d", "x", "y", "width", "height", "points", "transform", "cx", "cy", "r")
_NOTHING = re.compile(r"^(?:rotate\(-?0(?: [\d.-]+ [\d.-]+)?\)|)$")
_DROPPED = {"font-family", "font-style", "font-variant", "font-stretch"}


def inline(figure: Figure, prefix: str) -> str:
    """The figure as an ``<svg>`` element for a page; ids begin with `prefix`."""
    root = etree.fromstring(figure.svg.encode(), etree.XMLParser(remove_comments=True))
    _strip(root)
    _rename(root, prefix)
    for element in root.iter():
        _simplify(element)
    _draw_ticks(root)
    _hoist(root)
    _unwrap(root)
    _join_lines(root)
    _inherit(root)
    for name in ("width", "height", "version"):
        root.attrib.pop(name, None)
    root.set("role", "img")
    root.set("aria-labelledby", f"{prefix}-title {prefix}-desc")
    _describe(root, figure, prefix)
    etree.cleanup_namespaces(root)
    text: str = etree.tostring(root, encoding="unicode")
    return re.sub(r">\s+<", "><", text).replace("\n", " ")


def _strip(root: etree._Element) -> None:
    """Remove matplotlib's own style sheet and metadata."""
    for name in ("metadata", "style"):
        for element in list(root.iter(_SVG + name)):
            element.getparent().remove(element)
    for element in list(root.iter(_SVG + "defs")):
        if not len(element):
            element.getparent().remove(element)


def _rename(root: etree._Element, prefix: str) -> None:
    """Keep the ids that something refers to, unique on the page; drop the rest."""
    text = etree.tostring(root, encoding="unicode")
    used = dict.fromkeys(re.findall(r"(?:url\(|href=\")#([\w.-]+)", text))
    names = {name: f"{prefix}-{number}" for number, name in enumerate(used)}
    for element in root.iter():
        identifier = element.attrib.pop("id", None)
        if identifier in names:
            element.set("id", names[identifier])
        if reference := element.attrib.pop(_XLINK, None):
            element.set("href", f"#{names[reference.removeprefix('#')]}")
        for name in ("clip-path", "style"):
            if name in element.attrib:
                element.set(name, _URL.sub(lambda m: f"url(#{names[m[1]]})", element.attrib[name]))


def _simplify(element: etree._Element) -> None:
    """Styles become attributes with theme colours; coordinates get shorter."""
    for declaration in element.attrib.pop("style", "").split(";"):
        name, _, value = (part.strip() for part in declaration.partition(":"))
        if name and name not in _DROPPED:
            element.set(name, COLOURS.get(value, _short(value)))
    for name in _GEOMETRY:
        if name in element.attrib:
            element.set(name, " ".join(_short(element.get(name, "")).split()))
    if "d" in element.attrib:
        element.set("d", _relative(element.get("d", "")))
    if _NOTHING.fullmatch(element.get("transform", "rotate(1)")):
        del element.attrib["transform"]


def _relative(path: str) -> str:
    """A path of lines with steps instead of positions, which are half as long."""
    if not _LINES.fullmatch(path):
        return _COMMAND.sub(r"\1", path)
    parts: list[str] = []
    x = y = start_x = start_y = 0  # tenths: whole numbers add up without error
    before = ""
    for command, right, down in _POINT.findall(path):
        if command in "zZ":
            parts.append("z")
            x, y = start_x, start_y
        else:
            new_x, new_y = round(float(right) * 10), round(float(down) * 10)
            if command == "M":
                parts.append(f"M{_tenths(new_x)} {_tenths(new_y)}")
                start_x, start_y = new_x, new_y
            else:
                letter = " " if before == "L" else "l"
                parts.append(f"{letter}{_tenths(new_x - x)} {_tenths(new_y - y)}")
            x, y = new_x, new_y
        before = command
    return "".join(parts).replace(" -", "-")


def _tenths(value: int) -> str:
    """17 -> 1.7, -4 -> -.4, 30 -> 3."""
    text = f"{value / 10:g}"
    return text.replace("0.", ".", 1) if abs(value) < 10 and value else text


def _draw_ticks(root: etree._Element) -> None:
    """Ticks that refer to a line become that line; the definition goes."""
    marks = {}
    for mark in list(root.iter(_SVG + "path")):
        if mark.get("id") and (line := _TICK.fullmatch(mark.get("d", ""))):
            marks["#" + mark.attrib.pop("id")] = (line[1], mark)
            mark.getparent().remove(mark)
    for use in root.iter(_SVG + "use"):
        if use.get("href") in marks:
            end, mark = marks[use.get("href", "")]
            start = f"M{use.get('x', '0')} {use.get('y', '0')}l{end}"
            use.attrib.clear()
            use.tag = _SVG + "path"
            use.attrib.update({**mark.attrib, "d": start})
    for defs in [d for d in root.iter(_SVG + "defs") if not len(d)]:
        defs.getparent().remove(defs)


def _hoist(root: etree._Element) -> None:
    """What all markers of a series say, their group says once."""
    for group in root.iter(_SVG + "g"):
        uses = list(group)
        if len(uses) < 2 or any(use.tag != _SVG + "use" for use in uses):
            continue
        for name in ("fill", "stroke", "stroke-width", "fill-opacity", "stroke-opacity", "stroke-linejoin"):
            values = {use.attrib.get(name) for use in uses}
            if len(values) == 1 and (value := values.pop()) is not None:
                group.set(name, value)
                for use in uses:
                    del use.attrib[name]


def _join_lines(root: etree._Element) -> None:
    """Grid lines and ticks of one look become one path."""
    first: dict[tuple[tuple[str, str], ...], etree._Element] = {}
    for path in list(root.iter(_SVG + "path")):
        if path.get("stroke") not in _QUIET or path.get("fill", "none") != "none":
            continue
        if "grid" in path.get("stroke", ""):
            path.attrib.pop("clip-path", None)
        look = tuple(sorted((k, v) for k, v in path.attrib.items() if k not in ("d", "fill")))
        if look in first and "id" not in path.attrib:
            first[look].set("d", first[look].get("d", "") + path.get("d", ""))
            path.getparent().remove(path)
        else:
            first[look] = path


def _inherit(root: etree._Element) -> None:
    """What most elements say, the root says once; the page's CSS gives text its colour."""
    for element in root.iter(_SVG + "path", _SVG + "use", _SVG + "text", _SVG + "rect"):
        text = element.tag == _SVG + "text"
        if element.tag == _SVG + "path" and element.getparent().tag != _SVG + "defs":
            element.set("fill", element.get("fill", "#000"))
        for name, value in (_TEXT if text else _SHAPE).items():
            if element.get(name) == value:
                del element.attrib[name]
    for element in list(root.iter(_SVG + "path")):
        if not element.get("stroke") and not element.get("fill") and not element.get("id"):
            if element.getparent().tag not in (_SVG + "clipPath", _SVG + "defs"):
                element.getparent().remove(element)
    root.attrib.update({"fill": "none", "font-size": "11.5px"})


def _unwrap(root: etree._Element) -> None:
    """Groups without attributes say nothing: their children move up."""
    for group in [g for g in root.iter(_SVG + "g") if not g.attrib]:
        parent = group.getparent()
        position = parent.index(group)
        parent[position : position + 1] = list(group)


def _short(text: str) -> str:
    """Numbers to a tenth of a unit, an eighth of a pixel at the largest size shown."""
    return _DECIMALS.sub(lambda match: f"{float(match[0]):.1f}".removesuffix(".0"), text)


def _describe(root: etree._Element, figure: Figure, prefix: str) -> None:
    """Title and description come first, as screen readers expect."""
    for position, (name, text) in enumerate((("title", figure.title), ("desc", figure.desc))):
        element = etree.Element(_SVG + name, {"id": f"{prefix}-{name}"})
        element.text = text
        root.insert(position, element)


def frame(name: str, caption: str, link: str) -> str:
    """The figure's place on a page: filled with the drawing after everything else is done."""
    return (
        f'<figure class="lab-figure" id="fig-{escape(name.replace("/", "-"))}">'
        f"<!--figure {escape(name)}-->"
        f"<figcaption>{caption}{link}</figcaption></figure>"
    )


FRAME = re.compile(r"<!--figure ([\w/-]+)-->")
