"""Makes a matplotlib SVG part of a page.

The drawing keeps its geometry and its text; its colours become CSS variables,
so that it follows the reader's theme, and its font the page's font.
"""

import hashlib
import re
import zlib
from html import escape
from pathlib import Path

from lxml import etree

from sitekit import slim as slim_module
from sitekit.results import Figure
from sitekit.slim import SVG, relative, remove, remove_empty, short, slim, unclip
from sitekit.text import kept

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
_XLINK = "{http://www.w3.org/1999/xlink}href"
_URL = re.compile(r"url\(#([\w.-]+)\)")
_GEOMETRY = ("d", "x", "y", "width", "height", "points", "transform", "cx", "cy", "r")
_NOTHING = re.compile(r"^(?:rotate\(-?0(?: [\d.-]+ [\d.-]+)?\)|)$")
_DROPPED = {"font-family", "font-style", "font-variant", "font-stretch"}


#: Changes with the code that draws, so that old drawings are not taken for current.
_VERSION = hashlib.sha256(
    b"".join(Path(file).read_bytes() for file in (__file__, slim_module.__file__))
).hexdigest()


def prefix_of(target: str) -> str:
    """How the ids in a drawing begin, so that no other drawing of a page has the same."""
    return f"f{zlib.crc32(target.encode()) % 0x100000:x}"


def remembered(figure: Figure, prefix: str, folder: Path, *, whole: bool = False) -> str:
    """The same as `inline`, or `alone` if `whole`, kept in `folder` from one build to the next."""
    name = f"{_VERSION}{whole}{prefix}{figure!r}"
    path = folder / f"{hashlib.sha256(name.encode()).hexdigest()[:24]}.svg"
    return kept(path, lambda: alone(figure, prefix) if whole else inline(figure, prefix))


def inline(figure: Figure, prefix: str) -> str:
    """The figure as an ``<svg>`` element for a page; ids begin with `prefix`."""
    root = etree.fromstring(figure.svg.encode(), etree.XMLParser(remove_comments=True))
    _strip(root)
    _rename(root, prefix)
    unclip(root)
    for element in root.iter():
        _simplify(element)
    slim(root)
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
        for element in list(root.iter(SVG + name)):
            remove(element)
    remove_empty(root, "defs")


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
            element.set(name, COLOURS.get(value, short(value)))
    for name in _GEOMETRY:
        if name in element.attrib:
            element.set(name, " ".join(short(element.get(name, "")).split()))
    if "d" in element.attrib:
        element.set("d", relative(element.get("d", "")))
    if _NOTHING.fullmatch(element.get("transform", "rotate(1)")):
        del element.attrib["transform"]


def _describe(root: etree._Element, figure: Figure, prefix: str) -> None:
    """Title and description come first, as screen readers expect."""
    for position, (name, text) in enumerate((("title", figure.title), ("desc", figure.desc))):
        element = etree.Element(SVG + name, {"id": f"{prefix}-{name}"})
        element.text = text
        root.insert(position, element)


def frame(name: str, caption: str, link: str = "") -> str:
    """The figure's place on a page: filled with the drawing after everything else is done."""
    return (
        f'<figure class="lab-figure" id="fig-{escape(name.replace("/", "-"))}">'
        f"<!--figure {escape(name)}-->"
        f"<figcaption>{caption}{link}</figcaption></figure>"
    )


FRAME = re.compile(r"<!--figure ([\w/-]+)-->")


#: The colours as they were drawn, by the variable that stands for each on a page.
_FIXED = {variable: colour for colour, variable in COLOURS.items()}
#: Units of white around a figure that stands alone.
_EDGE = 8
_VARIABLE = re.compile(r"var\(--[\w-]+\)")


def alone(figure: Figure, prefix: str) -> str:
    """The figure as a file of its own.

    No page gives it colours, a font, a size or a ground, so it brings them; and room at the
    edges, over which words may reach on a page.
    """
    fixed = _VARIABLE.sub(lambda match: _FIXED[match[0]], inline(figure, prefix))
    root = etree.fromstring(fixed.encode())
    left, top, width, height = map(float, root.get("viewBox", "").split())
    box = (left - _EDGE, top - _EDGE, width + 2 * _EDGE, height + 2 * _EDGE)
    x, y, width_text, height_text = (f"{each:g}" for each in box)
    size = {"width": width_text, "height": height_text}
    root.attrib.update({**size, "viewBox": f"{x} {y} {width_text} {height_text}"})
    root.set("font-family", "sans-serif")
    for element in root.iter(SVG + "text"):
        if "fill" not in element.attrib:
            element.set("fill", _FIXED["var(--fig-ink)"])
    described = len(root.findall(SVG + "title")) + len(root.findall(SVG + "desc"))
    ground = {"x": x, "y": y, **size, "fill": "#ffffff"}
    root.insert(described, etree.Element(SVG + "rect", ground))
    text: str = etree.tostring(root, encoding="unicode")
    return text
