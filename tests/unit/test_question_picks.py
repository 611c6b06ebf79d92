"""Questions and the picker: they give the same answer where both speak of the same thing."""

from __future__ import annotations

import pytest

from sitekit.data import Data, Dimension, Situation, Unfit
from sitekit.question_picks import check
from sitekit.questions import Option, Question
from sitekit.services import Statement

EMPTY = {"ja": "", "en": ""}
REASON = Statement(EMPTY, ())
DIMENSIONS = (
    Dimension("team", EMPTY, {"sql": EMPTY, "python": EMPTY}),
    Dimension("budget", EMPTY, {"control": EMPTY}),
)


def _situation(answer: str, *against: str, **constraints: str) -> Situation:
    name = "-".join([answer, *constraints.values()])
    ruled_out = tuple((service, EMPTY) for service in against)
    return Situation(name, "models", EMPTY, constraints, (answer, "extra"), REASON, ruled_out, None)


def _question(right: str, wrong: str, **constraints: str) -> Question:
    options = (
        Option(EMPTY, False, EMPTY, 0),
        Option(EMPTY, True, EMPTY, None, right),
        Option(EMPTY, False, EMPTY, 0, wrong),
    )
    return Question(
        id="which-one",
        consideration="1.1.a",
        kind="single",
        difficulty=1,
        stem=EMPTY,
        decides=(EMPTY,),
        options=options,
        services=(),
        page="index.md",
        sources=("page",),
        verified="2026-11",
        path="data/questions/1-1-a.yml",
        line=2,
        constraints=constraints,
    )


def _problems(
    question: Question, *situations: Situation, unfit: tuple[Unfit, ...] = ()
) -> list[str]:
    data = Data(dimensions=DIMENSIONS, situations=situations, unfit=unfit, questions=(question,))
    return [str(each) for each in check(data)]


SQL = _situation("in-sql", "own-code", team="sql")


def test_a_question_that_agrees_has_no_problem() -> None:
    assert _problems(_question("in-sql", "own-code", team="sql"), SQL) == []


def test_a_question_without_constraints_or_services_says_nothing() -> None:
    assert _problems(_question("own-code", "in-sql"), SQL) == []
    assert _problems(_question("", "", team="sql"), SQL) == []


def test_without_a_picker_there_is_nothing_to_compare() -> None:
    assert list(check(Data(questions=(_question("a", "b", team="nobody"),)))) == []


@pytest.mark.parametrize(
    ("constraints", "message"),
    [
        ({"team": "nobody"}, "unknown constraint 'team: nobody' (team: sql, python)"),
        ({"money": "no"}, "unknown constraint 'money: no' (money: team, budget)"),
    ],
)
def test_constraints_are_answers_of_the_picker(constraints: dict[str, str], message: str) -> None:
    place = "data/questions/1-1-a.yml:2: which-one: "
    assert _problems(_question("in-sql", "own-code", **constraints), SQL) == [place + message]


def test_the_answer_of_a_situation_is_not_wrong() -> None:
    assert _problems(_question("other", "in-sql", team="sql"), SQL) == [
        "data/questions/1-1-a.yml:2: which-one: the wrong option C takes 'in-sql', "
        "which answers in-sql-sql (mend the question or data/situations.yml)"
    ]


def test_the_same_service_may_be_right_and_wrong() -> None:
    assert _problems(_question("in-sql", "in-sql", team="sql"), SQL) == []


def test_what_a_situation_rules_out_is_not_right() -> None:
    assert _problems(_question("own-code", "other", team="sql"), SQL) == [
        "data/questions/1-1-a.yml:2: which-one: the right option B takes 'own-code', "
        "ruled out in in-sql-sql (mend the question or data/situations.yml)"
    ]


def test_a_situation_speaks_only_when_all_of_it_is_stated() -> None:
    both = _situation("in-sql", "own-code", team="sql", budget="control")
    assert _problems(_question("own-code", "in-sql", team="sql"), both) == []


def test_the_more_specific_situation_speaks_instead() -> None:
    both = _situation("own-code", "in-sql", team="sql", budget="control")
    question = _question("own-code", "in-sql", team="sql", budget="control")
    assert _problems(question, SQL, both) == []
    assert len(_problems(_question("in-sql", "own-code", **question.constraints), SQL, both)) == 2


def test_a_rule_excludes_a_right_option() -> None:
    rule = Unfit(("in-sql",), {"budget": "control"}, REASON)
    question = _question("in-sql", "own-code", team="sql", budget="control")
    assert _problems(question, SQL, unfit=(rule,)) == [
        "data/questions/1-1-a.yml:2: which-one: the right option B takes 'in-sql', "
        "excluded by 'budget: control' (mend the question or data/situations.yml)"
    ]


def test_a_rule_silences_the_situation_whose_answer_it_excludes() -> None:
    rule = Unfit(("in-sql",), {"budget": "control"}, REASON)
    question = _question("own-code", "in-sql", team="sql", budget="control")
    assert _problems(question, SQL, unfit=(rule,)) == []
