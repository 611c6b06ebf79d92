"""Questions on pages: readable without scripts, every option explained behind "Answer"."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement

from sitekit import questions
from sitekit.data import Consideration
from sitekit.listings import Listing, table
from sitekit.questions import Question
from sitekit.service_page import Writer

#: What a page asks for: the sections with their weights, the considerations of an objective,
#: all objectives with their numbers of questions.
KINDS = ("exam-sections", "considerations", "practice")


def listing(kind: str, target: str, writer: Writer) -> Listing:
    """The table that a directive asks for."""
    makers = {"exam-sections": _sections, "practice": _practice}
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


def _add(parent: Element, question: Question, writer: Writer) -> None:
    language = writer.language
    # The situations are about anything at all: a search for it would lead here.
    unsearched = {"data-search-exclude": ""}
    block = SubElement(
        parent, "div", {"class": "admonition check", "id": f"q-{question.id}", **unsearched}
    )
    title = SubElement(block, "p", {"class": "admonition-title"})
    title.text = writer.labels[f"difficulty-{question.difficulty}"]
    SubElement(block, "p").text = question.stem[language]
    options = SubElement(block, "ul", {"class": "options"})
    for letter, option in _lettered(question):
        SubElement(options, "li").text = f"{letter}. {option.text[language]}"
    _add_answer(block, question, writer)


def _add_answer(block: Element, question: Question, writer: Writer) -> None:
    language, labels = writer.language, writer.labels
    details = SubElement(block, "details", {"class": "answer"})
    SubElement(details, "summary").text = labels["answer"]
    right = labels["comma"].join(questions.LETTERS[index] for index in question.right)
    marks = "".join(f"[@{key}]" for key in question.sources)
    SubElement(details, "p").text = f"**{right}** {marks}"
    reasons = SubElement(details, "ul")
    for letter, option in _lettered(question):
        SubElement(reasons, "li").text = f"**{letter}** {option.why[language]}"
    more = SubElement(details, "p")
    more.text = f"{labels['question-read']} "
    link = SubElement(more, "a", {"href": f"source:{question.page}"})
    link.text = writer.name_of(question.page)


def _lettered(question: Question) -> Iterator[tuple[str, questions.Option]]:
    yield from zip(questions.LETTERS, question.options, strict=False)


def _numbered(number: str, text: str, writer: Writer) -> str:
    return writer.labels["numbered"].format(number=number, text=text)


def _hyphens(identifier: str) -> str:
    return identifier.replace(".", "-")
