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
_DECIMALS = re.compile(r"-?\d+\.\d{3,}")
_GEOMETRY = ("d", "x", "y", "width", "height", "points", "transform", "cx", "cy", "r")
_NOTHING = re.compile(r"^(?:rotate\(-?0(?: [\d.-]+ [\d.-]+)?\)|)$")
_DROPPED = {"font-family", "font-style", "font-variant", "font-stretch"}


def inline(figure: Figure, prefix: str) -> str:
    """The figure as an ``<svg>`` element for a page; ids begin with `prefix`."""
    root = etree.fromstring(figure.svg.encode())
    _strip(root)
    _rename(root, prefix)
    for element in root.iter():
        _simplify(element)
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
    used = set(re.findall(r"#([\w.-]+)", text))
    for element in root.iter():
        identifier = element.attrib.pop("id", None)
        if identifier in used:
            element.set("id", f"{prefix}-{identifier}")
        if reference := element.attrib.pop(_XLINK, None):
            element.set("href", f"#{prefix}-{reference.removeprefix('#')}")
        for name in ("clip-path", "style"):
            if "url(#" in element.get(name, ""):
                element.set(name, element.get(name, "").replace("url(#", f"url(#{prefix}-"))


def _simplify(element: etree._Element) -> None:
    """Styles become attributes with theme colours; coordinates get two decimals."""
    for declaration in element.attrib.pop("style", "").split(";"):
        name, _, value = (part.strip() for part in declaration.partition(":"))
        if name and name not in _DROPPED:
            element.set(name, COLOURS.get(value, _short(value)))
    for name in _GEOMETRY:
        if name in element.attrib:
            element.set(name, " ".join(_short(element.get(name, "")).split()))
    if _NOTHING.fullmatch(element.get("transform", "rotate(1)")):
        del element.attrib["transform"]


def _short(text: str) -> str:
    return _DECIMALS.sub(lambda match: f"{float(match[0]):.2f}".rstrip("0").rstrip("."), text)


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
