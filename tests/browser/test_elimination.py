"""The elimination trainer: marking the words that decide, striking out options by them."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
from playwright.sync_api import Locator, Page, expect

from site_browser import NARROW, WIDE, Visitor, module, until, violations_of
from sitekit.questions import LETTERS, Question
from sitekit.site import Sources

PATH = "practice/elimination/"
ID = "slow-model-fast-page"
folders = pytest.mark.parametrize("folder", ["", "en/"], ids=["ja", "en"])
modes = pytest.mark.parametrize(
    ("width", "scheme"),
    [(NARROW, "light"), (NARROW, "dark"), (WIDE, "light"), (WIDE, "dark")],
)
_NO_STORAGE = "Object.defineProperty(window, 'indexedDB', {value: undefined})"
_CODE = "`"


@pytest.fixture(scope="module")
def bank(sources: Sources) -> dict[str, Question]:
    """The questions by id."""
    return {each.id: each for each in sources.data.questions}


def _open(visit: Visitor, folder: str = "", question: str = ID, width: int = WIDE) -> Page:
    page = visit.anew(f"{folder}{PATH}?question={question}", width=width)
    expect(_pieces(page).first).to_be_visible()
    return page


def _language(folder: str) -> str:
    return folder.strip("/") or "ja"


def _pieces(page: Page) -> Locator:
    return page.locator(".elimination .piece[role=button]")


def _press(page: Page) -> None:
    """Press the button of the step: there is one at a time."""
    page.locator(".elimination .md-button").click()


def _mark(page: Page, words: str) -> None:
    """Press the piece in which words of the stem begin."""
    _pieces(page).filter(has_text=words).first.click()


def _mark_decisive(page: Page, question: Question, language: str) -> None:
    """Press the pieces that share a beginning with a deciding phrase, as a reader would."""
    stem = question.stem[language]
    for phrase in question.decides:
        start = stem.index(phrase[language])
        end = 0
        for piece in _pieces(page).all():
            text = piece.inner_text()
            end = stem.index(text, end) + len(text)
            if start < end:
                if piece.get_attribute("aria-pressed") == "false":
                    piece.click()
                break


def _decide(page: Page, choices: Mapping[int, str]) -> None:
    for option, kill in choices.items():
        page.locator(f"[name=kill-{option}][value='{kill}']").check()


def _as_in_data(question: Question) -> dict[int, str]:
    return {
        place: "stays" if option.killed is None else str(option.killed)
        for place, option in enumerate(question.options)
    }


def _options(page: Page) -> Locator:
    return page.locator(".elimination__option")


def _result(page: Page) -> Locator:
    return page.locator(".elimination__result").last


# ---- The exercise ------------------------------------------------------------


@folders
def test_the_stem_stands_there_whole_and_options_come_later(
    visit: Visitor, bank: dict[str, Question], folder: str
) -> None:
    page = _open(visit, folder)
    stem = page.locator(".elimination__stem")
    assert stem.inner_text() == bank[ID].stem[_language(folder)]
    assert _pieces(page).count() >= 5
    expect(_options(page)).to_have_count(0)


@folders
def test_marks_are_found_missed_or_needless(
    visit: Visitor, bank: dict[str, Question], folder: str
) -> None:
    language = _language(folder)
    page = _open(visit, folder)
    words = {
        "ja": ("見つけた", "見落とした", "決め手でない"),
        "en": ("found", "missed", "needless"),
    }[language]
    _mark(page, {"ja": "20 ms以内", "en": "within 20 ms"}[language])
    _mark(page, {"ja": "3,000万人", "en": "30 million"}[language])
    _press(page)
    for name, text in zip(("hit", "missed", "needless"), words, strict=True):
        expect(page.locator(f".tag--{name}").first).to_have_text(text)
    phrases = page.locator(".elimination__phrases li")
    expect(phrases).to_have_count(3)
    for number, phrase, decides in zip("①②③", phrases.all(), bank[ID].decides, strict=True):
        expect(phrase).to_contain_text(number)
        expect(phrase).to_contain_text(decides[language])
    expect(_result(page)).to_be_focused()


@folders
def test_who_finds_everything_is_told_so(
    visit: Visitor, bank: dict[str, Question], folder: str
) -> None:
    language = _language(folder)
    page = _open(visit, folder)
    _mark_decisive(page, bank[ID], language)
    _press(page)
    _decide(page, _as_in_data(bank[ID]))
    _press(page)
    expect(_result(page)).to_contain_text(
        {"ja": "正しい選択肢だけ", "en": "Only the right"}[language]
    )
    whys = page.locator(".elimination__why").all()
    for why, option in zip(whys, bank[ID].options, strict=True):
        expect(why).to_contain_text(option.why[language].replace(_CODE, ""))
    assert not page.locator(".elimination .is-missed").count()


def test_other_words_count_and_the_data_words_are_shown(
    visit: Visitor, bank: dict[str, Question]
) -> None:
    page = _open(visit, "en/")
    _mark(page, "within 20 ms")
    _press(page)
    _decide(page, {**_as_in_data(bank[ID]), 0: "0"})
    _press(page)
    first = _options(page).first
    expect(first).to_contain_text("Also possible")
    expect(first).to_contain_text("② “needs 150 ms for a member”")
    expect(_result(page)).to_contain_text("Only the right options are left.")
    expect(_result(page)).to_contain_text("Struck out by the same words: 2 of 3.")


def test_what_was_lost_and_what_should_have_gone_is_named(
    visit: Visitor, bank: dict[str, Question]
) -> None:
    page = _open(visit, "en/")
    _mark(page, "within 20 ms")
    _press(page)
    _decide(page, {0: "stays", 1: "1", 2: "0", 3: "2"})
    _press(page)
    expect(_options(page).nth(0)).to_contain_text("You kept it, but ②")
    expect(_options(page).nth(3)).to_contain_text("You struck out a right option.")
    letter = LETTERS[bank[ID].right[0]]
    expect(_result(page)).to_contain_text(f"What stays: {letter}.")


@folders
def test_nothing_is_checked_before_something_was_done(visit: Visitor, folder: str) -> None:
    page = _open(visit, folder)
    status = page.locator("#tool-elimination [role=status]").first
    _press(page)
    expect(status).not_to_be_empty()
    _pieces(page).first.click()
    expect(status).to_be_empty()
    _press(page)
    _decide(page, {0: "stays"})
    _press(page)
    expect(status).to_contain_text(re.compile("B.*C.*D"))


def test_a_mark_can_be_taken_back(visit: Visitor) -> None:
    page = _open(visit)
    piece = _pieces(page).first
    piece.click()
    expect(piece).to_have_attribute("aria-pressed", "true")
    piece.click()
    expect(piece).to_have_attribute("aria-pressed", "false")


def test_code_in_stems_and_phrases_is_shown_as_code(
    visit: Visitor, bank: dict[str, Question]
) -> None:
    question = next(each for each in bank.values() if _CODE in each.stem["en"])
    page = _open(visit, "en/", question.id)
    assert page.locator(".elimination__stem code").count()
    assert _CODE not in page.locator("#tool-elimination").inner_text()


# ---- From question to question -----------------------------------------------


@folders
def test_a_section_is_practiced_without_repeating(
    visit: Visitor, bank: dict[str, Question], folder: str
) -> None:
    page = visit.anew(f"{folder}{PATH}")
    page.locator("#tool-elimination select").select_option("5")
    page.locator("#tool-elimination form button").click()
    seen: list[str] = []
    for _ in range(3):
        expect(_pieces(page).first).to_be_visible()
        expect(page.locator(".elimination h3").first).to_be_focused()
        identifier = re.findall(r"question=([\w-]+)", page.url)[0]
        assert bank[identifier].consideration.startswith("5.")
        seen.append(identifier)
        _pieces(page).first.click()
        _press(page)
        _decide(page, _as_in_data(bank[identifier]))
        _press(page)
        _press(page)
        until(page, "id => !location.search.includes(id)", identifier)
    assert len(set(seen)) == 3


def test_a_reload_leads_to_the_same_question_and_section(visit: Visitor) -> None:
    page = visit.anew(f"en/{PATH}?section=4&question={ID}")
    expect(_pieces(page).first).to_be_visible()
    stem = page.locator(".elimination__stem").inner_text()
    _pieces(page).first.click()
    page.reload()
    expect(page.locator(".elimination__stem")).to_have_text(stem)
    expect(page.locator("#tool-elimination select")).to_have_value("4")
    expect(page.locator("[aria-pressed=true]")).to_have_count(0)


@folders
def test_a_finished_question_links_on(visit: Visitor, folder: str) -> None:
    page = _open(visit, folder)
    _pieces(page).first.click()
    _press(page)
    _decide(page, dict.fromkeys(range(4), "stays"))
    _press(page)
    links = page.locator(".elimination__further")
    picker = links.locator("a[href*='/choose/']").last
    expect(picker).to_be_visible()
    other = {"": "この問題を英語で解く", "en/": "Do this question in Japanese"}[folder]
    links.get_by_text(other).click()
    expect(page).to_have_url(re.compile(rf"{'' if folder else 'en/'}{PATH}\?question={ID}$"))
    expect(_pieces(page).first).to_be_visible()


def test_the_picker_gets_the_conditions_of_the_question(
    visit: Visitor, bank: dict[str, Question]
) -> None:
    question = next(each for each in bank.values() if each.constraints)
    page = _open(visit, "en/", question.id)
    _answer(page, dict.fromkeys(range(len(question.options)), "stays"))
    page.get_by_text("See how the picker ranks services by the same conditions").click()
    for dimension, value in question.constraints.items():
        expect(page.locator(f"#picker [name={dimension}]")).to_have_value(value)
    expect(page.locator("#picker-results .picked__name").first).to_be_visible()


def test_an_unknown_question_in_the_address_leaves_the_start(visit: Visitor) -> None:
    page = visit.anew(f"{PATH}?question=no-such&section=9")
    expect(page.locator("#tool-elimination select option")).to_have_count(7)
    expect(page.locator("#tool-elimination select")).to_have_value("")
    expect(_pieces(page)).to_have_count(0)


def test_a_failed_load_can_be_tried_again(visit: Visitor) -> None:
    page = visit.nowhere()
    page.route("**/practice/bank/4-1.json", lambda route: route.abort())
    page.goto(f"{visit.server.home}en/{PATH}?question={ID}")
    retry = page.get_by_role("button", name="Load again")
    expect(retry).to_be_visible()
    visit.problems.clear()  # the browser tells of the aborted request
    page.unroute("**/practice/bank/4-1.json")
    retry.click()
    expect(_pieces(page).first).to_be_visible()


# ---- Ways of reading ---------------------------------------------------------


def test_the_keyboard_is_enough(visit: Visitor) -> None:
    page = _open(visit, "en/")
    keys = page.keyboard
    page.locator("#tool-elimination form button").focus()
    keys.press("Tab")
    expect(_pieces(page).first).to_be_focused()
    keys.press("Space")
    keys.press("Tab")
    keys.press("Enter")
    expect(page.locator("[aria-pressed=true]")).to_have_count(2)
    for _ in range(_pieces(page).count() - 1):
        keys.press("Tab")
    keys.press("Enter")
    expect(_result(page)).to_be_focused()
    for _ in range(4):
        keys.press("Tab")
        keys.press("Space")
    keys.press("ArrowRight")
    keys.press("Tab")
    keys.press("Enter")
    expect(_result(page)).to_contain_text("Options sorted rightly")
    expect(page.locator("[name=kill-3][value='0']")).to_be_checked()


@folders
def test_without_scripts_the_page_teaches_and_offers_nothing_that_is_dead(
    visit: Visitor, bank: dict[str, Question], folder: str
) -> None:
    page = visit(f"{folder}{PATH}", scripts=False)
    expect(page.locator("#tool-elimination")).to_be_hidden()
    example = bank["captions-while-someone-speaks"]
    article = page.locator("article").inner_text()
    for phrase in example.decides:
        assert phrase[_language(folder)] in article


@modes
@folders
def test_every_step_is_accessible_and_fits(
    visit: Visitor, folder: str, width: int, scheme: str
) -> None:
    page = visit.anew(f"{folder}{PATH}?question={ID}", width=width, scheme=scheme)
    expect(_pieces(page).first).to_be_visible()
    for piece in _pieces(page).all()[::2]:
        piece.click()
    _inspect(page, width)
    _press(page)
    _inspect(page, width)
    _decide(page, {0: "0", 1: "1", 2: "stays", 3: "2"})
    _press(page)
    _inspect(page, width)


def _inspect(page: Page, width: int) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    violations = violations_of(page)
    assert not violations, "\n".join(violations)


def test_pieces_break_over_lines_as_text_does(visit: Visitor) -> None:
    page = _open(visit, width=NARROW)
    lines = "pieces => pieces.map(piece => piece.getClientRects().length)"
    counts = _pieces(page).evaluate_all(lines)
    assert max(counts) >= 2, "a piece that is a box of its own would have one"


def test_the_form_reserves_its_place(visit: Visitor) -> None:
    page = visit.anew(f"en/{PATH}", width=NARROW)
    expect(page.locator("#tool-elimination select option")).to_have_count(7)
    heights = "tool => [tool.scrollHeight, parseFloat(getComputedStyle(tool).minHeight)]"
    height, reserved = page.locator("#tool-elimination").evaluate(heights)
    assert height <= reserved + 1


# ---- What is kept ------------------------------------------------------------

_ANSWERS = "async store => (await (await import(store)).open()).answers()"


def _answer(page: Page, choices: Mapping[int, str]) -> None:
    _pieces(page).first.click()
    _press(page)
    _decide(page, choices)
    _press(page)


@pytest.mark.parametrize("right", [True, False])
def test_the_answer_is_kept(visit: Visitor, bank: dict[str, Question], right: bool) -> None:
    page = _open(visit, "en/")
    choices = _as_in_data(bank[ID]) if right else dict.fromkeys(range(4), "stays")
    with page.expect_response("**/practice/notice.js"):
        _answer(page, choices)
    store = module(page, "store")
    until(page, f"async store => (await ({_ANSWERS})(store)).length === 1", store)
    [answer] = page.evaluate(_ANSWERS, store)
    kept = [option for option, kill in choices.items() if kill == "stays"]
    assert (answer["question"], answer["mode"]) == (ID, "elimination")
    assert (answer["right"], answer["chosen"], answer["language"]) == (right, kept, "en")


@folders
def test_where_nothing_can_be_kept_it_goes_on_and_says_so(
    visit: Visitor, bank: dict[str, Question], folder: str
) -> None:
    page = visit.nowhere()
    page.add_init_script(_NO_STORAGE)
    page.goto(f"{visit.server.home}{folder}{PATH}?question={ID}")
    expect(_pieces(page).first).to_be_visible()
    _answer(page, _as_in_data(bank[ID]))
    said = page.locator("#tool-elimination .store-notice")
    expect(said.get_by_role("button")).to_be_visible()
    _press(page)
    expect(_pieces(page).first).to_be_visible()
