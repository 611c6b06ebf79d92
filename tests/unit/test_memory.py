"""What a running server remembers."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitekit import memory
from sitekit.memory import Memory, Remembered


def remembered(key: str) -> Remembered:
    return Remembered(key, "content", [], frozenset(), "html")


def entry(location: str, text: str = "old") -> dict[str, str]:
    return {"location": location, "text": text}


def test_a_page_is_reused_while_its_key_is_the_same() -> None:
    known = Memory(pages={"ja": {"a.md": remembered("1"), "b.md": remembered("2")}})
    assert set(known.current("ja", {"a.md": "1", "b.md": "3"})) == {"a.md"}


def test_a_page_that_is_gone_is_forgotten() -> None:
    known = Memory(pages={"ja": {"a.md": remembered("1")}})
    known.current("ja", {})
    assert known.pages["ja"] == {}


def test_the_languages_are_remembered_apart() -> None:
    known = Memory(pages={"ja": {"a.md": remembered("1")}})
    assert known.current("en", {"a.md": "1"}) == {}


def test_search_entries_are_fresh_where_a_page_was_built_and_in_order() -> None:
    known = Memory(entries={"ja": {"a/": [entry("a/")], "b/": [entry("b/"), entry("b/#x")]}})
    fresh = [entry("a/", "new")]
    merged = known.merge_entries("ja", ["a/", "b/"], fresh)
    assert merged == [entry("a/", "new"), entry("b/"), entry("b/#x")]


@pytest.mark.parametrize("path", ["mkdocs.yml", "data/ui.yml", "notebooks/helpers/lab.py"])
def test_a_change_of_what_pages_share_is_seen(tmp_path: Path, path: str) -> None:
    before = memory.shared_state(tmp_path)
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).write_text("a", encoding="utf-8")
    assert memory.shared_state(tmp_path) != before
