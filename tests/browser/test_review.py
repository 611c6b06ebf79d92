"""Spaced review as a reader uses it: what waits, a session, its result, and the days after."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from site_browser import NARROW, WIDE, Visitor, module, violations_of

#: The files of the questions: all, and those of the objectives.
_BANK = re.compile(r"/practice/bank/.*\.json$")
_PARTS = re.compile(r"/practice/bank/\d-\d\.json$")
NOON = "2026-11-21T12:00:00Z"
PATH = "practice/review/"
WORDS: dict[str, dict[str, str]] = {
    "": {
        "due": "期日が来た問題は{}問",
        "new": "まだ解いていない問題は{}問",
        "place": "5問中{}問目",
        "good": "ふつう 2日後",
        "wrong": "10分後",
        "score": "5問中3問が正解",
        "changed": "前回の解答のあとで変わった問題",
        "failed": "読み込めませんでした",
    },
    "en/": {
        "due": "Due now: {}.",
        "new": "New: {}.",
        "place": "Question {} of 5",
        "good": "Good in 2 days",
        "wrong": "in 10 minutes",
        "score": "3 of 5 right",
        "changed": "changed since you answered",
        "failed": "could not be loaded",
    },
}
folders = pytest.mark.parametrize("folder", ["", "en/"], ids=["ja", "en"])


def _waiting(page: Page) -> Locator:
    return page.locator(".review__waiting")


def _begin(page: Page, size: int = 5) -> None:
    page.locator(".review select").nth(1).select_option(str(size))
    page.locator(".review form button").click()
    expect(page.locator(".review mle-question")).to_be_visible()


def _choose(page: Page, *, right: bool) -> None:
    """Mark the right options, or as many others, and have them checked."""
    question = page.locator(".review mle-question")
    answers = str(question.get_attribute("data-right")).split()
    places = [str(each.get_attribute("value")) for each in question.locator("input").all()]
    others = [place for place in places if place not in answers]
    for place in answers if right else others[: len(answers)]:
        question.locator(f"input[value='{place}']").check()
    question.locator(".question__check").click()


def _answer(page: Page, *, right: bool) -> str:
    """Answer, go on by what has the focus then, and return which question it was."""
    name = str(page.locator(".review mle-question").get_attribute("data-id"))
    _choose(page, right=right)
    expect(page.locator(".review__next button:focus")).to_be_visible()
    page.keyboard.press("Enter")
    return name


def _kept(page: Page) -> list[dict[str, Any]]:
    """The log of answers, as another tab would read it."""
    script = "async store => (await (await import(store)).open()).answers()"
    return list(page.evaluate(script, module(page, "store")))


def _is_too_wide(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))


# ---- A session ----------------------------------------------------------------


@folders
def test_a_session_from_the_first_question_to_the_result(visit: Visitor, folder: str) -> None:
    page, words = visit.anew(folder + PATH), WORDS[folder]
    expect(_waiting(page)).to_contain_text(words["due"].format(0))
    expect(_waiting(page)).to_contain_text(words["new"].format(208))
    _begin(page)
    missed = []
    for number in range(1, 6):
        title = page.locator(".review__title")
        expect(title).to_have_text(words["place"].format(number))
        expect(title).to_be_focused()
        right = number % 2 == 1
        name = _answer(page, right=right)
        missed += [] if right else [name]
    expect(page.locator(".review")).to_contain_text(words["score"])
    expect(page.locator(".review__title")).to_be_focused()
    expect(page.locator(".review__missed > li")).to_have_count(2)
    pages = page.locator(".review__missed a").evaluate_all("all => all.map(each => each.href)")
    assert all(re.search(rf"/mle-notes/{folder}[a-z-]+/", address) for address in pages)
    assert [each["grade"] for each in _kept(page)] == [3, 1, 3, 1, 3]
    assert {each["mode"] for each in _kept(page)} == {"review"}
    assert [each["question"] for each in _kept(page) if not each["right"]] == missed


@folders
def test_the_grades_say_when_the_question_comes_back(visit: Visitor, folder: str) -> None:
    page, words = visit.anew(folder + PATH), WORDS[folder]
    _begin(page)
    _choose(page, right=True)
    grades = page.locator(".review__grade")
    expect(grades).to_have_count(3)
    expect(grades.nth(1)).to_be_focused()
    expect(grades.nth(1)).to_have_text(words["good"])
    assert not _kept(page)
    grades.nth(2).click()
    expect(page.locator(".review__title")).to_have_text(words["place"].format(2))
    assert [each["grade"] for each in _kept(page)] == [4]
    _choose(page, right=False)
    expect(page.locator(".review__how")).to_contain_text(words["wrong"])
    assert [each["grade"] for each in _kept(page)] == [4, 1]


def test_an_answer_counts_once(visit: Visitor) -> None:
    page = visit.anew("en/" + PATH)
    _begin(page)
    _choose(page, right=False)
    expect(page.locator(".review .question__check")).to_be_hidden()
    page.locator(".review .question__flip").click()
    expect(page.locator(".review mle-question")).to_have_attribute("lang", "ja")
    expect(page.locator(".review .question__check")).to_be_hidden()
    expect(page.locator(".review .option__why").first).to_be_visible()
    assert len(_kept(page)) == 1


def test_who_ends_early_keeps_what_was_answered(visit: Visitor) -> None:
    page = visit.anew("en/" + PATH)
    _begin(page)
    _answer(page, right=False)
    _choose(page, right=True)
    page.locator(".review__end").click()
    expect(page.locator(".review")).to_contain_text("1 of 2 right")
    assert [each["grade"] for each in _kept(page)] == [1, 3]
    page.get_by_role("button", name="Back to the overview").click()
    expect(_waiting(page)).to_contain_text("New: 206.")


def test_who_ends_before_an_answer_is_back_at_the_overview(visit: Visitor) -> None:
    page = visit.anew("en/" + PATH)
    _begin(page)
    page.locator(".review__end").click()
    expect(_waiting(page)).to_contain_text("New: 208.")


def test_a_session_can_be_of_one_section(visit: Visitor) -> None:
    page = visit.anew("en/" + PATH)
    page.locator(".review select").first.select_option("6")
    _begin(page)
    for _ in range(5):
        question = page.locator(".review mle-question")
        expect(question).to_have_attribute("data-objective", re.compile(r"^6-"))
        _answer(page, right=True)
    rows = page.locator(".review__strength tbody tr")
    page.get_by_role("button", name="Back to the overview").click()
    expect(rows.nth(5)).to_contain_text("5 of 24")
    expect(rows.nth(5)).to_contain_text("100%")
    expect(rows.nth(0)).to_contain_text("none yet")


# ---- The days after -----------------------------------------------------------


@pytest.fixture
def traveller(visit: Visitor) -> Page:
    """A reader whose clock the test sets."""
    page = visit.nowhere()
    page.clock.install(time=NOON)
    page.goto(visit.server.home + "en/" + PATH)
    return page


def test_what_is_due_comes_back_when_it_is_due(traveller: Page) -> None:
    page = traveller
    _begin(page)
    wrong = _answer(page, right=False)
    right = {_answer(page, right=True) for _ in range(4)}
    page.get_by_role("button", name="Back to the overview").click()
    expect(_waiting(page)).to_have_text("Due now: 0. New: 203. The next one is due in 10 minutes.")
    page.clock.set_fixed_time("2026-11-21T12:30:00Z")
    page.reload()
    expect(_waiting(page)).to_contain_text("Due now: 1.")
    page.clock.set_fixed_time("2026-11-24T12:30:00Z")
    page.reload()
    expect(_waiting(page)).to_contain_text("Due now: 5.")
    _begin(page)
    asked = [_answer(page, right=True) for _ in range(5)]
    assert asked[0] == wrong  # the least remembered
    assert set(asked[1:]) == right
    page.get_by_role("button", name="Back to the overview").click()
    expect(_waiting(page)).to_contain_text("Due now: 0. New: 203.")


def test_the_overview_follows_the_clock_when_the_reader_returns(traveller: Page) -> None:
    page = traveller
    _begin(page)
    _answer(page, right=False)
    page.locator(".review__end").click()
    page.get_by_role("button", name="Back to the overview").click()
    expect(_waiting(page)).to_contain_text("Due now: 0.")
    page.clock.set_fixed_time("2026-11-22T12:00:00Z")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(_waiting(page)).to_contain_text("Due now: 1.")


@folders
def test_a_changed_question_comes_back_at_once_and_says_so(visit: Visitor, folder: str) -> None:
    page, words = visit.anew(folder + PATH), WORDS[folder]
    _begin(page)
    name = _answer(page, right=True)
    page.route(
        "**/practice/bank/index.json",
        lambda route: route.fulfill(json=_with_change(route.fetch().json(), name)),
    )
    page.reload()
    expect(_waiting(page)).to_contain_text(words["due"].format(1))
    _begin(page)
    expect(page.locator(".review mle-question")).to_have_attribute("data-id", name)
    expect(page.locator(".review__badge")).to_have_text(words["changed"])


def _with_change(index: dict[str, Any], name: str) -> dict[str, Any]:
    for question in index["questions"]:
        if question["id"] == name:
            question["version"] = "00000000"
    return index


def test_the_options_change_places_after_an_answer(traveller: Page) -> None:
    """Of five questions, at least one has another order; by chance all five keep theirs
    once in 24 to the power of 5."""
    page = traveller
    orders: list[dict[str, list[str]]] = []
    for day in ("21", "25"):
        page.clock.set_fixed_time(f"2026-11-{day}T13:00:00Z")
        page.reload()
        _begin(page)
        orders.append({})
        for _ in range(5):
            inputs = page.locator(".review mle-question input").all()
            places = [str(each.get_attribute("value")) for each in inputs]
            orders[-1][_answer(page, right=True)] = places
    first, second = orders
    assert first.keys() == second.keys()
    assert first != second


# ---- However it is read --------------------------------------------------------


@pytest.mark.parametrize("width", [NARROW, WIDE])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@folders
def test_axe_finds_nothing_and_nothing_is_too_wide(
    visit: Visitor, folder: str, width: int, scheme: str
) -> None:
    page = visit.anew(folder + PATH, width=width, scheme=scheme)
    expect(_waiting(page)).to_be_visible()
    assert not violations_of(page)
    assert not _is_too_wide(page)
    _begin(page)
    for right in (True, False, True, False, True):
        _choose(page, right=right)
        expect(page.locator(".review__next button:focus")).to_be_visible()
        assert not _is_too_wide(page)
        if page.locator(".review__title").inner_text().count("5") < 2:
            assert not violations_of(page)
        page.keyboard.press("Enter")
    expect(page.locator(".review__missed")).to_be_visible()
    assert not violations_of(page)
    assert not _is_too_wide(page)


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_a_session_with_the_keyboard_alone(visit: Visitor, width: int) -> None:
    page = visit.anew("en/" + PATH, width=width)
    expect(_waiting(page)).to_be_visible()
    page.locator(".review select").nth(1).focus()
    page.keyboard.press("ArrowUp")  # five questions
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    for number in range(1, 6):
        expect(page.locator(".review__title")).to_have_text(f"Question {number} of 5")
        several = page.locator(".review .options[role=group]").count()
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
        if several:
            page.keyboard.press("Tab")
            page.keyboard.press("Space")
        page.locator(".review .question__check").focus()
        page.keyboard.press("Enter")
        focused = page.locator(".review__next button:focus")
        expect(focused).to_be_in_viewport()
        page.keyboard.press("Enter")
    expect(page.locator(".review")).to_contain_text("of 5 right")
    assert len(_kept(page)) == 5


def test_a_key_that_is_held_down_grades_nothing(visit: Visitor) -> None:
    page = visit.anew("en/" + PATH)
    _begin(page)
    _choose(page, right=True)
    expect(page.locator(".review__grade:focus")).to_be_visible()
    page.evaluate(
        """() => {
            const held = {key: "Enter", repeat: true, bubbles: true, cancelable: true};
            const pressed = new KeyboardEvent("keydown", held);
            window.refused = !document.activeElement.dispatchEvent(pressed);
        }"""
    )
    assert page.evaluate("refused")


def test_the_grades_hide_nothing_that_has_the_focus(visit: Visitor) -> None:
    page = visit.anew("en/" + PATH, width=NARROW)
    _begin(page)
    _choose(page, right=True)
    page.keyboard.press("Shift+Tab")  # to "hard"
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.closest('mle-question') !== null")
    hidden = page.evaluate(
        """() => {
            const bar = document.querySelector(".review__next").getBoundingClientRect();
            const focused = document.activeElement.getBoundingClientRect();
            return focused.bottom > bar.top;
        }"""
    )
    assert not hidden


@folders
def test_without_scripts_the_page_explains_and_leads_to_the_questions(
    visit: Visitor, folder: str
) -> None:
    page = visit(folder + PATH, scripts=False)
    expect(page.locator("#tool-review")).to_be_hidden()
    expect(page.locator("article table").first).to_be_visible()
    expect(page.locator("article a[href='../']").first).to_be_visible()


@pytest.mark.parametrize(
    "denial",
    [
        "Object.defineProperty(window, 'indexedDB', {value: undefined})",
        "indexedDB.open = () => { throw new DOMException('denied', 'SecurityError'); }",
    ],
    ids=["missing", "throws"],
)
def test_where_nothing_can_be_kept_the_session_works_and_says_so(
    visit: Visitor, denial: str
) -> None:
    page = visit.nowhere()
    page.add_init_script(denial)
    page.goto(visit.server.home + "en/" + PATH)
    expect(page.locator("#tool-review .store-notice")).to_contain_text("until this page is closed")
    _begin(page)
    for _ in range(5):
        _answer(page, right=True)
    page.get_by_role("button", name="Back to the overview").click()
    expect(_waiting(page)).to_contain_text("New: 203.")


@folders
def test_without_a_connection_the_tool_says_so_and_tries_again(visit: Visitor, folder: str) -> None:
    page = visit.nowhere()
    page.route(_BANK, lambda route: route.abort())
    page.goto(visit.server.home + folder + PATH)
    status = page.locator(".review__status")
    expect(status).to_contain_text(WORDS[folder]["failed"])
    page.unroute(_BANK)
    page.locator(".review button").click()
    expect(_waiting(page)).to_be_visible()
    page.route(_PARTS, lambda route: route.abort())
    page.locator(".review form button").click()
    expect(status).to_contain_text(WORDS[folder]["failed"])
    page.unroute(_PARTS)
    page.locator(".review button").click()
    expect(page.locator(".review mle-question")).to_be_visible()
    visit.problems.clear()  # the browser reports the requests that we cut


def test_another_tab_brings_the_overview_up_to_date(visit: Visitor) -> None:
    page = visit.anew("en/" + PATH)
    expect(_waiting(page)).to_contain_text("New: 208.")
    other = page.context.new_page()
    other.goto(page.url)
    _begin(other)
    _answer(other, right=False)
    expect(_waiting(page)).to_contain_text("New: 207.")


@pytest.mark.parametrize("width", [NARROW, WIDE])
@folders
def test_nothing_below_the_tool_moves_when_it_comes(
    visit: Visitor, folder: str, width: int
) -> None:
    page = visit.anew(folder + PATH, width=width)
    expect(_waiting(page)).to_be_visible()
    tool = page.locator("#tool-review")
    height, reserved = tool.evaluate(
        "each => [each.offsetHeight, parseFloat(getComputedStyle(each).minHeight)]"
    )
    assert height <= reserved + 1


def test_other_pages_do_not_load_the_scheduler(visit: Visitor) -> None:
    visit.server.asked.clear()
    page = visit.anew("en/practice/4-1/")
    expect(page.locator("mle-question[data-ready]").first).to_be_visible()
    assert not [path for path in visit.server.asked if "fsrs" in path]
