"""What practice weighs, and that pages without questions do not carry it."""

from __future__ import annotations

import json

from jsonschema import Draft202012Validator

import weight
from quality import most_bytes
from site_build import Site


def test_the_code_of_a_question_is_small_with_all_that_keeps_its_answer(site: Site) -> None:
    needed = weight.quiz(site.folder)
    assert {path.name for path in needed} == {"quiz-page.js", "store.js", "notice.js"}
    assert weight.of(needed) <= most_bytes("quiz")


def test_every_chapter_and_service_with_questions_ends_with_some(site: Site) -> None:
    bank = json.loads((site.folder / "practice" / "questions.json").read_text(encoding="utf-8"))
    asked = {each["page"]["url"].partition("#")[0] for each in bank["questions"]}
    for page in site.pages.values():
        if page.route in asked and page.kind in ("chapter", "service", "choice"):
            assert page.all("//mle-question"), page.path
            assert "practice" in page.headings(), page.path


def test_the_published_bank_has_its_published_form(site: Site) -> None:
    for folder in ("", "en/"):
        read = [
            json.loads((site.folder / f"{folder}practice/{name}.json").read_text(encoding="utf-8"))
            for name in ("questions.schema", "questions")
        ]
        Draft202012Validator(read[0]).validate(read[1])
