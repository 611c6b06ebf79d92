"""The whole guide of one language as one page of HTML, which a browser prints as a book.

The pages of the built site come in the order of its menu.  Their headings lie below those
of the book, their ids carry the name of their page, and links between them stay inside.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib import resources
from itertools import count

from lxml import html
from lxml.html import HtmlElement
from lxml.html.builder import E

from sitekit import book_questions, dates
from sitekit.book_page import Links, anchor, chapter, heading
from sitekit.book_questions import Question, page_of
from sitekit.book_site import INDEX, BuiltSite, Entry, SitePage

#: The id of the part that has the answers.
ANSWERS = "book-answers"
CONTENTS = "book-contents"
STYLE = "sitekit", "book.css"


@dataclass(frozen=True)
class Book:
    """A book that can be printed: its page, and what its outline must have, by id."""

    language: str
    title: str
    html: str
    outline: dict[str, str]


@dataclass
class _Binder:
    """Puts one book together; collects its parts and their running titles."""

    site: BuiltSite
    labels: Mapping[str, str]
    links: Links
    questions: Mapping[str, Question]
    outline: dict[str, str] = field(default_factory=dict)
    #: The kinds of sheets by name, with the title at their top; what is on which, by id.
    sheets: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    _parts: Iterator[int] = field(default_factory=count)


def guide(site: BuiltSite, labels: Mapping[str, str], version: str) -> Book:
    """Everything: all pages, the questions in their part, the answers at the end."""
    return _bind(site, labels, site.entries, labels["book-guide"], version)


def booklet(site: BuiltSite, labels: Mapping[str, str], version: str) -> Book:
    """The questions alone, the answers at the end."""
    entries = tuple(
        entry
        for top in site.entries
        for entry in top.walk()
        if entry.route and book_questions.is_objective(site.pages[entry.route])
    )
    return _bind(site, labels, entries, labels["book-questions"], version)


def _bind(
    site: BuiltSite, labels: Mapping[str, str], entries: tuple[Entry, ...], name: str, version: str
) -> Book:
    everything = [each.route for top in entries for each in top.walk()]
    links = Links(site, frozenset(route for route in everything if route is not None))
    binder = _Binder(site, labels, links, book_questions.number_questions(site))
    parts = [part for entry in entries for part in _part(entry, binder, 1)]
    parts.append(_answers(binder))
    body = [_title_page(site, labels, name, version), _contents(entries, binder), *parts]
    return Book(site.language, name, _document(binder, name, body), binder.outline)


def _part(entry: Entry, binder: _Binder, level: int) -> Iterator[HtmlElement]:
    if entry.route is not None:
        yield _chapter(entry.route, binder, level)
        return
    name = _heading_id(entry)
    title = _named(heading(level, entry.title, name, "part"), binder)
    section = E.section(title, {"class": f"book-part--{level}", "id": f"{name}-section"})
    if _flows(entry):
        binder.sheets[name], binder.places[f"{name}-section"] = entry.title, name
    else:
        binder.places[name] = _first(entry)
    for child in entry.children:
        section.extend(list(_part(child, binder, level + 1)))
    yield section


def _heading_id(entry: Entry) -> str:
    """An id for a heading over pages, from the first of them."""
    depth = sum(1 for each in entry.walk() if each.route is None)
    return f"part-{depth}-{_first(entry)}"


def _flows(entry: Entry) -> bool:
    """Whether the pages below a heading follow each other on the same sheets: services do."""
    return all((each.route or "").startswith(INDEX) for each in entry.walk() if each != entry)


def _first(entry: Entry) -> str:
    """The id of the first page below a heading: both are on the same sheet."""
    return anchor(next(each.route for each in entry.walk() if each.route is not None))


def _named(title: HtmlElement, binder: _Binder) -> HtmlElement:
    binder.outline[title.get("id", "")] = title.text or ""
    return title


def _chapter(route: str, binder: _Binder, level: int) -> HtmlElement:
    page = binder.site.pages[route]
    name = page.title if route else binder.labels["book-home"]
    title = _named(heading(level, name, anchor(route), "chapter"), binder)
    kind = "service" if level > 2 and route.startswith(INDEX) else "page"
    text = _text(page, binder, level)
    section = E.section(title, _facts(page.changed, page.address, binder), text)
    section.attrib.update({"class": f"book-section book-section--{kind}"})
    if kind == "page":
        section.set("id", f"{anchor(route)}-section")
        binder.sheets[anchor(route)] = name
        binder.places[f"{anchor(route)}-section"] = anchor(route)
    return section


def _text(page: SitePage, binder: _Binder, level: int) -> HtmlElement:
    """A page without its title: questions by number, places by page, tools by address."""
    article = chapter(page, binder.links, level)
    if book_questions.is_objective(page):
        book_questions.ask(article, binder.questions)
    else:
        book_questions.link_questions(article, binder.questions)
    for tool in article.xpath(".//p[@class='book-tool']"):
        tool.text = binder.labels["book-tool"]
    for link in article.xpath(".//*[@class='name-index']//li/a[starts-with(@href, '#')]"):
        link.getparent().append(page_of(link.get("href")[1:]))
    return article


def _facts(changed: str, address: str, binder: _Binder) -> HtmlElement:
    facts = E.p({"class": "book-facts"})
    if changed:
        facts.text = f"{binder.labels['book-changed']} {changed} "
    facts.append(E.a(address, href=address))
    return facts


def _answers(binder: _Binder) -> HtmlElement:
    """The last part: the key, then the reasons by objective."""
    title = _named(heading(1, binder.labels["book-answers"], ANSWERS, "part"), binder)
    part = E.section(title, {"class": "book-part--1"})
    for route in dict.fromkeys(each.route for each in binder.questions.values()):
        mine = [each for each in binder.questions.values() if each.route == route]
        page = binder.site.pages[route]
        section = book_questions.answer_section(page, binder.links, binder.questions, 2)
        _named(section[0], binder)
        section[-1].insert(0, book_questions.key(mine))
        section.set("class", "book-section book-section--page")
        part.append(section)
    return part


def _title_page(site: BuiltSite, labels: Mapping[str, str], name: str, version: str) -> HtmlElement:
    changed = dates.shown(site.changed, site.language) if site.changed else ""
    edition = labels["book-version"].format(version=version) if version else ""
    lines = [f"{labels['book-changed']} {changed}".strip(), edition, labels["book-licence"]]
    return E.section(
        E.p("MLE Notes", {"class": "book-cover__name"}),
        E.p(name, {"class": "book-cover__title"}),
        E.p(labels["book-subject"], {"class": "book-cover__subject"}),
        *(E.p(line, {"class": "book-cover__line"}) for line in lines if line),
        E.p(E.a(site.address, href=site.address), {"class": "book-cover__line"}),
        {"class": "book-cover md-typeset"},
    )


def _contents(entries: tuple[Entry, ...], binder: _Binder) -> HtmlElement:
    """The table of contents; the answers are its last line."""
    title = E.p(binder.labels["book-contents"], {"class": "book-chapter", "id": CONTENTS})
    items = [_line(entry, binder) for entry in entries]
    items.append(_answers_line(binder))
    return E.nav(title, E.ul(*items), {"class": "book-contents md-typeset"})


def _answers_line(binder: _Binder) -> HtmlElement:
    routes = dict.fromkeys(each.route for each in binder.questions.values())
    places = [anchor(route, "answers") for route in routes]
    lines = [E.li(_reference(place, binder.outline[place])) for place in places]
    return E.li(_reference(ANSWERS, binder.outline[ANSWERS]), E.ul(*lines))


def _line(entry: Entry, binder: _Binder) -> HtmlElement:
    if entry.route is not None:
        name = anchor(entry.route)
        return E.li(_reference(name, binder.outline[name]))
    item = E.li(_reference(_heading_id(entry), entry.title))
    item.append(E.ul(*(_line(child, binder) for child in entry.children)))
    return item


def _reference(name: str, text: str) -> HtmlElement:
    return E.p(E.a(text, href=f"#{name}"), page_of(name), {"class": "book-line"})


def _document(binder: _Binder, name: str, body: list[HtmlElement]) -> str:
    site = binder.site
    style = resources.files(STYLE[0]).joinpath(STYLE[1]).read_text(encoding="utf-8")
    head = E.head(
        E.meta(charset="utf-8"),
        E.title(f"MLE Notes – {name}"),
        *(E.link(rel="stylesheet", href=path) for path in site.styles),
        E.style(f"{style}\n{_running_titles(binder)}"),
    )
    page = E.html(head, E.body(*body, {"class": "book", "dir": "ltr"}), lang=site.language)
    return str(html.tostring(page, doctype="<!doctype html>", encoding="unicode"))


def _running_titles(binder: _Binder) -> str:
    """A kind of sheet for each chapter, with its title at the top."""
    sheets = (
        f'@page {name} {{ @top-right {{ content: "{_quoted(title)}"; }} }}'
        for name, title in binder.sheets.items()
    )
    places = (f"#{name} {{ page: {sheet}; }}" for name, sheet in binder.places.items())
    return "\n".join([*sheets, *places])


def _quoted(text: str) -> str:
    """A text inside a CSS string inside a style element."""
    return re.sub(r"[\\\"<\n]", lambda match: f"\\{ord(match[0]):x} ", text)
