"""The mock exam as readers take it: in one go, with pauses, with crashes, until time is up."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Page, Route, expect

from site_browser import NARROW, WIDE, Visitor, module, until, violations_of

PATH = "practice/mock-exam/"
SEEDED = f"{PATH}?seed=spring&count=50"
NOON = "2026-11-21T12:00:00Z"
SECOND = 1000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE

folders = pytest.mark.parametrize("folder", ["", "en/"], ids=["ja", "en"])
_TOO_WIDE = "document.scrollingElement.scrollWidth - innerWidth"
#: No page hears that it is left: as in a crash.
_CRASHES = """for (const type of ["pagehide", "visibilitychange"])
    addEventListener(type, event => event.stopImmediatePropagation(), true);"""


@pytest.fixture(scope="module")
def words(root: Path) -> Callable[[str, str], str]:
    """A word of the exam in the language of a folder."""
    entries = yaml.safe_load((root / "data/ui/exam.yml").read_text(encoding="utf-8"))
    return lambda folder, key: str(entries[key]["en" if folder else "ja"])


def _press(page: Page, text: str) -> None:
    page.locator("#tool-exam").get_by_role("button", name=text, exact=True).click()


def _begin(page: Page) -> None:
    page.locator("#tool-exam form button").click()
    expect(page.locator("mle-question")).to_be_visible()


def _choose(page: Page, *, right: bool) -> None:
    """Answer the question that is shown."""
    correct = str(page.locator("mle-question").get_attribute("data-right")).split()
    count = page.locator("mle-question input").count()
    chosen = correct if right else [next(str(n) for n in range(count) if str(n) not in correct)]
    for value in chosen:
        page.locator(f"mle-question input[value='{value}']").check()


def _timed(visit: Visitor, path: str, **kind: Any) -> Page:
    """A page whose clock begins at noon and stands, so that a test moves it."""
    page = visit.nowhere(**kind)
    page.clock.install(time=NOON)
    page.goto(visit.server.home + path)
    return page


def _left(page: Page) -> str:
    return page.locator(".exam__digits").inner_text()


def _kept(page: Page, what: str) -> list[dict[str, Any]]:
    """What the store of the page has."""
    script = "async ([store, what]) => (await (await import(store)).open())[what]()"
    return list(page.evaluate(script, [module(page, "store"), what]))


def _kept_until(page: Page, minutes: int) -> None:
    """Wait for the writes of minutes that were made in a moment, except the last beat's."""
    script = """async ([store, at]) => {
        const exams = await (await (await import(store)).open()).exams();
        return exams.at(-1).log.at(-1)[0] >= at;
    }"""
    at = datetime.fromisoformat(NOON).timestamp() * SECOND + minutes * MINUTE - 11 * SECOND
    until(page, script, [module(page, "store"), at])


def _asked(page: Page) -> list[str]:
    """The ids of the questions of the exam, in order."""
    return [each["id"] for each in _kept(page, "exams")[-1]["log"][0][2]]


# ---- From the beginning to the end -----------------------------------------------


@folders
def test_a_whole_exam(visit: Visitor, words: Callable[[str, str], str], folder: str) -> None:
    page = visit.anew(f"{folder}{SEEDED}")
    _begin(page)
    heading = page.locator(".exam__heading")
    expect(heading).to_have_text(words(folder, "place").format(count=50, number=1))
    _choose(page, right=True)
    _press(page, words(folder, "next"))
    expect(heading).to_have_text(words(folder, "place").format(count=50, number=2))
    expect(heading).to_be_focused()
    _choose(page, right=False)
    _press(page, words(folder, "next"))
    _press(page, words(folder, "flag"))
    _press(page, words(folder, "to-review"))
    expect(page.locator(".exam__review h4")).to_have_text(
        [
            words(folder, "review-open").format(count=48),
            words(folder, "review-flagged").format(count=1),
        ]
    )
    _press(page, words(folder, "hand-in"))
    expect(page.locator(".exam__total")).to_contain_text("2%")  # 1 of 50
    low, high = 0, 10  # by Wilson's formula
    line = words(folder, "total").format(asked=50, right=1, share=2, low=low, high=high)
    expect(page.locator(".exam__total")).to_have_text(line)
    expect(page.locator(".exam__sections li")).to_have_count(6)
    expect(page.locator(".exam__explained")).to_have_count(49)


