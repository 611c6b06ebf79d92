"""What a book needs to know of a built site: its contents in order, and its pages.

Reads only what readers get: the menu of the home page says which pages there are and
in which order, and the index of services lists the pages that the menu leaves out.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urldefrag, urljoin

from lxml import html
from lxml.html import HtmlElement

#: The page whose lists are the contents of a part that is too long for a menu.
INDEX = "services/"


@dataclass(frozen=True)
class Entry:
    """A line of the contents: a page by its route, or (None) a heading over others."""

    title: str
    route: str | None = None
    children: tuple["Entry", ...] = ()

    def walk(self) -> Iterator["Entry"]:
        """This entry and all below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True)
class SitePage:
    """A published page; `article` is its text as an element tree, `address` where it is."""

    route: str
    title: str
    address: str
    changed: str
    article: HtmlElement
    ids: frozenset[str]


@dataclass(frozen=True)
class BuiltSite:
    """One language of a built site; `styles` are paths below the site's folder."""

    language: str
    address: str
    entries: tuple[Entry, ...]
    pages: dict[str, SitePage]
    styles: tuple[str, ...]

    @property
    def changed(self) -> str:
        """The ISO date of the newest change of any page; empty if no page has a date."""
        return max(page.changed for page in self.pages.values())

    def page_at(self, address: str) -> SitePage | None:
        """The page with that whole address, whatever comes after # or ?."""
        whole = urldefrag(address).url.partition("?")[0]
        return self.pages.get(whole.removeprefix(self.address)) if self._has(whole) else None

    def _has(self, address: str) -> bool:
        return address.startswith(self.address)


class NoSiteError(RuntimeError):
    """The folder holds no built site; the message says how to make one."""


def read_site(folder: Path, language: str) -> BuiltSite:
    """The pages of one language in a built site's folder; raises NoSiteError."""
    root = folder / "en" if language == "en" else folder
    if not (root / "index.html").is_file():
        raise NoSiteError(f"{root}: no built site (make one: make build)")
    home = _parse(root / "index.html")
    entries = tuple(_entries(home.xpath("//nav[@id='__nav']//ul[@class='nav__list']")[0]))
    routes = [entry.route for top in entries for entry in top.walk() if entry.route is not None]
    pages = {route: _page(root, route) for route in routes}
    if INDEX in pages:
        below = tuple(_families(pages[INDEX].article))
        pages |= {each.route: _page(root, each.route) for each in _leaves(below) if each.route}
        entries = tuple(_with_index(entries, below))
    return BuiltSite(language, pages[""].address, entries, pages, _styles(pages, root, folder))


def _parse(path: Path) -> HtmlElement:
    return html.document_fromstring(path.read_text(encoding="utf-8"))


def text_of(element: HtmlElement) -> str:
    """The words of an element on one line."""
    return " ".join("".join(map(str, element.itertext())).split())


def _entries(menu: HtmlElement) -> Iterator[Entry]:
    for item in menu.xpath("./li"):
        if (details := item.find("details")) is not None:
            children = tuple(_entries(details.find("ul")))
            yield Entry(text_of(details.find("summary")), None, children)
        else:
            link = item.find("a")
            route = link.get("href")
            yield Entry(text_of(link), "" if route == "." else route)


def _families(index: HtmlElement) -> Iterator[Entry]:
    """The headings of the index of services, each with the pages listed below it."""
    for heading in index.xpath(".//h2"):
        lists = heading.xpath("following-sibling::*[1][self::ul[@class='services']]")
        links = [link for each in lists for link in each.xpath("./li/a[1]")]
        if links:
            pages = (Entry(text_of(link), urljoin(INDEX, link.get("href"))) for link in links)
            yield Entry(text_of(heading), None, tuple(pages))


def _leaves(entries: tuple[Entry, ...]) -> Iterator[Entry]:
    for entry in entries:
        yield from entry.walk()


def _with_index(entries: tuple[Entry, ...], below: tuple[Entry, ...]) -> Iterator[Entry]:
    """The contents, with the services behind the other pages of their index's section."""
    for entry in entries:
        holds = any(child.route == INDEX for child in entry.children)
        yield replace(entry, children=(*entry.children, *below)) if holds else entry


def _page(root: Path, route: str) -> SitePage:
    tree = _parse(root / route / "index.html")
    (article,) = tree.xpath("//article")
    (title,) = article.xpath("./h1[1]") or tree.xpath("//title")
    address = tree.xpath("string(//link[@rel='canonical']/@href)")
    changed = article.xpath("string(.//ul[@class='facts']//time/@datetime)")
    ids = frozenset(map(str, article.xpath(".//@id")))
    return SitePage(route, text_of(title), str(address), str(changed), article, ids)


def _styles(pages: dict[str, SitePage], root: Path, folder: Path) -> tuple[str, ...]:
    """The style sheets of all pages, as paths below the site's folder."""
    found: dict[str, None] = {}
    for page in pages.values():
        place = root / page.route
        for link in page.article.getroottree().xpath("//link[@rel='stylesheet']/@href"):
            path = (place / str(link)).resolve().relative_to(folder.resolve())
            found[path.as_posix()] = None
    return tuple(found)
