"""Files of caches: whole, or not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitekit.text import drop_torn, kept


def test_what_was_made_is_read_the_next_time(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "a.html"
    assert kept(path, lambda: "once\n") == "once\n"
    assert kept(path, lambda: pytest.fail("made again")) == "once\n"
    assert [each.name for each in path.parent.iterdir()] == ["a.html"]


def test_what_cannot_be_made_leaves_no_file_for_the_next_build(tmp_path: Path) -> None:
    def fails() -> str:
        raise ValueError

    with pytest.raises(ValueError):
        kept(tmp_path / "a.html", fails)
    assert not (tmp_path / "a.html").exists()


def test_torn_files_go_and_whole_ones_stay(tmp_path: Path) -> None:
    for name, text in {"whole": '{"a": 1}', "torn": '{"content": "<scr', "empty": ""}.items():
        (tmp_path / f"{name}.json").write_text(text, encoding="utf-8")
    drop_torn(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["whole.json"]
    drop_torn(tmp_path / "nowhere")