def test_a_missed_question_shows_every_reason_and_the_page_to_read(visit: Visitor) -> None:
    page = visit.anew(f"en/{SEEDED}")
    _begin(page)
    _choose(page, right=False)
    _press(page, "Review and hand in")
    _press(page, "Hand in and score")
    missed = page.locator(".exam__explained").first
    expect(missed.locator("summary").first).to_have_text(re.compile(r"^Question 1 .*: wrong$"))
    missed.locator("summary").first.click()
    reasons = missed.locator(".options .option__why")
    assert reasons.count() == missed.locator(".options > li").count()
    expect(reasons.first).to_be_visible()
    expect(missed.get_by_text("Read: ")).to_be_visible()
    expect(missed.get_by_text("Not right.")).to_be_visible()


def test_answers_go_into_the_log_once_and_open_questions_do_not(visit: Visitor) -> None:
    page = visit.anew(f"en/{SEEDED}")
    _begin(page)
    _choose(page, right=True)
    _press(page, "Next")
    _choose(page, right=False)
    _press(page, "Review and hand in")
    _press(page, "Hand in and score")
    expect(page.locator(".exam__total")).to_be_visible()
    page.reload()
    expect(page.locator(".exam__total")).to_be_visible()
    answers = _kept(page, "answers")
    assert [(each["mode"], each["grade"], each["right"]) for each in answers] == [
        ("exam", 3, True),
        ("exam", 1, False),
    ]


def test_nothing_leads_to_the_answer_before_the_end(visit: Visitor) -> None:
    page = visit.anew(f"en/{SEEDED}")
    _begin(page)
    expect(page.locator(".exam .answer")).to_be_hidden()
    expect(page.locator(".exam .question__check")).to_have_count(0)
    _choose(page, right=True)
    expect(page.locator(".exam .answer")).to_be_hidden()


def test_a_finished_exam_is_listed_and_leads_to_the_same_again(visit: Visitor) -> None:
    page = visit.anew(f"en/{SEEDED}")
    _begin(page)
    first = _asked(page)
    _press(page, "Review and hand in")
    _press(page, "Hand in and score")
    page.get_by_role("link", name="Take the same questions again").click()
    expect(page.locator("#tool-exam select")).to_have_value("50")
    expect(page.locator("#tool-exam form input")).to_have_value("spring")
    expect(page.locator(".exam__list")).to_contain_text("0 of 50 right (0%)")
    _begin(page)
    assert _asked(page) == first
    page.goto(visit.server.home + f"en/{PATH}")
    _press(page, "See the result")
    expect(page.locator(".exam__total")).to_contain_text("0 of 50")


# ---- Seeds -------------------------------------------------------------------------


def test_a_seed_gives_the_same_exam_to_everybody_in_both_languages(visit: Visitor) -> None:
    asked = []
    for folder in ("", "en/"):
        page = visit.anew(f"{folder}{SEEDED}")
        _begin(page)
        asked.append([each["log"][0][2] for each in _kept(page, "exams")])
    assert asked[0] == asked[1]
    assert len({each["id"] for each in asked[0][0]}) == 50


def test_without_a_seed_exams_differ_and_the_address_tells_the_seed(visit: Visitor) -> None:
    asked = []
    for _ in range(2):
        page = visit.anew(f"en/{PATH}")
        _begin(page)
        expect(page).to_have_url(re.compile(r"\?seed=[0-9a-f]{6}&count=55&bank=[0-9a-f]{8}&exam="))
        asked.append(_asked(page))
    assert asked[0] != asked[1]
    assert len(asked[0]) == 55


def test_a_link_from_before_a_change_of_the_questions_says_so(visit: Visitor) -> None:
    page = visit.anew(f"en/{SEEDED}&bank=00000000")
    expect(page.locator("#tool-exam")).to_contain_text("have changed since this link")
    version = page.evaluate("fetch('../bank/index.json').then(a => a.json()).then(b => b.version)")
    page = visit.anew(f"en/{SEEDED}&bank={version}")
    expect(page.locator("#tool-exam form")).to_be_visible()
    expect(page.locator("#tool-exam")).not_to_contain_text("have changed since this link")


# ---- The clock ---------------------------------------------------------------------


@folders
def test_when_time_is_up_the_exam_is_scored(
    visit: Visitor, words: Callable[[str, str], str], folder: str
) -> None:
    page = _timed(visit, f"{folder}{SEEDED}")
    _begin(page)
    _choose(page, right=True)
    page.evaluate(
        """() => {
            window.said = [];
            const place = document.querySelector(".exam__status");
            const note = () => said.push(place.textContent);
            new MutationObserver(note).observe(place, {childList: true});
        }"""
    )
    page.clock.run_for(2 * HOUR)
    expect(page.locator(".exam__result")).to_contain_text(words(folder, "time-up"))
    expect(page.locator(".exam__result")).to_contain_text("2:00:00")
    expect(page.locator(".exam__total")).to_contain_text("2%")
    minutes = [int(re.search(r"\d+", text)[0]) for text in page.evaluate("said")]  # type: ignore[index]
    assert minutes == [60, 30, 10, 5, 1]


