"""The running text of finished pages, found without parsing them as a whole."""

import re
from collections.abc import Callable, Iterable

_TAG = re.compile(r"(<[^>]+>)")
_NAME = re.compile(r"</?([a-z0-9]+)")


def within(*starts: str) -> re.Pattern[str]:
    """Recognizes opening tags of elements to leave alone: ``"code"``, ``'ul class="facts'``."""
    return re.compile(rf"<(?:{'|'.join(starts)})(?=[\s>\"=])")


def rewrite(html: str, kept: re.Pattern[str], change: Callable[[str], str]) -> str:
    """The article of a page, each piece of text changed unless an element of `kept` holds it.

    What lies outside the article (menus, header, footer) stays as it is.
    """
    start, end = html.find("<article"), html.rfind("</article>")
    if start < 0:
        return html
    parts = _TAG.split(html[start:end])
    parts[::2] = _texts(parts, kept, change)
    return html[:start] + "".join(parts) + html[end:]


def _texts(parts: list[str], kept: re.Pattern[str], change: Callable[[str], str]) -> Iterable[str]:
    """The text after each tag, in order; `depth` counts open elements named like the kept one."""
    holder, depth = "", 0
    texts = []
    for index, part in enumerate(parts):
        if index % 2 == 0:
            texts.append(part if depth or not part.strip() else change(part))
            continue
        name = _NAME.match(part)
        if depth:
            if name and name[1] == holder:
                depth += -1 if part.startswith("</") else 1
        elif name and kept.match(part):
            holder, depth = name[1], 1
    return texts
