"""What programs are told of a page: true, small, and safe inside a script element."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sitekit import structured
from sitekit.structured import About, Site

SITE = Site("Notes", "What they are", "en", "https://example.org/en/", "https://example.org/code")
PATH = (("Home", "https://example.org/en/"), ("Training", ""), ("Learn", "https://example.org/l/"))


def graph(**given: Any) -> list[dict[str, Any]]:
    """The things that the script of a page names."""
    known: dict[str, Any] = {
        "title": "Loss",
        "description": "It falls",
        "url": "https://example.org/en/loss/",
        "changed": "2026-11-21",
    }
    script = structured.script(About(**known | given), SITE)
    found: list[dict[str, Any]] = json.loads(script)["@graph"]
    return found


def test_no_text_ends_the_script() -> None:
    title = "</script><script>alert(1)</script><!--"
    about = About(title, title, "https://example.org/", "", PATH, "chapter")
    script = structured.script(about, SITE)
    assert "<" not in script
    assert json.loads(script)["@graph"][1]["name"] == title


def test_levels_without_a_page_are_left_out_and_the_page_is_the_last() -> None:
    (crumbs,) = graph(path=PATH)
    assert [(each["position"], each["name"]) for each in crumbs["itemListElement"]] == [
        (1, "Home"), (2, "Learn"), (3, "Loss"),
    ]  # fmt: skip
    assert crumbs["itemListElement"][-1]["item"] == "https://example.org/en/loss/"


def test_a_page_without_path_and_kind_says_nothing() -> None:
    assert structured.script(About("a", "b", "https://example.org/", ""), SITE) == ""


@pytest.mark.parametrize(
    ("uri", "kind"),
    [
        ("index.md", "course"),
        ("training/loss-curves.md", "chapter"),
        ("choose/models.md", "chapter"),
        ("choose/index.md", ""),
        ("labs/threshold.ipynb", "lab"),
        ("labs/index.md", ""),
        ("practice/1-1.md", "quiz"),
        ("practice/progress.md", ""),
        ("services/bigquery.md", ""),
        ("tools/data.md", "data"),
        ("contribute.md", ""),
    ],
)
def test_only_what_is_one_is_called_one(uri: str, kind: str) -> None:
    assert structured.kind_of(uri) == kind


@pytest.mark.parametrize(
    ("kind", "of"),
    [("chapter", "LearningResource"), ("lab", "LearningResource"), ("quiz", "Quiz")],
)
def test_what_teaches_belongs_to_the_course_of_its_language(kind: str, of: str) -> None:
    (thing,) = graph(kind=kind, teaches=("loss",))
    (course,) = graph(kind="course")
    assert thing["@type"] == of
    assert thing["isPartOf"]["@id"] == course["@id"]
    assert thing["teaches"] == ["loss"]
    assert course["isAccessibleForFree"] is True
    assert "hasCourseInstance" not in course


def test_what_is_not_known_is_not_said() -> None:
    (thing,) = graph(kind="chapter", changed="")
    assert "dateModified" not in thing and "teaches" not in thing


def test_the_page_of_data_names_its_files() -> None:
    (thing,) = graph(kind="data", files=("https://example.org/en/services.json",))
    assert thing["@type"] == "Dataset"
    assert thing["distribution"][0]["contentUrl"] == "https://example.org/en/services.json"
    assert "isPartOf" not in thing
