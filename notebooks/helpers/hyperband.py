"""Hyperband written out: successive halving, and the brackets that hedge its one choice.

Successive halving starts many configurations with little training, keeps the
best 1/eta of them, gives those eta times as much, and repeats.  How many to
start is a gamble, so Hyperband runs several *brackets*, from many short starts
to a few full trainings.  Source: Li et al., Hyperband, JMLR 18 (2018).

A resource is whatever training can be stopped and continued by: epochs here.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Rung:
    """`count` configurations, each trained until it has had `resource` in total."""

    count: int
    resource: int


#: One run of successive halving, from the first rung to the last.
Bracket = tuple[Rung, ...]


class Trial(Protocol):
    """Something that can be trained a little, looked at, and trained further."""

    def advance(self, resource: int) -> float:
        """Train for `resource` more, and return the validation error."""
        ...


@dataclass(frozen=True)
class Look:
    """A trial that was trained for `spent` more and then had this `error`."""

    trial: Trial
    spent: int
    error: float


def brackets(largest: int, eta: int) -> list[Bracket]:
    """The schedule for at most `largest` resource per trial, most aggressive bracket first.

    With s_max = ⌊log_eta(largest)⌋, bracket s starts ⌈(s_max + 1) / (s + 1) · eta^s⌉
    configurations at largest / eta^s each; every rung keeps ⌊count / eta⌋ of them.
    """
    if largest < 1 or eta < 2:
        raise ValueError("largest must be at least 1, and eta at least 2")
    most = 0
    while eta ** (most + 1) <= largest:  # not math.log: it is off by one for exact powers
        most += 1
    schedule = []
    for s in range(most, -1, -1):
        start = -(-(most + 1) * eta**s // (s + 1))  # rounded up
        schedule.append(
            tuple(Rung(start // eta**i, largest * eta**i // eta**s) for i in range(s + 1))
        )
    return schedule


def cost(bracket: Bracket) -> int:
    """Resource spent if a trial continues where it stopped and does not start again."""
    before = 0
    total = 0
    for rung in bracket:
        total += rung.count * (rung.resource - before)
        before = rung.resource
    return total


def successive_halving(start: Callable[[], Trial], bracket: Bracket) -> Iterator[Look]:
    """Run one bracket and report every look; `start` draws a new configuration."""
    trials: list[Trial] = [start() for _ in range(bracket[0].count)]
    before = 0
    for rung, following in zip(bracket, [*bracket[1:], None], strict=True):
        looks = []
        for trial in trials:
            spent = rung.resource - before
            look = Look(trial, spent, trial.advance(spent))
            looks.append(look)
            yield look
        before = rung.resource
        if following is not None:
            looks.sort(key=lambda look: look.error)
            trials = [look.trial for look in looks[: following.count]]


def hyperband(start: Callable[[], Trial], largest: int, eta: int) -> Iterator[Look]:
    """All brackets, again and again; the caller stops when the budget is spent."""
    while True:
        for bracket in brackets(largest, eta):
            yield from successive_halving(start, bracket)
