"""What the site adds to Markdown.

``::figure lab/name`` and ``::table lab/name`` on lines of their own,
``{=lab/name}`` for a number that a lab computed, ``[@id]`` for a source, and
the list of a page's sources at its end.  Because the parser finds them, code
is never touched.  Everything they refer to was checked before (`site`), so
nothing here can fail.
"""

import posixpath
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from datetime import date
from html import escape
from typing import Any
from urllib.parse import urldefrag, urlsplit

from markdown import Extension, Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor

from sitekit import (
    anki_page,
    drawing,
    forms,
    listings,
    name_index,
    practice,
    scripted,
    stale,
    state,
)
from sitekit.catalogue import Citation
from sitekit.results import Table
from sitekit.site import Site
from sitekit.source import ADDED, CITATION, DIRECTIVE, EMBEDS, LISTS, VALUE, listed

#: What stands for the address of a page until the page that links to it is known.
_LINK = re.compile(r'href="source:([^"#]+)')

_JAPANESE = "[\u3000-\u30ff\u3400-\u9fff\uff00-\uff60]"
_LINE_END = rf"(?<={_JAPANESE})\n(?=\S)|(?<=\S)\n(?={_JAPANESE})"
#: From the uri of a page's source to its address, relative to the page being rendered.
Resolve = Callable[[str], str]


class SiteMarkup(Extension):
    """The extension for one language.

    MkDocs resolves the links of its own pages; `uri` says where other prose belongs.
    `today` is the day for which ages are told.
    """

    def __init__(
        self,
        site: Site,
        language: str,
        uri: str = "",
        repository: str = "",
        today: date = date.min,
    ) -> None:
        super().__init__()
        self.site = site
        self.language = language
        self.uri = uri
        self.today = today
        self.labels = site.sources.labels[language]
        self.writer = site.sources.writer(language, repository)

    def state(self, kind: str) -> listings.Listing:
        """A table of the state of the site."""
        return state.listing(kind, self.site, self.writer, self.today)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (name given by Markdown)
        md.parser.blockprocessors.register(_Embed(md, self), "site-embed", 75)
        md.inlinePatterns.register(_Value(VALUE.pattern, self), "site-value", 182)
        md.inlinePatterns.register(_Cite(f" ?{CITATION.pattern}"), "site-cite", 181)
        md.inlinePatterns.register(_Join(_LINE_END), "site-join", 5)
        md.treeprocessors.register(_Sources(md, self), "site-sources", 7)
        if self.uri:
            md.treeprocessors.register(_Links(md, self.uri), "site-links", 6)


def address(uri: str) -> str:
    """What stands for the address of a source until `resolve_links`."""
    return f"source:{uri}"


def lab_uri(name: str) -> str:
    """Where the page of a lab lies."""
    return f"labs/{name}.ipynb"


def resolve_links(html: str, resolve: Resolve) -> str:
    """The links to other sources, once the page is known."""
    return _LINK.sub(lambda match: f'href="{resolve(match[1])}', html)


class _Embed(BlockProcessor):
    """A figure or table of a lab."""

    def __init__(self, md: Markdown, markup: SiteMarkup) -> None:
        super().__init__(md.parser)
        self._md = md
        self._markup = markup

    def test(self, parent: ElementTree.Element, block: str) -> bool:
        match = DIRECTIVE.fullmatch(block.strip())
        return match is not None and match["kind"] in (*EMBEDS, *LISTS, *ADDED)

    def run(self, parent: ElementTree.Element, blocks: list[str]) -> None:
        match = DIRECTIVE.fullmatch(blocks.pop(0).strip())
        if match is None:  # pragma: no cover (`test` came first)
            return
        kind, target = match["kind"], match["target"] or ""
        if kind in listings.KINDS:
            self._listing(parent, listings.listing(kind, target, self._markup.writer))
        elif kind in practice.KINDS:
            self._listing(parent, practice.listing(kind, target, self._markup.writer))
        elif kind in state.KINDS:
            self._listing(parent, self._markup.state(kind))
        elif kind == state.SIZES:
            self._raw(parent, state.PLACE)
        elif kind == "questions":
            practice.add_questions(parent, target, self._markup.writer)
            self._raw(parent, practice.words(self._markup.writer))
        elif kind in ADDED:
            practice.add_page_questions(parent, target, self._markup.writer)
            self._raw(parent, practice.words(self._markup.writer))
        else:
            self._raw(parent, self._html(kind, target))

    def _raw(self, parent: ElementTree.Element, html: str) -> None:
        ElementTree.SubElement(parent, "p").text = self._md.htmlStash.store(html)

    def _listing(self, parent: ElementTree.Element, listing: listings.Listing) -> None:
        """A part of the catalogue: Markdown, so that its citations are the page's."""
        self.parser.parseBlocks(parent, listing.markdown.split("\n\n"))
        made = parent[-1]
        made.set("class", listing.name)
        if listing.name in listings.ABOUT_OTHERS:
            made.set("data-search-exclude", "")
        for row, identifier in zip(made.iterfind("tbody/tr"), listing.rows, strict=False):
            row.set("id", identifier)

    def _labs(self, target: str) -> str:
        """The labs that the target names, with what each one answers."""
        language = self._markup.language
        labs = ((name, self._markup.site.experiments[name].lab) for name in listed(target))
        items = (
            f'<li><a href="{address(lab_uri(name))}">{escape(lab.title[language])}</a>'
            f"<p>{escape(lab.description[language])}</p></li>"
            for name, lab in labs
        )
        return f'<ul class="cards labs" data-search-exclude>{"".join(items)}</ul>'

    def _html(self, kind: str, target: str) -> str:
        """The HTML of a table or list, or the place of a drawing."""
        if kind == "labs":
            return self._labs(target)
        if kind in forms.KINDS:
            return forms.form(kind, self._markup.writer)
        if kind == "tool":
            return scripted.tool(target, self._markup.labels)
        if kind == "live":
            return scripted.live(target, self._markup.labels)
        if kind in name_index.KINDS:
            return name_index.listing(kind, self._markup.writer)
        if kind in ("anki", "anki-notes"):
            return anki_page.place(kind)
        if kind == "services":
            return listings.services(target, self._markup.writer)
        if kind == "diagram":
            diagram = self._markup.site.sources.diagrams[target].views[self._markup.language]
            return drawing.frame(f"diagram/{target}", escape(diagram.caption))
        name, _, item = target.partition("/")
        experiment = self._markup.site.experiments[name]
        if kind == "table":
            return table_html(experiment.results.tables[item][self._markup.language])
        figure = experiment.results.figures[item][self._markup.language]
        title = escape(experiment.lab.title[self._markup.language])
        words = escape(self._markup.labels["lab-of-figure"])
        target_id = f"#fig-{name}-{item}"
        link = f' <a href="{address(lab_uri(name))}{target_id}">{words}: {title}</a>'
        return drawing.frame(target, escape(figure.caption), link)


