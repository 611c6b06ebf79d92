"""Which service fits some constraints: the rule of the picker, also in picker.js.

The knowledge is in the situations.  Constraints are compared with those of every
situation; a service is as good as the best situation that it answers, and a
service that a rule excludes stands behind all that none does.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sitekit.data import Data, Situation, Unfit

#: What each constraint that contradicts a situation leaves of its weight.
_CONFLICT = 0.5


@dataclass(frozen=True)
class Ranked:
    """A service with the situation that speaks for it, and the rules against it (by number)."""

    service: str
    situation: str
    score: float
    against: tuple[int, ...]


def rank(
    situations: Iterable[Situation], unfit: Iterable[Unfit], chosen: Mapping[str, str]
) -> list[Ranked]:
    """The services that answer a situation with something in common, the best first."""
    best: dict[str, tuple[float, str]] = {}
    for situation in situations:
        score = weight(situation.constraints, chosen)
        service = situation.answer[0]
        if score > best.get(service, (0.0, ""))[0]:
            best[service] = (score, situation.id)
    rules = list(unfit)
    ranked = [
        Ranked(service, situation, score, tuple(_against(service, rules, chosen)))
        for service, (score, situation) in best.items()
    ]
    return sorted(ranked, key=lambda each: (len(each.against), -each.score, each.service))


def weight(constraints: Mapping[str, str], chosen: Mapping[str, str]) -> float:
    """How much a situation says about the chosen constraints.

    All of a situation's constraints met count their number; of a situation half
    met, half of what is met counts.
    """
    met = sum(chosen.get(dimension) == value for dimension, value in constraints.items())
    conflicts = sum(
        dimension in chosen and chosen[dimension] != value
        for dimension, value in constraints.items()
    )
    return met * met / len(constraints) * _CONFLICT**conflicts


def _against(service: str, rules: list[Unfit], chosen: Mapping[str, str]) -> Iterator[int]:
    for number, rule in enumerate(rules):
        if service in rule.services and all(
            chosen.get(dimension) == value for dimension, value in rule.when.items()
        ):
            yield number


def surprises(data: Data) -> Iterator[tuple[Situation, str]]:
    """Situations whose own constraints put another service first, with that service."""
    for situation in data.situations:
        first = rank(data.situations, data.unfit, situation.constraints)[0]
        if first.service != situation.answer[0] and situation.but is None:
            yield situation, first.service
