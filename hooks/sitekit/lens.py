"""Names of services in finished pages, marked so that the name lens can change them."""

import re
from collections.abc import Iterable, Mapping
from html import escape

from sitekit.services import Service

_TAG = re.compile(r"(<[^>]+>)")
_NAME = re.compile(r"</?([a-z0-9]+)")
#: Elements whose text stays as it is: code, pictures, form fields, and what is about names.
_KEPT = ("code", "pre", "script", "style", "svg", "textarea", "select", "form", "ol", "h1", "title")
#: One plain English word may be just a word.
_WORD = re.compile(r"[A-Z][a-z]+")


class Marker:
    """Marks today's names in one language, where services had other names before."""

    def __init__(self, services: Iterable[Service], language: str) -> None:
        self._ids = dict(_names(services, language))
        longest_first = sorted(self._ids, key=len, reverse=True)
        names = "|".join(re.escape(name) for name in longest_first)
        self._pattern = re.compile(rf"(?<![\w-])(?:{names})(?![\w-])") if names else None

    def mark(self, html: str) -> str:
        """The article of a page with `<span data-service>` around names of services."""
        start, end = html.find("<article"), html.rfind("</article>")
        if self._pattern is None or start < 0:
            return html
        return html[:start] + self._marked(html[start:end]) + html[end:]

    def _marked(self, html: str) -> str:
        parts = _TAG.split(html)
        kept: list[str] = []
        for index, part in enumerate(parts):
            if index % 2:
                _follow(part, kept)
            elif not kept and part.strip():
                parts[index] = self._text(part)
        return "".join(parts)

    def _text(self, text: str) -> str:
        assert self._pattern is not None
        return self._pattern.sub(
            lambda match: f'<span data-service="{self._ids[match[0]]}">{match[0]}</span>', text
        )


def _follow(tag: str, kept: list[str]) -> None:
    """Keep track of the elements that are open and keep their text."""
    name = _NAME.match(tag)
    if name is None or name[1] not in _KEPT:
        return
    if not tag.startswith("</"):
        kept.append(name[1])
    elif kept and kept[-1] == name[1]:
        kept.pop()


def _names(services: Iterable[Service], language: str) -> Mapping[str, str]:
    """Today's names of services that had others, as they stand in HTML."""
    found: dict[str, str] = {}
    for service in services:
        if service.former and service.status.state != "gone":
            for text in (service.official, service.short):
                if not _WORD.fullmatch(text[language]):
                    found.setdefault(escape(text[language]), service.id)
    return found
