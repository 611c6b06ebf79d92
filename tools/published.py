"""The pages of a built site as files, and where their references lead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from lxml import html as lxml_html

#: Where mkdocs.yml says that the site is published: below a host, not at its root.
HOME = "https://mle-notes.github.io/mle-notes/"
#: Attributes that hold one address; `srcset` holds several.
_ADDRESSES = ("href", "src", "poster", "data", "action", "formaction", "cite", "xlink:href")


@dataclass(frozen=True)
class Page:
    """A published page; `path` is that of its file, as in en/labs/index.html."""

    path: str
    text: str

    @property
    def language(self) -> str:
        """The language that the page's address promises."""
        return "en" if self.path.startswith("en/") else "ja"

    @property
    def route(self) -> str:
        """The address below the language, as in labs/; equal for both languages."""
        return self.path.removeprefix("en/").removesuffix("index.html")

    @property
    def address(self) -> str:
        """The whole address at which readers get the page."""
        return HOME + self.path.removesuffix("index.html")

    @property
    def kind(self) -> str:
        """One of "chapter", "choice", "service", "lab", or "other" for pages around those."""
        folder, _, _ = self.route.rstrip("/").rpartition("/")
        kinds = {"labs": "lab", "services": "service", "choose": "choice"}
        kinds |= dict.fromkeys(("", "changes", "exam", "glossary", "practice", "tools"), "other")
        return kinds.get(folder, "chapter")

    @cached_property
    def tree(self) -> lxml_html.HtmlElement:
        """The parsed page."""
        return lxml_html.document_fromstring(self.text)

    @cached_property
    def ids(self) -> set[str]:
        """Everything on the page that a link can lead to."""
        return {name for element in self.tree.iter() if (name := element.get("id"))}

    def all(self, xpath: str) -> list[lxml_html.HtmlElement]:
        """All elements that match."""
        return list(self.tree.xpath(xpath))

    def headings(self) -> list[str]:
        """The ids of the section headings, in order."""
        return [str(name) for name in self.tree.xpath("//article//*[self::h2 or self::h3]/@id")]

    def resolve(self, reference: str) -> str:
        """The whole address that a reference on this page means."""
        return urljoin(self.address, reference)


def read(folder: Path) -> Iterator[Page]:
    """All pages of a built site, in the order of their paths."""
    for path in sorted(folder.rglob("*.html")):
        yield Page(path.relative_to(folder).as_posix(), path.read_text(encoding="utf-8"))


def references(page: Page) -> Iterator[tuple[str, str]]:
    """Where on the page an address stands, and the address."""
    for element in page.tree.iter():
        if not isinstance(element.tag, str):
            continue
        for name in _ADDRESSES:
            if (value := element.get(name)) is not None:
                yield f"{page.path}:{element.sourceline}: <{element.tag} {name}>", value
        for name in ("srcset", "imagesrcset"):
            for candidate in filter(None, (element.get(name) or "").split(",")):
                yield f"{page.path}:{element.sourceline}: <{element.tag}>", candidate.split()[0]


def internal(page: Page) -> Iterator[tuple[str, str]]:
    """The place and the whole address of every reference to this site."""
    for place, reference in references(page):
        address = page.resolve(reference)
        if urlsplit(address).netloc == urlsplit(HOME).netloc:
            yield place, address


class Targets:
    """What the addresses of a site lead to."""

    def __init__(self, pages: Iterable[Page], files: Iterable[str]) -> None:
        self._files = {f"{HOME}{path}" for path in files}
        self._pages = {page.address: page for page in pages}

    def problem(self, address: str) -> str | None:
        """Say what is wrong with an address of the site, if something is."""
        whole, fragment = urldefrag(address)
        whole = unquote(whole.partition("?")[0])
        page = self._pages.get(whole)
        if page is None and whole not in self._files:
            return "leads to nothing"
        if not fragment or (page is not None and unquote(fragment) in page.ids):
            return None
        return f"leads to a page without the id {unquote(fragment)!r}"

    def broken(self, page: Page) -> list[str]:
        """The references of a page that lead nowhere, each with its place."""
        return [
            f"{place}: {address} {problem}"
            for place, address in internal(page)
            if (problem := self.problem(address))
        ]
