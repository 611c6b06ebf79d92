"""What a scaffold left to write."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitekit import unfinished


@pytest.mark.parametrize(
    ("line", "task"),
    [
        ('  ja: "TODO：一文で"', "一文で"),
        ('title=("TODO：題名", "TODO: title"),', "題名"),
        ('exam: []  # TODO: as in ["2.1"]; often none', 'as in ["2.1"]; often none'),
        ("- {name: X}  # TODO: since when", "since when"),
        ("TODO:", "nothing is said"),
    ],
)
def test_a_mark_is_named_with_its_line_and_task(line: str, task: str) -> None:
    (found,) = unfinished.check(f"first\n{line}\n", Path("data") / "x.yml")
    assert str(found) == f"data/x.yml:2: unfinished: {task} (fill it in, and remove TODO)"


@pytest.mark.parametrize("line", ["what says `TODO` is left", "todo: no", "MYTODO: no"])
def test_other_words_are_no_mark(line: str) -> None:
    assert list(unfinished.check(line, Path("x.md"))) == []
    assert not unfinished.marked(line)
