"""Progress as readers keep it: counted, exported, imported, deleted, and never lost quietly."""

from __future__ import annotations

import json
import re
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from site_browser import FULL, NARROW, WIDE, Visitor, module, until
from sitekit import bank
from sitekit.questions import Question
from sitekit.site import Sources

folders = pytest.mark.parametrize("folder", ["", "en/"], ids=["ja", "en"])
PAGE = "practice/progress/"
FORMAT = "mle-notes-progress"
AT = 1_793_491_200_000  # a morning of November 2026
WORDS = {
    "": {
        "none": "記録はまだありません。",
        "one": "このブラウザに、解答1件と",
        "three": "このページのメモリーに、解答3件",
        "moved": "新しい解答3件",
    },
    "en/": {
        "none": "Nothing is kept yet.",
        "one": "keeps 1 answer and",
        "three": "memory of this page holds 3",
        "moved": "Added 3 new answers",
    },
}
#: What browsers do that keep nothing.
DENIED = {
    "throws": """IDBFactory.prototype.open =
        () => { throw new DOMException('no', 'SecurityError'); }""",
    "missing": "Object.defineProperty(window, 'indexedDB', {value: undefined})",
    "forbidden": """Object.defineProperty(window, 'indexedDB',
        {get() { throw new DOMException('no', 'SecurityError'); }})""",
}
denied = pytest.mark.parametrize("script", DENIED.values(), ids=DENIED.keys())


@pytest.fixture(scope="module")
def questions(sources: Sources) -> list[Question]:
    """The questions of the bank, in its order."""
    return list(sources.data.questions)


def _answer(number: int, question: Question, **changed: Any) -> dict[str, Any]:
    known = {"question": question.id, "version": bank.version(question), "at": AT + number}
    rest = {"chosen": [0], "right": True, "grade": 3, "mode": "quiz", "language": "ja"}
    return {"id": f"{number:016x}", **known, **rest, **changed}


def _file(answers: list[dict[str, Any]], **more: Any) -> str:
    file = {"format": FORMAT, "version": 1, "answers": answers, "exams": [], "settings": {}}
    return json.dumps(file | more)


def _load(page: Page, text: str) -> None:
    """Choose a file with this text, and wait for what the page says of it."""
    page.locator(".progress__status").evaluate("each => each.replaceChildren()")
    with TemporaryDirectory() as folder:
        file = Path(folder, "progress.json")
        file.write_text(text, encoding="utf-8")
        page.locator("#tool-progress input[type=file]").set_input_files(file)
        expect(page.locator(".progress__status")).not_to_be_empty()


def _press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def _saved(page: Page, name: str = "Save to a file") -> str:
    """What the button puts into a file; the last one, where the notice has one too."""
    with page.expect_download() as waiting:
        page.get_by_role("button", name=name, exact=True).last.click()
    assert re.fullmatch(r"mle-notes-\d{4}-\d\d-\d\d\.json", waiting.value.suggested_filename)
    return Path(waiting.value.path()).read_text(encoding="utf-8")


def _answers(text: str) -> list[dict[str, Any]]:
    return list(json.loads(text)["answers"])


def _open(visit: Visitor, path: str, script: str) -> Page:
    """A page in a browser that was changed before."""
    page = visit.nowhere()
    page.add_init_script(script)
    page.goto(visit.server.home + path)
    return page


def _solve(page: Page, question: Question) -> None:
    """Answer a question on the page of its objective, rightly."""
    element = page.locator(f"mle-question[data-id='{question.id}'][data-ready]")
    for option in question.right:
        element.locator(f"input[value='{option}']").check()
    element.locator(".question__check").click()
    expect(element.locator(".option__why").first).to_be_visible()


def _wait_until_stored(page: Page) -> None:
    """Wait for the first answer: a machine leaves the page faster than any reader."""
    script = "async store => (await (await (await import(store)).open()).answers()).length > 0"
    until(page, script, module(page, "store"))


