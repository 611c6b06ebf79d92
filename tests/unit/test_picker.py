"""The rule by which the picker ranks services."""

from __future__ import annotations

from collections.abc import Mapping

from sitekit.data import Situation, Unfit
from sitekit.picker import Ranked, rank, weight
from sitekit.services import Statement

EMPTY = {"ja": "", "en": ""}


def situation(answer: str, **constraints: str) -> Situation:
    """A situation of which only the constraints and the answer matter."""
    why = Statement(EMPTY, ())
    name = "-".join([answer, *constraints.values()])
    return Situation(name, "models", EMPTY, constraints, (answer, "extra"), why, (), None)


def rule(*services: str, **when: str) -> Unfit:
    """A rule that excludes services."""
    return Unfit(services, when, Statement(EMPTY, ()))


SQL = situation("bigquery-ml", team="sql", data="bigquery")
IMAGES = situation("automl", kind="image", code="none")
PHOTOS = situation("vision-api", kind="image", team="no-ml", code="none")
ALL = (SQL, IMAGES, PHOTOS)


def _services(chosen: Mapping[str, str], *unfit: Unfit) -> list[str]:
    return [each.service for each in rank(ALL, unfit, chosen)]


def test_all_constraints_of_a_situation_count_their_number() -> None:
    assert weight(SQL.constraints, SQL.constraints) == 2


def test_of_half_a_situation_half_of_what_is_met_counts() -> None:
    assert weight(SQL.constraints, {"team": "sql"}) == 0.5


def test_a_contradiction_halves_the_weight() -> None:
    assert weight(SQL.constraints, {"team": "sql", "data": "stream"}) == 0.25


def test_what_has_nothing_in_common_is_not_listed() -> None:
    assert _services({"team": "sql"}) == ["bigquery-ml"]
    assert _services({}) == []


def test_the_more_specific_situation_comes_first() -> None:
    assert _services({"kind": "image", "code": "none", "team": "no-ml"})[0] == "vision-api"
    assert _services({"kind": "image", "code": "none"})[0] == "automl"


def test_a_rule_puts_a_service_behind_all_others() -> None:
    chosen = {"kind": "image", "code": "none"}
    ranked = rank(ALL, [rule("automl", kind="image", code="none")], chosen)
    assert [each.service for each in ranked] == ["vision-api", "automl"]
    assert ranked[-1] == Ranked("automl", "automl-image-none", 2.0, (0,))


def test_a_rule_holds_only_when_all_of_it_is_chosen() -> None:
    assert _services({"kind": "image"}, rule("automl", kind="image", code="none"))[0] == "automl"


def test_equal_services_have_a_fixed_order() -> None:
    both = (situation("b", team="sql"), situation("a", team="sql"))
    assert [each.service for each in rank(both, (), {"team": "sql"})] == ["a", "b"]
