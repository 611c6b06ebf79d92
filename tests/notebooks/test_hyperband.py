"""Successive halving and the brackets of Hyperband."""

from __future__ import annotations

from itertools import islice

import pytest

from helpers import hyperband
from helpers.hyperband import Rung

#: Table 1 of Li et al. (JMLR 18, 2018), for R = 81 and eta = 3.
PAPER = [
    [(81, 1), (27, 3), (9, 9), (3, 27), (1, 81)],
    [(34, 3), (11, 9), (3, 27), (1, 81)],
    [(15, 9), (5, 27), (1, 81)],
    [(8, 27), (2, 81)],
    [(5, 81)],
]


class Counted:
    """A trial with a fixed quality, which counts what it was given."""

    def __init__(self, quality: float) -> None:
        self.quality = quality
        self.had = 0

    def advance(self, resource: int) -> float:
        self.had += resource
        return self.quality


def started(qualities: list[float]) -> tuple[list[Counted], hyperband.Trial]:
    trials: list[Counted] = []

    def start() -> Counted:
        trials.append(Counted(qualities[len(trials) % len(qualities)]))
        return trials[-1]

    return trials, start


def test_the_brackets_are_those_of_the_paper() -> None:
    schedule = [
        [(rung.count, rung.resource) for rung in bracket] for bracket in hyperband.brackets(81, 3)
    ]
    assert schedule == PAPER


@pytest.mark.parametrize(("largest", "eta"), [(27, 3), (100, 3), (16, 4), (1000, 10), (1, 2)])
def test_every_bracket_ends_at_the_largest_resource(largest: int, eta: int) -> None:
    schedule = hyperband.brackets(largest, eta)
    assert all(bracket[-1].resource == largest for bracket in schedule)
    assert len(schedule) == len(schedule[0])
    assert [len(bracket) for bracket in schedule] == list(range(len(schedule), 0, -1))
    assert all(rung.resource >= 1 for bracket in schedule for rung in bracket)


def test_an_exact_power_has_all_its_brackets() -> None:
    assert len(hyperband.brackets(3**5, 3)) == 6  # math.log(243, 3) is a little below 5


@pytest.mark.parametrize(("largest", "eta"), [(0, 3), (27, 1)])
def test_impossible_settings_are_refused(largest: int, eta: int) -> None:
    with pytest.raises(ValueError, match="at least"):
        hyperband.brackets(largest, eta)


def test_the_cost_counts_only_what_is_added() -> None:
    assert hyperband.cost((Rung(4, 2), Rung(2, 6))) == 4 * 2 + 2 * 4


def test_halving_keeps_the_smallest_errors() -> None:
    trials, start = started([0.5, 0.1, 0.9, 0.3, 0.2, 0.8, 0.7, 0.6, 0.4])
    bracket = (Rung(9, 1), Rung(3, 3), Rung(1, 9))
    looks = list(hyperband.successive_halving(start, bracket))
    assert [trial.quality for trial in trials if trial.had == 9] == [0.1]
    assert sorted(trial.quality for trial in trials if trial.had >= 3) == [0.1, 0.2, 0.3]
    assert (
        sum(look.spent for look in looks) == sum(t.had for t in trials) == hyperband.cost(bracket)
    )


def test_hyperband_starts_again_after_the_last_bracket() -> None:
    trials, start = started([0.2, 0.1, 0.3])
    schedule = hyperband.brackets(9, 3)
    one_pass = sum(rung.count for bracket in schedule for rung in bracket)
    looks = list(islice(hyperband.hyperband(start, 9, 3), one_pass + 1))
    assert looks[-1].spent == looks[0].spent == 1
    assert len(trials) >= 2 * schedule[0][0].count