def _kept(page: Page, text: str) -> None:
    expect(page.locator(".progress__kept")).to_contain_text(text)


# ---- What is counted ---------------------------------------------------------


@folders
def test_an_answer_on_another_page_is_counted_and_survives_a_reload(
    visit: Visitor, questions: list[Question], folder: str
) -> None:
    page = visit.anew(f"{folder}{PAGE}")
    _kept(page, WORDS[folder]["none"])
    page.goto(f"{visit.server.home}{folder}practice/1-1/")
    _solve(page, questions[0])
    _wait_until_stored(page)
    page.goto(f"{visit.server.home}{folder}{PAGE}")
    for _ in range(2):
        _kept(page, WORDS[folder]["one"])
        cells = page.locator(".progress__sections tbody tr").first.locator("td")
        expect(cells.nth(1)).to_have_text(re.compile(r"^1/\d+$"))
        expect(cells.nth(2)).to_have_text("1")
        expect(cells.nth(3)).to_have_text(re.compile(r"^\d+%$"))
        page.reload()


def test_the_sections_and_their_sum_say_the_same_as_the_bank(
    visit: Visitor, sources: Sources, questions: list[Question]
) -> None:
    page = visit.anew(f"en/{PAGE}")
    sections = [each for each in sources.data.sections]
    counts = [sum(q.objective.startswith(f"{s}.") for q in questions) for s in sections]
    rows = page.locator(".progress__sections :is(tbody, tfoot) tr")
    expect(rows).to_have_count(len(sections) + 1)
    shown = page.locator(".progress__sections td:nth-of-type(2)").all_inner_texts()
    assert shown == [f"0/{count}" for count in (*counts, len(questions))]
    expect(rows.last.locator("td").last).to_have_text("–")


def test_only_the_last_try_counts_as_right(visit: Visitor, questions: list[Question]) -> None:
    page = visit.anew(f"en/{PAGE}")
    first, second = questions[:2]
    tries = [_answer(1, first), _answer(2, first, right=False, grade=1), _answer(3, second)]
    _load(page, _file(tries))
    cells = page.locator(".progress__sections tfoot td")
    expect(cells.nth(1)).to_have_text(f"2/{len(questions)}")
    expect(cells.nth(2)).to_have_text("1")


@folders
def test_a_question_that_changed_since_is_listed_and_its_link_leads_to_it(
    visit: Visitor, questions: list[Question], folder: str
) -> None:
    page = visit.anew(f"{folder}{PAGE}")
    changed = questions[7]
    _load(page, _file([_answer(1, changed, version="00000000"), _answer(2, questions[8])]))
    link = page.locator(".progress__results li a")
    expect(link).to_have_count(1)
    opening = changed.stem[folder[:2] or "ja"].replace("`", "")[:40]
    expect(link).to_contain_text(opening)
    link.click()
    expect(page.locator(f"#q-{changed.id}")).to_be_in_viewport()


@folders
def test_finished_mock_exams_are_listed_with_their_score(visit: Visitor, folder: str) -> None:
    page = visit.anew(f"{folder}{PAGE}")
    page.locator(".progress__sections").wait_for()
    page.evaluate(
        """async modules => {
            const [exam, bank, { open }] = await Promise.all(modules.map(each => import(each)));
            const store = await open();
            const given = { id: "0123456789abcdef", seed: "one", count: 50, language: "ja" };
            let record = exam.begin(await bank.index(), given, 1793491200000);
            await store.putExam(record);
            record = exam.act(record, 1793491300000, "finish");
            await store.putExam(record);
            const marks = exam.atRest(record).questions.map((_, place) => place < 41);
            await store.putExam(exam.act(record, 1793491300001, "mark", marks));
        }""",
        [module(page, name) for name in ("exam", "bank", "store")],
    )
    line = {"": "50問のうち41問が正解（82%）", "en/": "41 of 50 right (82%)"}[folder]
    expect(page.locator(".progress__results li")).to_have_count(1)
    expect(page.locator(".progress__results li")).to_contain_text(line)
    page.reload()
    expect(page.locator(".progress__results li")).to_contain_text(line)