def test_a_pause_stops_the_clock_and_hides_the_question(visit: Visitor) -> None:
    page = _timed(visit, f"en/{SEEDED}")
    _begin(page)
    page.clock.run_for(10 * MINUTE)
    _press(page, "Pause")
    expect(page.locator("mle-question")).to_have_count(0)
    page.clock.run_for(5 * HOUR)
    _press(page, "Resume")
    assert _left(page).startswith(("1:50:0", "1:49:5"))


def test_a_device_that_slept_finds_the_exam_paused(visit: Visitor) -> None:
    page = _timed(visit, f"en/{SEEDED}")
    _begin(page)
    page.clock.run_for(MINUTE)
    page.clock.fast_forward(8 * HOUR)
    expect(page.locator(".exam__paused")).to_be_visible()
    expect(page.locator(".exam__paused")).to_contain_text(re.compile(r"Time left: 1:5[89]:"))


def test_a_reload_keeps_everything(visit: Visitor) -> None:
    page = _timed(visit, f"en/{SEEDED}")
    _begin(page)
    _choose(page, right=True)
    chosen = page.locator("mle-question").evaluate("element => element.chosen")
    order = page.locator("mle-question .options input").evaluate_all("all => all.map(e => e.value)")
    _press(page, "Next")
    _press(page, "Flag")
    page.clock.run_for(20 * MINUTE)
    _kept_until(page, 20)
    page.reload()
    expect(page.locator(".exam__paused")).to_contain_text("You have answered 1 of 50")
    _press(page, "Resume")
    expect(page.locator(".exam__heading")).to_have_text("Question 2 of 50")
    expect(page.get_by_role("button", name="Flag")).to_have_attribute("aria-pressed", "true")
    # The last seconds count only where the browser had time to keep them.
    assert re.match(r"1:(40:[01]|39:5)", _left(page))
    _press(page, "Previous")
    assert page.locator("mle-question").evaluate("element => element.chosen") == chosen
    inputs = page.locator("mle-question .options input")
    assert inputs.evaluate_all("all => all.map(e => e.value)") == order


@folders
def test_after_a_crash_the_clock_stopped_and_the_exam_goes_on(
    visit: Visitor, words: Callable[[str, str], str], folder: str
) -> None:
    page = visit.nowhere()
    page.add_init_script(_CRASHES)
    page.clock.install(time=NOON)
    page.goto(visit.server.home + f"{folder}{SEEDED}")
    _begin(page)
    _choose(page, right=True)
    page.clock.run_for(30 * MINUTE)
    _kept_until(page, 30)
    context = page.context
    page.close()
    again = context.new_page()
    again.clock.install(time="2026-11-23T08:00:00Z")
    again.goto(visit.server.home + f"{folder}{PATH}")
    expect(again.locator(".exam__list")).to_contain_text(re.compile(r"1:(30:|29:[45])"))
    _press(again, words(folder, "resume"))
    expect(again.locator("mle-question")).to_be_visible()
    assert re.match(r"1:(30:|29:[45])", _left(again))
    assert len(again.locator("mle-question").evaluate("element => element.chosen")) >= 1
    assert len(_kept(again, "exams")) == 1


def test_an_exam_is_open_in_one_tab_only(visit: Visitor) -> None:
    page = visit.anew(f"en/{SEEDED}")
    _begin(page)
    other = page.context.new_page()
    other.goto(page.url)
    expect(other.locator("#tool-exam")).to_contain_text("open in another tab")
    page.close()
    _press(other, "Resume")
    expect(other.locator("mle-question")).to_be_visible()


def test_the_other_language_goes_on_with_the_same_exam(visit: Visitor) -> None:
    page = visit.anew(f"en/{SEEDED}")
    _begin(page)
    _choose(page, right=True)
    page.locator("a.switch").click()
    expect(page).to_have_url(re.compile(r"/mle-notes/practice/mock-exam/\?.*exam="))
    expect(page.locator(".exam__paused")).to_contain_text("50問のうち1問")


def test_a_question_can_be_read_in_the_other_language(visit: Visitor) -> None:
    page = visit.anew(f"en/{SEEDED}")
    _begin(page)
    _choose(page, right=True)
    chosen = page.locator("mle-question").evaluate("element => element.chosen")
    page.locator(".question__flip").click()
    expect(page.locator("mle-question")).to_have_attribute("lang", "ja")
    assert page.locator("mle-question").evaluate("element => element.chosen") == chosen
    expect(page.locator(".exam .answer")).to_be_hidden()


