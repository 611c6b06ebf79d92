"""What the study plan is made from, as the site publishes it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from site_build import LANGUAGES, Site


@pytest.fixture(scope="module")
def guides(site: Site) -> dict[str, dict[str, Any]]:
    """Return the published guide of each language."""
    folders = {"ja": "", "en": "en/"}
    return {
        language: json.loads(
            (site.folder / folders[language] / "practice/bank/guide.json").read_text("utf-8")
        )
        for language in LANGUAGES
    }


def test_the_guide_has_all_considerations_with_questions_and_pages(
    guides: dict[str, dict[str, Any]],
) -> None:
    for guide in guides.values():
        assert len(guide["considerations"]) == 52
        assert all(each["questions"] >= 3 and each["pages"] for each in guide["considerations"])
        known = {page["url"] for page in guide["pages"]}
        assert {url for each in guide["considerations"] for url in each["pages"]} <= known
        assert guide["first"] in known
        labs = {lab["url"] for lab in guide["labs"]}
        assert {url for page in guide["pages"] for url in page["labs"]} == labs


def test_everything_in_the_guide_leads_to_a_page(
    guides: dict[str, dict[str, Any]], site: Site
) -> None:
    for language, guide in guides.items():
        folder = "en/" if language == "en" else ""
        for each in [*guide["pages"], *guide["labs"], *guide["objectives"]]:
            assert f"{folder}{each['url']}index.html" in site.pages, each
        for each in guide["considerations"]:
            section, objective, letter = each["id"].split(".")
            page = site.pages[f"{folder}practice/{section}-{objective}/index.html"]
            assert f"c-{section}-{objective}-{letter}" in page.ids, each["id"]


def test_both_languages_plan_the_same(guides: dict[str, dict[str, Any]]) -> None:
    """Only words, and the time that a page takes, depend on the language."""
    bare = [json.loads(json.dumps(guide), object_hook=_bare) for guide in guides.values()]
    assert bare[0] == bare[1]


def _bare(entry: dict[str, Any]) -> dict[str, Any]:
    spoken = ("text", "name", "minutes", "language")
    return {key: value for key, value in entry.items() if key not in spoken}


def test_names_are_not_addresses(guides: dict[str, dict[str, Any]]) -> None:
    for guide in guides.values():
        names = [each["name"] for each in [*guide["pages"], *guide["labs"]]]
        assert all(name and not name.endswith((".md", ".ipynb")) for name in names), names