def test_another_tab_hears_of_an_answer_and_of_the_end(
    visit: Visitor, questions: list[Question]
) -> None:
    page = visit.anew(f"en/{PAGE}")
    other = page.context.new_page()
    other.goto(f"{visit.server.home}en/practice/1-1/")
    _solve(other, questions[0])
    _kept(page, "keeps 1 answer")
    other.goto(f"{visit.server.home}en/{PAGE}")
    _kept(other, "keeps 1 answer")
    _press(page, "Delete all")
    _press(page, "Delete")
    _kept(other, "Nothing is kept yet.")


def test_without_the_list_of_questions_the_file_still_works(
    visit: Visitor, questions: list[Question]
) -> None:
    page = visit.nowhere()
    page.route("**/practice/bank/*.json", lambda route: route.fulfill(status=200, body="{"))
    page.goto(f"{visit.server.home}en/{PAGE}")
    expect(page.locator(".progress__results")).to_contain_text("could not be loaded")
    _load(page, _file([_answer(1, questions[0])]))
    _kept(page, "keeps 1 answer")
    page.unroute("**/practice/bank/*.json")
    _press(page, "Try again")
    expect(page.locator(".progress__sections")).to_be_visible()


# ---- The file ----------------------------------------------------------------


@folders
def test_a_file_brings_back_what_was_deleted(
    visit: Visitor, questions: list[Question], folder: str
) -> None:
    save, delete, now = {
        "": ("ファイルに書き出す", "すべて消す", "消す"),
        "en/": ("Save to a file", "Delete all", "Delete"),
    }[folder]
    page = visit.anew(f"{folder}{PAGE}")
    answers = [_answer(number, questions[number]) for number in range(3)]
    plan = {"plan": {"value": {"exam": "2026-12-01"}, "changed": AT}}
    _load(page, _file(answers, settings=plan))
    expect(page.locator(".progress__status")).to_contain_text(WORDS[folder]["moved"])
    saved = _saved(page, save)
    assert _answers(saved) == answers
    assert json.loads(saved)["settings"] == plan
    _press(page, delete)
    _press(page, now)
    _kept(page, WORDS[folder]["none"])
    page.reload()
    _kept(page, WORDS[folder]["none"])
    _load(page, saved)
    expect(page.locator(".progress__status")).to_contain_text(WORDS[folder]["moved"])
    page.reload()
    assert _saved(page, save) == saved


def test_a_file_is_added_to_what_is_there(visit: Visitor, questions: list[Question]) -> None:
    page = visit.anew(f"en/{PAGE}")
    here = [_answer(number, questions[number]) for number in (1, 2)]
    there = [_answer(number, questions[number]) for number in (2, 3, 4)]
    _load(page, _file(here))
    _load(page, _file(there))
    status = page.locator(".progress__status")
    expect(status).to_have_text("Added 2 new answers. Nothing was removed.")
    _kept(page, "keeps 4 answers")
    _load(page, _file(there))
    expect(status).to_contain_text("nothing new")
    assert [each["id"][-1] for each in _answers(_saved(page))] == ["1", "2", "3", "4"]


BAD = {
    "a picture": ("\x89PNG\r\n", "cannot be read"),
    "an empty file": ("", "cannot be read"),
    "a cut file": (_file([])[:-2], "cannot be read"),
    "another file": ('{"cards": []}', "not the progress of this site"),
    "a newer version": (_file([], version=2), "newer version of this site"),
    "a large file": (_file([]).ljust(21 * 2**20), "more than 20 MB"),
    "a wrong time": (_file([{"at": "noon"}]), "answers[0].at: not a time"),
    "a forbidden name": (
        _file([], settings={"__proto__": {"value": 1, "changed": 1}}),
        "settings.__proto__: not an allowed name",
    ),
}


