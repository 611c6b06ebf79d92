"""The books that become PDFs hold the whole built site, and lead nowhere wrong."""

from __future__ import annotations

from collections import Counter
from functools import cached_property

import pytest
from lxml import html as lxml_html

import pdf
from site_build import HOME, LANGUAGES, Site
from sitekit.book import Book
from sitekit.book_page import anchor
from sitekit.book_site import BuiltSite, read_site


class _Bound:
    """A book of the real site, with its page as a tree."""

    def __init__(self, name: str, site: Site) -> None:
        self.name = name
        self.language = name[-2:]
        self.site: BuiltSite = read_site(site.folder, self.language)
        self.book: Book = pdf.bind(name, site.folder)

    @cached_property
    def tree(self) -> lxml_html.HtmlElement:
        """Return the parsed page."""
        return lxml_html.document_fromstring(self.book.html)

    @cached_property
    def ids(self) -> Counter[str]:
        """Return how often each id is there."""
        return Counter(map(str, self.tree.xpath("//@id")))

    @cached_property
    def places(self) -> dict[str, lxml_html.HtmlElement]:
        """Return the elements by what a link says to get there."""
        return {f"#{each.get('id')}": each for each in self.tree.xpath("//*[@id]")}


@pytest.fixture(scope="module")
def books(site: Site) -> dict[str, _Bound]:
    """Return all books of the real site."""
    return {name: _Bound(name, site) for name in pdf.BOOKS}


@pytest.fixture(params=pdf.BOOKS)
def bound(books: dict[str, _Bound], request: pytest.FixtureRequest) -> _Bound:
    """Return each book in turn."""
    return books[str(request.param)]


@pytest.fixture(params=LANGUAGES)
def guide(books: dict[str, _Bound], request: pytest.FixtureRequest) -> _Bound:
    """Return the whole guide of each language in turn."""
    return books[str(request.param)]


def test_the_guide_has_every_page_of_the_site(guide: _Bound, site: Site) -> None:
    routes = {page.route for page in site.pages.values() if page.language == guide.language}
    assert {anchor(route) for route in routes} - set(guide.ids) == set()
    assert {anchor(route) for route in routes} - set(guide.book.outline) == set()


def test_the_guide_follows_the_menu(guide: _Bound) -> None:
    places = [str(name) for name in guide.tree.xpath("//*[contains(@class, 'book-chapter')]/@id")]
    menu = [entry.route for top in guide.site.entries for entry in top.walk()]
    wanted = [anchor(route) for route in menu if route is not None]
    assert [name for name in places if name in set(wanted)] == wanted


def test_every_chapter_keeps_its_text(guide: _Bound) -> None:
    """Not a word of a chapter's paragraphs is lost; questions have a place of their own."""
    printed = {_plain(each) for each in guide.tree.xpath("//p | //li | //td | //dd")}
    for page in guide.site.pages.values():
        for paragraph in page.article.xpath("./p[not(@class) and not(.//math)]"):
            assert _plain(paragraph) in printed, f"{page.route}: {_plain(paragraph)[:80]}"


def _plain(element: lxml_html.HtmlElement) -> str:
    return "".join("".join(map(str, element.itertext())).split())


def test_no_id_is_there_twice(bound: _Bound) -> None:
    assert [name for name, count in bound.ids.items() if count > 1] == []


def test_every_link_inside_leads_to_something(bound: _Bound) -> None:
    links = {str(href) for href in bound.tree.xpath("//@href") if str(href).startswith("#")}
    assert links
    assert sorted(href for href in links if href[1:] not in bound.ids) == []


def test_references_of_drawings_stay_in_their_drawing(bound: _Bound) -> None:
    labels = bound.tree.xpath("//@aria-labelledby | //@aria-describedby")
    named = {name for names in labels for name in str(names).split()}
    assert sorted(named - set(bound.ids)) == []


