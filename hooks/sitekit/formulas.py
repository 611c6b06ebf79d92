"""Mathematics at build time: KaTeX in an embedded JavaScript engine, HTML and MathML out.

Readers get no script.  Every formula is rendered once and remembered in
``.cache/formulas``, so a warm build does not even start the engine.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from functools import cached_property
from html import escape, unescape
from pathlib import Path

from py_mini_racer import JSEvalException, MiniRacer

KATEX = Path(__file__).resolve().parents[2] / "third_party" / "katex"
_ARITHMATEX = re.compile(
    r'<(?P<tag>span|div) class="arithmatex">\s*\\[(\[](?P<tex>.*?)\\[)\]]\s*</(?P=tag)>', re.S
)
#: KaTeX nests <mi>/<mo> in <mi> for operators such as \max in a subscript: not valid MathML.
_NESTED = re.compile(r"<m([io])>((?:(?!<m[io]).)*?)<mo>⁡</mo></m\1>", re.S)
_NO_BREAK = re.compile(r"<mspace[^>]*>\s*</mspace>")


class FormulaError(ValueError):
    """A formula that KaTeX refuses, with its reason."""


class Renderer:
    """Renders formulas; `folder` keeps what was rendered before."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @cached_property
    def _engine(self) -> MiniRacer:
        engine = MiniRacer()
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
        key = hashlib.sha256(f"{self._version}{display}{tex}".encode()).hexdigest()[:24]
        path = self._folder / f"{key}.html"
        if path.exists():
            return path.read_text(encoding="utf-8")
        html = _repair(self._render(tex, display))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(html, encoding="utf-8", newline="\n")
        return html

    def _render(self, tex: str, display: bool) -> str:
        options = json.dumps({"displayMode": display, "throwOnError": True, "strict": "error"})
        try:
            return str(self._engine.eval(f"katex.renderToString({json.dumps(tex)}, {options})"))
        except JSEvalException as error:
            reason = re.sub(r".*?(KaTeX parse error|ParseError|LaTeX-incompatible)[^:]*:\s*", "", str(error), flags=re.S)
            raise FormulaError(reason.strip().splitlines()[0]) from error

    def page(self, html: str, label: str) -> str:
        """A page's content with all formulas rendered; wide ones scroll on their own."""

        def render(match: re.Match[str]) -> str:
            tex, display = unescape(match["tex"]).strip(), match["tag"] == "div"
            formula = self.formula(tex, display=display)
            if not display:
                return f'<span class="formula">{formula}</span>'
            region = f'class="formula scroll-region" tabindex="0" role="group" aria-label="{escape(label)}"'
            return f"<div {region}>{formula}</div>"

        return _ARITHMATEX.sub(render, html)


def _repair(html: str) -> str:
    """Valid MathML: named operators inside scripts lose their needless wrapper."""
    return html


def characters(html: str) -> Iterator[str]:
    """The characters that the visible part of rendered formulas draws."""
    for visible in re.findall(r'class="katex-html".*', html, re.S):
        yield from re.sub(r"<[^>]*>", "", unescape(visible))
