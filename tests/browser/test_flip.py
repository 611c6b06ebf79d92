"""A part of a page, or the whole page, in the other language."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from site_browser import KINDS, NARROW, WIDE, Visitor, luminance, violations_of

CHAPTER = KINDS["figures"]
languages = pytest.mark.parametrize("folder", ["", "en/"], ids=["ja", "en"])
five = pytest.mark.parametrize("kind", ["figures", "service", "lab", "glossary", "ledger"])
schemes = pytest.mark.parametrize("scheme", ["light", "dark"])
_OTHER = {"": "en", "en/": "ja"}
_TWICE = """() => {
    const ids = [...document.querySelectorAll("[id]")].map(each => each.id);
    return ids.filter((id, place) => ids.indexOf(id) !== place);
}"""
_WIDER = "document.scrollingElement.scrollWidth - innerWidth"


def _paragraph(page: Page) -> Locator:
    """The first paragraph of the text."""
    return page.locator("article > p[data-t]").first


def _flip_button(page: Page) -> Locator:
    return page.locator(".twins button").nth(0)


def _side_button(page: Page) -> Locator:
    return page.locator(".twins button").nth(1)


def _text(page: Page, visit: Visitor, path: str, selector: str) -> str:
    """What an element says on a page, seen in a window of its own."""
    other = visit.nowhere()
    other.goto(visit.server.home + path)
    return other.locator(selector).first.inner_text()


@languages
def test_the_key_flips_the_paragraph_under_the_pointer_and_back(
    visit: Visitor, folder: str
) -> None:
    page = visit.anew(folder + CHAPTER)
    paragraph = _paragraph(page)
    before = paragraph.inner_html()
    twin_folder = "" if folder else "en/"
    twin = _text(page, visit, twin_folder + CHAPTER, "article > p[data-t]")
    paragraph.hover()
    page.keyboard.press("t")
    expect(paragraph).to_have_attribute("lang", _OTHER[folder])
    expect(paragraph).to_contain_text(twin)
    status = page.locator(".twins [role=status]")
    expect(status).to_have_text("Shown in Japanese." if folder else "英語で表示しました。")
    page.keyboard.press("t")
    expect(paragraph).not_to_have_attribute("lang", re.compile("."))
    assert paragraph.inner_html() == before


@languages
def test_a_flipped_paragraph_tells_its_terms_in_both_languages(visit: Visitor, folder: str) -> None:
    page = visit.anew(folder + CHAPTER)
    _paragraph(page).hover()
    page.keyboard.press("t")
    terms = page.locator(".flip-terms")
    expect(terms).to_have_text(
        "Terms: 損失曲線 = loss curve" if folder else "用語：loss curve = 損失曲線"
    )
    expect(terms.locator("span").first).to_have_attribute("lang", _OTHER[folder])


def test_without_a_pointer_the_key_takes_the_first_paragraph_on_the_screen(visit: Visitor) -> None:
    page = visit.anew(CHAPTER)
    page.keyboard.press("t")
    expect(_paragraph(page)).to_have_attribute("lang", "en")


def test_the_key_takes_what_is_selected(visit: Visitor) -> None:
    page = visit.anew(CHAPTER)
    page.locator("#repeats + p").select_text()
    page.keyboard.press("t")
    expect(page.locator("#repeats + p")).to_have_attribute("lang", "en")
    expect(page.locator("article > p[lang]")).to_have_count(1)


def test_the_key_takes_what_has_the_focus_and_keeps_the_focus_there(visit: Visitor) -> None:
    page = visit.anew(CHAPTER)
    link = page.locator("article > p[data-t] a").first
    link.focus()
    page.keyboard.press("t")
    mark = page.locator(".flipped .flip-mark")
    expect(mark).to_be_focused()
    expect(mark).to_have_text("日本語")
    page.keyboard.press("Enter")
    expect(page.locator(".flipped")).to_have_count(0)
    assert page.evaluate("document.activeElement.matches('p[data-t]')")


def test_who_types_writes_a_t(visit: Visitor) -> None:
    page = visit.anew("tools/old-names/")
    page.locator("article textarea").first.press_sequentially("tt")
    expect(page.locator("article textarea").first).to_have_value("tt")
    expect(page.locator(".flipped")).to_have_count(0)


def test_the_key_flips_a_question_as_its_own_button_does(visit: Visitor) -> None:
    page = visit.anew(KINDS["practice"])
    question = page.locator("mle-question").first
    question.locator(".stem").hover()
    page.keyboard.press("t")
    expect(question).to_have_attribute("lang", "en")
    expect(page.locator(".flipped")).to_have_count(0)


def test_a_check_question_flips_whole_and_stays_open(visit: Visitor) -> None:
    page = visit.anew(f"en/{CHAPTER}")
    check = page.locator(".admonition.check:not(.question)").first
    check.locator("summary").click()
    check.locator("p").nth(1).hover()
    page.keyboard.press("t")
    expect(check).to_have_attribute("lang", "ja")
    expect(check.locator("summary")).to_have_text("答え")
    expect(check.locator("details")).to_have_attribute("open", "")
    check.locator("summary").click()
    check.locator(".flip-mark").click()
    expect(check.locator("summary")).to_have_text("Answer")
    expect(check.locator("details")).not_to_have_attribute("open", "")


@languages
def test_a_tap_on_a_phone_flips_once_the_reader_wants_it(visit: Visitor, folder: str) -> None:
    page = visit.anew(folder + CHAPTER, width=NARROW)
    paragraph, cell = _paragraph(page), page.locator("article table td:not(:has(a))").first
    paragraph.tap()
    expect(page.locator(".flip-mark")).to_have_count(0)
    _flip_button(page).tap()
    expect(_flip_button(page)).to_have_attribute("aria-pressed", "true")
    paragraph.tap()
    expect(paragraph).to_have_attribute("lang", _OTHER[folder])
    cell.tap()
    expect(page.locator("article table").first).to_have_attribute("lang", _OTHER[folder])
    assert page.evaluate(_WIDER) <= 0
    paragraph.tap()
    expect(paragraph).not_to_have_attribute("lang", re.compile("."))
    _flip_button(page).tap()
    expect(page.locator(".flip-mark")).to_have_count(1)  # of the table, which leads back


def test_the_way_of_reading_is_kept_on_the_next_page(visit: Visitor) -> None:
    page = visit.anew(CHAPTER)
    _flip_button(page).click()
    expect(_flip_button(page)).to_have_attribute("aria-pressed", "true")
    page.goto(f"{visit.server.home}{KINDS['service']}")
    expect(_flip_button(page)).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#when .flip-mark")).to_have_text("English")
    _flip_button(page).click()
    expect(_flip_button(page)).to_have_attribute("aria-pressed", "false")
    page.reload()
    expect(page.locator(".flip-mark")).to_have_count(0)


def test_the_keyboard_alone_reaches_and_flips_each_part(visit: Visitor) -> None:
    page = visit.anew(f"en/{CHAPTER}")
    _flip_button(page).focus()
    page.keyboard.press("Enter")
    mark = page.locator("#lookup + p .flip-mark")
    expect(mark).to_have_count(1)
    for _ in range(80):
        page.keyboard.press("Tab")
        if mark.evaluate("each => each === document.activeElement"):
            break
    expect(mark).to_be_focused()
    assert mark.evaluate("each => getComputedStyle(each).opacity") == "1"
    page.keyboard.press("Space")
    expect(page.locator("#lookup + p")).to_have_attribute("lang", "ja")
    expect(page.locator("#lookup + p .flip-mark")).to_be_focused()


@languages
def test_links_of_a_flipped_paragraph_lead_to_the_readers_pages(
    visit: Visitor, folder: str
) -> None:
    page = visit.anew(folder + CHAPTER)
    paragraph = page.locator("article > p[data-t]:has(a)").first
    paragraph.hover()
    page.keyboard.press("t")
    expect(paragraph).to_have_attribute("lang", _OTHER[folder])
    paragraph.locator("a").first.click()
    expect(page).to_have_url(f"{visit.server.home}{folder}{KINDS['doctor']}")
    page.go_back()
    cited = page.locator("#lookup + p")
    cited.hover()
    page.keyboard.press("t")
    expect(cited).to_have_attribute("lang", _OTHER[folder])
    cited.locator(".cite a").first.click()
    expect(page).to_have_url(f"{visit.server.home}{folder}{CHAPTER}#source-google-loss-curves")


def test_the_definition_of_a_term_shows_in_a_flipped_paragraph(visit: Visitor) -> None:
    page = visit.anew(CHAPTER)
    paragraph = page.locator("#oscillates + p")
    paragraph.hover()
    page.keyboard.press("t")
    term = paragraph.locator("a.term").first
    expect(term).to_have_text("learning rate")
    term.hover()
    tip = "each => getComputedStyle(each, '::after').content"
    assert "multiplied" in term.evaluate(tip)


@five
@languages
def test_everything_flips_without_an_id_twice(visit: Visitor, kind: str, folder: str) -> None:
    page = visit.anew(folder + KINDS[kind])
    _flip_button(page).click()
    parts = page.locator("article [data-t]")
    expect(page.locator(".flip-mark")).to_have_count(parts.count())
    page.evaluate("document.querySelectorAll('.flip-mark').forEach(mark => mark.click())")
    expect(page.locator(".flipped")).to_have_count(parts.count())
    languages = parts.evaluate_all("all => [...new Set(all.map(each => each.lang))]")
    assert languages == [_OTHER[folder]]
    assert page.evaluate(_TWICE) == []
    assert page.evaluate(_WIDER) <= 0
    page.evaluate("document.querySelectorAll('.flipped .flip-mark').forEach(mark => mark.click())")
    expect(page.locator(".flipped")).to_have_count(0)


def test_formulas_of_a_flipped_part_are_drawn(visit: Visitor) -> None:
    page = visit.anew(KINDS["formulas"])
    part = page.locator("article p[data-t]:has(.katex)").first
    height = part.locator(".katex").first.bounding_box()
    part.hover()
    page.keyboard.press("t")
    expect(part).to_have_attribute("lang", "en")
    formula = part.locator(".katex").first
    assert "KaTeX" in formula.evaluate("each => getComputedStyle(each).fontFamily")
    box = formula.bounding_box()
    assert box is not None
    assert height is not None
    assert abs(box["height"] - height["height"]) < 3


@languages
def test_what_cannot_be_loaded_is_said_and_can_be_tried_again(visit: Visitor, folder: str) -> None:
    page = visit.anew(folder + CHAPTER)
    other = f"**/mle-notes/{'' if folder else 'en/'}{CHAPTER}"
    page.route(other, lambda route: route.abort())
    _paragraph(page).hover()
    page.keyboard.press("t")
    said = page.locator(".twins [role=status]")
    expect(said).to_contain_text("could not be loaded" if folder else "読み込めませんでした")
    expect(said).to_be_in_viewport()
    expect(page.locator(".flipped")).to_have_count(0)
    page.unroute(other)
    page.keyboard.press("t")
    expect(_paragraph(page)).to_have_attribute("lang", _OTHER[folder])
    visit.problems.clear()  # the browser reports the request that we cut


def test_nothing_is_loaded_before_it_is_used(visit: Visitor) -> None:
    visit.server.asked.clear()
    page = visit.anew(CHAPTER)
    page.wait_for_load_state("networkidle")
    asked = " ".join(visit.server.asked)
    assert "flip" not in asked
    visit.server.asked.clear()
    page.locator("#lookup").hover()
    page.keyboard.press("t")
    expect(page.locator("#lookup")).to_have_attribute("lang", "en")
    page.keyboard.press("t")
    expect(page.locator("#lookup")).not_to_have_attribute("lang", re.compile("."))
    page.locator("#oscillates").hover()
    page.keyboard.press("t")
    expect(page.locator("#oscillates")).to_have_attribute("lang", "en")
    pages = [each for each in visit.server.asked if each.endswith(CHAPTER)]
    assert pages == [f"/mle-notes/en/{CHAPTER}"]


@schemes
@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_axe_finds_nothing_in_flipped_parts(visit: Visitor, width: int, scheme: str) -> None:
    page = visit.anew(CHAPTER, width=width, scheme=scheme)
    _flip_button(page).click()
    for selector in ("h1", "article > p", "article table", ".memo p[data-t]", "figcaption"):
        page.locator(selector).first.locator(".flip-mark").evaluate("each => each.click()")
    expect(page.locator(".flipped")).to_have_count(5)
    violations = violations_of(page)
    assert not violations, "\n".join(violations)


@languages
def test_the_page_stands_beside_its_twin_part_by_part(visit: Visitor, folder: str) -> None:
    page = visit.anew(folder + CHAPTER)
    _side_button(page).click()
    expect(page).to_have_url(f"{visit.server.home}{folder}{CHAPTER}?side")
    pairs = page.evaluate("""() => [...document.querySelectorAll(".side > .side__own")].map(own => {
        const [a, b] = [own, own.nextElementSibling].map(each => each.getBoundingClientRect());
        return [own.localName === own.nextElementSibling.localName, own.nextElementSibling.lang,
            Math.abs(a.top - b.top) < 2, a.right <= b.left];
    })""")
    assert len(pairs) > 30
    assert all(pair == [True, _OTHER[folder], True, True] for pair in pairs)
    assert page.locator("article figure").count() == page.locator("article figure[id]").count()
    assert page.evaluate(_TWICE) == []
    expect(_side_button(page)).to_have_attribute("aria-pressed", "true")


def test_the_address_keeps_both_columns(visit: Visitor) -> None:
    page = visit.anew(CHAPTER)
    twins = page.locator(".side__twin")
    _side_button(page).click()
    expect(twins).not_to_have_count(0)
    page.reload()
    expect(twins).not_to_have_count(0)
    page.go_back()
    expect(twins).to_have_count(0)
    page.go_forward()
    expect(twins).not_to_have_count(0)
    before = twins.count()
    _side_button(page).click()
    expect(twins).to_have_count(0)
    expect(page).to_have_url(f"{visit.server.home}{CHAPTER}")
    assert before > 30
    page.goto(f"{visit.server.home}{CHAPTER}?side")
    page.locator("a.switch").click()
    expect(page).to_have_url(re.compile(rf"/en/{CHAPTER}\?side"))
    expect(twins.first).to_have_attribute("lang", "ja")


def test_the_table_of_contents_and_anchors_work_beside_the_twin(visit: Visitor) -> None:
    page = visit.anew(f"{CHAPTER}?side#repeats")
    expect(page.locator(".side__twin").first).to_be_attached()
    expect(page.locator("#repeats")).to_be_in_viewport()
    page.locator(".toc a[href='#sudden-rise']").click()
    expect(page.locator("#sudden-rise")).to_be_in_viewport()
    expect(page).to_have_url(re.compile(r"\?side#sudden-rise$"))
    expect(page.locator(".toc a[aria-current]")).to_have_attribute("href", "#sudden-rise")


def test_what_the_reader_saw_first_stays_in_its_place(visit: Visitor) -> None:
    page = visit.anew(CHAPTER)
    paragraph = page.locator("#repeats + p").element_handle()
    paragraph.evaluate("each => scrollTo(0, each.offsetTop - 200)")
    where = "each => each.getBoundingClientRect().top"
    before = paragraph.evaluate(where)
    _side_button(page).evaluate("each => each.click()")
    expect(page.locator(".side__twin").first).to_be_attached()
    assert abs(paragraph.evaluate(where) - before) < 2


def test_answers_open_in_both_columns(visit: Visitor) -> None:
    page = visit.anew(f"en/{CHAPTER}?side")
    twin = page.locator(".admonition.check.side__twin details").first
    page.locator(".admonition.check.side__own summary").first.click()
    expect(twin).to_have_attribute("open", "")
    twin.locator("summary").click()
    expect(page.locator(".admonition.check.side__own details").first).not_to_have_attribute(
        "open", ""
    )


@languages
def test_terms_stand_beside_their_twins_though_the_order_differs(
    visit: Visitor, folder: str
) -> None:
    page = visit.anew(f"{folder}glossary/?side")
    expect(page.locator("#term-recall + dt")).to_contain_text("再現率" if folder else "recall")


@schemes
@pytest.mark.parametrize("width", [NARROW, WIDE])
@five
def test_both_columns_are_readable(visit: Visitor, kind: str, width: int, scheme: str) -> None:
    page = visit.anew(
        f"{'en/' if scheme == 'dark' else ''}{KINDS[kind]}?side", width=width, scheme=scheme
    )
    expect(page.locator(".side__twin").first).to_be_attached()
    assert page.evaluate(_WIDER) <= 0
    assert page.evaluate(_TWICE) == []
    violations = violations_of(page)
    assert not violations, "\n".join(violations)


def test_paper_has_both_columns_and_no_buttons(visit: Visitor) -> None:
    page = visit.anew(f"{CHAPTER}?side", scheme="dark")
    expect(page.locator(".side__twin").first).to_be_attached()
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 700, "height": 1000})  # A4 within its margins
    own, twin = (
        page.locator("article > p.side__own").first,
        page.locator("article > p.side__twin").first,
    )
    left, right = own.bounding_box(), twin.bounding_box()
    assert left is not None
    assert right is not None
    assert abs(left["y"] - right["y"]) < 2
    assert left["x"] + left["width"] <= right["x"]
    assert page.evaluate(_WIDER) <= 0
    expect(page.locator(".twins").first).to_be_hidden()
    assert luminance(page, "html", "backgroundColor") > 0.9


def test_a_page_with_other_words_in_its_address_keeps_them(visit: Visitor) -> None:
    page = visit.anew("services/?find=vertex")
    _side_button(page).click()
    expect(page).to_have_url(re.compile(r"\?find=vertex&side$"))
    _side_button(page).click()
    expect(page).to_have_url(re.compile(r"\?find=vertex$"))
