"""One stylesheet for all pages, and one with its fonts for pages with formulas."""

import hashlib
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sitekit.formulas import KATEX

_NOT_LAYERED = re.compile(r'@charset "[^"]*";|/\*# sourceMappingURL=.*?\*/')
_FACE = re.compile(r"@font-face\{[^}]*\}")
#: Nearly every formula needs these; loading them early keeps the text from shifting.
_PRELOADED = ("KaTeX_Main-Regular", "KaTeX_Math-Italic")
_FONT_FILE = re.compile(r"fonts/([\w-]+)\.woff2")


@dataclass(frozen=True)
class Styles:
    """The style sheets and fonts of a build: names for pages, contents to write."""

    site: str
    math: str
    preload: tuple[str, ...]
    files: dict[str, bytes]


def styles(upstream: Path, own: list[Path], formulas: Iterable[str], cache: Path) -> Styles:
    """Everything that goes into ``assets/``, with names that change with the content."""
    site = _site_css(upstream, own).encode()
    css, fonts = math_files(formulas, cache)
    math = css.encode()
    files = {hashed("site.css", site): site, hashed("math.css", math): math, **fonts}
    preload = tuple(name for name in fonts if name.startswith(_PRELOADED))
    return Styles(hashed("site.css", site), hashed("math.css", math), preload, files)


def _site_css(upstream: Path, own: list[Path]) -> str:
    """The theme's rules in a cascade layer, so that ours win whatever their specificity."""
    theme = _NOT_LAYERED.sub("", upstream.read_text(encoding="utf-8")).strip()
    ours = "\n".join(path.read_text(encoding="utf-8").strip() for path in own)
    return f"@layer material{{{theme}}}\n{ours}\n"


def hashed(name: str, content: bytes) -> str:
    """A file name that changes with the content: site.css -> site.1a2b3c4d.css."""
    stem, _, suffix = name.rpartition(".")
    return f"{stem}.{hashlib.sha256(content).hexdigest()[:8]}.{suffix}"


def math_files(rendered: Iterable[str], cache: Path) -> tuple[str, dict[str, bytes]]:
    """KaTeX's style sheet and fonts, cut to what the given formulas draw.

    Returns:
        The CSS, which refers to fonts by file name, and the fonts by file name.
    """
    html = "".join(rendered)
    characters = "".join(sorted(set(re.sub(r"<[^>]*>", "", html))))
    css = (KATEX / "katex.min.css").read_text(encoding="utf-8")
    fonts: dict[str, bytes] = {}

    def face(match: re.Match[str]) -> str:
        file = _FONT_FILE.search(match[0])
        if file is None or not _used(file[1], html):
            return ""
        content = _subset(KATEX / "fonts" / f"{file[1]}.woff2", characters, cache)
        name = hashed(f"{file[1]}.woff2", content)
        fonts[name] = content
        return re.sub(r"src:[^}]*", f'src:url({name}) format("woff2")', match[0])

    return _FACE.sub(face, css), fonts


#: KaTeX's classes that select each family; the rest of KaTeX's fonts we do not use.
_CLASSES = {
    "KaTeX_Main-Regular": "katex-html",
    "KaTeX_Math-Italic": "mathnormal",
    "KaTeX_Math-BoldItalic": "boldsymbol",
    "KaTeX_Main-Bold": "mathbf|textbf",
    "KaTeX_Main-Italic": "mathit|textit",
    "KaTeX_AMS-Regular": "mathbb|textbb|amsrm",
    "KaTeX_Caligraphic-Regular": "mathcal",
    "KaTeX_Script-Regular": "mathscr",
    "KaTeX_Fraktur-Regular": "mathfrak",
    "KaTeX_Typewriter-Regular": "mathtt|texttt",
    "KaTeX_SansSerif-Regular": "mathsf|textsf",
    "KaTeX_Size1-Regular": "small-op|size1|delim-size1",
    "KaTeX_Size2-Regular": "large-op|size2",
    "KaTeX_Size3-Regular": "delimsizing size3",
    "KaTeX_Size4-Regular": "delimsizing size4|delim-size4",
}


def _used(face: str, html: str) -> bool:
    pattern = _CLASSES.get(face)
    return bool(pattern and re.search(rf'class="[^"]*\b(?:{pattern})\b', html))


def _subset(path: Path, characters: str, cache: Path) -> bytes:
    """The font with the given characters only, remembered between builds."""
    key = hashlib.sha256(path.read_bytes() + characters.encode()).hexdigest()[:24]
    kept = cache / f"{key}.woff2"
    if kept.exists():
        return kept.read_bytes()
    from fontTools import subset  # slow to import, and needed only when formulas change
    from fontTools.ttLib import TTFont

    options = subset.Options(flavor="woff2", recalc_timestamp=False, layout_features=["*"])
    font = TTFont(path, recalcTimestamp=False)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=characters)
    subsetter.subset(font)
    font.flavor = "woff2"
    buffer = io.BytesIO()
    font.save(buffer)
    cache.mkdir(parents=True, exist_ok=True)
    kept.write_bytes(buffer.getvalue())
    return buffer.getvalue()
