"""What changed for readers: read, shown on a page, and published as an Atom feed (RFC 4287)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import etree

from sitekit import yamlfile
from sitekit.problems import Problem
from sitekit.services import Text

SHOWN = "data/changes.yml"
#: Where readers find the entries, as a source and as an address.
PAGE, URL = "changes/index.md", "changes/"
FEED = "feed.xml"
_ATOM = "http://www.w3.org/2005/Atom"
#: From this year on the site has its address; the ids of entries carry it and never change.
_SINCE = 2026


@dataclass(frozen=True)
class Change:
    """Something that readers may want to know of, with the pages that it concerns."""

    id: str
    date: str
    kind: str
    title: Text
    text: Text
    pages: tuple[str, ...]
    line: int

    @property
    def anchor(self) -> str:
        """Its place on the page of changes."""
        return f"change-{self.id}"


def read_changes(document: yamlfile.Document) -> tuple[Change, ...]:
    """The entries of a document of the right form, as they stand there."""
    return tuple(
        Change(
            id=key,
            date=entry["date"],
            kind=entry["kind"],
            title=entry["title"],
            text=entry["text"],
            pages=tuple(entry.get("pages", ())),
            line=document.line("entries", key),
        )
        for key, entry in document.value["entries"].items()
    )


def check(changes: tuple[Change, ...]) -> Iterator[Problem]:
    """The latest come first, as readers expect of the page and of the feed."""
    for before, change in zip(changes, changes[1:], strict=False):
        if change.date > before.date:
            what = f"{change.id}: {change.date} stands below {before.date}"
            yield Problem(SHOWN, change.line, what, "the latest first")


@dataclass(frozen=True)
class Channel:
    """What a feed says of itself: the address of its language's site, and words."""

    home: str
    language: str
    title: str
    subtitle: str
    author: str
    rights: str
    kinds: dict[str, str]


def feed(changes: Iterable[Change], channel: Channel) -> str:
    """The entries as Atom."""
    entries = list(changes)
    root = etree.Element("feed", {"{http://www.w3.org/XML/1998/namespace}lang": channel.language})
    root.set("xmlns", _ATOM)
    page = urljoin(channel.home, URL)
    _add(root, "id", _tag(channel))
    _add(root, "title", channel.title)
    _add(root, "subtitle", channel.subtitle)
    # Of a feed without entries nothing is known but that it is there.
    _add(root, "updated", _time(max((each.date for each in entries), default=f"{_SINCE}-01-01")))
    _add(etree.SubElement(root, "author"), "name", channel.author)
    _add(root, "rights", channel.rights)
    address = urljoin(channel.home, FEED)
    etree.SubElement(root, "link", rel="self", type="application/atom+xml", href=address)
    etree.SubElement(root, "link", rel="alternate", type="text/html", href=page)
    for each in entries:
        _add_entry(root, each, channel, page)
    etree.indent(root)
    text: str = etree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'


def _add_entry(root: Any, change: Change, channel: Channel, page: str) -> None:
    entry = etree.SubElement(root, "entry")
    _add(entry, "id", _tag(channel, change.id))
    _add(entry, "title", change.title[channel.language])
    _add(entry, "published", _time(change.date))
    _add(entry, "updated", _time(change.date))
    address = f"{page}#{change.anchor}"
    etree.SubElement(entry, "link", rel="alternate", type="text/html", href=address)
    etree.SubElement(entry, "category", term=change.kind, label=channel.kinds[change.kind])
    _add(entry, "summary", change.text[channel.language])


def _add(parent: Any, name: str, text: str) -> None:
    etree.SubElement(parent, name).text = text


def _tag(channel: Channel, identifier: str = "") -> str:
    """An id that stays when the site moves within its host (RFC 4151)."""
    host = urlsplit(channel.home).hostname or "localhost"
    return f"tag:{host},{_SINCE}:mle-notes/{channel.language}/changes/{identifier}".rstrip("/")


def _time(day: str) -> str:
    """The beginning of a day: no more is known."""
    return f"{day}T00:00:00Z"