@pytest.mark.parametrize(("text", "said"), BAD.values(), ids=BAD.keys())
def test_a_bad_file_is_refused_and_says_why(
    visit: Visitor, questions: list[Question], text: str, said: str
) -> None:
    page = visit.anew(f"en/{PAGE}")
    _load(page, _file([_answer(1, questions[0])]))
    _load(page, text)
    status = page.locator(".progress__status")
    expect(status).to_contain_text(said)
    expect(status).to_contain_text("Nothing has changed.")
    _kept(page, "keeps 1 answer")


def test_mistakes_of_a_file_are_named_in_japanese_too(visit: Visitor) -> None:
    page = visit.anew(PAGE)
    _load(page, _file([{"at": "noon"}]))
    expect(page.locator(".progress__status li")).to_have_count(5)
    expect(page.locator(".progress__status")).to_contain_text("answers[0].at：時刻ではありません")


# ---- Where nothing can be kept -----------------------------------------------


@denied
def test_where_storage_is_denied_an_answer_can_be_saved_from_its_page(
    visit: Visitor, questions: list[Question], script: str
) -> None:
    page = _open(visit, "en/practice/1-1/", script)
    _solve(page, questions[0])
    notice = page.locator(".store-notice")
    expect(notice).to_contain_text("does not let the site keep your progress")
    assert [each["question"] for each in _answers(_saved(page))] == [questions[0].id]


@folders
@denied
def test_where_storage_is_denied_the_page_works_and_says_so(
    visit: Visitor, questions: list[Question], folder: str, script: str
) -> None:
    page = _open(visit, f"{folder}{PAGE}", script)
    expect(page.locator(".store-notice button")).to_be_visible()
    _load(page, _file([_answer(number, questions[number]) for number in range(3)]))
    expect(page.locator(".progress__status")).to_contain_text(WORDS[folder]["moved"])
    _kept(page, WORDS[folder]["three"])
    expect(page.locator(".progress__sections tfoot td").nth(2)).to_have_text("3")


def test_where_storage_is_denied_deleting_promises_no_more_than_it_does(
    visit: Visitor, questions: list[Question]
) -> None:
    page = _open(visit, f"en/{PAGE}", DENIED["throws"])
    _load(page, _file([_answer(1, questions[0])]))
    _press(page, "Delete all")
    _press(page, "Delete")
    expect(page.locator(".progress__status")).to_contain_text("kept there before remains")
    _kept(page, "Nothing is kept yet.")


def test_in_a_full_browser_nothing_is_lost_and_space_ends_the_trouble(
    visit: Visitor, questions: list[Question]
) -> None:
    page = _open(visit, f"en/{PAGE}", FULL)
    expect(page.locator(".store-notice")).to_be_empty()  # reading works
    _load(page, _file([_answer(1, questions[0])]))
    expect(page.locator(".store-notice")).to_contain_text("is full")
    _load(page, _file([_answer(2, questions[1])]))
    _kept(page, "holds 2 answers")
    assert len(_answers(_saved(page))) == 2
    page.evaluate("window.full = false")
    _load(page, _file([_answer(3, questions[2])]))
    expect(page.locator(".store-notice")).to_be_empty()
    page.reload()
    _kept(page, "keeps 3 answers")


def test_a_database_of_a_newer_version_is_left_alone(
    visit: Visitor, questions: list[Question]
) -> None:
    page = visit.anew("en/404.html")
    make = """() => new Promise((resolve) => {
        const request = indexedDB.open("mle-notes", 99);
        request.onupgradeneeded = () => request.result.createObjectStore("everything");
        request.onsuccess = () => (request.result.close(), resolve());
    })"""
    page.evaluate(make)
    page.goto(f"{visit.server.home}en/{PAGE}")
    expect(page.locator(".store-notice")).to_contain_text("newer version of this site")
    _load(page, _file([_answer(1, questions[0])]))
    _kept(page, "holds 1 answer")
    names = "async () => (await indexedDB.databases()).map(({name, version}) => [name, version])"
    assert page.evaluate(names) == [["mle-notes", 99]]