def test_questions_that_changed_since_do_not_count(visit: Visitor) -> None:
    page = visit.anew(f"en/{SEEDED}")
    _begin(page)
    changed = _asked(page)[0]

    def altered(route: Route) -> None:
        index = json.loads(route.fetch().text())
        for each in index["questions"]:
            if each["id"] == changed:
                each["version"] = "ffffffff"
        route.fulfill(json=index)

    page.route("**/bank/index.json", altered)
    page.reload()
    expect(page.locator(".exam__paused")).to_contain_text("do not count: 1")
    _press(page, "Resume")
    expect(page.locator(".exam__question")).to_contain_text("has changed since you started")
    expect(page.locator("mle-question")).to_be_hidden()
    _press(page, "Next")
    _choose(page, right=True)
    _press(page, "Review and hand in")
    _press(page, "Hand in and score")
    expect(page.locator(".exam__total")).to_contain_text("1 of 49 right")


# ---- Trouble -----------------------------------------------------------------------


def test_without_a_connection_the_page_offers_to_try_again(visit: Visitor) -> None:
    page = visit.nowhere()
    page.route("**/bank/*.json", lambda route: route.abort())
    page.goto(visit.server.home + f"en/{SEEDED}")
    expect(page.locator("#tool-exam")).to_contain_text("could not be loaded")
    page.unroute("**/bank/*.json")
    page.route("**/bank/4-1.json", lambda route: route.abort())
    _press(page, "Load again")
    page.locator("#tool-exam form button").click()
    expect(page.locator("#tool-exam")).to_contain_text("could not be loaded")
    assert _kept(page, "exams") == []  # the clock has not begun
    page.unroute("**/bank/4-1.json")
    _press(page, "Load again")
    expect(page.locator("mle-question")).to_be_visible()
    visit.problems.clear()  # the browser reports the requests that we cut


def test_where_storage_is_denied_the_exam_can_still_be_taken(visit: Visitor) -> None:
    page = visit.nowhere()
    page.add_init_script("Object.defineProperty(window, 'indexedDB', {value: undefined})")
    page.goto(visit.server.home + f"en/{SEEDED}")
    _begin(page)
    _choose(page, right=True)
    _press(page, "Next")
    _press(page, "Previous")
    assert page.locator("mle-question").evaluate("element => element.chosen.length") >= 1
    expect(page.locator("#tool-exam .store-notice")).to_contain_text("until this page is closed")
    _press(page, "Review and hand in")
    _press(page, "Hand in and score")
    expect(page.locator(".exam__total")).to_contain_text("1 of 50 right")


@folders
def test_without_scripts_the_rules_and_the_table_are_there(visit: Visitor, folder: str) -> None:
    page = visit(f"{folder}{PATH}", scripts=False)
    assert page.locator("#tool-exam:visible, form:visible").count() == 0
    assert page.locator("article tbody tr:visible").count() == 9
    expect(page.locator("#start ~ p").first).to_contain_text("JavaScript")


# ---- By keyboard -------------------------------------------------------------------


