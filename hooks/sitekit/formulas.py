"""Mathematics at build time: KaTeX in an embedded JavaScript engine, HTML and MathML out.

Readers get no script.  Every formula is rendered once and remembered in
``.cache/formulas``, so a warm build does not even start the engine.
"""

import hashlib
import json
import re
import weakref
from functools import cached_property
from html import escape, unescape
from pathlib import Path

from lxml import etree
from py_mini_racer import JSEvalException, MiniRacer

from sitekit.text import kept

KATEX = Path(__file__).resolve().parents[2] / "third_party" / "katex"
_ARITHMATEX = re.compile(
    r'<(?P<tag>span|div) class="arithmatex">\s*\\[(\[](?P<tex>.*?)\\[)\]]\s*</(?P=tag)>', re.S
)
_MATH = re.compile(r"<math\b.*?</math>", re.S)
#: Elements of MathML that hold text only, and those with a fixed number of children.
_TEXT_ONLY = ("mi", "mn", "mo", "mtext")
_FIXED = ("mfrac", "mroot", "msub", "msup", "msubsup", "munder", "mover", "munderover")
_APPLY = "\u2061"
#: KaTeX underlines the wrong part of a formula, letter by letter.
_UNDERLINE = "\u0332"
#: Change this when what is stored changes its form.
_FORMAT = "2"


class FormulaError(ValueError):
    """A formula that KaTeX refuses, with its reason."""


class Renderer:
    """Renders formulas; `folder` keeps what was rendered before."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @cached_property
    def _engine(self) -> MiniRacer:
        engine = MiniRacer()
        # Closed with the renderer, or at exit while its thread still runs; later it can hang.
        weakref.finalize(self, engine.close)
        engine.eval((KATEX / "katex.min.js").read_text(encoding="utf-8"))
        return engine

    @cached_property
    def _version(self) -> str:
        return hashlib.sha256((KATEX / "katex.min.js").read_bytes()).hexdigest()[:8]

    def formula(self, tex: str, *, display: bool) -> str:
        """One formula as HTML with MathML for screen readers.

        Raises:
            FormulaError: if KaTeX cannot parse it.
        """
        key = hashlib.sha256(f"{_FORMAT}{self._version}{display}{tex}".encode()).hexdigest()[:24]
        path = self._folder / f"{key}.html"
        return kept(path, lambda: _repair(self._render(tex, display)))

    def _render(self, tex: str, display: bool) -> str:
        options = json.dumps({"displayMode": display, "throwOnError": True, "strict": "error"})
        try:
            return str(self._engine.eval(f"katex.renderToString({json.dumps(tex)}, {options})"))
        except JSEvalException as error:
            reason = re.sub(
                r".*?(KaTeX parse error|ParseError|LaTeX-incompatible)[^:]*:\s*",
                "",
                str(error),
                flags=re.S,
            )
            raise FormulaError(reason.replace(_UNDERLINE, "").strip().splitlines()[0]) from None

    def page(self, html: str, label: str) -> str:
        """A page's content with all formulas rendered; wide ones scroll on their own."""

        def render(match: re.Match[str]) -> str:
            tex, display = unescape(match["tex"]).strip(), match["tag"] == "div"
            formula = self.formula(tex, display=display)
            if not display:
                return f'<span class="formula" data-search-exclude>{formula}</span>'
            region = 'class="formula scroll-region" data-search-exclude tabindex="0" role="group"'
            region += f' aria-label="{escape(label)}"'
            return f"<div {region}>{formula}</div>"

        return _ARITHMATEX.sub(render, html)


def _repair(html: str) -> str:
    """The same formula with valid MathML: KaTeX nests elements in \\lambda_{\\max} and such."""
    return _MATH.sub(lambda match: _valid(match[0]), html)


def _valid(mathml: str) -> str:
    """Elements that may hold only text hold no elements, and scripts have no child too many."""
    root = etree.fromstring(mathml)
    for element in list(root.iter("{*}mo")):
        parent = element.getparent()
        if element.text == _APPLY and parent is not None and _name(parent) in _FIXED:
            parent.remove(element)
    for element in root.iter(*(f"{{*}}{name}" for name in _TEXT_ONLY)):
        if len(element):
            element.tag = str(element.tag).replace(_name(element), "mrow")
            element.attrib.clear()
    return str(etree.tostring(root, encoding="unicode"))


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname
