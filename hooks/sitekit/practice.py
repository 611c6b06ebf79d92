"""Questions on pages: readable without scripts, every option explained behind "Answer"."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement

from sitekit import bank, dates, guide, questions, scripted
from sitekit.data import Consideration, Data
from sitekit.listings import Listing, table
from sitekit.questions import Question
from sitekit.service_page import FOLDER, Writer
from sitekit.services import Text

#: What a page asks for: the sections with their weights, the considerations of an objective,
#: all objectives with their numbers of questions, a typical division of time.
KINDS = ("exam-sections", "considerations", "practice", "plan-shares")
#: Questions that a chapter or the page of a service shows; it links the others.
SHOWN = 3
_LONGEST = 90
_SENTENCE_END = re.compile(r"(?<=。)|(?<=[.?!]) ")


def listing(kind: str, target: str, writer: Writer) -> Listing:
    """The table that a directive asks for."""
    makers = {"exam-sections": _sections, "practice": _practice, "plan-shares": guide.listing}
    rows = makers[kind](writer) if kind in makers else _considerations(target, writer)
    head, *rest = rows
    return Listing(table(head, rest), kind)


def _sections(writer: Writer) -> list[list[str]]:
    data, language = writer.data, writer.language
    head = [writer.labels[f"exam-{key}"] for key in ("section", "weight", "objectives")]
    rows = [
        [
            _numbered(str(number), text[language], writer),
            f"{data.weights[number]}%",
            _objectives(number, writer),
        ]
        for number, text in data.sections.items()
    ]
    return [head, *rows]


def _objectives(section: int, writer: Writer) -> str:
    mine = (each for each in writer.data.objectives if each.startswith(f"{section}."))
    return "<br>".join(_objective(each, writer) for each in mine)


def _objective(objective: str, writer: Writer) -> str:
    """A link to the objective's part of the ledger."""
    text = _numbered(objective, writer.data.objectives[objective][writer.language], writer)
    return f"[{text}](source:exam/guide.md#objective-{_hyphens(objective)})"


def _considerations(objective: str, writer: Writer) -> list[list[str]]:
    head = [writer.labels[f"exam-{key}"] for key in ("consideration", "read", "questions")]
    mine = (each for each in writer.data.considerations if each.objective == objective)
    return [head, *(_row(each, writer) for each in mine)]


def _row(each: Consideration, writer: Writer) -> list[str]:
    pages = "<br>".join(f"[{writer.name_of(page)}](source:{page})" for page in each.pages)
    count = sum(question.consideration == each.id for question in writer.data.questions)
    place = f"source:practice/{_hyphens(each.objective)}.md#c-{_hyphens(each.id)}"
    return [f"**{each.id}** {each.text[writer.language]}", pages, f"[{count}]({place})"]


def _practice(writer: Writer) -> list[list[str]]:
    data, language = writer.data, writer.language
    head = [writer.labels[f"exam-{key}"] for key in ("objective", "weight", "questions")]
    rows = []
    for objective, text in data.objectives.items():
        count = sum(each.consideration.startswith(objective) for each in data.questions)
        name = _numbered(objective, text[language], writer)
        link = f"[{name}](source:practice/{_hyphens(objective)}.md)"
        rows.append([link, f"{data.weights[int(objective[0])]}%", str(count)])
    return [head, *rows]


def add_questions(parent: Element, objective: str, writer: Writer) -> None:
    """The questions of an objective, below a heading for each consideration.

    Texts may hold Markdown and citations, which belong to the page.
    """
    for each in writer.data.considerations:
        if each.objective == objective:
            heading = SubElement(parent, "h2", {"id": f"c-{_hyphens(each.id)}"})
            heading.text = _numbered(each.id, each.text[writer.language], writer)
            for question in writer.data.questions:
                if question.consideration == each.id:
                    _add(parent, question, writer)


def asks(uri: str, data: Data) -> bool:
    """Whether a page ends with questions: chapters and services that have any."""
    return uri.endswith(".md") and not uri.startswith("exam/") and bool(of_page(uri, data))


def of_page(uri: str, data: Data) -> list[Question]:
    """The questions that send to this page, and those that are about its service.

    Those that send to it come first, the easiest before all.
    """
    service = uri.removeprefix(f"{FOLDER}/").removesuffix(".md") if _is_service(uri) else ""
    found = [
        question
        for question in data.questions
        if question.uri == uri or service in question.services
    ]
    return sorted(found, key=lambda each: (each.uri != uri, each.difficulty))


def _is_service(uri: str) -> bool:
    return uri.startswith(f"{FOLDER}/") and uri != f"{FOLDER}/index.md"


def add_page_questions(parent: Element, uri: str, writer: Writer) -> None:
    """The first questions of a page, and links to its others."""
    found = of_page(uri, writer.data)
    for question in found[:SHOWN]:
        _add(parent, question, writer)
    if rest := found[SHOWN:]:
        SubElement(parent, "p").text = writer.labels["questions-more"]
        items = SubElement(parent, "ul", {"class": "more-questions", "data-search-exclude": ""})
        for question in rest:
            SubElement(items, "li").text = _link(question, writer)


