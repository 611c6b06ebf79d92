"""How a notebook hands its results to the site.

A notebook computes once.  What it shows, it shows through four functions, and
each of them serves both languages from the same arrays:

`figure`  draws a function once per language,
`table`   shows a table with a header per language,
`record`  names a number, so that prose can quote it as ``{=lab/name}``,
`data`    hands numbers to a figure that readers can try out.

Run as a plain script (``python notebooks/learning_rate.py``) the same calls
write previews to ``.cache/preview/`` and print the numbers.
"""

import io
import json
import math
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from IPython.core.getipython import get_ipython
from IPython.display import display
from matplotlib.figure import Figure

from helpers import style  # noqa: F401  (sets the figure style on import)

#: A text in both languages, Japanese first.
Pair = tuple[str, str]
Translate = Callable[[str, str], str]

MIME = "application/vnd.mle-notes+json"
LANGUAGES = ("ja", "en")
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_PREVIEW = Path(__file__).resolve().parents[2] / ".cache" / "preview"


def figure(
    name: str, *, title: Pair, caption: Pair, desc: Pair
) -> Callable[[Callable[[Translate], Figure]], Callable[[Translate], Figure]]:
    """Show the decorated drawing function, once per language.

    Args:
        name: the figure's id on its lab, in kebab-case; pages embed it as
            ``::figure <lab>/<name>``.
        title: what the figure shows, for screen readers (Japanese, English).
        caption: the sentence printed below it: what to look at.
        desc: what a reader who cannot see it must know, with the numbers.

    The decorated function takes ``t(ja, en)``, which picks the label of the
    language being drawn, and returns a matplotlib figure.
    """
    _check_name(name)

    def show(draw: Callable[[Translate], Figure]) -> Callable[[Translate], Figure]:
        views = {}
        for index, language in enumerate(LANGUAGES):
            drawing = draw(lambda *texts, chosen=index: texts[chosen])
            views[language] = {
                "svg": _svg(drawing),
                "title": title[index],
                "caption": caption[index],
                "desc": desc[index],
            }
            _preview(name, language, drawing)
            plt.close(drawing)
        _emit("figure", name, views)
        return draw

    return show


def table(
    name: str, *, caption: Pair, columns: Sequence[Pair], rows: Sequence[Sequence[str | Pair]]
) -> None:
    """Show a table; a cell is one text for both languages, or a pair."""
    _check_name(name)
    for number, row in enumerate(rows, start=1):
        if len(row) != len(columns):
            raise ValueError(
                f"table {name!r}, row {number}: {len(row)} cells for {len(columns)} columns"
            )
    views = {
        language: {
            "caption": caption[index],
            "columns": [column[index] for column in columns],
            "rows": [[_cell(cell, index) for cell in row] for row in rows],
        }
        for index, language in enumerate(LANGUAGES)
    }
    _emit("table", name, views)


def record(name: str, value: float, form: str = "{:.3g}") -> None:
    """Name a computed number.  Prose quotes it, formatted, as ``{=lab/name}``."""
    _check_name(name)
    _emit("value", name, {"value": float(value), "text": form.format(value).replace("-", "−")})


def data(name: str, value: Any, digits: int = 4) -> None:
    """Hand numbers to a live figure, which reads them as ``<lab>-<name>.json``.

    Args:
        name: in kebab-case.
        value: numbers, texts, and lists, arrays and mappings of them; what is
            not finite becomes null.
        digits: how many digits of a number count; less is less to load.
    """
    _check_name(name)
    _emit("data", name, {"json": json.dumps(_plain(value, digits), separators=(",", ":"))})


def _plain(value: Any, digits: int) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(each, digits) for key, each in value.items()}
    if isinstance(value, np.ndarray):
        return _plain(value.tolist(), digits)
    if isinstance(value, list | tuple):
        return [_plain(each, digits) for each in value]
    if isinstance(value, float | np.floating):
        return _short(float(value), digits)
    return value.item() if isinstance(value, np.generic) else value


def _short(value: float, digits: int) -> float | int | None:
    """A number with as many digits; a whole one without a point."""
    if not math.isfinite(value):
        return None
    rounded = float(f"{value:.{digits}g}")
    return int(rounded) if rounded.is_integer() and abs(rounded) < 1e15 else rounded


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is not a name (kebab-case: lower case, digits, single hyphens)")


def _cell(cell: str | Pair, index: int) -> str:
    return cell if isinstance(cell, str) else cell[index]


def _svg(drawing: Figure) -> str:
    """The drawing as SVG text, free of dates and library versions."""
    buffer = io.StringIO()
    nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
    drawing.savefig(buffer, format="svg", metadata=nothing)
    return buffer.getvalue()


def _emit(kind: str, name: str, content: dict[str, Any]) -> None:
    """Send one result to the page (in a kernel) or to the console (in a script)."""
    summary = f"{name} = {content['text']}" if kind == "value" else f"[{kind} {name}]"
    if get_ipython() is None:
        print(summary)
        return
    payload = {"kind": kind, "name": name, **content}
    display({MIME: payload, "text/plain": summary}, raw=True)


def _preview(name: str, language: str, drawing: Figure) -> None:
    """A picture for the author's eyes, only when the notebook runs as a script."""
    if get_ipython() is None:
        _PREVIEW.mkdir(parents=True, exist_ok=True)
        drawing.savefig(_PREVIEW / f"{name}.{language}.png", dpi=144, facecolor="white")
