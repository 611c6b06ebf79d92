"""The table of `make audit`: the worst value of each figure counts, and none may be missing."""

from __future__ import annotations

import pytest

import audit
from quality import FIGURES, LIGHTHOUSE, Figure, Value, most_bytes, rows, table

GOOD = [Value(figure.id, figure.goal, "labs/") for figure in FIGURES.values() if figure.id != "axe"]
AXE = Value("axe", 0, "labs/")


def _line(values: list[Value], name: str) -> str:
    (line,) = [each for each in table(rows(values)).splitlines() if each.startswith(f"| {name} |")]
    return line


@pytest.mark.parametrize("figure", FIGURES.values(), ids=FIGURES)
def test_the_goal_is_met_and_what_is_beyond_it_is_not(figure: Figure) -> None:
    worse = figure.goal - 0.5 if figure.least else figure.goal + 0.5
    assert figure.met(figure.goal)
    assert not figure.met(worse)


def test_the_worst_page_stands_for_all() -> None:
    values = [Value("requests", 9, "labs/"), Value("requests", 15, "en/labs/"), AXE]
    line = "| requests | 15 | `en/labs/` | ≤ 14 | **no** |"
    assert _line(values, "requests") == line


def test_of_scores_the_lowest_is_the_worst() -> None:
    values = [Value("performance", 100, "labs/"), Value("performance", 99, "")]
    line = "| Lighthouse performance | 99 | `/` | ≥ 99 | yes |"
    assert _line(values, "Lighthouse performance") == line


def test_a_figure_that_nobody_measured_is_not_met() -> None:
    (axe,) = [row for row in rows(GOOD) if row.figure.id == "axe"]
    assert not axe.met
    line = "| axe findings in four modes | not measured | – | ≤ 0 | **no** |"
    assert _line(GOOD, "axe findings in four modes") == line


def test_what_was_left_out_on_purpose_is_not_in_the_table() -> None:
    skipped = {figure.id for figure in LIGHTHOUSE}
    assert skipped.isdisjoint(row.figure.id for row in rows(GOOD, skipped))


def test_all_met_is_a_success_and_one_value_spoils_it() -> None:
    assert audit.report([*GOOD, AXE], ())[1]
    text, met = audit.report([*GOOD, AXE, Value("axe", 1, "choose/", ("label:\n  no name",))], ())
    assert not met
    assert "choose/: axe findings in four modes\n    label: no name" in text


def test_sizes_have_their_unit() -> None:
    assert FIGURES["transfer"].shown(98.76) == "98.8 kB"
    assert FIGURES["shift"].shown(0.0094) == "0.009"
    assert most_bytes("transfer") == 160_000


def test_the_median_is_that_of_ordinary_pages() -> None:
    sizes = [("transfer", 10), ("transfer", 90), ("transfer", 20), ("transfer-large", 150)]
    (usual,) = audit.usual(Value(figure, size, "") for figure, size in sizes)
    assert (usual.figure, usual.value) == ("transfer-median", 20)


def test_all_kinds_bring_the_page_for_missing_addresses() -> None:
    everywhere = [place.path for place in audit.places(list(audit.KINDS))]
    assert everywhere[:2] == ["", "en/"]
    assert everywhere[-1] == "404.html"
    assert [place.path for place in audit.places(["labs"])] == ["labs/", "en/labs/"]
