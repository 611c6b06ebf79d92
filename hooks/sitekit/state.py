"""The state of the site in numbers, counted at each build: age of facts, languages, coverage."""

import ast
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from statistics import median

from sitekit import dates, guide, stale
from sitekit.catalogue import READ, Citation
from sitekit.labs import Lab
from sitekit.listings import Listing, table
from sitekit.questions import Question
from sitekit.service_page import Writer
from sitekit.site import Site

#: Sources that the list of the oldest has.
_OLDEST = 10
_STATES = ("current", "preview", "frozen", "deprecated", "gone")
_DIFFICULTIES = (1, 2, 3)
#: What stands for the table of sizes until the pages are there.
PLACE = '<p class="state-sizes"></p>'
_PLACE = re.compile(r'<p class="state-sizes"( data-t="[^"]*")?></p>')
_THOUSAND = 1000
#: What links to other hosts say of themselves.
_ELSEWHERE = '{: rel="external" }'
Rows = list[list[str]]


@dataclass(frozen=True)
class State:
    """What the tables are made of; `today` is the day of the build's commit."""

    site: Site
    writer: Writer
    today: date

    def label(self, name: str) -> str:
        """A word of data/ui/state.yml."""
        return self.writer.labels[f"state/{name}"]

    def head(self, *names: str) -> list[str]:
        """The first row of a table."""
        return [self.label(name) for name in names]


def listing(kind: str, site: Site, writer: Writer, today: date) -> Listing:
    """The table that a directive asks for."""
    head, *rows = _MAKERS[kind](State(site, writer, today))
    return Listing(table(head, rows), "state")


def _facts(state: State) -> Rows:
    """The sources that were opened, by the month in which they were checked."""
    opened = [each for each in _citations(state) if each.read != "unopened"]
    months = Counter(each.verified for each in opened)
    late = Counter(each.verified for each in opened if _is_due(each, state.today))
    rows = [
        [dates.shown(month, state.writer.language), _count(months[month]), _count(late[month])]
        for month in sorted(months)
    ]
    total = [state.label("total"), _count(len(opened)), _count(late.total())]
    return [state.head("month", "sources", "overdue"), *rows, total]


def _citations(state: State) -> list[Citation]:
    return list(state.site.sources.citations.values())


def _is_due(citation: Citation, today: date) -> bool:
    day = stale.due(citation)
    return day is not None and day <= today


def _read(state: State) -> Rows:
    """How sources were read."""
    found = Counter(each.read for each in _citations(state))
    labels = state.writer.labels
    rows = [[labels[f"read-{how}"], _count(found[how])] for how in READ if found[how]]
    return [state.head("read", "sources"), *rows]


def _oldest(state: State) -> Rows:
    """The sources that are due next, with the files to mend."""
    dated = [(day, each) for each in _citations(state) if (day := stale.due(each))]
    dated.sort(key=lambda pair: (pair[0], pair[1].place))
    rows = [_old(each, day, state) for day, each in dated[:_OLDEST]]
    return [state.head("source", "month", "due", "file"), *rows]


def _old(citation: Citation, day: date, state: State) -> list[str]:
    language = state.writer.language
    path = citation.place.rpartition(":")[0]
    title = re.sub(r"([\[\]_*`])", r"\\\1", citation.title[language])
    return [
        f"[{title}]({citation.url}){_ELSEWHERE}",
        dates.shown(citation.verified, language),
        dates.shown(day.isoformat(), language),
        f"[`{path}`]({state.writer.repository}/edit/main/{path}){_ELSEWHERE}",
    ]


def _languages(state: State) -> Rows:
    """What both languages have; a build stops where they differ."""
    twins = state.site.sources.twins().values()
    sections = sum(len(twin.ja.sections) for twin in twins)
    rows = [
        [state.label("pages"), _count(len(twins)), _count(len(twins))],
        [state.label("parts"), _count(sections), _count(sections)],
        [state.label("service-pages"), *2 * [_count(len(state.site.sources.data.services))]],
    ]
    return [state.head("what", "japanese", "english"), *rows]


def _coverage(state: State) -> Rows:
    """The considerations of the exam guide with what there is to read, to run and to answer."""
    sources, writer = state.site.sources, state.writer
    pages = sources.pages[writer.language]
    questions = Counter(each.consideration for each in sources.data.questions)
    rows = []
    for each in sources.data.considerations:
        uris = list(guide.uris_of(each.pages))
        labs = dict.fromkeys(lab for uri in uris for lab in guide.labs_of(pages[uri]))
        place = f"source:exam/guide.md#objective-{each.objective.replace('.', '-')}"
        numbers = map(_count, (len(uris), len(labs), questions[each.id]))
        rows.append([f"[{each.id}]({place}) {each.text[writer.language]}", *numbers])
    return [state.head("consideration", "pages", "labs", "questions"), *rows]


