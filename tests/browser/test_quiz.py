"""Practice questions as readers answer them, on objectives, chapters and services."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from site_browser import NARROW, WIDE, Visitor, violations_of
from sitekit.questions import Question
from sitekit.site import Sources

folders = pytest.mark.parametrize("folder", ["", "en/"], ids=["ja", "en"])
pages = pytest.mark.parametrize(
    "path", ["practice/1-1/", "en/training/loss-curves/", "services/bigquery-ml/"]
)
WORDS = {
    "ja": {"right": "正解です。", "check": "答え合わせ", "none": "選択肢を選んでから"},
    "en": {"right": "Right.", "check": "Check the answer", "none": "Choose an option"},
}


def _language(path: str) -> str:
    return "en" if path.startswith("en/") else "ja"


@pytest.fixture(scope="module")
def bank(sources: Sources) -> dict[str, Question]:
    """The questions by id."""
    return {each.id: each for each in sources.data.questions}


def _first(page: Page) -> Locator:
    question = page.locator("mle-question[data-ready]").first
    expect(question).to_be_visible()
    return question


def _some(page: Page, count: int) -> list[Locator]:
    """The first questions of a page, once the script has brought them."""
    ready = page.locator("mle-question[data-ready]")
    expect(ready.nth(count - 1)).to_be_visible()
    return ready.all()[:count]


def _of(question: Locator, bank: dict[str, Question]) -> Question:
    return bank[str(question.get_attribute("data-id"))]


def _choose(question: Locator, options: tuple[int, ...]) -> None:
    for option in options:
        question.locator(f"input[value='{option}']").check()


def _wrong(question: Question) -> tuple[int, ...]:
    return tuple(set(range(len(question.options))) - set(question.right))[: len(question.right)]


@pages
def test_a_right_answer_shows_the_reason_of_every_option(
    visit: Visitor, bank: dict[str, Question], path: str
) -> None:
    language = _language(path)
    question = _first(visit.anew(path))
    known = _of(question, bank)
    _choose(question, known.right)
    question.locator(".question__check").click()
    expect(question.locator("[role=status]")).to_have_text(WORDS[language]["right"])
    reasons = question.locator(".option__why")
    expect(reasons).to_have_count(len(known.options))
    for reason, option in zip(reasons.all(), known.options, strict=True):
        expect(reason).to_contain_text(option.why[language].replace("`", "")[:30])


@folders
def test_a_wrong_answer_names_the_right_one_and_can_be_tried_again(
    visit: Visitor, bank: dict[str, Question], folder: str
) -> None:
    question = _first(visit.anew(f"{folder}practice/1-1/"))
    known = _of(question, bank)
    _choose(question, _wrong(known))
    check = question.locator(".question__check")
    check.click()
    letters = ["ABCDE"[place] for place in known.right]
    expect(question.locator("[role=status]")).to_contain_text(letters[0])
    expect(question.locator("input").first).to_be_disabled()
    check.click()
    expect(question.locator(".option__why")).to_have_count(0)
    expect(question.locator("input:checked")).to_have_count(0)
    expect(question.locator("input").first).to_be_focused()


def test_the_deciding_words_show_themselves_with_the_answer(
    visit: Visitor, bank: dict[str, Question]
) -> None:
    question = _first(visit.anew("en/practice/1-1/"))
    marked = question.locator(".stem .decides").first
    ground = "each => getComputedStyle(each).backgroundColor"
    before = marked.evaluate(ground)
    _choose(question, _of(question, bank).right)
    question.locator(".question__check").click()
    assert marked.evaluate(ground) != before


def test_several_options_can_be_right(visit: Visitor, bank: dict[str, Question]) -> None:
    page = visit.anew("en/practice/1-1/")
    several = next(
        each for each in bank.values() if each.objective == "1.1" and each.kind == "multiple"
    )
    question = page.locator(f"mle-question[data-id='{several.id}'][data-ready]")
    group = question.locator(".options")
    expect(group).to_have_attribute("aria-label", f"Choose {len(several.right)}")
    _choose(question, several.right[:1])
    check = question.locator(".question__check")
    check.click()
    expect(question.locator("[role=status]")).to_contain_text("Not right.")
    check.click()
    _choose(question, several.right)
    check.click()
    expect(question.locator("[role=status]")).to_have_text("Right.")


@folders
def test_nothing_is_checked_before_something_is_chosen(visit: Visitor, folder: str) -> None:
    question = _first(visit.anew(f"{folder}practice/1-1/"))
    question.locator(".question__check").click()
    expect(question.locator("[role=status]")).to_contain_text(WORDS[folder[:2] or "ja"]["none"])
    expect(question.locator(".option__why")).to_have_count(0)


@folders
def test_the_question_flips_into_the_other_language_in_place(
    visit: Visitor, bank: dict[str, Question], folder: str
) -> None:
    page = visit.anew(f"{folder}practice/1-1/")
    own = folder[:2] or "ja"
    other = {"ja": "en", "en": "ja"}[own]
    question = _first(page)
    known = _of(question, bank)
    _choose(question, known.right)
    flip = question.locator(".question__flip")
    for language in (other, own):
        flip.click()
        expect(question).to_have_attribute("lang", language)
        expect(question.locator(".stem")).to_have_text(known.stem[language].replace("`", ""))
        expect(question.locator(f"input[value='{known.right[0]}']")).to_be_checked()
        expect(flip).to_be_focused()
    flip.click()
    expect(question).to_have_attribute("lang", other)
    question.locator(".question__check").click()
    expect(question.locator("[role=status]")).to_have_text(WORDS[other]["right"])
    first = question.locator(".option__why").first
    expect(first).to_contain_text(known.options[0].why[other].replace("`", "")[:30])
    assert page.locator("h1").inner_text()  # the page itself stays as it was
    expect(page.locator("html")).to_have_attribute("lang", own)


def test_a_question_that_cannot_flip_says_so_and_stays(visit: Visitor) -> None:
    page = visit.anew("practice/1-1/")
    question = _first(page)
    page.route("**/practice/bank/*.json", lambda route: route.fulfill(status=200, body="{"))
    question.locator(".question__flip").click()
    expect(question.locator("[role=status]")).to_contain_text("読み込めませんでした")
    expect(question).to_have_attribute("lang", "ja")
    page.unroute("**/practice/bank/*.json")
    question.locator(".question__flip").click()
    expect(question).to_have_attribute("lang", "en")


def test_the_keyboard_alone_answers(visit: Visitor, bank: dict[str, Question]) -> None:
    page = visit.anew("en/practice/1-1/")
    question = _first(page)
    known = _of(question, bank)
    question.locator("input").first.focus()
    page.keyboard.press("Space")
    for _ in range(known.right[0]):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    expect(question.locator(".question__check")).to_be_focused()
    page.keyboard.press("Enter")
    expect(question.locator("[role=status]")).to_have_text("Right.")


@pages
def test_without_scripts_the_answer_opens(
    visit: Visitor, bank: dict[str, Question], path: str
) -> None:
    page = visit(path, scripts=False)
    question = page.locator("mle-question").first
    known = _of(question, bank)
    assert question.locator("input:visible, button:visible").count() == 0
    expect(question.locator(".reasons")).to_be_hidden()
    question.locator("summary").click()
    expect(question.locator(".reasons > li")).to_have_count(len(known.options))
    expect(question.locator(".reasons")).to_be_visible()
    letters = ["ABCDE"[place] for place in known.right]
    expect(question.locator(".solution strong")).to_have_text(re.compile(f"^{letters[0]}"))


@folders
@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_an_answered_question_stays_inside_the_page(
    visit: Visitor, bank: dict[str, Question], folder: str, width: int
) -> None:
    page = visit.anew(f"{folder}practice/3-2/", width=width)
    for question in _some(page, 4):
        _choose(question, _of(question, bank).right)
        question.locator(".question__check").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@folders
def test_a_mistake_can_be_reported(visit: Visitor, bank: dict[str, Question], folder: str) -> None:
    page = visit.anew(f"{folder}practice/1-1/")
    question = _first(page)
    link = question.locator(".question__note a")
    expect(link).to_have_attribute("href", re.compile(_of(question, bank).id))
    question.locator(".question__flip").click()
    expect(question).to_have_attribute("lang", "ja" if folder else "en")
    expect(link).to_have_attribute("href", re.compile(_of(question, bank).id))


def test_a_page_lists_the_questions_it_does_not_show(visit: Visitor) -> None:
    page = visit("services/bigquery-ml/")
    assert page.locator("mle-question").count() == 3
    link = page.locator(".more-questions a").first
    link.click()
    page.wait_for_url(re.compile(r"/practice/\d-\d/#q-[a-z0-9-]+$"))
    expect(page.locator(":target")).to_be_in_viewport()


def test_an_answer_is_counted_on_the_page_of_progress(
    visit: Visitor, bank: dict[str, Question]
) -> None:
    page = visit.anew("en/practice/1-1/")
    question = _first(page)
    _choose(question, _of(question, bank).right)
    question.locator(".question__check").click()
    expect(question.locator("[role=status]")).to_have_text("Right.")
    page.wait_for_timeout(300)  # what is kept is kept a moment later
    page.goto(f"{visit.server.home}en/practice/progress/")
    expect(page.locator("#tool-progress")).to_contain_text("This browser keeps 1 answer")


@folders
def test_where_nothing_can_be_kept_it_says_so_once(
    visit: Visitor, bank: dict[str, Question], folder: str
) -> None:
    page = visit.anew("404.html")
    page.add_init_script("Object.defineProperty(window, 'indexedDB', {value: undefined})")
    page.goto(f"{visit.server.home}{folder}practice/1-1/")
    for question in _some(page, 2):
        _choose(question, _of(question, bank).right)
        question.locator(".question__check").click()
    expect(page.locator(".store-notice")).to_have_count(1)
    expect(page.locator(".store-notice button")).to_be_visible()


def test_a_page_without_questions_loads_nothing_of_them(visit: Visitor) -> None:
    page = visit.nowhere()
    visit.server.asked.clear()
    page.goto(f"{visit.server.home}en/changes/")
    page.wait_for_load_state("networkidle")
    assert not [each for each in visit.server.asked if "/practice/" in each]


@folders
@pytest.mark.parametrize(
    ("width", "scheme"),
    [(NARROW, "light"), (NARROW, "dark"), (WIDE, "light"), (WIDE, "dark")],
)
def test_axe_finds_nothing_in_answered_questions(
    visit: Visitor, bank: dict[str, Question], folder: str, width: int, scheme: str
) -> None:
    page = visit.anew(f"{folder}practice/5-2/", width=width, scheme=scheme)
    right, wrong = _some(page, 2)
    _choose(right, _of(right, bank).right)
    _choose(wrong, _wrong(_of(wrong, bank)))
    for question in (right, wrong):
        question.locator(".question__check").click()
        expect(question.locator(".option__why").first).to_be_visible()
    violations = violations_of(page)
    assert not violations, "\n".join(violations)
