"""Hostile input, and what comes of it: everything that a reader, or an address, can bring in.

Each table names the input and the expected outcome.  Whatever the input, no script of it
runs, the policy of the page has nothing to refuse, no error is thrown, `Object.prototype`
stays as it was, and the page goes on answering.  The rules without a page are in
tests/practice/hostile.test.mjs.  No script reads an archive (tests/repo/test_scripts.py), so
there is no zip that could grow.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Locator, Page, expect

from site_browser import Visitor

#: Would run, if any of it were ever taken for HTML.
MARKUP = (
    '<img src=x onerror="window.__pwned=1"><script>window.__pwned=1</script>'
    '<svg onload="window.__pwned=1"></svg>"\'`><a href="javascript:window.__pwned=1">x</a>'
)
#: Written from right to left, without width, not printable, and the halves of characters.
ODD = "\u202e\u200b\u200d\ufeff\u0000\u0007\u0085\u2028a\u0301"
HALVES = "\ud83d"
DEEP = "[" * 100_000 + "]" * 100_000
POLLUTING = '{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}}'

_STATE = """() => ({
    ran: window.__pwned ?? null,
    polluted: ({}).polluted ?? null,
    prototype: Object.keys(Object.prototype).length,
    brought: document.querySelectorAll(
        ":is(main, .md-search) :is([onerror], [onload], a[href^='javascript:'], img[src=x])"
    ).length,
})"""
_UNHARMED = {"ran": None, "polluted": None, "prototype": 0, "brought": 0}

Said = str | re.Pattern[str]


def _assert_unharmed(page: Page) -> None:
    """Nothing has run and nothing has changed; the visitor notes errors and refusals."""
    assert page.evaluate(_STATE) == _UNHARMED


def _put(field: Locator, text: str, times: int = 1) -> None:
    """Put a text of any size into a field, as pasting it would."""
    field.evaluate(
        """(field, [text, times]) => {
            field.value = text.repeat(times);
            field.dispatchEvent(new Event("input", {bubbles: true}));
        }""",
        [text, times],
    )


def _written(text: str) -> str:
    """A text with halves of characters as JavaScript writes it; UTF-8 has none."""
    return json.dumps(text)


# ---- The search ----------------------------------------------------------------

#: A query, how often it is repeated, and whether anything of the site is found with it.
QUERIES: dict[str, tuple[str, int, bool | None]] = {
    "markup": (MARKUP, 1, None),
    "entities": ("&lt;img src=x onerror=window.__pwned=1&gt; recall", 1, True),
    "100 kB without a space": ("a", 100_000, False),
    "100 kB of words": ("learning rate ", 8_000, True),
    "100 kB of Chinese characters": ("学習率評価", 20_000, None),
    "100 kB of one character": ("学", 100_000, None),
    "100 kB of mixed scripts": ("aア1あ漢", 20_000, None),
    "odd characters": (ODD, 1, False),
    "odd characters inside a name": ("Data\u200bflow\u202e", 1, None),
    "half a character": (HALVES, 1, False),
    "half a character where a link cuts": (f"qqq{'x' * 76}😀{'y' * 30}", 1, False),
    "a pattern that never ends": ("(a+)+$" + "a" * 50 + "!", 1, None),
    "signs of patterns": ("[(*+?\\^$|{.", 1, False),
    "signs of replacements": ("$& $' $` $$ ${x} zzzqqq", 1, False),
    "__proto__": ("__proto__", 1, None),
    "constructor": ("constructor", 1, None),
    "hasOwnProperty": ("hasOwnProperty", 1, None),
    "a path": ("../../../etc/passwd", 1, None),
    "the address of a script": ("javascript:window.__pwned=1", 1, None),
}


@pytest.mark.parametrize(("text", "times", "found"), QUERIES.values(), ids=QUERIES.keys())
def test_a_query_stays_a_query_and_the_next_is_answered(
    visit: Visitor, text: str, times: int, found: bool | None
) -> None:
    page = visit.anew("en/")
    field = page.locator(".md-search__input")
    field.focus()
    field.fill("Dataproc")
    items = page.locator(".md-search-result__item")
    expect(items.first).to_be_visible()
    field.evaluate(f"(field, times) => {{ field.value = {_written(text)}.repeat(times); }}", times)
    field.dispatch_event("input")
    if found is not None:
        expect(items).to_have_count(0) if not found else expect(items.first).to_be_visible()
    if found is False:
        expect(page.locator(".search-help a").last).to_have_attribute("href", re.compile("issues"))
    page.wait_for_timeout(500)
    _assert_unharmed(page)
    field.fill("TPU")
    expect(items.first).to_contain_text("TPU")
    _assert_unharmed(page)


# ---- Addresses -----------------------------------------------------------------

#: What each page reads from its address, beside the fields that it has.
READ = {
    "services/": ["q", "h"],
    "training/loss-curves/": ["side"],
    "offline/": ["page"],
    "choose/": ["q", "h"],
    "exam/plan/": ["date", "hours", "from", "days"],
    "practice/mock-exam/": ["exam", "count", "seed", "bank"],
    "practice/elimination/": ["section", "question"],
    "tools/tf-config/": [],
    "tools/steps/": [],
    "tools/test-interval/": [],
    "tools/old-names/": ["text"],
    "practice/review/": ["size", "section"],
    "practice/progress/": ["import"],
    "practice/loss-curve-doctor/": ["run"],
    "404.html": ["q", "h"],
}
VALUES = {
    "markup": MARKUP,
    "odd characters": ODD,
    "a prototype": "__proto__",
    "a number beyond all": "1e999",
    "a number of 20 000 digits": "9" * 20_000 + "x",
    "below zero": "-1",
    "the last day": "9999-12-31",
    "no number": "NaN",
    "a script's address": "javascript:window.__pwned=1",
    "many parts": ",".join(["1"] * 5_000),
}


def _names(page: Page, path: str) -> list[str]:
    """The parameters of a page: its fields, and what else its scripts read."""
    script = "all => all.map(each => each.name).filter(Boolean)"
    fields = page.locator("main :is(input, select, textarea)").evaluate_all(script)
    return list(dict.fromkeys([*READ[path], *fields, "__proto__", "constructor"]))


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES.keys())
@pytest.mark.parametrize("path", READ)
def test_an_address_can_ask_for_anything_and_gets_a_page(
    visit: Visitor, path: str, value: str
) -> None:
    page = visit.anew(path if path == "404.html" else f"en/{path}")
    page.wait_for_load_state("networkidle")
    names = _names(page, path)
    query = "&".join(f"{quote(name)}={quote(value)}" for name in names)
    # A server would refuse a longer address; the part after # it never sees.
    page.goto(f"{page.url.partition('?')[0].partition('#')[0]}?{query[:60_000]}#{quote(MARKUP)}")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(500)
    _assert_unharmed(page)
    expect(page.locator("h1").first).to_be_visible()


#: Addresses whose outcome is known.
ADDRESSES: dict[str, tuple[str, str, Said]] = {
    "no such exam": ("practice/mock-exam/?exam=__proto__", "main", "New exam"),
    "a seed of markup": (
        f"practice/mock-exam/?seed={quote(MARKUP)}&count=1e9",
        "main",
        "New exam",
    ),
    "no such question": (
        f"practice/elimination/?question={quote(MARKUP)}",
        "#tool-elimination",
        re.compile("section", re.I),
    ),
    "a plan for ten thousand years": (
        "exam/plan/?date=9999-12-31&hours=1&from=0001-01-01",
        ".plan__status",
        re.compile(r"\w"),
    ),
    "a plan of no hours": (
        "exam/plan/?date=2999-01-01&hours=1e999",
        ".plan__status",
        re.compile(r"\w"),
    ),
}


@pytest.mark.parametrize(("path", "where", "said"), ADDRESSES.values(), ids=ADDRESSES.keys())
def test_an_address_without_sense_leads_to_the_start(
    visit: Visitor, path: str, where: str, said: Said
) -> None:
    page = visit.anew(f"en/{path}")
    expect(page.locator(where).first).to_contain_text(said)
    _assert_unharmed(page)


def test_hundreds_of_words_to_mark_do_not_hold_up_a_page(visit: Visitor) -> None:
    words = " ".join(f"e{chr(97 + n % 26)}" for n in range(5_000))
    page = visit.anew(f"en/metrics/threshold/?h=recall+{quote(words)}")
    marks = page.locator("article mark")
    expect(marks).not_to_have_count(0)
    assert len({text.lower() for text in marks.all_text_contents()}) <= 12
    _assert_unharmed(page)


# ---- Pasted texts --------------------------------------------------------------

#: A text, how often it is repeated, and what the tool says.
LOGS: dict[str, tuple[str, int, Said]] = {
    "markup": (f"loss\n{MARKUP}", 1, "Line 2"),
    "markup as the name of a column": (f"step\t{MARKUP} loss\n1\t2\n2\t1", 1, "rows as TSV"),
    "6 MB": ("1.5,", 1_500_000, "up to 5 MB"),
    "one line of 4 MB": ("x", 4_000_000, "Line 1"),
    "100 000 brackets": ("[", 100_000, "not valid JSON"),
    "lists in lists": (DEEP, 1, re.compile("entry 1", re.I)),
    "a loss in lists": (f'{{"loss": [1, {DEEP}]}}', 1, "[…]"),
    "a loss that has no text": ('{"loss": [1, {"toString": 1, "valueOf": 1}]}', 1, "{…}"),
    "a prototype": (POLLUTING[:-1] + ', "loss": [3, 2, 1]}', 1, "rows as JSON"),
    "a prototype by line": ('{"__proto__": {"polluted": 1}, "loss": 1}\n', 20, "rows as JSON"),
    "beyond all numbers": (
        "loss,val_loss\n" + "NaN,Infinity\n1e999,-1e999\n1e308,-1e308\n" * 10,
        1,
        "rows as CSV",
    ),
    "NUL": ("loss\n1\u0000\n2", 1, "not text"),
    "a byte order mark and every end of line": ("\ufeffloss\r\n3\r2\n1\r\n", 1, "3 rows"),
}


@pytest.mark.parametrize(("text", "times", "said"), LOGS.values(), ids=LOGS.keys())
def test_the_doctor_reads_a_log_or_says_why_not(
    visit: Visitor, text: str, times: int, said: Said
) -> None:
    page = visit.anew("en/practice/loss-curve-doctor/")
    own = page.locator(".doctor__own")
    _put(own.locator("textarea"), text, times)
    own.get_by_role("button", name="Diagnose", exact=True).click()
    expect(own.locator("[role=status]")).to_contain_text(said)
    _assert_unharmed(page)
    _put(own.locator("textarea"), "3\n2\n1\n")
    own.get_by_role("button", name="Diagnose", exact=True).click()
    expect(own.locator("svg.plot")).to_be_visible()


FILES: dict[str, tuple[str, bytes, Said]] = {
    "a program": ("log.csv", b"MZ\x90\x00\x03" + bytes(range(256)) * 10, "not text"),
    "a zip by the name of a log": ("log.json", b"PK\x03\x04\x14\x00" + bytes(1000), "not text"),
    "a page by the name of a log": ("log.csv", MARKUP.encode(), re.compile(r"\w")),
    "nothing": ("log.csv", b"", "empty"),
    "markup as a name": ('<img src=x onerror="window.__pwned=1">.tsv', b"loss\n2\n1\n0.5", "Read"),
}


@pytest.mark.parametrize(("name", "content", "said"), FILES.values(), ids=FILES.keys())
def test_a_dropped_file_is_read_or_refused(
    visit: Visitor, name: str, content: bytes, said: Said
) -> None:
    page = visit.anew("en/practice/loss-curve-doctor/")
    own = page.locator(".doctor__own")
    held = page.evaluate_handle(
        """([name, content]) => {
            const held = new DataTransfer();
            held.items.add(new File([new Uint8Array(content)], name));
            return held;
        }""",
        [name, list(content)],
    )
    own.dispatch_event("drop", {"dataTransfer": held})
    expect(own.locator("[role=status]")).to_contain_text(said)
    _assert_unharmed(page)


CLUSTERS: dict[str, tuple[str, int, Said]] = {
    "markup": (MARKUP, 1, re.compile("cannot stand here|quote|JSON")),
    "markup inside": (
        json.dumps(
            {
                "cluster": {"worker": [MARKUP], MARKUP: [MARKUP]},
                "task": {"type": MARKUP, "index": 0},
            }
        ),
        1,
        "onerror",
    ),
    "1.1 MB": ("a", 1_100_000, "more than 1000000 characters"),
    "10 000 values": ("TF_CONFIG='{}'\n", 10_000, "more than 1000 values"),
    "lists in lists": (DEEP, 1, "nested too deeply"),
    "a prototype": (POLLUTING, 1, re.compile(r"\w")),
    "a value that never ends": ("TF_CONFIG='a'" + " \n" * 10_000 + "x", 1, re.compile(r"\w")),
    "a string of 900 kB": ('"' + "a" * 900_000, 1, "does not end on its line"),
    "an index beyond all numbers": (
        '{"cluster": {"worker": ["a:1"]}, "task": {"type": "worker", "index": 1e999}}',
        1,
        re.compile(r"\w"),
    ),
    "NUL": ("\u0000", 1, "cannot stand here"),
}


@pytest.mark.parametrize(("text", "times", "said"), CLUSTERS.values(), ids=CLUSTERS.keys())
def test_a_pasted_configuration_is_checked_or_refused(
    visit: Visitor, text: str, times: int, said: Said
) -> None:
    page = visit.anew("en/tools/tf-config/")
    tool = page.locator("#tool-tf-config")
    _put(tool.locator("[name=pasted]"), text, times)
    page.wait_for_timeout(600)
    expect(tool).to_contain_text(said)
    _assert_unharmed(page)


TEXTS: dict[str, tuple[str, int, Said]] = {
    "markup": (f"{MARKUP} Dataproc", 1, "1 old name"),
    "10 MB of words": (
        f"Dataproc {'is a name, ' * 50}",
        17_800,
        "Only the first 250000 characters",
    ),
    "5 MB of Chinese characters": ("学習率評価", 1_000_000, "Only the first 250000 characters"),
    "one word of 5 MB": ("a", 5_000_000, "Only the first 250000 characters"),
    "odd characters": (ODD, 1, "No old name"),
    "names that every object has": ("__proto__ constructor toString", 1, "No old name"),
}


@pytest.mark.parametrize(("text", "times", "said"), TEXTS.values(), ids=TEXTS.keys())
def test_the_translator_marks_a_text_and_keeps_it_whole(
    visit: Visitor, text: str, times: int, said: Said
) -> None:
    page = visit.anew("en/tools/old-names/")
    _put(page.locator("#old-names textarea"), text, times)
    expect(page.locator("#old-names [role=status]")).to_contain_text(said, timeout=30_000)
    _assert_unharmed(page)
    kept = page.locator("#old-names textarea").evaluate("each => each.value.length")
    assert kept == len(text) * times


ENTRIES = {
    "markup": MARKUP,
    "odd characters": ODD,
    "300 000 digits": "1" * 300_000 + "x",
    "beyond all numbers": "9" * 400,
    "a prototype": "__proto__",
    "no number": "NaN",
}


@pytest.mark.parametrize("entry", ENTRIES.values(), ids=ENTRIES.keys())
@pytest.mark.parametrize("path", ["tools/tf-config/", "tools/steps/", "tools/test-interval/"])
def test_a_calculator_says_what_is_wrong_with_an_entry(
    visit: Visitor, path: str, entry: str
) -> None:
    page = visit.anew(f"en/{path}")
    fields = page.locator(".practice-tool :is(input, textarea)")
    expect(fields.first).to_be_visible()
    for number in range(fields.count()):
        _put(fields.nth(number), entry)
    page.wait_for_timeout(600)
    _assert_unharmed(page)
    assert page.locator("[aria-invalid=true]").count() > 0
    page.locator(".calculator__reset").click()
    expect(page.locator("[aria-invalid=true]")).to_have_count(0)


# ---- Progress ------------------------------------------------------------------

_NOW = 1_793_491_200_000
_LAST = 8_640_000_000_000_000
_FORMAT = {"format": "mle-notes-progress", "version": 1}


def _answer(number: int, **changed: Any) -> dict[str, Any]:
    known = {"id": f"{number:016x}", "question": MARKUP[:200], "version": MARKUP[:200], "at": _NOW}
    rest = {"chosen": [0], "right": True, "grade": 3, "mode": "quiz", "language": "en"}
    return {**known, **rest, **changed}


def _exam(name: str, **changed: Any) -> dict[str, Any]:
    known = {"id": name, "seed": MARKUP[:200], "count": 10, "bank": MARKUP[:200], "language": "en"}
    log = [[_NOW, "start", [MARKUP]], [_NOW + 1, MARKUP[:200], MARKUP], [_LAST, "finish"]]
    return {**known, "started": _NOW, "log": log, **changed}


def _file(**parts: Any) -> str:
    return json.dumps({**_FORMAT, "answers": [], "exams": [], "settings": {}, **parts})


_WISH = {
    "exam": MARKUP,
    "hours": {"toString": 1, "valueOf": 1},
    "weekdays": [MARKUP, None, {}],
    "from": "0001-01-01",
    "levels": {"1": MARKUP, "2": {"toString": 1}},
    "known": {"1": MARKUP, "2": {"toString": 1}, "3": -1e300},
}
_HOSTILE = _file(
    answers=[
        _answer(1),
        _answer(2, at=_LAST),
        _answer(3, at=0, chosen=[99] * 100),
        _answer(4, question="__proto__"),
        _answer(5, question="constructor"),
    ],
    exams=[
        _exam("hostile"),
        _exam("__proto__", seed=-9007199254740991),
        _exam("endless", count=10_000, started=_LAST, log=[]),
        _exam("odd", log=[[_NOW, "alive"], [0, "pause"], [_LAST, "alive"]]),
    ],
    settings={
        "plan": {"value": _WISH, "changed": _LAST},
        MARKUP: {"value": MARKUP, "changed": 0},
    },
)
#: A file, and what is said of it.
PROGRESS: dict[str, tuple[str, str]] = {
    "hostile texts in every field": (_HOSTILE, "Added"),
    "no JSON": (MARKUP, "cannot be read"),
    "another format": (json.dumps({"format": MARKUP, "version": 1}), "not the progress"),
    "another version": (json.dumps({**_FORMAT, "version": MARKUP}), "version: not a number"),
    "50 MB": (" " * 50_000_000, "more than 20 MB"),
    "lists in lists": (DEEP, "not the progress"),
    "a prototype": (POLLUTING, "not the progress"),
    "a prototype of a setting": (
        _file().replace('"settings": {}', '"settings": {"__proto__": {"value": 1, "changed": 1}}'),
        "not an allowed name",
    ),
    "a prototype inside a setting": (
        _file(settings={"plan": {"value": json.loads(POLLUTING), "changed": 1}}),
        "not an allowed name",
    ),
    "one id twice": (_file(answers=[_answer(1), _answer(1, right=False)]), "Added 2 new answers"),
    "markup as an id": (_file(answers=[_answer(1, id=MARKUP)]), "answers[0].id: not an id"),
    "markup as a name": (_file(settings={MARKUP: 1}), "not a record"),
    "a time after the last": (_file(answers=[_answer(1, at=_LAST + 1)]), "not a time"),
    "a time before the first": (_file(answers=[_answer(1, at=-1)]), "not a time"),
    "a number beyond all": (_file(answers=[_answer(1)]).replace(str(_NOW), "1e999"), "not a time"),
}


def _import(page: Page, text: str, folder: Path) -> None:
    file = folder / "progress.json"
    file.write_text(text, encoding="utf-8")
    page.locator(".progress__status").evaluate("each => each.replaceChildren()")
    page.locator("#tool-progress input[type=file]").set_input_files(file)


def _exported(page: Page) -> dict[str, Any]:
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Save to a file", exact=True).last.click()
    return dict(json.loads(Path(waiting.value.path()).read_text(encoding="utf-8")))


@pytest.mark.parametrize(("text", "said"), PROGRESS.values(), ids=PROGRESS.keys())
def test_a_file_is_taken_in_or_refused_and_nothing_is_lost(
    visit: Visitor, tmp_path: Path, text: str, said: str
) -> None:
    page = visit.anew("en/practice/progress/")
    mine = _answer(9, question="mine")
    _import(page, _file(answers=[mine]), tmp_path)
    expect(page.locator(".progress__status")).to_contain_text("Added 1 new answer")
    _import(page, text, tmp_path)
    expect(page.locator(".progress__status")).to_contain_text(said)
    _assert_unharmed(page)
    assert mine in _exported(page)["answers"]


_TOOLS = {
    "practice/progress/": ".progress__file",
    "practice/mock-exam/": ".exam__start",
    "practice/review/": ".review button",
    "practice/elimination/": ".elimination__form button",
    "exam/plan/": ".plan__form input[type=date]",
    "practice/1-1/": "mle-question[data-ready]",
}


@pytest.mark.parametrize(("path", "ready"), _TOOLS.items(), ids=_TOOLS.keys())
def test_every_tool_works_with_what_a_hostile_file_brought(
    visit: Visitor, tmp_path: Path, path: str, ready: str
) -> None:
    page = visit.anew("en/practice/progress/")
    _import(page, _HOSTILE, tmp_path)
    expect(page.locator(".progress__status")).to_contain_text("Added")
    page.goto(f"{visit.server.home}en/{path}")
    expect(page.locator(ready).first).to_be_visible()
    page.wait_for_timeout(500)
    _assert_unharmed(page)


@pytest.mark.parametrize("name", ["hostile", "__proto__", "endless", "odd"])
def test_a_hostile_exam_opens_or_is_refused(visit: Visitor, tmp_path: Path, name: str) -> None:
    page = visit.anew("en/practice/progress/")
    _import(page, _HOSTILE, tmp_path)
    expect(page.locator(".progress__status")).to_contain_text("Added")
    page.goto(f"{visit.server.home}en/practice/mock-exam/?exam={name}")
    expect(page.locator("#tool-exam h3, #tool-exam button").first).to_be_visible()
    page.wait_for_timeout(1500)
    _assert_unharmed(page)


def test_a_plan_from_the_end_of_time_can_be_made_anew(visit: Visitor, tmp_path: Path) -> None:
    page = visit.anew("en/practice/progress/")
    _import(page, _HOSTILE, tmp_path)
    expect(page.locator(".progress__status")).to_contain_text("Added")
    for hours in ("4", "7"):
        page.goto(f"{visit.server.home}en/exam/plan/")
        field = page.locator(".plan__form input[type=number]").first
        field.fill(hours)
        page.wait_for_timeout(500)
        page.goto(f"{visit.server.home}en/exam/plan/")
        expect(field).to_have_value(hours)


# ---- What lies in the browser ----------------------------------------------------

STORED = {
    "markup": MARKUP,
    "no JSON": "{",
    "a prototype": POLLUTING,
    "lists in lists": DEEP,
    "odd characters": ODD,
    "half a character": '["\\ud83d", "\\udc00x"]',
    "numbers": "[1, null, {}, []]",
    "200 kB": json.dumps(["x" * 200_000]),
    "markup in a list": json.dumps([MARKUP] * 50),
}
_KEYS = ["theme", "era", "searches", "flip", "offline:/mle-notes/"]


@pytest.mark.parametrize("value", STORED.values(), ids=STORED.keys())
def test_what_others_left_in_the_storage_does_no_harm(visit: Visitor, value: str) -> None:
    page = visit.anew("en/services/feature-store/")
    for key in _KEYS:
        page.evaluate(
            "([key, value]) => localStorage.setItem(key, value)", [f"mle-notes:{key}", value]
        )
    page.reload()
    page.locator(".md-search__input").focus()
    expect(page.locator(".search-help a").last).to_be_visible()
    page.locator(".md-search__input").fill("Dataproc")
    expect(page.locator(".md-search-result__item").first).to_be_visible()
    _assert_unharmed(page)
    page.keyboard.press("Escape")
    page.reload()
    page.locator(".theme-button").click()
    _assert_unharmed(page)


_SPOIL = """async wish => {
    const database = await new Promise((resolve, reject) => {
        const request = indexedDB.open("mle-notes");
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
    });
    const names = ["answers", "exams", "settings"];
    const change = database.transaction(names, "readwrite");
    const odd = {
        toString: 1, valueOf: 1, question: {}, at: new Date(), log: new Map(), value: new Map(),
        changed: NaN,
    };
    for (const key of [1, "a", "__proto__", "plan", "x".repeat(1e5)]) {
        change.objectStore("answers").put({id: key, ...odd});
        change.objectStore("exams").put({id: key, ...odd});
        change.objectStore("settings").put({key, ...odd});
    }
    change.objectStore("settings").put({key: "plan", value: wish, changed: 1});
    await new Promise((resolve) => (change.oncomplete = resolve));
    database.close();
}"""


@pytest.mark.parametrize(("path", "ready"), _TOOLS.items(), ids=_TOOLS.keys())
@pytest.mark.parametrize(
    "wish", [_WISH, MARKUP, 1, [MARKUP]], ids=["record", "text", "number", "list"]
)
def test_what_others_left_in_the_database_does_no_harm(
    visit: Visitor, path: str, ready: str, wish: Any
) -> None:
    page = visit.anew("en/practice/progress/")
    expect(page.locator(".progress__file")).to_be_visible()
    page.evaluate(_SPOIL, wish)
    page.goto(f"{visit.server.home}en/{path}")
    expect(page.locator(ready).first).to_be_visible()
    page.wait_for_timeout(500)
    _assert_unharmed(page)


def test_the_check_can_fail(visit: Visitor) -> None:
    page = visit.anew("en/")
    page.evaluate("Object.prototype.polluted = 1")
    assert page.evaluate(_STATE) != _UNHARMED
