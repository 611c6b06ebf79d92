"""One entry of the catalogue: its names, its sources, and the page that is made of it."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from sitekit import dates
from sitekit.catalogue import Citation
from sitekit.data import Data
from sitekit.service_page import Writer
from sitekit.services import Service, read_service

WORDS = {"ja": "日本語の文です。", "en": "An English sentence."}
ENTRY: dict[str, Any] = {
    "kind": "product",
    "family": "data",
    "names": [
        {"name": "New Name", "kind": "official", "from": "2026-04-22", "source": "page"},
        {"name": "Old Name", "kind": "official", "from": "2019-05", "until": "2026-04-22"},
        {"name": "Older Thing", "kind": "predecessor", "until": "2019-05"},
    ],
    "purpose": WORDS,
    "when": [{**WORDS, "source": "page"}],
    "not": [{**WORDS, "instead": ["other"], "source": ["page", "shared"]}],
    "status": {"state": "current", **WORDS, "source": "page"},
    "alternatives": [{"service": "other", **WORDS}],
    "exam": [],
    "sources": {
        "page": {
            "title": {"ja": "題", "en": "Title"},
            "url": "https://example.org/",
            "verified": "2026-11",
            "read": "page",
        }
    },
}
SHARED = {
    "shared": Citation("shared", {"ja": "題", "en": "T"}, "https://a.org/", "2026-11", "page")
}


class Labels(dict[str, str]):
    """Every label is its own name."""

    def __missing__(self, key: str) -> str:
        return {"with-former": "{name} (formerly {former})", "comma": ", "}.get(key, key)


def read(**changes: Any) -> tuple[Service | None, list[str]]:
    """The entry with these changes, and what is wrong with it."""
    text = yaml.safe_dump({**ENTRY, **changes}, allow_unicode=True, sort_keys=False)
    service, problems = read_service(text, "data/services/new.yml", SHARED)
    return service, [f"{problem.what} ({problem.fix})" for problem in sorted(problems)]


def service(**changes: Any) -> Service:
    """The entry with these changes, without mistakes."""
    found, problems = read(**changes)
    assert found is not None
    assert problems == []
    return found


def test_todays_name_is_the_official_one_without_an_end() -> None:
    assert service().official == {"ja": "New Name", "en": "New Name"}


def test_a_short_name_is_for_links_and_titles() -> None:
    names = [*ENTRY["names"], {"name": "Name", "kind": "short"}]
    assert service(names=names).short["en"] == "Name"
    assert service().short["en"] == "New Name"


def test_former_names_begin_with_the_last_one() -> None:
    assert [name.text["en"] for name in service().former] == ["Old Name", "Older Thing"]


def test_dates_without_quotes_are_the_same_dates() -> None:
    text = yaml.safe_dump(ENTRY, allow_unicode=True).replace("'2026-04-22'", "2026-04-22")
    found, problems = read_service(text, "x.yml", SHARED)
    assert not problems
    assert found is not None
    assert found.names[0].start == "2026-04-22"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"kind": "thing"}, "kind: 'thing' is not known (use one of product, feature,"),
        ({"when": []}, "when is empty (give at least one)"),
        ({"purpose": {"ja": "文です。"}}, "purpose: 'en' is missing (add 'en: …')"),
        ({"purpose": {**WORDS, "de": "x"}}, "purpose: unknown field 'de' (fields: en, ja)"),
        ({"exam": ["7.1"]}, "exam.0: '7.1' (it must match"),
        ({"when": [{**WORDS, "source": "Page"}]}, "when.0.source: 'Page' (an id is kebab-case)"),
        ({"related": ["other", "other"]}, "related: ['other', 'other'] (give each once)"),
        (
            {"status": {"state": "gone", **WORDS, "source": "page"}},
            "status: 'ends' is missing (add 'ends: …')",
        ),
        (
            {"status": {**ENTRY["status"], "ends": "soon"}},
            "status.ends: 'soon' (a date is YYYY, YYYY-MM or YYYY-MM-DD)",
        ),
    ],
)
def test_what_departs_from_the_form_is_named_with_its_place(
    changes: dict[str, Any], message: str
) -> None:
    found, problems = read(**changes)
    assert found is None
    assert any(problem.startswith(message) for problem in problems), problems


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"names": [{"name": "A", "kind": "api"}], "sources": ENTRY["sources"]},
            "no name is official (mark one 'kind: official')",
        ),
        (
            {"names": [ENTRY["names"][0], {"name": "B", "kind": "official"}]},
            "official names of today: New Name, B (exactly one without 'until')",
        ),
        (
            {"names": [ENTRY["names"][0], {**ENTRY["names"][1], "from": "2027"}]},
            "it ends on 2026-04-22, before it begins on 2027 (exchange the dates)",
        ),
        (
            {"when": [{**WORDS, "source": "nowhere"}]},
            "unknown source 'nowhere' (define it under 'sources')",
        ),
        (
            {"sources": {**ENTRY["sources"], "spare": ENTRY["sources"]["page"]}},
            "source 'spare' is cited nowhere (cite it or remove it)",
        ),
    ],
)
def test_what_contradicts_itself_is_named(changes: dict[str, Any], message: str) -> None:
    assert message in read(**changes)[1]


def _page(language: str = "en", **changes: Any) -> str:
    other = service(names=[{"name": "Other", "kind": "official"}], **{"not": [{**ENTRY["not"][0]}]})
    mine = service(**changes)
    data = Data(services={"new": mine, "other": other})
    return Writer(data, Labels(), language).markdown(mine)


def test_the_title_has_todays_name_and_the_one_before() -> None:
    assert '\ntitle: "New Name (formerly Old Name)"\n' in _page()


def test_what_is_gone_has_its_last_name_alone() -> None:
    gone = {"state": "gone", "ends": "2025", "successors": ["other"], **WORDS, "source": "page"}
    names = [{"name": "Last", "kind": "official", "until": "2025", "source": "page"}]
    assert '\ntitle: "Last"\n' in _page(status=gone, names=names)


def test_sources_stand_before_the_full_stop() -> None:
    assert "- An English sentence[@new/page]." in _page()
    assert "- 日本語の文です[@new/page]。" in _page("ja")


def test_what_wins_instead_is_linked() -> None:
    assert "- An English sentence[@new/page][@shared]. instead [Other](other.md)" in _page()


def test_names_through_time_are_a_list_with_bars() -> None:
    page = _page()
    assert page.count("<li>") == 3
    assert '<rect class="bar--today"' in page
    assert '<rect class="bar--predecessor"' in page


def test_quotes_in_a_name_do_not_break_the_front_matter() -> None:
    names = [{"name": 'The "best" one', "kind": "official", "source": "page"}]
    head = _page(names=names).split("---\n")[1]
    assert yaml.safe_load(head)["title"] == 'The "best" one'


@pytest.mark.parametrize(
    ("date", "ja", "en"),
    [
        ("2019", "2019年", "2019"),
        ("2021-05", "2021年5月", "May 2021"),
        ("2026-04-02", "2026年4月2日", "2 April 2026"),
    ],
)
def test_a_date_is_as_precise_as_it_is_known(date: str, ja: str, en: str) -> None:
    assert (dates.shown(date, "ja"), dates.shown(date, "en")) == (ja, en)


def test_dates_have_an_order_on_an_axis() -> None:
    days = ["2018", "2019-01", "2019-01-20", "2019-02-01", "2019-12-31", "2020-06"]
    places = [dates.position(day) for day in days]
    assert places == sorted(places)
    assert dates.position("2019") == 2019.5