def table_html(table: Table) -> str:
    """A lab's table: caption, header cells, first cell of each row as its header."""
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in table.columns)
    rows = "".join(
        f'<tr><th scope="row">{escape(first)}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in rest)
        + "</tr>"
        for first, *rest in table.rows
    )
    return (
        f'<table class="lab-table"><caption>{escape(table.caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )


class _Value(InlineProcessor):
    """A number that a lab computed, as text."""

    def __init__(self, pattern: str, markup: SiteMarkup) -> None:
        super().__init__(pattern)
        self._markup = markup

    def handleMatch(self, m: Any, data: str) -> tuple[Any, int, int]:  # type: ignore[override]  # noqa: N802
        name, _, item = m["target"].partition("/")
        element = ElementTree.Element("data")
        text = self._markup.site.experiments[name].results.values[item]
        element.set("value", text)
        element.set("title", m["target"])
        element.text = text
        return element, m.start(0), m.end(0)


class _Cite(InlineProcessor):
    """The place of a source's number, close to the text, linked to the list of sources."""

    def handleMatch(self, m: Any, data: str) -> tuple[Any, int, int]:  # type: ignore[override]  # noqa: N802
        mark = ElementTree.Element("sup", {"class": "cite"})
        ElementTree.SubElement(mark, "a", {"href": f"#source-{m['id']}"})
        return mark, m.start(0), m.end(0)


class _Join(InlineProcessor):
    """A line end beside Japanese is no space: browsers would show a gap."""

    def handleMatch(self, m: Any, data: str) -> tuple[Any, int, int]:  # type: ignore[override]  # noqa: N802
        return "", m.start(0), m.end(0)


class _Sources(Treeprocessor):
    """The sources of the page, in the order in which it cites them.

    The numbers are given here because Markdown does not find citations in order.
    """

    def __init__(self, md: Markdown, markup: SiteMarkup) -> None:
        super().__init__(md)
        self._markup = markup

    def run(self, root: ElementTree.Element) -> None:
        cited = self._number(root)
        if not cited:
            return
        heading = ElementTree.SubElement(root, "h2", {"id": "sources"})
        heading.text = self._markup.labels["sources"]
        items = ElementTree.SubElement(root, "ol", {"class": "sources"})
        for identifier in cited:
            self._item(items, self._markup.site.sources.citations[identifier])

    def _number(self, root: ElementTree.Element) -> list[str]:
        """Write the numbers into the text; the sources in the order of their numbers.

        One address has one number, whatever it is called in which file.
        """
        cited: dict[str, str] = {}
        for link in root.iterfind(".//sup[@class='cite']/a"):
            identifier = link.get("href", "").removeprefix("#source-")
            url = self._markup.site.sources.citations[identifier].url
            first = cited.setdefault(url, identifier)
            link.set("href", f"#source-{first}")
            link.text = f"[{list(cited).index(url) + 1}]"
        return list(cited.values())

    def _item(self, items: ElementTree.Element, source: Citation) -> None:
        labels = self._markup.labels
        item = ElementTree.SubElement(items, "li", {"id": f"source-{source.id}"})
        link = ElementTree.SubElement(item, "a", {"href": source.url, "rel": "external"})
        link.text = source.title[self._markup.language]
        note = ElementTree.SubElement(item, "small")
        if day := stale.due(source):
            note.set("data-due", day.isoformat())
        month = labels["verified"].format(month=source.verified)
        note.text = labels[f"read-{source.read}"]
        if source.read != "unopened":
            note.text = (
                f"{month}, {note.text}"
                if self._markup.language == "en"
                else f"{month}、{note.text}"
            )


class _Links(Treeprocessor):
    """Links between sources, seen from the site's root."""

    def __init__(self, md: Markdown, uri: str) -> None:
        super().__init__(md)
        self._folder = posixpath.dirname(uri)

    def run(self, root: ElementTree.Element) -> None:
        for link in root.iter("a"):
            path, anchor = urldefrag(link.get("href", ""))
            if path and not urlsplit(path).scheme:
                uri = posixpath.normpath(posixpath.join(self._folder, path))
                link.set("href", address(uri) + (f"#{anchor}" if anchor else ""))