def test_a_page_makes_way_for_a_newer_database_and_keeps_what_it_read(
    visit: Visitor, questions: list[Question]
) -> None:
    page = visit.anew(f"en/{PAGE}")
    _load(page, _file([_answer(1, questions[0])]))
    upgrade = """() => new Promise((resolve) => {
        const request = indexedDB.open("mle-notes", 2);
        request.onblocked = () => resolve("blocked");
        request.onsuccess = () => (request.result.close(), resolve("upgraded"));
    })"""
    assert page.evaluate(upgrade) == "upgraded"
    _load(page, _file([_answer(2, questions[1])]))
    expect(page.locator(".store-notice")).to_contain_text("newer version of this site")
    _kept(page, "holds 2 answers")


# ---- By whom, and on what ----------------------------------------------------


def test_the_keyboard_deletes_only_after_asking(visit: Visitor, questions: list[Question]) -> None:
    page = visit.anew(f"en/{PAGE}")
    _load(page, _file([_answer(1, questions[0])]))
    page.locator(".progress__sections").wait_for()
    page.locator(".progress__results .scroll-region").focus()
    names = ["Save to a file", "Load from a file", "Delete all"]
    for name in names:
        page.keyboard.press("Tab")
        expect(page.get_by_role("button", name=name, exact=True)).to_be_focused()
    for key in ("Escape", "Enter"):  # the second closes by the button that has the focus
        page.keyboard.press("Enter")
        expect(page.get_by_role("dialog")).to_be_visible()
        expect(page.get_by_role("button", name="Cancel")).to_be_focused()
        page.keyboard.press(key)
        expect(page.get_by_role("dialog")).to_be_hidden()
        expect(page.get_by_role("button", name="Delete all")).to_be_focused()
    _kept(page, "keeps 1 answer")
    for key in ("Enter", "Tab", "Tab", "Enter"):
        page.keyboard.press(key)
    expect(page.locator(".progress__status")).to_have_text("Everything was deleted.")
    expect(page.get_by_role("button", name="Delete all")).to_be_focused()


@folders
@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_nothing_is_wider_than_the_window(
    visit: Visitor, questions: list[Question], folder: str, width: int
) -> None:
    page = visit.anew(f"{folder}{PAGE}", width=width)
    many = [_answer(n, each, version="00000000") for n, each in enumerate(questions)]
    _load(page, _file(many))
    expect(page.locator(".progress__sections tfoot td").nth(2)).to_have_text(str(len(questions)))
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    region = page.locator(".progress__results .scroll-region")
    assert region.evaluate("each => each.scrollWidth - each.clientWidth") <= 0


@folders
@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_the_text_below_does_not_jump_when_the_results_come(
    visit: Visitor, folder: str, width: int
) -> None:
    page = visit.nowhere(width=width)
    slowly = lambda route: (page.wait_for_timeout(600), route.continue_())[1]  # noqa: E731
    page.route("**/progress-page.js", slowly)
    page.goto(f"{visit.server.home}{folder}{PAGE}")
    top = "document.querySelector('#kept').getBoundingClientRect().top + scrollY"
    expect(page.locator("#tool-progress > *:not(script)")).to_have_count(0)
    before = page.evaluate(top)
    page.locator(".progress__sections").wait_for()
    assert abs(page.evaluate(top) - before) < 40


@folders
def test_without_scripts_the_page_still_says_what_is_kept_and_where(
    visit: Visitor, folder: str
) -> None:
    page = visit(f"{folder}{PAGE}", scripts=False)
    expect(page.locator("#tool-progress")).to_be_hidden()
    expect(page.locator("article")).to_contain_text("JavaScript")
    expect(page.locator("article")).to_contain_text("IndexedDB")
