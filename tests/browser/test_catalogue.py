"""The index of services, the picker, the name lens and the translator, as readers use them."""

from __future__ import annotations

import itertools
import json
import re

import pytest
from playwright.sync_api import Page, expect

from site_browser import NARROW, WIDE, Visitor
from sitekit import picker
from sitekit.data import Data
from sitekit.site import Sources

folders = pytest.mark.parametrize("folder", ["", "en/"], ids=["ja", "en"])


@pytest.fixture(scope="module")
def data(sources: Sources) -> Data:
    """The catalogue of the repository."""
    return sources.data


def _shown(page: Page) -> list[str]:
    return page.locator("ul.services > li:visible > a").all_inner_texts()


# ---- The index ---------------------------------------------------------------


@folders
def test_a_former_name_finds_the_service(visit: Visitor, folder: str) -> None:
    page = visit(f"{folder}services/")
    page.locator("[name=find]").fill("dataproc")
    assert _shown(page) == ["Managed Spark"]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("ｂｉｇｑｕｅｒｙ　ｍｌ", "BigQuery ML"),
        ("びっぐくえりml", "BigQuery ML"),
        ("Kubernates", "GKE"),
    ],
    ids=["full-width", "hiragana", "misspelt"],
)
def test_names_are_found_however_they_are_typed(visit: Visitor, typed: str, name: str) -> None:
    page = visit("services/")
    page.locator("[name=find]").fill(typed)
    assert name in _shown(page)


@folders
def test_the_filter_is_in_the_address_and_survives_a_reload(visit: Visitor, folder: str) -> None:
    page = visit(f"{folder}services/")
    page.locator("[name=state]").select_option("gone")
    expect(page).to_have_url(re.compile(r"\?state=gone$"))
    before = _shown(page)
    page.reload()
    assert _shown(page) == before
    assert before


def test_the_number_of_hits_is_announced_and_empty_families_disappear(
    visit: Visitor, data: Data
) -> None:
    page = visit("en/services/")
    expect(page.locator("#service-filter [role=status]")).to_have_text(
        f"Showing {len(data.services)}."
    )
    page.locator("[name=family]").select_option("hardware")
    expect(page.locator("article h2:visible").first).to_have_text("Hardware and capacity")
    assert page.locator("article h2:visible").count() == 2  # and the one on JSON
    page.locator("[name=find]").fill("nothing is called this")
    expect(page.locator("#service-filter [role=status]")).to_contain_text("Nothing fits")
    page.locator("#service-filter [type=reset]").click()
    assert len(_shown(page)) == len(data.services)


def test_the_exam_objective_filters(visit: Visitor, data: Data) -> None:
    page = visit("services/")
    page.locator("[name=exam]").select_option("5.2")
    wanted = {each.short["ja"] for each in data.services.values() if "5.2" in each.exam}
    assert set(_shown(page)) == wanted


@folders
def test_without_scripts_the_index_is_a_grouped_list(
    visit: Visitor, data: Data, folder: str
) -> None:
    page = visit(f"{folder}services/", scripts=False)
    assert len(_shown(page)) == len(data.services)
    assert page.locator("form:visible").count() == 0
    families = {each.family for each in data.services.values()}
    assert {h.get_attribute("id") for h in page.locator("article h2").all()} >= families


# ---- The picker --------------------------------------------------------------


def _first(page: Page) -> str:
    return page.locator("#picker-results .picked__name").first.inner_text()


@folders
def test_the_picker_gives_reasons_for_and_against(visit: Visitor, folder: str) -> None:
    page = visit(f"{folder}choose/")
    for name, value in {"need": "own-model", "team": "sql", "data": "bigquery"}.items():
        page.locator(f"#picker [name={name}]").select_option(value)
    expect(page.locator("#picker-results .picked__name").first).to_have_text("BigQuery ML")
    card = page.locator("#picker-results .picked > li").first
    expect(card.locator(".picked__situation")).not_to_be_empty()
    expect(card.locator(".picked__not li").first).to_contain_text("AutoML")


def test_a_link_of_a_result_leads_to_the_sources_of_its_situation(visit: Visitor) -> None:
    page = visit("en/choose/?need=own-model&team=sql&data=bigquery")
    page.locator("#picker-results").get_by_text("See the sources").first.click()
    expect(page).to_have_url(re.compile(r"/en/choose/models/#situation-[a-z0-9-]+$"))
    expect(page.locator("tr:target .cite").first).to_be_visible()


