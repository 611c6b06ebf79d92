"""The practice questions as a booklet: questions first, answers at its end."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from lxml.html import HtmlElement
from lxml.html.builder import E

from sitekit.book_page import Links, anchor, chapter, first_sentence, heading
from sitekit.book_site import BuiltSite, SitePage, text_of

_QUESTIONS = ".//div[contains(concat(' ', @class, ' '), ' question ')]"
_LETTERS = "ABCDEFGH"


@dataclass(frozen=True)
class Question:
    """A question by its id, with the number that it has in the book, as in 2.1-4."""

    name: str
    number: str
    route: str
    opening: str
    right: str

    @property
    def anchor(self) -> str:
        """Where the book asks it."""
        return anchor(self.route, f"q-{self.name}")

    @property
    def answer(self) -> str:
        """Where the book answers it."""
        return anchor(self.route, f"answer-{self.name}")


def number_questions(site: BuiltSite) -> dict[str, Question]:
    """All questions by their id, numbered in the order of the pages of their objectives."""
    found = {}
    for page in filter(is_objective, site.pages.values()):
        for position, block in enumerate(page.article.xpath(_QUESTIONS), start=1):
            question = _question(page, block, position)
            found[question.name] = question
    return found


def is_objective(page: SitePage) -> bool:
    """Whether a page has all questions of an objective, and not some at its end."""
    _, _, name = page.route.rstrip("/").rpartition("/")
    return bool(page.article.xpath(f".//mle-question[@data-objective='{name}']"))


def _question(page: SitePage, block: HtmlElement, position: int) -> Question:
    (element,) = block.xpath(".//mle-question")
    objective = element.get("data-objective").replace("-", ".")
    right = "".join(_LETTERS[int(index)] for index in element.get("data-right").split())
    opening = first_sentence(element.xpath(".//p[@class='stem']")[0])
    name = element.get("data-id")
    return Question(name, f"{objective}-{position}", page.route, opening, right)


def page_of(name: str) -> HtmlElement:
    """The place of the number of the page where an element is; the second printing has it."""
    return E.a({"class": "book-page", "href": f"#{name}"})


def link_questions(article: HtmlElement, questions: Mapping[str, Question]) -> None:
    """Instead of the questions at the end of a chapter, lines that lead into the booklet."""
    for block in article.xpath(_QUESTIONS):
        question = questions[block.xpath(".//mle-question/@data-id")[0]]
        before = block.getprevious()
        if before is None or before.get("class") != "book-questions":
            before = E.ul({"class": "book-questions"})
            block.addprevious(before)
        before.append(_line(question))
        block.drop_tree()
    _number_links(article, questions)


def _line(question: Question) -> HtmlElement:
    link = E.a(E.b(question.number), f" {question.opening}", href=f"#{question.anchor}")
    return E.li(link, " ", page_of(question.anchor))


def _number_links(article: HtmlElement, questions: Mapping[str, Question]) -> None:
    by_anchor = {f"#{question.anchor}": question for question in questions.values()}
    for item in article.xpath(".//ul[@class='more-questions']/li"):
        question = by_anchor.get(item.xpath("string(./a/@href)"))
        if question:
            item.getparent().replace(item, _line(question))


def ask(article: HtmlElement, questions: Mapping[str, Question]) -> None:
    """Leave the questions of an objective without answers, numbered, linked to their answers."""
    for block in article.xpath(_QUESTIONS):
        question = questions[block.xpath(".//mle-question/@data-id")[0]]
        for answer in block.xpath(".//details"):
            answer.drop_tree()
        for marked in block.xpath(".//span[@class='decides']"):
            del marked.attrib["class"]
        (title,) = block.xpath("./p[@class='admonition-title']")
        kind, title.text = text_of(title), ""
        title.append(E.a(question.number, href=f"#{question.answer}"))
        title.append(E.small(kind))
    for part in _sources(article):
        part.drop_tree()


def answers(page: SitePage, links: Links, questions: Mapping[str, Question]) -> HtmlElement:
    """The answers to the questions of an objective, with the sources that they cite."""
    article = chapter(page, links, 2)
    found = E.div({"class": "md-typeset"})
    for block in article.xpath(_QUESTIONS):
        found.append(_answer(block, questions))
    for part in _sources(article):
        found.append(part)
    return found


def _answer(block: HtmlElement, questions: Mapping[str, Question]) -> HtmlElement:
    question = questions[block.xpath(".//mle-question/@data-id")[0]]
    (details,) = block.xpath(".//details")
    title = E.p(E.a(E.b(question.number), href=f"#{question.anchor}"), " ", {"class": "solution"})
    for part in details.xpath("./p[@class='solution']"):
        title.extend(list(part))
        part.drop_tree()
    for gone in details.xpath("./summary | .//p[@class='question__note']/a"):
        gone.drop_tree()
    attributes = {"class": "book-answer question", "id": question.answer}
    return E.div(title, *list(details), attributes)


def _sources(article: HtmlElement) -> list[HtmlElement]:
    return list(article.xpath("./*[contains(@id, '--sources')] | ./ol[@class='sources']"))


def key(questions: Iterable[Question]) -> HtmlElement:
    """All right letters at a glance, each leading to its reasons."""
    return E.ul({"class": "book-key"}, *_key(questions))


def _key(questions: Iterable[Question]) -> Iterator[HtmlElement]:
    for question in questions:
        link = E.a(question.number, href=f"#{question.answer}")
        yield E.li(link, " ", E.b(question.right))


def answer_section(
    page: SitePage, links: Links, questions: Mapping[str, Question], level: int
) -> HtmlElement:
    """The answers of an objective below the heading of its page."""
    name = anchor(page.route, "answers")
    title = heading(level, page.title, name, "chapter")
    return E.section(title, answers(page, links, questions))
