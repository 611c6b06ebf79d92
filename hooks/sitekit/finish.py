"""The last repairs of a finished page: figures in, wide parts scrollable, HTML valid."""

import json
import re
from collections.abc import Callable
from html import escape
from pathlib import Path

from sitekit import drawing
from sitekit.results import Figure
from sitekit.site import Site

_TABLE = re.compile(r"<table\b.*?</table>", re.S)
_PRE = re.compile(r"<pre(?P<attributes>(?: class=\"[^\"]*\")?)>")
_EMPTY_HEADER = re.compile(r"<th([^>]*)>\s*</th>")
_KEPT = re.compile(r"(<(?:pre|script|textarea)\b.*?</(?:pre|script|textarea)>)", re.S)
_UNSEARCHED = re.compile(r' data-search-exclude(?:="")?(?=[\s>])')
_JSON = re.compile(r'(?<=type="application/json">)[^<]+(?=</script>)')
_BLANK = re.compile(r"\s*\n\s*")


def finish(html: str, site: Site, language: str, drawings: Path | None = None) -> str:
    """A page as MkDocs rendered it, made ready for readers; `drawings` keeps figures."""
    labels = site.sources.labels[language]
    html = _UNSEARCHED.sub("", html)  # the search has read the page
    html = _TABLE.sub(lambda match: _scrollable(match[0], labels["table"]), html)
    html = _PRE.sub(lambda match: _focusable(match["attributes"], labels), html)
    html = _JSON.sub(lambda match: _short_json(match[0]), html)
    return drawing.FRAME.sub(_drawer(site, language, drawings), _compact(html))


def _compact(html: str) -> str:
    """The page without the blank lines and indents of its templates; code keeps its own."""
    parts = _KEPT.split(html)
    parts[::2] = [_BLANK.sub("\n", part) for part in parts[::2]]
    return "".join(parts).lstrip()


def _short_json(text: str) -> str:
    """JSON of a template with its letters as they are: escaped, each takes six bytes."""
    shorter = json.dumps(json.loads(text), ensure_ascii=False, separators=(",", ":"))
    return shorter.replace("<", "\\u003c")


def _scrollable(table: str, label: str) -> str:
    """A table in a region that scrolls and that the keyboard reaches."""
    table = _EMPTY_HEADER.sub(r"<td\1></td>", table)
    region = f'class="scroll-region" tabindex="0" role="group" aria-label="{escape(label)}"'
    return f"<div {region}>{table}</div>"


def _focusable(attributes: str, labels: dict[str, str]) -> str:
    label = labels["output" if "lab-output" in attributes else "code"]
    return f'<pre{attributes} tabindex="0" role="group" aria-label="{escape(label)}">'


def _drawer(site: Site, language: str, drawings: Path | None) -> Callable[[re.Match[str]], str]:
    def draw(match: re.Match[str]) -> str:
        figure = figure_of(match[1], site, language)
        prefix = drawing.prefix_of(match[1])
        if drawings is None:
            return drawing.inline(figure, prefix)
        return drawing.remembered(figure, prefix, drawings)

    return draw


def figure_of(target: str, site: Site, language: str) -> Figure:
    """The drawing of a lab, or a diagram."""
    name, _, item = target.partition("/")
    if name == "diagram":
        return site.sources.diagrams[item].views[language]
    return site.experiments[name].results.figures[item][language]