def _link(question: Question, writer: Writer) -> str:
    """A link to a question on the page of its objective; its last sentence is what it asks."""
    place = f"source:practice/{_hyphens(question.objective)}.md#q-{question.id}"
    return f"[{_opening(question.stem[writer.language])}]({place})"


def _opening(stem: str) -> str:
    """The first sentence of a stem, or its beginning."""
    first = _SENTENCE_END.split(stem, maxsplit=1)[0].replace("`", "")
    return first if len(first) <= _LONGEST else f"{first[:_LONGEST].rstrip()}…"


def _add(parent: Element, question: Question, writer: Writer) -> None:
    # The situations are about anything at all: a search for it would lead here.
    unsearched = {"data-search-exclude": ""}
    block = SubElement(
        parent, "div", {"class": "admonition check question", "id": f"q-{question.id}"} | unsearched
    )
    title = SubElement(block, "p", {"class": "admonition-title"})
    title.text = writer.labels[f"difficulty-{question.difficulty}"]
    element = SubElement(block, "mle-question", _attributes(question, writer))
    _add_stem(element, question, writer.language)
    options = SubElement(element, "ul", {"class": "options"})
    for letter, option in _lettered(question):
        _add_lettered(options, letter, option.text[writer.language])
    _add_answer(element, question, writer)


def _add_stem(parent: Element, question: Question, language: str) -> None:
    """The stem; its deciding words show themselves with the answer."""
    stem = SubElement(parent, "p", {"class": "stem"})
    words = (each[language] for each in question.decides)
    for text, decides in questions.marked(question.stem[language], words):
        SubElement(stem, "span", {"class": "decides"} if decides else {}).text = text


def _attributes(question: Question, writer: Writer) -> dict[str, str]:
    """What the script must know that the text does not say."""
    return {
        "data-id": question.id,
        "data-objective": _hyphens(question.objective),
        "data-right": " ".join(map(str, question.right)),
        "data-version": bank.version(question),
        "lang": writer.language,
    }


def _add_lettered(parent: Element, letter: str, text: str) -> Element:
    item = SubElement(parent, "li")
    mark = SubElement(item, "span", {"class": "letter"})
    mark.text, mark.tail = letter, f" {text}"
    return item


def _add_answer(parent: Element, question: Question, writer: Writer) -> None:
    """What question.js makes of the JSON is built alike."""
    language, labels = writer.language, writer.labels
    details = SubElement(parent, "details", {"class": "answer"})
    SubElement(details, "summary").text = labels["answer"]
    right = labels["comma"].join(questions.LETTERS[index] for index in question.right)
    marks = "".join(f"[@{key}]" for key in question.sources)
    SubElement(details, "p", {"class": "solution"}).text = f"**{right}** {marks}"
    reasons = SubElement(details, "ul", {"class": "reasons"})
    for letter, option in _lettered(question):
        item = _add_lettered(reasons, letter, option.why[language])
        if option.killed is not None:
            words = _quoted(question.decides[option.killed], writer)
            killed = SubElement(item, "small", {"class": "killed"})
            killed.text = labels["quiz/killed"].format(words=words)
    decides = labels["comma"].join(_quoted(each, writer) for each in question.decides)
    SubElement(details, "p").text = f"{labels['quiz/decides']}{decides}"
    more = SubElement(details, "p")
    more.text = labels["quiz/read"]
    link = SubElement(more, "a", {"href": f"source:{question.page}"})
    link.text = writer.name_of(question.page)
    _add_report(details, question, writer)


def _quoted(text: Text, writer: Writer) -> str:
    return writer.labels["quiz/quoted"].format(text=text[writer.language])


def _add_report(parent: Element, question: Question, writer: Writer) -> None:
    note = SubElement(parent, "p", {"class": "question__note"})
    month = dates.shown(question.verified, writer.language)
    note.text = writer.labels["quiz/verified"].format(month=month)
    link = SubElement(note, "a", {"href": bank.report(question, writer), "rel": "external"})
    link.text = writer.labels["quiz/report"]


def words(writer: Writer) -> str:
    """The words of questions for their script, once on a page."""
    content = scripted.words("quiz", writer.labels) | scripted.storage(writer.labels)
    return f'<script id="quiz-words" type="application/json">{scripted.embedded(content)}</script>'


def _lettered(question: Question) -> Iterator[tuple[str, questions.Option]]:
    yield from zip(questions.LETTERS, question.options, strict=False)


def _numbered(number: str, text: str, writer: Writer) -> str:
    return writer.labels["numbered"].format(number=number, text=text)


def _hyphens(identifier: str) -> str:
    return identifier.replace(".", "-")
