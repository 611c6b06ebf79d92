"""Names of services in finished pages, marked so that the name lens can change them."""

import re
from collections.abc import Iterable, Mapping
from html import escape

from sitekit import prose
from sitekit.services import Service

#: Elements whose text stays as it is: code, pictures, form fields, and what is about names.
_KEPT = prose.within(
    *("code", "pre", "script", "style", "svg"),
    *("textarea", "select", "form", "ol", "h1", "title"),
)
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
        return prose.rewrite(html, _KEPT, self._text) if self._pattern else html

    def _text(self, text: str) -> str:
        assert self._pattern is not None
        return self._pattern.sub(
            lambda match: f'<span data-service="{self._ids[match[0]]}">{match[0]}</span>', text
        )


def _names(services: Iterable[Service], language: str) -> Mapping[str, str]:
    """Today's names of services that had others, as they stand in HTML."""
    found: dict[str, str] = {}
    for service in services:
        if service.former and service.status.state != "gone":
            for text in (service.official, service.short):
                if not _WORD.fullmatch(text[language]):
                    found.setdefault(escape(text[language]), service.id)
    return found
