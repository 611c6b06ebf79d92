"""The state of the site in numbers: counted from the sources, for a given day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from sitekit import state
from sitekit.catalogue import Citation
from sitekit.service_page import Writer
from sitekit.site import Site, Sources
from unit.samples import LAB, lab, site

TODAY = date(2026, 11, 20)
WORDS = [
    *("total", "month", "sources", "overdue", "read", "source", "due", "file", "what", "count"),
    *("labs", "assertions", "numbers", "figures", "tables", "terms", "pages", "all-pages"),
    *("usual-page", "largest-page"),
]
LABELS = {f"state/{word}": word.upper() for word in WORDS} | {"read-page": "original page"}
LABELS |= {"read-unopened": "not opened"}
WRITER = Writer(site().sources.data, LABELS, "en", repository="https://example.com/notes")


def _citation(name: str, verified: str, read: str = "page", shelf: str = "service") -> Citation:
    title = {"ja": name, "en": f"[{name}]"}
    url = f"https://example.org/{name}"
    return Citation(name, title, url, verified, read, shelf, f"data/{name}.yml:7")


CITATIONS = [
    _citation("new", "2026-11"),
    _citation("late", "2026-03"),
    _citation("price", "2026-07", shelf="price"),
    _citation("old-mathematics", "2020-01", shelf="mathematics"),
    _citation("closed", "2019-01", read="unopened"),
]


def _site(citations: list[Citation]) -> Site:
    made = site()
    known = {each.id: each for each in citations}
    sources: Sources = replace(made.sources, citations=known)
    return Site(sources, made.experiments)


def _rows(kind: str, citations: list[Citation] = CITATIONS, today: date = TODAY) -> list[list[str]]:
    text = state.listing(kind, _site(citations), WRITER, today).markdown
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in text.splitlines()]


def test_facts_are_counted_by_month_with_those_that_are_due() -> None:
    head, _, *rows = _rows("state-facts")
    assert head == ["MONTH", "SOURCES", "OVERDUE"]
    assert rows == [
        ["January 2020", "1", "0"],
        ["March 2026", "1", "1"],
        ["July 2026", "1", "1"],
        ["November 2026", "1", "0"],
        ["TOTAL", "4", "2"],
    ]


def test_the_day_decides_what_is_due() -> None:
    assert _rows("state-facts", today=date(2026, 10, 29))[-1] == ["TOTAL", "4", "1"]
    assert _rows("state-facts", today=date.min)[-1] == ["TOTAL", "4", "0"]


def test_it_is_told_how_sources_were_read() -> None:
    assert _rows("state-read")[2:] == [["original page", "4"], ["not opened", "1"]]


def test_what_is_due_first_comes_first_and_leads_to_its_file() -> None:
    rows = _rows("state-oldest")[2:]
    assert [row[0].partition("(")[2] for row in rows] == [
        'https://example.org/late){: rel="external" }',
        'https://example.org/price){: rel="external" }',
        'https://example.org/new){: rel="external" }',
    ]
    assert rows[0] == [
        r'[\[late\]](https://example.org/late){: rel="external" }',
        "March 2026",
        "28 September 2026",
        '[`data/late.yml`](https://example.com/notes/edit/main/data/late.yml){: rel="external" }',
    ]


def test_the_list_of_the_oldest_is_short() -> None:
    many = [_citation(f"s{number}", "2026-01") for number in range(30)]
    assert len(_rows("state-oldest", many)) == 2 + 10


def test_labs_are_counted_with_what_they_assert() -> None:
    assert _rows("state-labs")[2:] == [
        ["LABS", "1"],
        ["ASSERTIONS", "1"],
        ["NUMBERS", "1"],
        ["FIGURES", "1"],
        ["TABLES", "1"],
        ["TERMS", "0"],
    ]


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("assert loss < 1  # of 1 & more", 1),
        ("for each in (1, 2):\n    assert each\nassert loss", 2),
        ("assert loss\n# assert nothing", 1),
    ],
)
def test_assertions_are_those_of_the_code(line: str, count: int) -> None:
    text = LAB.replace("assert loss < 1  # of 1 & more", line)
    assert state.assertions(lab(text)) == count


def test_the_sizes_come_into_their_place() -> None:
    sizes = {"b": 40_000, "a": 40_000, "en": 1_000}
    html = state.fill(f"<p>x</p>{state.PLACE}", sizes, LABELS)
    assert state.PLACE not in html
    assert "<td>PAGES</td><td>3</td>" in html
    assert "<td>ALL-PAGES</td><td>81 kB</td>" in html
    assert '<td>LARGEST-PAGE</td><td><a href="../a/">a</a>, 40 kB</td>' in html