def _questions(state: State) -> Rows:
    """Questions by section, difficulty, and how many options are right."""
    data, writer = state.site.sources.data, state.writer
    head = state.head("section", "basic", "standard", "advanced", "multiple", "questions")
    rows = []
    for number, text in data.sections.items():
        mine = [each for each in data.questions if each.objective.startswith(f"{number}.")]
        name = writer.labels["numbered"].format(number=number, text=text[writer.language])
        rows.append([name, *_by_kind(mine)])
    return [head, *rows, [state.label("total"), *_by_kind(data.questions)]]


def _by_kind(questions: Iterable[Question]) -> list[str]:
    found = list(questions)
    difficulties = Counter(each.difficulty for each in found)
    several = sum(each.kind == "multiple" for each in found)
    counts = [*(difficulties[each] for each in _DIFFICULTIES), several, len(found)]
    return [_count(each) for each in counts]


def _services(state: State) -> Rows:
    """Services by their status, with all their names through time."""
    services = state.site.sources.data.services.values()
    rows = []
    for status in _STATES:
        mine = [each for each in services if each.status.state == status]
        names = sum(len(each.names) for each in mine)
        rows.append([state.writer.labels[f"state-{status}"], _count(len(mine)), _count(names)])
    names = sum(len(each.names) for each in services)
    total = [state.label("total"), _count(len(services)), _count(names)]
    return [state.head("status", "services", "names"), *rows, total]


def _memos(state: State) -> Rows:
    """The topics of the old memos, all with the section that treats them, and what was wrong."""
    data, language = state.site.sources.data, state.writer.language
    topics = Counter(topic.memo for topic in data.topics)
    claims = Counter(claim.memo for claim in data.claims)
    rows = [
        [f"[{title[language]}](source:changes/memo-{memo}.md)", *map(_count, counts)]
        for memo, title in data.memos.items()
        for counts in [(topics[memo], claims[memo])]
    ]
    total = [state.label("total"), _count(topics.total()), _count(claims.total())]
    return [state.head("memo", "topics", "corrections"), *rows, total]


def _labs(state: State) -> Rows:
    """What the notebooks compute, and how much of it they assert."""
    experiments = state.site.experiments.values()
    results = [each.results for each in experiments]
    rows = {
        "labs": len(experiments),
        "assertions": sum(assertions(each.lab) for each in experiments),
        "numbers": sum(len(each.values) for each in results),
        "figures": sum(len(each.figures) for each in results),
        "tables": sum(len(each.tables) for each in results),
        "terms": len(state.site.sources.data.terms),
    }
    return [state.head("what", "count"), *([state.label(k), _count(v)] for k, v in rows.items())]


def assertions(lab: Lab) -> int:
    """How many statements of a lab's code assert something."""
    code = [cell.text for cell in lab.cells if cell.kind == "code"]
    return sum(isinstance(node, ast.Assert) for text in code for node in ast.walk(ast.parse(text)))


#: Directive -> what makes its rows, the head first.
_MAKERS: Mapping[str, Callable[[State], Rows]] = {
    "state-facts": _facts,
    "state-read": _read,
    "state-oldest": _oldest,
    "state-languages": _languages,
    "state-coverage": _coverage,
    "state-questions": _questions,
    "state-services": _services,
    "state-memos": _memos,
    "state-labs": _labs,
}
#: Its table is made after the build, when pages have sizes.
SIZES = "state-sizes"
KINDS = tuple(_MAKERS)


def fill(html: str, sizes: Mapping[str, int], labels: Mapping[str, str]) -> str:
    """A page with the table of sizes: bytes of the HTML of each page, by its address."""
    largest = max(sorted(sizes), key=lambda address: sizes[address])
    rows = [
        ("pages", _count(len(sizes))),
        ("all-pages", _kilobytes(sum(sizes.values()))),
        ("usual-page", _kilobytes(round(median(sizes.values())))),
        ("largest-page", f'<a href="../{largest}/">{largest}</a>, {_kilobytes(sizes[largest])}'),
    ]
    lines = "".join(f"<tr><td>{labels[f'state/{k}']}</td><td>{v}</td></tr>" for k, v in rows)
    head = "".join(f'<th scope="col">{labels[f"state/{each}"]}</th>' for each in ("what", "count"))
    made = f"<thead><tr>{head}</tr></thead><tbody>{lines}</tbody>"
    return _PLACE.sub(lambda place: f'<table class="state"{place[1] or ""}>{made}</table>', html)


def _count(number: int) -> str:
    return f"{number:,}"


def _kilobytes(size: int) -> str:
    return f"{size / _THOUSAND:,.0f} kB"
