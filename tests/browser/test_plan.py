"""The study plan and the retake calculator, as readers use them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from site_browser import NARROW, WIDE, Visitor, module, until, violations_of
from site_build import Site

_NOW = "2026-11-21T09:00:00"
_WISH = "?date=2027-01-02&hours=6"
_DENIED = """Object.defineProperty(window, "indexedDB", {value: undefined});"""

folders = pytest.mark.parametrize("folder", ["", "en/"], ids=["ja", "en"])


def _open(
    visit: Visitor,
    path: str,
    *,
    now: str = _NOW,
    width: int = WIDE,
    scheme: str = "light",
    denied: bool = False,
) -> Page:
    """Open a page at a fixed time, as somebody who was never here."""
    page = visit.nowhere(width=width, scheme=scheme)
    page.clock.set_fixed_time(now)
    if denied:
        page.add_init_script(_DENIED)
    page.goto(visit.server.home + path)
    return page


def _weeks(page: Page) -> list[str]:
    return page.locator(".plan__week > summary").all_inner_texts()


def _plan(page: Page) -> str:
    """Everything that the plan says, folded or not."""
    expect(page.locator(".plan__week").first).to_be_visible()
    return str(page.locator(".plan__weeks").text_content())


@folders
def test_a_date_and_hours_give_a_plan_by_weeks(visit: Visitor, folder: str) -> None:
    page = _open(visit, f"{folder}exam/plan/")
    status = page.locator(".plan__status")
    expect(status).to_contain_text("試験日を入れると" if not folder else "Enter the date")
    page.locator(".plan__form input[type=date]").fill("2027-01-02")
    expect(page.locator(".plan__week")).to_have_count(6)
    expect(status).to_contain_text("2027年1月2日" if not folder else "January 2, 2027")
    assert "6週" in status.inner_text() if not folder else "6 weeks" in status.inner_text()
    first = page.locator(".plan__week").first
    assert first.get_attribute("open") is not None
    expect(first.locator("a").first).to_have_attribute(
        "href", re.compile(r"/exam/reading-questions/$")
    )
    text = _plan(page)
    assert len(re.findall("模擬試験：50問|Mock exam: 50 questions", text)) == 2
    assert len(re.findall("軽く見直す|Light review", text)) == 2


@folders
def test_every_link_of_a_plan_leads_to_a_page(visit: Visitor, site: Site, folder: str) -> None:
    page = _open(visit, f"{folder}exam/plan/?date=2027-06-01&hours=20")
    _plan(page)
    links = page.locator(".plan__result a").evaluate_all("all => all.map(each => each.href)")
    assert len(links) > 100
    for link in set(links):
        path, _, anchor = link.removeprefix(visit.server.home).partition("#")
        file = f"{path}index.html"
        assert file in site.pages, link
        assert not anchor or anchor in site.pages[file].ids, link


def test_the_wish_is_in_the_address_and_on_the_device(visit: Visitor) -> None:
    page = _open(visit, "en/exam/plan/")
    page.locator(".plan__form input[type=date]").fill("2027-01-02")
    page.locator(".plan__form input[type=number]").fill("4")
    page.locator(".plan__form").get_by_label("Sun").uncheck()
    page.locator(".plan__form").get_by_label("3 From prototypes").select_option("strong")
    expect(page).to_have_url(
        re.compile(r"\?date=2027-01-02&hours=4&from=2026-11-21&days=1,2,3,4,5,6$")
    )
    before = _plan(page)
    page.reload()
    assert _plan(page) == before
    assert "Sun," not in before
    page.goto(f"{visit.server.home}en/exam/plan/")  # without the address: from the device
    assert _plan(page) == before
    other = _open(visit, "en/exam/plan/?date=2027-01-02&hours=4&from=2026-11-21&days=1,2,3,4,5,6")
    assert _plan(other) != before, "another device does not know what is strong"
    assert len(_weeks(other)) == 6


def test_answers_say_what_is_known_already(visit: Visitor) -> None:
    page = _open(visit, f"en/exam/plan/{_WISH}")
    _plan(page)
    before = page.locator(".plan__totals tbody td:nth-of-type(1)").all_inner_texts()
    page.evaluate(
        """async modules => {
            const [{index}, {open}] = await Promise.all(modules.map(each => import(each)));
            const {questions} = await index();
            const third = questions.filter(({consideration}) => consideration.startsWith("3."));
            const store = await open();
            await store.addAnswers(third.map(({id, version}, place) => ({
                id: place.toString(16).padStart(16, "0"), question: id, version, at: Date.now(),
                chosen: [0], right: true, grade: 4, mode: "quiz", language: "en",
            })));
        }""",
        [module(page, "bank"), module(page, "store")],
    )
    page.goto(f"{visit.server.home}en/exam/plan/{_WISH}")
    _plan(page)
    section = page.locator(".plan__form").get_by_label("3 From prototypes")
    expect(section).to_have_value("known")
    expect(section.locator("option").first).to_have_text("From your answers (100%)")
    after = page.locator(".plan__totals tbody td:nth-of-type(1)").all_inner_texts()
    assert _minutes(after[2]) < _minutes(before[2]) / 3
    assert _minutes(after[3]) > _minutes(before[3])
    section.select_option("new")
    again = page.locator(".plan__totals tbody td:nth-of-type(1)").all_inner_texts()
    assert again == before


def _minutes(shown: str) -> int:
    """Return the minutes of a duration as English shows it."""
    hours, minutes = (re.search(rf"(\d+) {unit}", shown) for unit in ("h", "min"))
    return int(hours[1] if hours else 0) * 60 + int(minutes[1] if minutes else 0)


def test_a_plan_stays_when_days_pass_and_can_be_made_anew(visit: Visitor) -> None:
    begun = _open(visit, f"en/exam/plan/{_WISH}&from=2026-11-21")
    first = _plan(begun)
    expect(begun.get_by_role("button", name="Plan anew from today")).to_have_count(0)
    page = _open(visit, f"en/exam/plan/{_WISH}&from=2026-11-21", now="2026-12-08T09:00:00")
    _plan(page)
    assert ["past" in week for week in _weeks(page)] == [True, True, False, False, False, False]
    assert "this week" in _weeks(page)[2]
    assert page.locator(".plan__week").nth(2).get_attribute("open") is not None
    assert page.locator(".plan__week").nth(0).get_attribute("open") is None
    links = page.locator(".plan__week a").all_text_contents()
    assert links == begun.locator(".plan__week a").all_text_contents()
    page.get_by_role("button", name="Plan anew from today").click()
    expect(page.locator(".plan__week")).to_have_count(4)
    assert _plan(page) != first
    expect(page).to_have_url(re.compile("from=2026-12-08"))


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?date=2026-11-20&hours=6", "has passed"),
        ("?date=2026-11-23&hours=6", "less than 3 days"),
        ("?date=2030-01-01&hours=6", "more than 2 years"),
        ("?date=2027-01-02&hours=0", "0.5 to 60"),
        ("?date=2027-01-02&hours=100", "0.5 to 60"),
        ("?date=2027-01-02&hours=x", "0.5 to 60"),
        ("?date=2026-11-24&hours=6&days=5", "None of these days"),
        ("?date=2026-02-30&hours=6", "Enter the date"),
    ],
)
def test_what_cannot_be_planned_is_said(visit: Visitor, query: str, said: str) -> None:
    page = _open(visit, f"en/exam/plan/{query}")
    expect(page.locator(".plan__status")).to_contain_text(said)
    expect(page.locator(".plan__week")).to_have_count(0)


def test_little_time_says_what_is_left_out_and_plenty_says_that_too(visit: Visitor) -> None:
    page = _open(visit, "en/exam/plan/?date=2026-12-05&hours=2")
    left = page.locator(".plan__left")
    expect(left).to_contain_text("There is not enough time")
    left.locator("summary").first.click()
    expect(left.locator("details").first.locator("li").first).to_contain_text(
        re.compile(r"^\d\.\d\.[a-f] ")
    )
    page = _open(visit, "en/exam/plan/?date=2027-06-01&hours=20")
    expect(page.locator(".plan__left")).to_contain_text("Every consideration")
    expect(page.locator(".plan__left")).to_contain_text("more than the plan needs")


@folders
def test_the_calendar_can_be_read_by_a_calendar(
    visit: Visitor, folder: str, tmp_path: Path
) -> None:
    page = _open(visit, f"{folder}exam/plan/{_WISH}")
    _plan(page)
    with page.expect_download() as downloading:
        page.locator(".plan__actions button").first.click()
    assert downloading.value.suggested_filename == "study-plan.ics"
    downloading.value.save_as(tmp_path / "plan.ics")
    raw = (tmp_path / "plan.ics").read_bytes()
    lines = raw.split(b"\r\n")
    assert lines.pop() == b""
    assert all(len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in lines)
    for line in lines:
        line.decode("utf-8")  # a character that is cut would fail here
    events = _events(raw.decode("utf-8"))
    assert len({event["UID"] for event in events}) == len(events) > 50
    days = {event["DTSTART;VALUE=DATE"] for event in events}
    assert min(days) == "20261121"
    assert max(days) == "20270102"
    assert {event["DTSTAMP"] for event in events} == {"20261121T090000Z"}
    shown = page.locator(".plan__week li").count()
    assert len(events) == shown + 1
    assert all(event["URL"].startswith(visit.server.home + folder) for event in events)


def _events(text: str) -> list[dict[str, str]]:
    """Read a calendar as RFC 5545 says: unfold, then split names from values."""
    found: list[dict[str, str]] = []
    for line in text.replace("\r\n ", "").split("\r\n"):
        name, _, value = line.partition(":")
        if (name, value) == ("BEGIN", "VEVENT"):
            found.append({})
        elif found and name != "END":
            found[-1][name] = value
    return found


def test_the_table_of_the_page_is_what_the_plan_gives(visit: Visitor, site: Site) -> None:
    """The table is computed by the build; here the browser plans the same time."""
    for folder in ("", "en/"):
        guide = json.loads((site.folder / folder / "practice/bank/guide.json").read_text("utf-8"))
        page = _open(visit, f"{folder}exam/plan/")
        rows = page.locator("table.plan-shares tbody tr").all()
        hours = [float(row.locator("td").last.inner_text()) for row in rows]
        made = page.evaluate(
            """async ([module, guide]) => {
                const {plan} = await import(module);
                const wish = {today: "2026-11-21", exam: "2027-01-02", hours: 6};
                return plan(guide, wish);
            }""",
            [module(page, "plan"), guide],
        )
        assert len(rows) == len(made["totals"]) + 2
        for shown, total in zip(hours, made["totals"], strict=False):
            assert abs(shown - total["minutes"] / 60) <= 0.85, (folder, total)
        tasks = [task for week in made["weeks"] for task in week["tasks"]]
        for shown, kind in zip(hours[-2:], ("mock", "light"), strict=True):
            assert shown == sum(t["minutes"] for t in tasks if t["kind"] == kind) / 60


@folders
def test_the_calculator_says_when_the_next_try_is_possible(visit: Visitor, folder: str) -> None:
    """The dates are those of the example on the page."""
    page = _open(visit, f"{folder}exam/plan/", now="2026-12-06T09:00:00")
    answer = page.locator(".retake__answer")
    table = page.locator("h2#retake ~ * table, h2#retake ~ table").first
    dates = page.locator(".retake__dates input")
    failed = ["2026-12-05", "2026-12-19", "2027-02-17", "2028-02-17"]
    for index, day in enumerate(failed):
        dates.nth(index).fill(day)
        said = table.locator("tbody tr").nth(index).locator("td").last.inner_text()
        wanted = re.search(r"\d+年\d+月\d+日|[A-Z][a-z]+ \d+, \d+", said)
        assert wanted
        expect(answer).to_contain_text(wanted[0])
    for index in range(4):
        dates.nth(index).fill("")
    expect(answer).to_contain_text("最初の日" if not folder else "the first day")


def test_the_next_try_can_be_planned(visit: Visitor) -> None:
    page = _open(visit, "en/exam/plan/", now="2026-12-06T09:00:00")
    page.locator(".retake__dates input").first.fill("2026-12-05")
    page.get_by_role("button", name="Plan for this day").click()
    expect(page.locator(".plan__form input[type=date]")).to_have_value("2026-12-19")
    expect(page.locator(".plan__form input[type=date]")).to_be_focused()
    expect(page.locator(".plan__week")).to_have_count(2)
    page.locator(".retake__dates input").first.fill("2026-10-01")
    expect(page.locator(".retake__answer")).to_contain_text("you can book now")


def test_the_keyboard_is_enough(visit: Visitor) -> None:
    page = _open(visit, f"en/exam/plan/{_WISH}")
    _plan(page)
    page.locator(".plan__form input[type=date]").focus()
    seen: list[str] = []
    for _ in range(40):
        page.keyboard.press("Tab")
        seen.append(
            page.evaluate("document.activeElement.closest('summary, label, button, a')?.innerText")
        )
        if "Week 2" in str(seen[-1]):
            break
    page.keyboard.press("Enter")
    expect(page.locator(".plan__week").nth(1).locator("a").first).to_be_visible()
    for name in ("Hours per week", "Mon", "1 Low-code", "For your calendar", "Print"):
        assert any(name in str(each) for each in seen), (name, seen)


@pytest.mark.parametrize(
    ("width", "scheme"),
    [(NARROW, "light"), (NARROW, "dark"), (WIDE, "light"), (WIDE, "dark")],
)
@folders
def test_axe_finds_nothing_in_a_plan(visit: Visitor, folder: str, width: int, scheme: str) -> None:
    page = _open(visit, f"{folder}exam/plan/{_WISH}", width=width, scheme=scheme)
    _plan(page)
    page.locator(".retake__dates input").first.fill("2026-12-05")
    page.evaluate("document.querySelectorAll('article details').forEach(each => each.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = violations_of(page)
    assert not found, "\n".join(found)


def test_the_plan_prints_with_all_weeks_and_without_the_form(visit: Visitor) -> None:
    page = _open(visit, f"en/exam/plan/{_WISH}")
    _plan(page)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator(".plan__form")).to_be_hidden()
    expect(page.locator(".plan__actions")).to_be_hidden()
    for week in page.locator(".plan__week").all():
        expect(week.locator("a").first).to_be_visible()


def test_what_is_entered_before_the_plan_is_ready_is_kept(visit: Visitor) -> None:
    page = visit.nowhere()
    slowly = lambda route: (page.wait_for_timeout(600), route.continue_())[1]  # noqa: E731
    page.route("**/guide.json", slowly)
    page.goto(f"{visit.server.home}en/exam/plan/")
    page.locator(".plan__form input[type=date]").fill("2027-01-02")
    expect(page.locator(".plan__status")).to_contain_text("Loading")
    before = _plan(page)
    kept = "async store => Boolean(await (await (await import(store)).open()).getSetting('plan'))"
    until(page, kept, module(page, "store"))
    page.goto(f"{visit.server.home}en/exam/plan/")
    assert _plan(page) == before


def test_where_nothing_can_be_kept_the_plan_works_from_the_address(visit: Visitor) -> None:
    page = _open(visit, "en/exam/plan/", denied=True)
    page.locator(".plan__form input[type=date]").fill("2027-01-02")
    before = _plan(page)
    page.reload()
    assert _plan(page) == before


def test_without_a_connection_the_plan_says_so_and_tries_again(visit: Visitor) -> None:
    page = visit.nowhere()
    page.clock.set_fixed_time(_NOW)
    page.route("**/guide.json", lambda route: route.abort())
    page.goto(f"{visit.server.home}en/exam/plan/{_WISH}")
    expect(page.locator(".plan__status")).to_contain_text("could not be loaded")
    page.unroute("**/guide.json")
    page.get_by_role("button", name="Load again").click()
    expect(page.locator(".plan__week")).to_have_count(6)
    visit.problems.clear()  # the browser reports the request that we cut


@folders
def test_without_scripts_the_page_has_the_table_and_the_example(
    visit: Visitor, folder: str
) -> None:
    page = visit(f"{folder}exam/plan/", scripts=False)
    expect(page.locator("table.plan-shares")).to_be_visible()
    assert page.locator("table.plan-shares tbody tr").count() == 8
    assert page.locator("form:visible, .practice-tool:visible").count() == 0
    assert page.locator("article table:visible").count() == 2
