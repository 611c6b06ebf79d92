"""The question bank as files for programs."""

from __future__ import annotations

import json
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from jsonschema import Draft202012Validator

from sitekit import bank, schema
from sitekit.questions import Option
from sitekit.service_page import Writer
from sitekit.site import Sources


@pytest.fixture(params=["ja", "en"])
def writer(sources: Sources, request: pytest.FixtureRequest) -> Writer:
    """What writes in one language."""
    return sources.writer(request.param, "https://github.com/a/b")


def test_the_whole_bank_has_the_published_form(writer: Writer) -> None:
    content = json.loads(bank.files(writer)["practice/questions.json"])
    Draft202012Validator(schema.read("questions-json")).validate(content)
    assert len(content["questions"]) == len(writer.data.questions)
    assert content["language"] == writer.language


def test_the_parts_hold_the_same_questions(writer: Writer) -> None:
    files = {name: json.loads(text) for name, text in bank.files(writer).items()}
    parts = [
        question
        for objective in writer.data.objectives
        for question in files[f"practice/bank/{objective.replace('.', '-')}.json"]["questions"]
    ]
    assert parts == files["practice/questions.json"]["questions"]
    listed = files["practice/bank/index.json"]["questions"]
    assert [(each["id"], each["version"]) for each in listed] == [
        (each["id"], each["version"]) for each in parts
    ]


def test_a_version_changes_with_what_was_answered_and_with_nothing_else(sources: Sources) -> None:
    question = sources.data.questions[0]
    first, *rest = question.options
    before = bank.version(question)
    assert bank.version(replace(question, difficulty=3, page="index.md")) == before
    other_reason = replace(first, why={"ja": "別の理由です。", "en": "Another reason."})
    assert bank.version(replace(question, options=(other_reason, *rest))) == before
    assert bank.version(replace(question, options=(_turned(first), *rest))) != before
    stem = {**question.stem, "en": f"{question.stem['en']} Now."}
    assert bank.version(replace(question, stem=stem)) != before


def _turned(option: Option) -> Option:
    return replace(option, right=not option.right)


def test_the_report_says_which_question_in_which_version(writer: Writer) -> None:
    question = writer.data.questions[0]
    address = urlsplit(bank.report(question, writer))
    asked = parse_qs(address.query)
    assert (address.netloc, address.path) == ("github.com", "/a/b/issues/new")
    assert question.id in asked["title"][0]
    assert asked["template"] == ["wrong-answer.yml"]
    assert asked["question"] == [question.id]
    assert asked["version"] == [bank.version(question)]
    assert asked["language"] == [{"ja": "日本語", "en": "English"}[writer.language]]
