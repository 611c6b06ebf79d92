"""The exam guide as the study plan reads it, and the table of time."""

from __future__ import annotations

import pytest

from sitekit import guide
from unit.samples import page


def test_the_labs_of_a_page_are_those_that_it_lists_shows_or_quotes_each_once() -> None:
    text = "::labs one, two\n\n::figure three/curve\n\n::table one/rows\n\nIt is {=four/loss}."
    assert list(guide.labs_of(page(text))) == [
        "labs/one.ipynb",
        "labs/two.ipynb",
        "labs/three.ipynb",
        "labs/four.ipynb",
    ]


def test_a_page_without_labs_has_none() -> None:
    assert list(guide.labs_of(page("Only words."))) == []


def test_the_table_divides_the_time_by_weight() -> None:
    hours = guide.shares({1: 10, 2: 30})
    assert hours["2"] == pytest.approx(3 * hours["1"])
    # The two light days hold less than other days.
    day = guide.HOURS / 7
    lost = 2 * day - hours["light"]
    assert sum(hours.values()) == pytest.approx(guide.WEEKS * guide.HOURS - lost)
