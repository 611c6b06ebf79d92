"""The exam guide for the study plan: what each consideration asks, with pages, labs and times."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urldefrag

from sitekit import bank, reading, search
from sitekit.results import WORDS
from sitekit.service_page import Writer
from sitekit.site import Sources
from sitekit.source import Source, listed

#: Read before everything else, and once more in the last days.
FIRST = "exam/reading-questions.md"
#: The study time of the table on the page of the plan: weeks, hours a week.
WEEKS, HOURS = 6, 6
#: What it holds besides the sections, in minutes: mock exams, two light days.
#: plan.js has the same numbers; a test compares the results.
_MOCKS, _LIGHT, _LIGHT_DAYS = 2 * 150, 30, 2


def guide(sources: Sources, writer: Writer) -> dict[str, Any]:
    """The considerations with their pages; pages and labs with the minutes that they take."""
    data, language = sources.data, writer.language
    pages = sources.pages[language]
    counts = Counter(question.consideration for question in data.questions)
    asked = (page for each in data.considerations for page in uris_of(each.pages))
    uris = list(dict.fromkeys([FIRST, *asked]))
    labs = dict.fromkeys(lab for uri in uris for lab in labs_of(pages[uri]))
    return {
        "language": language,
        **bank.outline(writer),
        "considerations": [
            {
                "id": each.id,
                "text": each.text[language],
                "pages": [search.address(uri) for uri in uris_of(each.pages)],
                "questions": counts[each.id],
            }
            for each in data.considerations
        ],
        "pages": [
            {
                **_place(uri, pages, writer),
                "labs": [search.address(lab) for lab in labs_of(pages[uri])],
            }
            for uri in uris
        ],
        "labs": [_place(lab, pages, writer) for lab in labs],
        "first": search.address(FIRST),
    }


def labs_of(page: Source) -> Iterator[str]:
    """The uris of the labs that a page lists or quotes, each once."""
    names = (
        name
        for token in page.tokens("labs", *WORDS)
        for name in (listed(token.text) if token.kind == "labs" else [token.text.partition("/")[0]])
    )
    yield from (f"labs/{name}.ipynb" for name in dict.fromkeys(names))


def uris_of(pages: Iterable[str]) -> Iterator[str]:
    """The pages, each once, of addresses that may point into them."""
    yield from dict.fromkeys(urldefrag(page).url for page in pages)


def _place(uri: str, pages: dict[str, Source], writer: Writer) -> dict[str, Any]:
    return {
        "name": writer.name_of(uri),
        "url": search.address(uri),
        "minutes": reading.minutes(pages[uri]),
    }


def shares(weights: Mapping[int, int]) -> dict[str, float]:
    """Hours of the table: sections by their number, `mock`, `light`."""
    day = HOURS * 60 / 7
    main = (WEEKS * 7 - _LIGHT_DAYS) * day - _MOCKS
    hours = {
        str(number): main * weight / sum(weights.values()) / 60
        for number, weight in weights.items()
    }
    return {**hours, "mock": _MOCKS / 60, "light": _LIGHT_DAYS * _LIGHT / 60}


def listing(writer: Writer) -> list[list[str]]:
    """The rows of the table, the head first; hours are rounded to halves."""
    labels, data = writer.labels, writer.data
    rows = [[labels[f"plan/shares-{key}"] for key in ("what", "weight", "hours")]]
    for key, hours in shares(data.weights).items():
        known = key.isdecimal()
        text = data.sections[int(key)][writer.language] if known else labels[f"plan/shares-{key}"]
        name = labels["numbered"].format(number=key, text=text) if known else text
        weight = f"{data.weights[int(key)]}%" if known else "–"
        rows.append([name, weight, f"{round(hours * 2) / 2:g}"])
    return rows