def test_the_choice_is_in_the_address_and_can_be_cleared(visit: Visitor) -> None:
    page = visit("choose/?kind=image")
    expect(page.locator("#picker [name=kind]")).to_have_value("image")
    expect(page.locator("#picker-results .picked__name").first).to_be_visible()
    page.locator("#picker [type=reset]").click()
    expect(page).to_have_url(re.compile(r"/choose/$"))
    expect(page.locator("#picker-results .picked")).to_have_count(0)


def test_what_a_rule_excludes_comes_last_with_the_reason(visit: Visitor, data: Data) -> None:
    rule = data.unfit[0]
    query = "&".join(f"{key}={value}" for key, value in rule.when.items())
    page = visit(f"en/choose/?{query}&need=own-model")
    excluded = page.locator(".picked--out")
    expect(excluded).to_contain_text(rule.reason.text["en"])


def test_the_script_ranks_as_the_build_does(visit: Visitor, data: Data) -> None:
    """All situations, and all pairs of one answer to two questions."""
    chosen = [dict(each.constraints) for each in data.situations]
    for one, two in itertools.combinations(data.dimensions, 2):
        chosen += [{one.id: a, two.id: b} for a, b in zip(one.values, two.values, strict=False)]
    page = visit("choose/")
    ranked = page.evaluate(
        """async chosen => {
            const {rank} = await import(new URL("../assets/js/rank.js", location.href));
            const data = await (await fetch("../situations.json")).json();
            return chosen.map(each => rank(data.situations, data.unfit, each)
                .map(({service, situation, against}) => [service, situation, against]));
        }""",
        chosen,
    )
    assert len(chosen) > len(data.situations)
    for constraints, found in zip(chosen, ranked, strict=True):
        expected = picker.rank(data.situations, data.unfit, constraints)
        assert found == [[e.service, e.situation, list(e.against)] for e in expected], constraints


def test_without_a_connection_the_picker_says_so(visit: Visitor) -> None:
    page = visit.anew("en/choose/")
    page.route("**/situations.json", lambda route: route.abort())
    page.locator("#picker [name=kind]").select_option("image")
    expect(page.locator("#picker-results")).to_contain_text("could not be loaded")
    page.unroute("**/situations.json")
    page.locator("#picker [name=kind]").select_option("video")
    expect(page.locator("#picker-results .picked__name").first).to_be_visible()
    visit.problems.clear()  # the browser reports the request that we cut


@folders
def test_without_scripts_the_situations_are_a_table(
    visit: Visitor, data: Data, folder: str
) -> None:
    page = visit(f"{folder}choose/", scripts=False)
    assert page.locator("form:visible").count() == 0
    assert page.locator("table.answers tbody tr:visible").count() == len(data.situations)


# ---- The name lens -----------------------------------------------------------


def test_an_era_shows_the_names_of_its_time_with_todays_beside(visit: Visitor) -> None:
    page = visit.anew("en/choose/operations/")
    page.locator(".lens select").select_option("2022")
    mark = page.locator("[data-service=model-monitoring]").first
    expect(mark).to_contain_text("Vertex AI Model Monitoring")
    expect(mark.locator(".today")).to_have_text("now Model Monitoring")
    page.locator(".lens select").select_option("")
    expect(mark).to_have_text("Model Monitoring")


def test_of_two_names_of_an_era_the_first_of_the_entry_is_shown(visit: Visitor) -> None:
    page = visit.anew("en/choose/models/")
    page.locator(".lens select").select_option("2022")
    mark = page.locator("article [data-service=serverless-training]").first
    expect(mark).to_have_text("Vertex AI Trainingnow Serverless Training")


def test_the_era_is_kept_for_other_pages_and_later_visits(visit: Visitor) -> None:
    page = visit.anew("choose/data/")
    page.locator(".lens select").select_option("2022")
    page.goto(visit.server.home + "choose/orchestration/")
    expect(page.locator(".lens select")).to_have_value("2022")
    expect(page.locator("[data-service=managed-airflow]").first).to_contain_text("Cloud Composer")


def test_without_scripts_there_is_no_choice_of_era(visit: Visitor) -> None:
    page = visit("choose/data/", scripts=False)
    expect(page.locator(".lens")).to_be_hidden()


# ---- The translator ----------------------------------------------------------


def _pasted(page: Page, text: str) -> list[str]:
    """The marked names, once the whole text is marked."""
    page.locator("#old-names textarea").fill(text)
    expect(page.locator("#old-names [role=status]")).to_contain_text(re.compile(r"\d"))
    return page.locator("#old-names-output mark").all_inner_texts()


