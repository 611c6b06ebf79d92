"""What practice weighs, and that pages without questions do not carry it."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

from jsonschema import Draft202012Validator

from site_build import Site

_MOST_CODE = 15_000
_ASKED = re.compile(r'(?:from|import)\s*\(?\s*"(\./[^"]+)"')


def _needed(path: Path, seen: set[Path]) -> set[Path]:
    """A module with all that it ever imports."""
    if path not in seen:
        seen.add(path)
        for name in _ASKED.findall(path.read_text(encoding="utf-8")):
            _needed((path.parent / name).resolve(), seen)
    return seen


def test_the_code_of_a_question_is_small_with_all_that_keeps_its_answer(site: Site) -> None:
    scripts = site.folder / "assets" / "js" / "practice"
    needed = _needed(scripts / "quiz-page.js", set())
    sizes = {path.name: len(gzip.compress(path.read_bytes(), 6)) for path in needed}
    assert sizes.keys() == {"quiz-page.js", "store.js", "notice.js"}
    assert sum(sizes.values()) <= _MOST_CODE, sizes


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
