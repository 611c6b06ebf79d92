"""The calculators as readers use them: what is entered, what follows, and the link to it."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from site_browser import NARROW, WIDE, Visitor, until, violations_of

PAGES = {
    "tf-config": "tools/tf-config/",
    "steps": "tools/steps/",
    "interval": "tools/test-interval/",
}
every = pytest.mark.parametrize("name", PAGES)
folders = pytest.mark.parametrize("folder", ["", "en/"], ids=["ja", "en"])
modes = pytest.mark.parametrize(
    ("width", "scheme"),
    [(NARROW, "light"), (NARROW, "dark"), (WIDE, "light"), (WIDE, "dark")],
)
#: An entry of each calculator that is wrong.
WRONG = {"tf-config": ("chief", "2"), "steps": ("batch", "0"), "interval": ("one", "1001")}


def _open(
    visit: Visitor,
    name: str,
    folder: str = "en/",
    query: str = "",
    *,
    width: int = WIDE,
    scheme: str = "light",
) -> Page:
    page = visit.anew(f"{folder}{PAGES[name]}{query}", width=width, scheme=scheme)
    expect(page.locator(".calculator__reset")).to_be_visible()
    return page


def _field(page: Page, name: str) -> Locator:
    return page.locator(f".practice-tool [name='{name}']")


def _said(page: Page, part: int = 0) -> Locator:
    return page.locator(".calculator__text[role=status]").nth(part)


def _row(page: Page, name: str) -> Locator:
    return page.locator(".calculator__table tr", has_text=name).locator("td").first


# ---- All of them ---------------------------------------------------------------


@every
@folders
def test_it_starts_with_an_example_and_all_its_words(
    visit: Visitor, folder: str, name: str
) -> None:
    page = _open(visit, name, folder)
    for text in page.locator(".calculator__text").all_inner_texts():
        assert text
    shown = page.locator(".practice-tool").inner_text()
    assert "undefined" not in shown
    assert "NaN" not in shown
    assert page.locator(".practice-tool [aria-invalid]").count() == 0
    unnamed = "label:not(:has(span:not(:empty))), .md-button:empty"
    assert page.locator(f".practice-tool :is({unnamed})").count() == 0


@every
def test_what_is_entered_stands_in_the_address_and_comes_back(visit: Visitor, name: str) -> None:
    field, value = {
        "tf-config": ("worker", "2"),
        "steps": ("epochs", "7"),
        "interval": ("one", "870"),
    }[name]
    page = _open(visit, name)
    assert urlsplit(page.url).query == ""
    _field(page, field).fill(value)
    expect(page).to_have_url(f"{visit.server.home}en/{PAGES[name]}?{field}={value}")
    said = _said(page).inner_text()
    page.reload()
    expect(_field(page, field)).to_have_value(value)
    expect(_said(page)).to_have_text(said)
    page.locator("a.switch").click()
    page.wait_for_url(f"{visit.server.home}{PAGES[name]}?{field}={value}*")
    expect(_field(page, field)).to_have_value(value)
    page.locator(".calculator__reset").click()
    expect(page).to_have_url(f"{visit.server.home}{PAGES[name]}")
    expect(_field(page, field)).not_to_have_value(value)


@every
def test_an_impossible_entry_is_named_and_its_field_marked(visit: Visitor, name: str) -> None:
    page = _open(visit, name)
    field, value = WRONG[name]
    _field(page, field).fill(value)
    if name == "tf-config":
        expect(page.locator(".problem--stops").first).to_contain_text("chief: 2.")
        _field(page, field).fill("two")
    expect(_field(page, field)).to_have_attribute("aria-invalid", "true")
    described = _field(page, field).get_attribute("aria-describedby")
    expect(page.locator(f"#{described}")).not_to_be_empty()
    expect(page.locator(f"#{described}")).to_have_attribute("role", "status")
    page.locator(".calculator__reset").click()
    assert page.locator(".practice-tool [aria-invalid]").count() == 0


@every
def test_the_keyboard_alone_reaches_everything(visit: Visitor, name: str) -> None:
    page = _open(visit, name)
    first = page.locator(".practice-tool :is(input, select)").first
    first.focus()
    wanted = page.locator(
        ".practice-tool :is(input, select, textarea, button, summary, pre):visible"
    ).count()
    seen = 1
    while page.evaluate("!document.activeElement.matches('.calculator__reset')"):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('.practice-tool') !== null")
        seen += 1
    assert seen == wanted
    before = _said(page).inner_text()
    field = page.locator(".practice-tool input").first
    field.focus()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type("0")
    expect(_said(page)).not_to_have_text(before)


@every
@modes
def test_axe_finds_nothing_and_nothing_is_too_wide(
    visit: Visitor, name: str, width: int, scheme: str
) -> None:
    page = _open(visit, name, width=width, scheme=scheme)
    violations = violations_of(page)
    if name == "tf-config":
        _field(page, "pasted").fill("{'cluster': 1}")
        for summary in page.locator(".node:not([open]) summary").all()[:2]:
            summary.click()
    _field(page, WRONG[name][0]).fill(WRONG[name][1])
    page.wait_for_timeout(500)  # until it is announced
    violations += violations_of(page)
    assert not violations, "\n".join(violations)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@every
@folders
@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_nothing_below_moves_when_it_comes(
    visit: Visitor, folder: str, name: str, width: int
) -> None:
    page = _open(visit, name, folder, width=width)
    height, reserved = page.locator(".practice-tool").evaluate(
        "each => [each.offsetHeight, parseFloat(getComputedStyle(each).minHeight)]"
    )
    assert height <= reserved + 1


@every
@folders
def test_without_scripts_the_example_stands_in_a_table(
    visit: Visitor, folder: str, name: str
) -> None:
    page = visit(folder + PAGES[name], scripts=False)
    expect(page.locator(".practice-tool")).to_be_hidden()
    expect(page.locator("article table").first).to_be_visible()


# ---- TF_CONFIG -----------------------------------------------------------------


def test_every_node_has_its_value_and_the_lines_that_differ_are_marked(visit: Visitor) -> None:
    page = _open(visit, "tf-config")
    names = page.locator(".node summary strong")
    expect(names).to_have_text(["chief 0", "worker 0", "worker 1", "worker 2", "ps 0"])
    page.locator(".node summary").nth(2).click()
    node = page.locator(".node").nth(2)
    value = json.loads(node.locator("pre").first.inner_text())
    assert value["task"] == {"type": "worker", "index": 1}
    assert value["cluster"]["worker"][1] == "worker1.example:2222"
    marks = [text.strip() for text in node.locator("mark").all_inner_texts()]
    assert marks == ['"type": "worker",', '"index": 1']
    expect(node).to_contain_text("2 marked with ≠ differ from other nodes: type, index")
    line = node.locator("pre").nth(1).inner_text()
    assert line.startswith("export TF_CONFIG='{")
    assert json.loads(line.removeprefix("export TF_CONFIG='").removesuffix("'")) == value


@folders
def test_another_strategy_finds_what_does_not_fit(visit: Visitor, folder: str) -> None:
    page = _open(visit, "tf-config", folder)
    _field(page, "strategy").select_option("mirrored")
    expect(page.locator(".problem code").first).to_have_text("ps")
    _field(page, "ps").fill("0")
    _field(page, "chief").fill("0")
    expect(page.locator(".problem")).to_have_count(0)
    expect(_said(page)).to_contain_text("worker 0")
    expect(page.locator(".node mark")).to_have_count(1)  # only the index


def test_addresses_from_a_list_and_ports_that_rise(visit: Visitor) -> None:
    page = _open(visit, "tf-config")
    _field(page, "host").fill("localhost")
    expect(page.locator(".problem--silent")).to_contain_text("localhost:2222")
    _field(page, "ports").select_option("rising")
    expect(page.locator(".problem")).to_have_count(0)
    expect(page.locator(".node summary code").last).to_have_text("localhost:2226")
    _field(page, "from").select_option("list")
    expect(_field(page, "host")).to_be_hidden()
    _field(page, "list").fill("a:1\nb:1\nc:1\nd")
    expect(_said(page)).to_contain_text("Nodes: 5. Addresses: 4.")
    _field(page, "list").fill("a:1\nb:1\nc:1\nd\ne:1")
    expect(page.locator(".problem--stops")).to_contain_text("An address without a port")
    _field(page, "list").fill("a:1, b:1, c:1, d:1, e:1")
    expect(page.locator(".node summary code").last).to_have_text("e:1")
    until(page, "new URLSearchParams(location.search).get('list') === 'a:1, b:1, c:1, d:1, e:1'")


CLUSTER = '"cluster": {"worker": ["h0:1", "h1:1"], "ps": ["p:1"], "chief": ["c:1"]}'
MISTAKES = {
    "index": ('{%s, "task": {"type": "worker", "index": 2}}', "stops", "out of range"),
    "type": ('{%s, "task": {"type": "master", "index": 0}}', "stops", "is no role"),
    "comma": ('{%s,\n "task": {"type": "ps", "index": 0,}}', "stops", "Line 2, character 35"),
    "quotes": ("{%s, 'task': {}}", "stops", "a single quote"),
    "evaluator": (
        '{"cluster": {"worker": ["a:1"], "ps": ["p:1"], "chief": ["c:1"], "evaluator": ["e:1"]},'
        ' "task": {"type": "worker", "index": 0}}',
        "advice",
        "outside the training cluster",
    ),
    "absent": (
        '{"cluster": {"worker": ["a:1"], "ps": ["p:1"]}, "task": {"type": "chief", "index": 0}}',
        "stops",
        "`cluster` has no such role",
    ),
    "chiefs": (
        '{"cluster": {"worker": ["a:1"], "ps": ["p:1"], "chief": ["c:1", "d:1"]},'
        ' "task": {"type": "chief", "index": 1}}',
        "stops",
        "Nodes of type chief: 2",
    ),
    "port": (
        '{"cluster": {"worker": ["a"], "ps": ["p:1"], "chief": ["c:1"]},'
        ' "task": {"type": "worker", "index": 0}}',
        "stops",
        "without a port",
    ),
    "same port": (
        '{"cluster": {"worker": ["a:1"], "ps": ["a:1"], "chief": ["c:1"]},'
        ' "task": {"type": "worker", "index": 0}}',
        "silent",
        "a:1 (worker 0, ps 0)",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_a_pasted_value_is_named(visit: Visitor, mistake: str) -> None:
    text, level, said = MISTAKES[mistake]
    page = visit("en/" + PAGES["tf-config"])
    _field(page, "pasted").fill(text.replace("%s", CLUSTER))
    expect(page.locator(f".problem--{level}")).to_contain_text(said.replace("`", ""))
    assert "pasted" not in page.url


def test_a_right_value_is_right_and_leaves_the_address_alone(visit: Visitor) -> None:
    page = _open(visit, "tf-config")
    value = '{%s, "task": {"type": "worker", "index": 1}}'.replace("%s", CLUSTER)
    _field(page, "pasted").fill(f"export TF_CONFIG='{value}'")
    expect(_said(page, 1)).to_contain_text("worker 1: no mistake found")
    assert urlsplit(page.url).query == ""
    assert page.locator(".problem").count() == 0


def test_what_is_copied_for_all_nodes_is_right_when_pasted(visit: Visitor) -> None:
    page = _open(visit, "tf-config")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy the export lines of all nodes").click()
    expect(page.locator(".node__copied").first).to_have_text("Copied")
    lines = page.evaluate("navigator.clipboard.readText()")
    assert lines.count("export TF_CONFIG='") == 5
    _field(page, "pasted").fill(lines)
    expect(_said(page, 1)).to_contain_text(
        "chief 0, worker 0, worker 1, worker 2, ps 0: no mistake"
    )
    _field(page, "pasted").fill(lines.replace('"index":1', '"index":0'))
    expect(page.locator(".problem--silent")).to_have_count(2)
    expect(page.locator(".problem--silent").first).to_contain_text("worker 0")
    page.get_by_role("button", name="Copy the JSON").first.click()
    expect(page.locator(".node .node__copied").first).to_have_text("Copied")
    assert json.loads(page.evaluate("navigator.clipboard.readText()"))["task"]["type"] == "chief"


def test_where_nothing_can_be_copied_it_says_so(visit: Visitor) -> None:
    page = visit.nowhere()
    page.add_init_script("navigator.clipboard.writeText = () => Promise.reject(new Error('no'))")
    page.goto(f"{visit.server.home}en/{PAGES['tf-config']}")
    page.get_by_role("button", name="Copy the JSON").click()
    expect(page.locator(".node .node__copied").first).to_contain_text("Select the text")


def test_an_opened_node_stays_open_while_fields_change(visit: Visitor) -> None:
    page = _open(visit, "tf-config")
    page.locator(".node summary").nth(1).focus()
    page.keyboard.press("Enter")
    expect(page.locator(".node[open] pre")).to_have_count(4)
    _field(page, "worker").fill("4")
    expect(page.locator(".node")).to_have_count(6)
    expect(page.locator(".node[open]")).to_have_count(2)


# ---- Steps ---------------------------------------------------------------------


def test_steps_of_the_chapters_example(visit: Visitor) -> None:
    page = _open(visit, "steps", query="?epochs=1")
    expect(_row(page, "Batches per epoch")).to_have_text("157")
    expect(_row(page, "Examples in the last batch")).to_have_text("16")
    _field(page, "last").select_option("drop")
    expect(_row(page, "Steps (updates) per epoch")).to_have_text("156")
    expect(_row(page, "Examples left out per epoch")).to_have_text("16")


def test_steps_with_replicas_and_accumulation_and_back(visit: Visitor) -> None:
    page = _open(visit, "steps")
    expect(_field(page, "rest")).to_be_hidden()
    _field(page, "examples").fill("１０，０００")
    _field(page, "batch").fill("32")
    _field(page, "replicas").fill("4")
    _field(page, "accumulation").fill("3")
    _field(page, "epochs").fill("3")
    expect(_row(page, "Updates in all")).to_have_text("81")
    _field(page, "rest").select_option("carry")
    expect(_row(page, "Updates in all")).to_have_text("79")
    expect(_row(page, "Steps (updates) per epoch")).to_have_text("26–27")
    _field(page, "updates").fill("80")
    expect(_said(page, 1)).to_contain_text("That takes 4 epochs.")


@folders
def test_a_training_without_a_batch_is_explained(visit: Visitor, folder: str) -> None:
    page = _open(visit, "steps", folder, query="?examples=50&last=drop")
    expect(_said(page)).to_contain_text("50")
    expect(page.locator(".calculator__table")).to_have_count(0)
    expect(_field(page, "examples")).to_have_attribute("aria-invalid", "true")


# ---- Intervals -----------------------------------------------------------------


def test_intervals_of_the_worked_example_are_those_of_its_table(visit: Visitor) -> None:
    page = _open(visit, "interval")
    cells = page.locator("article table:not(.calculator__table) td").all_inner_texts()
    worked = " ".join(cells)
    assert "86.0% (83.7–88.0%)" in worked
    expect(_row(page, "95% interval (Wilson)")).to_have_text("83.7% to 88.0%")
    expect(_row(page, "95% interval of the difference")).to_have_text("−1.1 to 5.1")
    assert "−1.1 – 5.1" in worked
    expect(_row(page, "McNemar")).to_have_text("0.033")
    assert "0.033" in worked


def test_without_counts_of_the_same_examples_it_asks_for_them(visit: Visitor) -> None:
    page = _open(visit, "interval")
    _field(page, "first").fill("")
    _field(page, "second").fill("")
    expect(_said(page, 1)).to_contain_text("enter how many only one of them got right")
    _field(page, "first").fill("49")
    _field(page, "second").fill("30")
    expect(_said(page, 1)).to_contain_text("these must be equal")
    expect(_row(page, "95% interval of the difference")).to_have_text("−1.1 to 5.1")


def test_how_many_examples_a_narrow_interval_needs(visit: Visitor) -> None:
    page = _open(visit, "interval", query="?share=95%25&half=0.5")
    expect(_said(page, 2)).to_contain_text("needs 7,")
    _field(page, "half").fill("0")
    expect(_said(page, 2)).to_contain_text("from 0.01 to less than 50")