def _tab_to(page: Page, selector: str) -> None:
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("name => document.activeElement.matches(name)", selector):
            return
    pytest.fail(f"Tab never comes to {selector}")


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_with_the_keyboard_alone(visit: Visitor, width: int) -> None:
    page = visit.anew(f"en/{PATH}?seed=autumn&count=50", width=width)
    expect(page.locator("#tool-exam form")).to_be_visible()
    _tab_to(page, "#tool-exam form input")
    page.keyboard.type("npf")
    expect(page.locator("#tool-exam form input")).to_have_value("npf")  # Tab selects what was there
    _tab_to(page, "#tool-exam form button")
    page.keyboard.press("Enter")
    heading = page.locator(".exam__heading")
    expect(heading).to_be_focused()
    _tab_to(page, "mle-question input")
    page.keyboard.press("Space")
    chosen = page.locator("mle-question input:checked")
    expect(chosen).to_have_count(1)
    page.keyboard.press("n")
    expect(heading).to_have_text("Question 2 of 50")
    page.keyboard.press("f")
    expect(page.get_by_role("button", name="Flag")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("p")
    expect(heading).to_have_text("Question 1 of 50")
    page.keyboard.press("p")
    expect(heading).to_have_text("Question 1 of 50")
    _tab_to(page, ".exam__overview summary")
    page.keyboard.press("Enter")
    _tab_to(page, ".exam__cell[aria-label^='Question 2,']")
    page.keyboard.press("Enter")
    expect(heading).to_have_text("Question 2 of 50")
    _tab_to(page, ".exam__end button")
    page.keyboard.press("Enter")
    expect(page.locator(".exam__review")).to_be_visible()
    _tab_to(page, ".exam__end .md-button--primary")
    page.keyboard.press("Enter")
    expect(page.locator(".exam__total")).to_be_visible()
    expect(heading).to_be_focused()


def test_arrows_move_between_options_and_not_between_questions(visit: Visitor) -> None:
    page = visit.anew(f"en/{SEEDED}")
    _begin(page)
    while page.locator("mle-question input[type=radio]").count() == 0:
        page.keyboard.press("n")
    before = page.locator(".exam__heading").inner_text()
    _tab_to(page, "mle-question input")
    page.keyboard.press("Space")
    first = page.locator("mle-question").evaluate("element => element.chosen")
    page.keyboard.press("ArrowDown")
    assert page.locator("mle-question").evaluate("element => element.chosen") != first
    page.keyboard.press("ArrowRight")
    expect(page.locator(".exam__heading")).to_have_text(before)


def test_a_key_does_not_lead_away_from_a_running_exam(visit: Visitor) -> None:
    """The theme goes to the next page with n, and opens the search with f."""
    page = visit.anew(f"en/{SEEDED}")
    _begin(page)
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("n")
    expect(page.locator(".exam__heading")).to_have_text("Question 2 of 50")
    expect(page).to_have_url(re.compile(r"/practice/mock-exam/\?"))


# ---- For all eyes ------------------------------------------------------------------


def _steps(page: Page, press: Callable[[str], str]) -> list[tuple[str, Callable[[], None]]]:
    """The views of an exam one after the other."""

    def some() -> None:
        _begin(page)
        _choose(page, right=False)
        _press(page, press("flag"))
        page.locator(".exam__overview summary").click()

    def done() -> None:
        _press(page, press("hand-in"))
        expect(page.locator(".exam__total")).to_be_visible()
        page.evaluate("document.querySelectorAll('.exam details').forEach(e => e.open = true)")

    return [
        ("start", lambda: expect(page.locator("#tool-exam form")).to_be_visible()),
        ("question", some),
        ("paused", lambda: _press(page, press("pause"))),
        ("list", lambda: _press(page, press("to-start"))),
        ("again", lambda: _press(page, press("resume"))),
        ("review", lambda: _press(page, press("to-review"))),
        ("result", done),
    ]


@pytest.mark.parametrize(
    ("folder", "width", "scheme"),
    [("", NARROW, "light"), ("en/", NARROW, "dark"), ("", WIDE, "dark"), ("en/", WIDE, "light")],
)
def test_every_view_is_accessible_and_fits(
    visit: Visitor, words: Callable[[str, str], str], folder: str, width: int, scheme: str
) -> None:
    page = visit.anew(f"{folder}{SEEDED}", width=width, scheme=scheme)
    wrong = []
    for name, reach in _steps(page, lambda key: words(folder, key)):
        reach()
        wrong += [f"{name}: {each}" for each in violations_of(page)]
        if (too_wide := page.evaluate(_TOO_WIDE)) > 0:
            wrong.append(f"{name}: {too_wide} pixels too wide")
    assert not wrong, "\n".join(wrong)


def test_screen_readers_get_the_marks_of_a_number_as_words(visit: Visitor) -> None:
    page = visit.anew(f"en/{SEEDED}")
    _begin(page)
    _choose(page, right=True)
    _press(page, "Flag")
    page.locator(".exam__overview summary").click()
    cells = page.locator(".exam__cell")
    expect(cells.first).to_have_attribute("aria-label", "Question 1, answered, flagged")
    expect(cells.first).to_have_attribute("aria-current", "true")
    expect(cells.nth(1)).to_have_attribute("aria-label", "Question 2, not answered")
    expect(page.locator(".exam__overview summary")).to_contain_text("1 answered, 1 flagged")


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_the_page_does_not_jump_while_the_exam_loads(visit: Visitor, width: int) -> None:
    page = visit.nowhere(width=width)
    page.add_init_script(
        """window.shift = 0;
        new PerformanceObserver(list => {
            for (const each of list.getEntries()) if (!each.hadRecentInput) shift += each.value;
        }).observe({type: "layout-shift", buffered: true});"""
    )
    page.goto(visit.server.home + f"en/{SEEDED}#start")
    expect(page.locator("#tool-exam form")).to_be_visible()
    page.wait_for_timeout(300)
    assert page.evaluate("shift") < 0.02
