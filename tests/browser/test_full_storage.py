"""A browser without space: every tool goes on, says so, and loses nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from site_browser import FULL, Visitor, module, until

_SAID = {
    "": ("ブラウザの保存領域に空きがなく", "ファイルに書き出す"),
    "en/": ("The storage of this browser is full", "Save to a file"),
}
_NEXT = {"": "次の問題", "en/": "Next"}
folders = pytest.mark.parametrize("folder", ["", "en/"], ids=["ja", "en"])

#: What a tool keeps, as its file has it.
Kept = Callable[[dict[str, Any]], int]


def _choose_right(page: Page, where: str) -> None:
    question = page.locator(f"{where} mle-question[data-right]").first
    for value in str(question.get_attribute("data-right")).split():
        question.locator(f"input[value='{value}']").check()


def _quiz(page: Page, folder: str, number: int) -> None:
    question = page.locator("mle-question[data-ready]").nth(number)
    question.locator("input").first.check()
    while question.locator(".question__check").is_disabled():
        question.locator("input:not(:checked)").first.check()
    question.locator(".question__check").click()
    expect(question.locator(".option__why").first).to_be_visible()


def _exam(page: Page, folder: str, number: int) -> None:
    if number == 0:
        page.locator("#tool-exam form button").click()
    _choose_right(page, "#tool-exam")
    page.locator("#tool-exam").get_by_role("button", name=_NEXT[folder], exact=True).click()


def _review(page: Page, folder: str, number: int) -> None:
    if number == 0:
        page.locator(".review form button").click()
    _choose_right(page, ".review")
    page.locator(".review .question__check").click()
    expect(page.locator(".review__next button:focus")).to_be_visible()
    page.keyboard.press("Enter")


def _elimination(page: Page, folder: str, number: int) -> None:
    step = page.locator(".elimination .md-button")
    if number:
        before = page.locator(".elimination__stem").inner_text()
        step.click()  # the next question
        expect(page.locator(".elimination__stem")).not_to_have_text(before)
    page.locator(".elimination .piece[role=button]").first.click()
    step.click()
    for option in range(page.locator(".elimination__option").count()):
        page.locator(f"[name=kill-{option}][value='stays']").check()
    step.click()


def _plan(page: Page, folder: str, number: int) -> None:
    page.locator(".plan__form input[type=date]").fill(f"2027-0{number + 1}-02")


def _answers(file: dict[str, Any]) -> int:
    return len(file["answers"])


def _chosen(file: dict[str, Any]) -> int:
    [exam] = file["exams"]
    return len({entry[2] for entry in exam["log"] if entry[1] == "choose"})


def _wished(file: dict[str, Any]) -> int:
    return {"2027-01-02": 1, "2027-02-02": 2}[file["settings"]["plan"]["value"]["exam"]]


_EXPORT = "async store => (await (await import(store)).open()).export()"
#: The same counts for a browser.
_COUNTS: dict[Kept, str] = {
    _answers: "file => file.answers.length",
    _chosen: """file => new Set(
        file.exams[0].log.filter(each => each[1] === "choose").map(each => each[2])).size""",
    _wished: "file => Number(file.settings.plan.value.exam.slice(5, 7))",
}
_TOOLS = [
    pytest.param("practice/4-1/", _quiz, _answers, id="quiz"),
    pytest.param("practice/mock-exam/?seed=full", _exam, _chosen, id="exam"),
    pytest.param("practice/review/", _review, _answers, id="review"),
    pytest.param(
        "practice/elimination/?question=slow-model-fast-page",
        _elimination,
        _answers,
        id="elimination",
    ),
    pytest.param("exam/plan/", _plan, _wished, id="plan"),
]


def _file(page: Page, button: str) -> dict[str, Any]:
    with page.expect_download() as waiting:
        page.locator(".store-notice").get_by_role("button", name=button).click()
    file: dict[str, Any] = json.loads(Path(waiting.value.path()).read_text(encoding="utf-8"))
    return file


@folders
@pytest.mark.parametrize(("path", "use", "kept"), _TOOLS)
def test_a_full_browser_loses_nothing_and_space_ends_the_trouble(
    visit: Visitor, folder: str, path: str, use: Callable[[Page, str, int], None], kept: Kept
) -> None:
    said, button = _SAID[folder]
    page = visit.nowhere()
    page.add_init_script(FULL)
    page.goto(visit.server.home + folder + path)
    use(page, folder, 0)
    notice = page.locator(".store-notice")
    expect(notice).to_contain_text(said)
    assert kept(_file(page, button)) == 1
    page.evaluate("window.full = false")
    use(page, folder, 1)
    expect(notice).to_be_empty()
    last = f"async store => ({_COUNTS[kept]})(JSON.parse(await ({_EXPORT})(store))) === 2"
    until(page, last, module(page, "store"))
