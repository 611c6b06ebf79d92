"""The running text of finished pages, found without parsing them as a whole."""

import re
from collections.abc import Callable
from functools import cache

_TAG = re.compile(r"(<[^>]+>)")
_NAME = re.compile(r"<([a-z0-9-]+)")


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
    _change_texts(parts, kept, change)
    return html[:start] + "".join(parts) + html[end:]


def _change_texts(parts: list[str], kept: re.Pattern[str], change: Callable[[str], str]) -> None:
    """Change each text in place; texts stand at even places, the tags between them at odd ones."""
    place = 0
    while place < len(parts):
        if parts[place].strip():
            parts[place] = change(parts[place])
        place += 1
        if place < len(parts) and kept.match(parts[place]):
            place = _end(parts, place)
        place += 1


def _end(parts: list[str], start: int) -> int:
    """Where the element that begins at `start` ends."""
    depth = 0
    match = _tags(_NAME.match(parts[start])[1]).match  # type: ignore[index]
    for place in range(start, len(parts), 2):
        if tag := match(parts[place]):
            depth += -1 if tag[1] else 1
            if depth == 0:
                return place
    return len(parts)


@cache
def _tags(name: str) -> re.Pattern[str]:
    """The tags of an element: those that end it have a slash."""
    return re.compile(rf"<(/?){name}(?=[\s>/])")
