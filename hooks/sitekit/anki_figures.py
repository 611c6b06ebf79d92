"""The figures of the cards: files of their own, in the language of the card."""

import hashlib
from html import escape
from pathlib import Path
from urllib.parse import urldefrag

from sitekit import drawing
from sitekit.finish import figure_of
from sitekit.results import Figure
from sitekit.site import Site
from sitekit.source import Source, Token


class Album:
    """Makes figures as cards ask for them, each one once.  `files` are those made so far."""

    def __init__(self, site: Site, drawings: Path) -> None:
        self.files: dict[str, bytes] = {}
        self._site = site
        self._drawings = drawings
        self._shown: dict[tuple[str, str], str] = {}

    def figure(self, page: str, language: str) -> str:
        """The first figure of the section that `page` names, as HTML; empty if it has none."""
        target = first_figure(self._site, page)
        if not target:
            return ""
        if (target, language) not in self._shown:
            self._shown[target, language] = self._show(target, language)
        return self._shown[target, language]

    def _show(self, target: str, language: str) -> str:
        figure = figure_of(target, self._site, language)
        name = self._keep(target, language, figure)
        alternative = escape(f"{figure.title} {figure.desc}")
        image = f'<img src="{name}" alt="{alternative}">'
        return f"<figure>{image}<figcaption>{escape(figure.caption)}</figcaption></figure>"

    def _keep(self, target: str, language: str, figure: Figure) -> str:
        """The name of the file.  It tells the content, since Anki keeps a file that it has."""
        prefix = drawing.prefix_of(target)
        content = drawing.remembered(figure, prefix, self._drawings, whole=True).encode()
        digest = hashlib.sha256(content).hexdigest()[:12]
        name = f"mle-notes-{target.replace('/', '-')}-{language}-{digest}.svg"
        self.files[name] = content
        return name


def first_figure(site: Site, page: str) -> str:
    """What the section of a chapter shows first, as ``lab/name`` or ``diagram/name``."""
    path, anchor = urldefrag(page)
    source = site.sources.pages["ja"].get(path)  # both languages show the same
    found = _shown(source, anchor) if source and anchor else []
    return next((_target(token) for token in found), "")


def _shown(source: Source, anchor: str) -> list[Token]:
    """The drawings of a section and of the sections within it."""
    tokens: list[Token] = []
    depth = 0
    for section in source.sections:
        if section.id == anchor:
            depth = section.level
        elif depth and section.level <= depth:
            break
        if depth:
            tokens += [token for token in section.tokens if token.kind in ("figure", "diagram")]
    return tokens


def _target(token: Token) -> str:
    return f"diagram/{token.text}" if token.kind == "diagram" else token.text
