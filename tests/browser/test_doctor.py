"""The loss-curve doctor as readers use it: real runs to guess at, and logs of their own."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Locator, Page, expect

from site_browser import NARROW, WIDE, Visitor, violations_of
from site_build import Site

PATH = "practice/loss-curve-doctor/"
folders = pytest.mark.parametrize("folder", ["", "en/"], ids=["ja", "en"])

_CURVE = [round(2 * 0.9**step + 0.1, 4) for step in range(30)]
_TURN = [round(1.5 * 0.7**step + 0.6 + 0.02 * max(0, step - 10), 4) for step in range(30)]
_PAIRS = list(zip(_CURVE, _TURN, strict=True))
#: A log in each format, with what the page must call it.
LOGS = {
    "csv": "epoch,loss\n" + "\n".join(f"{n},{each}" for n, each in enumerate(_CURVE)),
    "tsv": "step\tloss\n" + "\n".join(f"{n}\t{each}" for n, each in enumerate(_CURVE)),
    "json": json.dumps({"loss": _CURVE, "val_loss": _TURN}),
    "json-lines": "\n".join(json.dumps({"step": n, "loss": each}) for n, each in enumerate(_CURVE)),
    "tensorboard": "Wall time,Step,Value\n"
    + "\n".join(f"{1.7e9 + n},{n},{each}" for n, each in enumerate(_CURVE)),
    "numbers": "\n".join(map(str, _CURVE)),
}
LIGHTNING = "epoch,step,train_loss,val_loss\n" + "\n".join(
    f"{n},{n},{train},\n{n},{n},,{validation}" for n, (train, validation) in enumerate(_PAIRS)
)


@pytest.fixture(scope="module")
def words(root: Path) -> Callable[[str, str], str]:
    """A word of the tool in the language of a folder."""
    entries = yaml.safe_load((root / "data/ui/doctor.yml").read_text(encoding="utf-8"))
    return lambda folder, key: str(entries[key]["en" if folder else "ja"])


@pytest.fixture(scope="module")
def runs(site: Site) -> dict[str, dict[str, Any]]:
    """The runs to guess at, by their seeds."""
    path = site.folder / "assets" / "labs" / "loss-curve-doctor-test.json"
    return {str(each["seed"]): each for each in json.loads(path.read_text(encoding="utf-8"))}


def _ready(page: Page) -> Locator:
    tool = page.locator("#tool-doctor")
    expect(tool.locator(".doctor__guess svg.plot")).to_be_visible()
    return tool


def _shown(tool: Locator, runs: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return runs[str(tool.locator("figure[data-run]").get_attribute("data-run"))]


def _judge(tool: Locator, log: str) -> Locator:
    """Put a log into the field and have it judged; return the place of the answer."""
    own = tool.locator(".doctor__own")
    own.locator("textarea").fill(log)
    own.locator("button").first.click()
    return own


# ---- Runs to guess at ------------------------------------------------------------


@folders
def test_the_truth_comes_after_the_guess(
    visit: Visitor,
    words: Callable[[str, str], str],
    runs: dict[str, dict[str, Any]],
    folder: str,
) -> None:
    tool = _ready(visit.anew(folder + PATH))
    guess = tool.locator(".doctor__guess")
    score = [0, 0]
    for right in (True, False, True):
        run = _shown(tool, runs)
        other = "healthy" if run["pattern"] != "healthy" else "jump"
        guess.locator(f"input[value='{run['pattern'] if right else other}']").check()
        guess.get_by_role("button", name=words(folder, "check"), exact=True).click()
        status = guess.locator("[role=status]")
        expect(status).to_contain_text(words(folder, "right" if right else "wrong").split("{")[0])
        expect(status).to_contain_text(words(folder, f"truth-{run['fault']}").split("{")[0])
        if not right:
            expect(status).to_contain_text(words(folder, f"pattern-{run['pattern']}"))
        expect(guess.locator(".doctor__evidence li").first).to_be_visible()
        assert "{" not in guess.inner_text()
        assert "training/loss-curves/#" in str(guess.locator("a").get_attribute("href"))
        score = [score[0] + right, score[1] + 1]
        line = words(folder, "score").format(right=score[0], all=score[1])
        expect(guess.locator(".doctor__score")).to_have_text(line)
        guess.get_by_role("button", name=words(folder, "next"), exact=True).click()
        expect(status).to_be_empty()


def test_nothing_is_answered_before_a_choice(visit: Visitor) -> None:
    tool = _ready(visit.anew(f"en/{PATH}"))
    tool.get_by_role("button", name="Show the answer").click()
    expect(tool.locator(".doctor__guess [role=status]")).to_have_text("Choose a pattern first.")
    expect(tool.locator(".doctor__guess .doctor__evidence")).to_have_count(0)


def test_no_run_comes_twice_before_each_has_come(
    visit: Visitor, runs: dict[str, dict[str, Any]]
) -> None:
    tool = _ready(visit.anew(f"en/{PATH}"))
    seen = set()
    for _ in runs:
        seen.add(tool.locator("figure[data-run]").get_attribute("data-run"))
        tool.locator("input[type=radio]").first.check()
        tool.get_by_role("button", name="Show the answer").click()
        text = tool.locator(".doctor__guess").inner_text()
        assert "{" not in text
        assert "undefined" not in text
        assert "NaN%" not in text
        tool.get_by_role("button", name="Next run").click()
    assert seen == set(runs)


def test_the_keyboard_alone_is_enough(visit: Visitor) -> None:
    page = visit.anew(f"en/{PATH}")
    tool = _ready(page)
    tool.locator("input[type=radio]").first.focus()
    page.keyboard.press("ArrowDown")
    expect(tool.locator("input[value=oscillation]")).to_be_checked()
    page.keyboard.press("Enter")
    expect(tool.get_by_role("button", name="Next run")).to_be_focused()
    page.keyboard.press("Enter")
    expect(tool.locator("input[type=radio]").first).to_be_focused()
    tool.locator("textarea").focus()
    page.keyboard.insert_text(LOGS["csv"])
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(tool.locator("[data-pattern=healthy]")).to_be_visible()


def test_the_scale_turns_logarithmic_and_back(visit: Visitor) -> None:
    own = _judge(_ready(visit.anew(f"en/{PATH}")), LOGS["csv"])
    turn = own.get_by_role("button", name="Log scale")
    expect(turn).to_have_attribute("aria-pressed", "false")
    before = own.locator("svg.plot path[stroke-linejoin]").get_attribute("d")
    turn.click()
    expect(turn).to_have_attribute("aria-pressed", "true")
    assert own.locator("svg.plot path[stroke-linejoin]").get_attribute("d") != before
    turn.click()
    assert own.locator("svg.plot path[stroke-linejoin]").get_attribute("d") == before


# ---- Logs of one's own -----------------------------------------------------------


@folders
@pytest.mark.parametrize("name", LOGS)
def test_each_format_is_read(
    visit: Visitor, words: Callable[[str, str], str], folder: str, name: str
) -> None:
    own = _judge(_ready(visit.anew(folder + PATH)), LOGS[name])
    expect(own.locator("[role=status]")).to_contain_text(words(folder, f"format-{name}"))
    expect(own.locator("[role=status]")).to_contain_text("30")
    expect(own.locator("svg.plot")).to_be_visible()
    pattern = "overfitting" if name == "json" else "healthy"
    expect(own.locator(f"[data-pattern={pattern}]")).to_contain_text(
        words(folder, f"pattern-{pattern}")
    )
    assert "{" not in own.locator(".doctor__result").inner_text()


def test_the_gaps_of_lightning_are_no_trouble(visit: Visitor) -> None:
    own = _judge(_ready(visit.anew(f"en/{PATH}")), LIGHTNING)
    expect(own.locator("[data-pattern=overfitting]")).to_contain_text("lowest at step")
    expect(own.locator(".plot-legend")).to_contain_text("validation")


def test_what_is_pasted_is_judged_at_once(visit: Visitor) -> None:
    page = visit.anew(f"en/{PATH}")
    own = _ready(page).locator(".doctor__own")
    own.locator("textarea").evaluate(
        """(area, text) => {
            area.value = text;
            area.dispatchEvent(new ClipboardEvent("paste", {bubbles: true}));
        }""",
        LOGS["numbers"],
    )
    expect(own.locator("[data-pattern=healthy]")).to_be_visible()


def test_a_file_can_be_chosen(visit: Visitor, tmp_path: Path) -> None:
    own = _ready(visit.anew(f"en/{PATH}")).locator(".doctor__own")
    path = tmp_path / "history.json"
    path.write_text(LOGS["json"], encoding="utf-8")
    own.locator("input[type=file]").set_input_files(path)
    expect(own.locator("[data-pattern=overfitting]")).to_be_visible()
    path = tmp_path / "events.out.tfevents"
    path.write_bytes(bytes(range(256)))
    own.locator("input[type=file]").set_input_files(path)
    expect(own.locator("[role=status]")).to_contain_text("This is not text.")
    expect(own.locator("svg.plot")).to_have_count(0)
    path = tmp_path / "large.csv"
    path.write_bytes(b"1\n" * 2_600_000)
    own.locator("input[type=file]").set_input_files(path)
    expect(own.locator("[role=status]")).to_contain_text("up to 5 MB")


def test_a_file_can_be_dropped(visit: Visitor) -> None:
    page = visit.anew(f"en/{PATH}")
    own = _ready(page).locator(".doctor__own")
    held = page.evaluate_handle(
        """text => {
            const held = new DataTransfer();
            held.items.add(new File([text], "log.csv", {type: "text/csv"}));
            return held;
        }""",
        LOGS["csv"],
    )
    own.dispatch_event("dragover", {"dataTransfer": held})
    own.dispatch_event("drop", {"dataTransfer": held})
    expect(own.locator("[data-pattern=healthy]")).to_be_visible()
    assert page.url.endswith(PATH)  # the browser did not open the file


@folders
def test_garbage_is_named_with_its_line(visit: Visitor, folder: str) -> None:
    tool = _ready(visit.anew(folder + PATH))
    own = _judge(tool, "step,loss\n1,0.5\n2,<img src=x onerror=alert(1)>\n")
    status = own.locator("[role=status]")
    expect(status).to_contain_text("Line 3: “<img" if folder else "3行目：列「loss」の「<img")
    expect(status.locator("img")).to_have_count(0)
    expect(own.locator("svg.plot")).to_have_count(0)
    own = _judge(tool, "")
    expect(status).to_contain_text("empty" if folder else "空です")


def test_a_curve_that_does_not_decide_is_left_open(visit: Visitor) -> None:
    own = _judge(_ready(visit.anew(f"en/{PATH}")), "3\n2\n1")
    expect(own.locator(".doctor__finding--unsure")).to_contain_text("only 3 values")
    expect(own.locator("[data-pattern]")).to_have_count(0)


def test_what_is_not_finite_is_drawn_as_such(visit: Visitor) -> None:
    tool = _ready(visit.anew(f"en/{PATH}"))
    own = _judge(tool, "0.9\n0.8\nnan\nnan\n")
    expect(own.locator("[data-pattern=divergence]")).to_contain_text("the first at record 3")
    expect(own.locator("svg.plot")).to_contain_text("NaN")
    for hostile in ("nan\nnan\nnan", "1e308\n-1e308\n1e308", "0\n0\n0\n0", "1e999", "5"):
        own = _judge(tool, hostile)
        expect(own.locator("svg.plot")).to_be_visible()
        drawn = own.locator("svg.plot").evaluate("each => each.outerHTML")
        assert "Infinity" not in drawn
        assert "NaN" not in drawn.replace(">NaN, ∞<", "")


def test_the_example_is_a_run_of_the_lab_and_can_be_cleared(visit: Visitor) -> None:
    own = _ready(visit.anew(f"en/{PATH}")).locator(".doctor__own")
    own.get_by_role("button", name="Use an example").click()
    expect(own.locator("[data-pattern=overfitting]")).to_be_visible()
    own.get_by_role("button", name="Clear").click()
    expect(own.locator("textarea")).to_have_value("")
    expect(own.locator("textarea")).to_be_focused()
    expect(own.locator("svg.plot")).to_have_count(0)


def test_a_log_is_sent_nowhere(visit: Visitor) -> None:
    page = visit.anew(f"en/{PATH}")
    tool = _ready(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    _judge(tool, LOGS["csv"])
    expect(tool.locator("[data-pattern=healthy]")).to_be_visible()
    # When it has time, a page asks for the script of its copy for reading offline.
    assert [url for url in asked if "/assets/js/offline/" not in url] == []
    assert page.evaluate("Object.keys(localStorage).length + document.cookie.length") == 0


# ---- Every mode --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("width", "scheme"),
    [(NARROW, "light"), (NARROW, "dark"), (WIDE, "light"), (WIDE, "dark")],
)
def test_it_fits_and_axe_finds_nothing(visit: Visitor, width: int, scheme: str) -> None:
    page = visit.anew(PATH, width=width, scheme=scheme)
    tool = _ready(page)
    tool.locator("input[type=radio]").first.check()
    tool.locator(".doctor__guess form button").click()
    _judge(tool, LIGHTNING)
    expect(tool.locator("[data-pattern=overfitting]")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = violations_of(page)
    assert not found, "\n".join(found)
    _judge(tool, f"step,{'x' * 500}\n1,2\n")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_without_the_records_logs_are_still_judged(visit: Visitor) -> None:
    page = visit.nowhere()
    page.route("**/loss-curve-doctor-test.json", lambda route: route.abort())
    page.goto(visit.server.home + f"en/{PATH}")
    tool = page.locator("#tool-doctor")
    expect(tool.locator("[role=alert]")).to_contain_text("could not be loaded")
    _judge(tool, LOGS["csv"])
    expect(tool.locator("[data-pattern=healthy]")).to_be_visible()
    page.unroute("**/loss-curve-doctor-test.json")
    tool.get_by_role("button", name="Load again").click()
    _ready(page)
    visit.problems.clear()  # the browser reports what this test took away


@folders
def test_without_scripts_the_table_and_the_figure_stand(visit: Visitor, folder: str) -> None:
    page = visit(folder + PATH, scripts=False)
    expect(page.locator("#tool-doctor")).to_be_hidden()
    expect(page.locator("article table").first).to_be_visible()
    expect(page.locator("figure.lab-figure > svg").first).to_be_visible()
    expect(page.locator("article a[href*='loss-curves/#sudden-rise']").first).to_be_visible()


def test_the_chapter_leads_here(visit: Visitor) -> None:
    page = visit.anew("en/training/loss-curves/")
    page.locator("article a[href*='loss-curve-doctor']").first.click()
    _ready(page)
