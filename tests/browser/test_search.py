"""The search box: by keyboard and otherwise, in the language of the page, from both widths."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from site_browser import NARROW, WIDE, Visitor

widths = pytest.mark.parametrize("width", [NARROW, WIDE])
languages = pytest.mark.parametrize(
    ("folder", "word"), [("", "再現率"), ("en/", "recall")], ids=["ja", "en"]
)


def _search(page: Page, width: int, word: str) -> None:
    """Come to the search with Tab, and type."""
    wanted = ".search-button" if width == NARROW else ".md-search__input"
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("name => document.activeElement.matches(name)", wanted):
            break
    if width == NARROW:
        page.keyboard.press("Enter")
    expect(page.locator(".md-search__input")).to_be_focused()
    page.keyboard.insert_text(word)
    expect(page.locator(".md-search-result__item").first).to_be_visible()


@widths
@languages
def test_enter_opens_a_page_in_the_same_language(
    visit: Visitor, width: int, folder: str, word: str
) -> None:
    page = visit(f"{folder}labs/", width=width)
    _search(page, width, word)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: not address.endswith("/labs/"))
    assert page.locator("html").get_attribute("lang") == (folder.strip("/") or "ja")


@widths
@languages
def test_the_opened_page_contains_the_word(
    visit: Visitor, width: int, folder: str, word: str
) -> None:
    page = visit(f"{folder}labs/", width=width)
    _search(page, width, word)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: not address.endswith("/labs/"))
    expect(page.locator("article")).to_contain_text(re.compile(word, re.I))


@widths
@languages
def test_the_arrow_key_comes_to_a_result_that_is_seen(
    visit: Visitor, width: int, folder: str, word: str
) -> None:
    page = visit(folder, width=width)
    _search(page, width, word)
    page.keyboard.press("ArrowDown")
    focused = page.locator(".md-search-result__link:focus")
    expect(focused).to_be_in_viewport()


@widths
@languages
def test_all_results_are_in_the_language_of_the_page(
    visit: Visitor, width: int, folder: str, word: str
) -> None:
    page = visit(folder, width=width)
    _search(page, width, word)
    links = page.locator(".md-search-result__link").evaluate_all(
        "links => links.map(link => new URL(link.href).pathname)"
    )
    assert links
    assert all(link.startswith("/mle-notes/en/") == bool(folder) for link in links), links


@widths
def test_the_number_of_results_is_announced(visit: Visitor, width: int) -> None:
    page = visit("en/", width=width)
    _search(page, width, "recall")
    status = page.locator(".md-search-result__meta[role=status]")
    expect(status).to_have_text(re.compile(r"\d+ matching document"))


@widths
def test_escape_closes_the_search(visit: Visitor, width: int) -> None:
    page = visit("en/", width=width)
    _search(page, width, "recall")
    page.keyboard.press("Escape")
    expect(page.locator(".md-search__output")).to_be_hidden()


def test_the_closed_search_gives_the_focus_back_to_its_button(visit: Visitor) -> None:
    page = visit("en/", width=NARROW)
    _search(page, NARROW, "recall")
    page.keyboard.press("Escape")
    expect(page.locator(".search-button")).to_be_focused()


def test_the_search_works_on_the_404_page(visit: Visitor) -> None:
    page = visit("404.html")
    _search(page, WIDE, "再現率")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/mle-notes/(?!404).+"))


# ---- What it costs -----------------------------------------------------------


def _asked(visit: Visitor) -> list[str]:
    return [path.rpartition("/")[2] for path in visit.server.asked]


def test_who_only_reads_loads_nothing_of_the_search(visit: Visitor) -> None:
    page = visit.nowhere()
    visit.server.asked.clear()
    page.goto(f"{visit.server.home}en/metrics/threshold/")
    page.wait_for_timeout(800)
    loaded = " ".join(_asked(visit))
    assert "search" not in loaded
    assert "bundle" not in loaded
    assert "json" not in loaded


def test_the_names_come_with_the_focus_and_the_text_with_the_first_key(visit: Visitor) -> None:
    page = visit.anew("en/metrics/threshold/")
    visit.server.asked.clear()
    with page.expect_request("**/search/names.json"):
        page.locator(".md-search__input").focus()
    page.wait_for_timeout(500)
    assert "text.json" not in _asked(visit)
    with page.expect_request("**/search/text.json"):
        page.keyboard.type("r")


# ---- What a hit says ---------------------------------------------------------


def _type(page: Page, text: str) -> None:
    page.locator(".md-search__input").focus()
    page.keyboard.insert_text(text)


def _first(page: Page) -> Locator:
    return page.locator(".md-search-result__item").first


def test_a_hit_says_by_which_name_it_was_found(visit: Visitor) -> None:
    page = visit("en/")
    _type(page, "BQML")
    expect(_first(page).locator("h1")).to_contain_text("BigQuery ML also BQML")


def test_a_hit_says_what_became_of_the_service(visit: Visitor) -> None:
    page = visit()
    _type(page, "Media Translation")
    expect(_first(page).locator("h1")).to_contain_text("提供終了（2024年7月1日）")


def test_a_former_name_leads_to_todays(visit: Visitor) -> None:
    page = visit()
    _type(page, "Dataproc")
    expect(_first(page).locator("h1")).to_contain_text("Managed Spark（旧 Dataproc）")


@languages
def test_a_result_opens_at_its_section_with_the_words_marked(
    visit: Visitor, folder: str, word: str
) -> None:
    page = visit.anew(f"{folder}labs/")
    _type(page, word)
    expect(_first(page)).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("metrics/threshold/#confusion-matrix$"))
    marked = page.locator("article mark")
    expect(marked.first).to_have_text(re.compile(word, re.I))
    assert marked.count() > 3


def test_the_results_of_a_page_stand_together(visit: Visitor) -> None:
    page = visit("en/")
    _type(page, "threshold")
    expect(_first(page)).to_be_visible()
    items = page.locator(".md-search-result__item")
    addresses = [
        link.split("#")[0].split("?")[0]
        for index in range(items.count())
        for link in {items.nth(index).locator("a").first.get_attribute("href") or ""}
    ]
    assert len(addresses) == len(set(addresses))


# ---- How people write --------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("ＢＱＭＬ", "BigQuery ML"),
        ("ﾃﾞｰﾀﾌﾛｰ", "Dataflow"),
        ("でーたふろー", "Dataflow"),
        ("バーテックスAI", "Agent Platform"),
        ("Kubeflwo", "Kubeflow"),
        ("hyperparamter tunning", "ハイパーパラメータ チューニング"),
        ("DataflowとDataprocの違い", "データの取り込みと前処理"),
    ],
)
def test_it_is_found_however_it_is_written(visit: Visitor, typed: str, title: str) -> None:
    page = visit()
    _type(page, typed)
    expect(_first(page).locator("h1")).to_contain_text(title)


def test_what_is_pasted_with_the_mouse_is_searched(visit: Visitor) -> None:
    page = visit("en/")
    field = page.locator(".md-search__input")
    field.focus()
    field.evaluate(
        "field => { field.value = 'Dataproc'; field.dispatchEvent(new InputEvent('input')); }"
    )
    expect(_first(page).locator("h1")).to_contain_text("Managed Spark")


def test_an_open_conversion_is_searched_and_its_enter_opens_nothing(visit: Visitor) -> None:
    page = visit.anew()
    page.locator(".md-search__input").focus()
    expect(page.locator(".md-search__output")).to_be_visible()
    session = page.context.new_cdp_session(page)
    reading = {"text": "でーたふろ", "selectionStart": 5, "selectionEnd": 5}
    session.send("Input.imeSetComposition", reading)
    expect(_first(page).locator("h1")).to_contain_text("Dataflow")
    page.locator(".md-search__input").evaluate(
        """field => field.dispatchEvent(new KeyboardEvent("keydown",
            {key: "Enter", keyCode: 229, isComposing: true, bubbles: true, cancelable: true}))"""
    )
    page.wait_for_timeout(300)
    assert page.url == visit.server.home


def test_the_rest_of_a_name_is_suggested_and_taken_with_the_arrow(visit: Visitor) -> None:
    page = visit("en/")
    page.locator(".md-search__input").focus()
    page.keyboard.type("kubefl")
    expect(page.locator(".md-search__suggest")).to_have_text("kubeflow")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".md-search__input")).to_have_value("kubeflow")


# ---- Ways to the box -----------------------------------------------------------


@widths
def test_the_slash_key_opens_the_search(visit: Visitor, width: int) -> None:
    page = visit("en/training/loss-curves/", width=width)
    page.keyboard.press("/")
    field = page.locator(".md-search__input")
    expect(field).to_be_focused()
    expect(field).to_have_value("")
    page.keyboard.type("a/b")
    expect(field).to_have_value("a/b")


def test_the_focus_stays_when_the_list_is_renewed(visit: Visitor) -> None:
    page = visit.anew("en/")
    page.route("**/text.json", lambda route: (page.wait_for_timeout(700), route.continue_())[1])
    _type(page, "recall")
    expect(_first(page)).to_be_visible()
    page.keyboard.press("ArrowDown")
    with page.expect_response("**/text.json"):
        pass
    page.wait_for_timeout(500)
    expect(page.locator(".md-search-result__link:focus")).to_be_in_viewport()


def test_an_address_can_ask(visit: Visitor) -> None:
    page = visit.anew("en/?q=Dataproc")
    expect(page.locator(".md-search__input")).to_have_value("Dataproc")
    expect(_first(page).locator("h1")).to_contain_text("Managed Spark")


def test_the_search_stays_open_on_a_page_that_was_opened_at_a_section(visit: Visitor) -> None:
    page = visit.anew("en/metrics/threshold/#imbalance")
    _type(page, "recall")
    page.wait_for_timeout(600)
    expect(_first(page)).to_be_visible()


# ---- Earlier searches --------------------------------------------------------


def _search_and_open(page: Page, home: str, text: str) -> None:
    page.goto(home)
    _type(page, text)
    expect(_first(page)).to_be_visible()
    _first(page).locator("a").first.click()
    page.wait_for_url(lambda address: address != home)


def test_earlier_searches_are_offered_repeated_and_forgotten(visit: Visitor) -> None:
    page = visit.anew("en/")
    home = visit.server.home + "en/"
    for text in ("Dataproc", "recall"):
        _search_and_open(page, home, text)
    page.goto(home)
    page.locator(".md-search__input").focus()
    links = page.locator(".search-help a")
    expect(links).to_have_text(["recall", "Dataproc", "Open the index of names"])
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".md-search__input")).to_have_value("Dataproc")
    expect(_first(page).locator("h1")).to_contain_text("Managed Spark")
    page.locator(".md-search__input").fill("")
    page.locator(".search-help button").click()
    expect(links).to_have_text(["Open the index of names"])
    assert page.evaluate("localStorage.getItem('mle-notes:searches')") is None


def test_storage_that_is_denied_or_spoilt_does_no_harm(visit: Visitor) -> None:
    page = visit.anew("en/")
    page.evaluate("localStorage.setItem('mle-notes:searches', '{broken')")
    _search_and_open(page, visit.server.home + "en/", "Dataproc")
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error('denied'); }})"
    )
    _search_and_open(page, visit.server.home + "en/", "recall")


# ---- Nothing found -----------------------------------------------------------


@languages
def test_nothing_found_is_said_with_a_way_on(visit: Visitor, folder: str, word: str) -> None:
    page = visit(f"{folder}labs/")
    _type(page, "kangaroo")
    help_links = page.locator(".search-help a")
    expect(help_links).to_have_count(2)
    assert (help_links.nth(0).get_attribute("href") or "").endswith(f"{folder}glossary/names/")
    issue = help_links.nth(1).get_attribute("href") or ""
    assert "/issues/new?template=missing-service.yml&name=kangaroo&title=" in issue
    assert issue.endswith("kangaroo")
    expect(page.locator(".md-search-result__item")).to_have_count(0)


def test_names_that_come_near_are_offered(visit: Visitor) -> None:
    page = visit("en/")
    _type(page, "Kubxxxow")
    near = page.locator(".search-help a").first
    expect(near).to_have_text("Kubeflow")
    near.click()
    expect(page).to_have_url(re.compile("/en/services/kubeflow/$"))


def test_hostile_words_stay_words(visit: Visitor) -> None:
    page = visit.anew("en/?q=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E%20recall")
    expect(page.locator(".md-search__input")).to_have_value("<img src=x onerror=alert(1)> recall")
    page.wait_for_timeout(600)
    assert page.locator(".md-search img").count() == 0
    page = visit.anew("en/metrics/threshold/?h=%3Cb%3E%20recall%20(%5B")
    expect(page.locator("article mark").first).to_have_text("recall")
    expect(page).to_have_url(re.compile("/metrics/threshold/$"))


# ---- Without scripts ---------------------------------------------------------


@widths
@languages
def test_without_scripts_a_list_of_all_names_takes_its_place(
    visit: Visitor, width: int, folder: str, word: str
) -> None:
    page = visit(folder, width=width, scripts=False)
    expect(page.locator(".md-search")).to_be_hidden()
    page.locator(".names-link").click()
    expect(page).to_have_url(re.compile(f"/mle-notes/{folder}glossary/names/$"))
    index = page.locator(".name-index")
    for name in ("Dataproc", "BQML", word, "MAE"):
        expect(index.get_by_role("link", name=name, exact=True).first).to_be_visible()
    index.get_by_role("link", name="Dataproc", exact=True).first.click()
    expect(page).to_have_url(re.compile("/services/managed-spark/$"))


def test_the_japanese_index_is_in_the_order_of_the_kana(visit: Visitor) -> None:
    page = visit("glossary/names/")
    rows = page.locator(".name-index h2").all_inner_texts()
    assert rows == sorted(rows, key=lambda row: (row[0] != "記", row[0] >= "ぁ", row))
    assert set("アカサタナハマヤラワ") <= set(rows) | set("ワ")