def test_links_to_pages_of_the_book_stay_in_the_book(guide: _Bound) -> None:
    pages = {page.address for page in guide.site.pages.values()}
    facts = "ancestor::*[@class='book-facts' or contains(@class, 'book-cover')]"
    links = guide.tree.xpath(f"//a[starts-with(@href, '{HOME}')][not({facts})]/@href")
    assert sorted(str(href) for href in links if str(href).partition("#")[0] in pages) == []


def test_other_links_are_whole_addresses(bound: _Bound) -> None:
    links = {str(href) for href in bound.tree.xpath("//a/@href")}
    assert sorted(href for href in links if not href.startswith(("#", "https://"))) == []


def test_nothing_waits_for_a_click(bound: _Bound) -> None:
    live = "//script | //form | //button | //input | //select | //noscript | //template"
    assert bound.tree.xpath(live) == []
    assert bound.tree.xpath("//details[not(@open)]") == []


def test_a_tool_says_where_it_works(guide: _Bound) -> None:
    tools = sum(bool(page.article.xpath(".//*[@data-tool]")) for page in guide.site.pages.values())
    notes = guide.tree.xpath("//p[@class='book-tool']")
    assert len(notes) >= tools > 0
    assert all(_plain(note) for note in notes)


def test_a_formula_is_there_once_with_its_tex(guide: _Bound) -> None:
    formulas = guide.tree.xpath("//span[@class='katex']")
    assert formulas
    assert all(formula.get("aria-label") for formula in formulas)
    assert guide.tree.xpath("//math | //*[@class='katex-mathml']") == []


def test_every_question_is_asked_once_and_answered_at_the_end(bound: _Bound, site: Site) -> None:
    asked = bound.tree.xpath("//mle-question/@data-id")
    answered = bound.tree.xpath("//*[contains(@class, 'book-answer')]/@id")
    known = {
        str(name)
        for page in site.pages.values()
        if page.language == bound.language
        for name in page.all("//mle-question/@data-id")
    }
    assert sorted(map(str, asked)) == sorted(known)
    assert len(known) == 208
    assert sorted(str(name).partition("--answer-")[2] for name in answered) == sorted(known)
    order = bound.book.html.index
    assert order('id="book-answers"') > order(f'data-id="{asked[-1]}"')


def test_no_question_shows_its_answer(bound: _Bound) -> None:
    assert bound.tree.xpath("//mle-question//details | //mle-question//*[@class='decides']") == []


def test_question_and_answer_lead_to_each_other(bound: _Bound) -> None:
    for question in bound.tree.xpath("//div[contains(@class, 'admonition question')]"):
        (answer,) = question.xpath("./p/a/@href")
        place = bound.places[str(answer)]
        assert f"#{question.get('id')}" in place.xpath("./p/a/@href")


def test_every_answer_has_a_reason_for_each_option(bound: _Bound) -> None:
    options = len(bound.tree.xpath("//ul[@class='options']/li"))
    reasons = len(
        bound.tree.xpath("//div[contains(@class, 'book-answer')]//ul[@class='reasons']/li")
    )
    assert options == reasons > 208 * 3


def test_the_key_gives_the_letters_of_the_answers(bound: _Bound) -> None:
    for line in bound.tree.xpath("//ul[@class='book-key']/li"):
        place = bound.places[line.find("a").get("href")]
        letters = _plain(place.xpath("./p[@class='solution']/strong")[0])
        assert "".join(each for each in letters if each.isascii() and each.isupper()) == (
            line.find("b").text
        )


def test_numbers_of_questions_are_unique(bound: _Bound) -> None:
    numbers = [_plain(line.find("a")) for line in bound.tree.xpath("//ul[@class='book-key']/li")]
    assert len(set(numbers)) == len(numbers) == 208


def test_a_book_is_the_same_each_time(bound: _Bound, site: Site) -> None:
    assert pdf.bind(bound.name, site.folder).html == bound.book.html
