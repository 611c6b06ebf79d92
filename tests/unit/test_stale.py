"""Facts that must be checked again."""

from __future__ import annotations

from datetime import date

import pytest

from sitekit.catalogue import Citation
from sitekit.stale import due, overdue


def citation(verified: str = "2026-11", shelf: str = "service", read: str = "page") -> Citation:
    """A source on line 3 of a file."""
    title = {"ja": "題", "en": "Title"}
    return Citation("a/b", title, "https://example.org/", verified, read, shelf, "data/a.yml:3")


@pytest.mark.parametrize(
    ("verified", "shelf", "expected"),
    [
        ("2026-11", "service", date(2027, 5, 30)),  # 180 days after the end of the month
        ("2026-11", "exam", date(2027, 5, 30)),
        ("2026-12", "price", date(2027, 4, 1)),  # 90 days, across the end of a year
        ("2020-01", "mathematics", None),
        ("2020-01", "history", None),
    ],
)
def test_each_kind_of_fact_has_its_shelf_life(
    verified: str, shelf: str, expected: date | None
) -> None:
    assert due(citation(verified, shelf)) == expected


def test_what_was_never_opened_cannot_become_overdue() -> None:
    assert due(citation(read="unopened")) is None


def test_the_list_begins_with_what_is_overdue_for_longest() -> None:
    found = [citation("2026-03"), citation("2026-01"), citation("2026-11")]
    lines = list(overdue(found, date(2026, 11, 21)))
    assert [line.split("checked in ")[1][:7] for line in lines] == ["2026-01", "2026-03"]


def test_a_line_says_where_what_and_since_when() -> None:
    assert list(overdue([citation("2026-03")], date(2026, 11, 21))) == [
        "data/a.yml:3: 'a/b' was checked in 2026-03, due since 2026-09-28 (https://example.org/)"
    ]


def test_the_day_itself_counts_as_overdue() -> None:
    assert list(overdue([citation()], date(2027, 5, 29))) == []
    assert len(list(overdue([citation()], date(2027, 5, 30)))) == 1
