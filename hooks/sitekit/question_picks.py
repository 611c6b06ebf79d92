"""The question bank and the picker give the same answer where both speak of the same thing.

A question may say what its stem states in the words of data/situations.yml, and
which service an option takes.  A situation that the stem contains then speaks
for its answer and against what it rules out, unless a more specific one does so
instead, or a rule excludes its answer: then the picker does not offer it either.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING

from sitekit.problems import Problem
from sitekit.questions import LETTERS, Question

if TYPE_CHECKING:  # data.py calls this module
    from sitekit.data import Data, Situation, Unfit

_MEND = "mend the question or data/situations.yml"


def check(data: "Data") -> Iterator[Problem]:
    """What a question counts as right or wrong, and the picker otherwise."""
    values = {each.id: each.values for each in data.dimensions}
    for question in data.questions if values else ():
        found = [
            *_unknown(question.constraints, values),
            *_excluded(question, data.unfit),
            *_contradicted(question, _speaking(question.constraints, data)),
        ]
        for what, fix in found:
            yield Problem(question.path, question.line, f"{question.id}: {what}", fix)


def _unknown(
    constraints: Mapping[str, str], known: Mapping[str, Collection[str]]
) -> Iterator[tuple[str, str]]:
    for dimension, value in constraints.items():
        if value not in known.get(dimension, ()):
            what = f"unknown constraint '{dimension}: {value}'"
            yield what, f"{dimension}: {', '.join(known.get(dimension, known))}"


def _excluded(question: Question, rules: "Collection[Unfit]") -> Iterator[tuple[str, str]]:
    """Right options that a rule of the picker excludes."""
    for rule in rules:
        if _within(rule.when, question.constraints):
            when = ", ".join(f"{dimension}: {value}" for dimension, value in rule.when.items())
            for letter, service in _services(question, right=True):
                if service in rule.services:
                    what = f"the right option {letter} takes {service!r}, excluded by '{when}'"
                    yield what, _MEND


def _contradicted(
    question: Question, situations: "Collection[Situation]"
) -> Iterator[tuple[str, str]]:
    """Options that a situation judges otherwise."""
    right = list(_services(question, right=True))
    for situation in situations:
        answer = situation.answer[0]
        for letter, service in _services(question, right=False):
            if service == answer and service not in {taken for _, taken in right}:
                what = f"the wrong option {letter} takes {service!r}, which answers {situation.id}"
                yield what, _MEND
        for letter, service in right:
            if service in {other for other, _ in situation.against}:
                what = f"the right option {letter} takes {service!r}, ruled out in {situation.id}"
                yield what, _MEND


def _speaking(stated: Mapping[str, str], data: "Data") -> "list[Situation]":
    """The most specific situations that are stated in full, without those that a rule excludes."""
    excluded = {
        service for rule in data.unfit if _within(rule.when, stated) for service in rule.services
    }
    found = [
        each
        for each in data.situations
        if _within(each.constraints, stated) and each.answer[0] not in excluded
    ]
    return [
        each
        for each in found
        if not any(
            _within(each.constraints, other.constraints)
            and len(each.constraints) < len(other.constraints)
            for other in found
        )
    ]


def _within(few: Mapping[str, str], many: Mapping[str, str]) -> bool:
    return few.items() <= many.items()


def _services(question: Question, *, right: bool) -> Iterator[tuple[str, str]]:
    """The services that the right or the wrong options take, with their letters."""
    for letter, option in zip(LETTERS, question.options, strict=False):
        if option.service and option.right is right:
            yield letter, option.service