@folders
def test_old_names_in_a_text_are_marked_with_todays(visit: Visitor, folder: str) -> None:
    page = visit(f"{folder}tools/old-names/")
    text = "We use Dataproc, Cloud Composer and BigQuery; Vertext AI is misspelt."
    assert _pasted(page, text) == ["Dataproc", "Cloud Composer", "Vertext AI"]
    output = page.locator("#old-names-output")
    expect(output).to_contain_text("Managed Spark")
    expect(output).to_contain_text("Managed Airflow")
    links = output.locator("a").evaluate_all("all => all.map(each => each.href)")
    assert all(re.search(rf"/mle-notes/{folder}services/[a-z-]+/$", link) for link in links)


def test_what_has_ended_is_said_to_have_ended(visit: Visitor) -> None:
    page = visit("en/tools/old-names/")
    _pasted(page, "Send it to the Media Translation API.")
    expect(page.locator("#old-names-output .status")).to_have_text("gone")


def test_a_name_is_found_in_a_japanese_sentence(visit: Visitor) -> None:
    page = visit("tools/old-names/")
    assert _pasted(page, "前処理はＤａｔａｐｒｏｃで行い、Cloud Composerで動かします。") == [
        "Ｄａｔａｐｒｏｃ",
        "Cloud Composer",
    ]


def test_what_is_pasted_is_text_whatever_it_contains(visit: Visitor) -> None:
    page = visit("en/tools/old-names/")
    hostile = '<img src=x onerror="document.title=1"><script>document.title=2</script> Dataproc'
    assert _pasted(page, hostile) == ["Dataproc"]
    assert page.locator("#old-names-output img, #old-names-output script").count() == 0
    assert "MLE Notes" in page.title()


def test_200_kilobytes_are_marked_while_the_page_goes_on_painting(visit: Visitor) -> None:
    page = visit("en/tools/old-names/")
    line = "Dataproc feeds Vertex AI Pipelines, and a long sentence without any name follows. "
    count = 200_000 // len(line)
    page.evaluate(
        """() => {
            window.painted = 0;
            (function next() { painted += 1; requestAnimationFrame(next); })();
        }"""
    )
    before = page.evaluate("painted")
    page.locator("#old-names textarea").fill(line * count)
    expect(page.locator("#old-names [role=status]")).to_have_text(f"{2 * count} old names found.")
    assert page.locator("#old-names-output mark").count() == 2 * count
    assert page.evaluate("painted") > before + 3


@folders
def test_the_example_shows_what_the_tool_does(visit: Visitor, folder: str) -> None:
    page = visit(f"{folder}tools/old-names/")
    page.locator("#old-names [name=example]").click()
    expect(page.locator("#old-names-output mark").first).to_be_visible()
    expect(page.locator("#old-names [role=status]")).to_contain_text(re.compile(r"\d"))
    page.locator("#old-names [type=reset]").click()
    expect(page.locator("#old-names-output")).to_be_hidden()


@folders
def test_without_scripts_the_old_names_are_a_table(visit: Visitor, folder: str) -> None:
    page = visit(f"{folder}tools/old-names/", scripts=False)
    assert page.locator("form:visible").count() == 0
    row = page.locator("table.renames tbody tr").filter(has_text="Cloud Composer")
    expect(row.first).to_contain_text("Managed Airflow")


# ---- By keyboard, and what the build promises ----------------------------------


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_the_picker_is_used_with_the_keyboard_alone(visit: Visitor, width: int) -> None:
    page = visit("en/choose/", width=width)
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name === 'need'"):
            break
    page.keyboard.press("ArrowDown")
    expect(page.locator("#picker-results .picked__name").first).to_be_visible()


def test_a_source_is_marked_only_when_its_time_has_come(visit: Visitor) -> None:
    page = visit.nowhere()
    page.clock.install(time="2026-11-21")
    page.goto(visit.server.home + "en/services/bigquery-ml/")
    assert page.locator(".overdue").count() == 0
    page.clock.set_fixed_time("2028-01-01")
    page.reload()
    expect(page.locator("ol.sources .overdue").first).to_have_text("due for a new check")


def test_names_for_scripts_are_small(visit: Visitor) -> None:
    answer = visit("en/").request.get(visit.server.home + "en/names.json")
    assert len(json.dumps(answer.json())) < 60_000
