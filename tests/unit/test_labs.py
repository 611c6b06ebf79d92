"""How a notebook source is cut into cells."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitekit.labs import as_notebook, identify, read_lab
from unit.samples import LAB, lab


def test_the_id_is_the_file_name_with_hyphens() -> None:
    assert identify(Path("notebooks/learning_rate.py")) == "learning-rate"


def test_prose_and_code_alternate() -> None:
    kinds = [(cell.kind, cell.language) for cell in lab().cells]
    assert kinds == [("prose", "ja"), ("prose", "en"), ("code", ""), ("code", "")]


def test_each_cell_knows_the_line_of_its_text() -> None:
    lines = LAB.split("\n")
    for cell in lab().cells:
        assert cell.text.split("\n")[0] in lines[cell.line - 1]


def test_empty_lines_at_the_top_of_a_cell_do_not_shift_its_lines() -> None:
    cell = lab(LAB.replace("# %%\nloss = 0.5", "# %%\n\n\nloss = 0.5")).cells[2]
    assert cell.text.startswith("\n\nloss")


@pytest.mark.parametrize("marker", ["#%%", "# %% A title", "#  %%"])
def test_jupytexts_other_markers_begin_cells_too(marker: str) -> None:
    assert len(lab(LAB.replace("# %%\nloss", f"{marker}\nloss")).cells) == 4


def test_a_magic_is_not_python() -> None:
    _, problems = read_lab(LAB.replace("loss = 0.5", "# %%time\nloss = 0.5"), "a.py", "a")
    assert [problem.what for problem in problems] == ["SyntaxError: invalid syntax"]


FIGURE = '@figure("a")\ndef _(t):\n    return 1'


@pytest.mark.parametrize(
    ("code", "visible"),
    [
        (FIGURE, ""),
        ('table("a")\nrecord("b", 2)', ""),
        ('x = 1\nrecord("a", x)', "x = 1"),
        (f"# How it looks.\n{FIGURE}\n\n\ny = 2", "y = 2"),
        ('# Why one.\nx = 1\n\n# For the text.\nrecord("a", x)', "# Why one.\nx = 1"),
        ("def f():\n    return 1", "def f():\n    return 1"),
        ("assert x", "assert x"),
    ],
)
def test_a_page_shows_the_code_that_computes(code: str, visible: str) -> None:
    assert lab(f"{LAB}\n# %%\n{code}\n").cells[-1].visible == visible


def test_prose_is_scanned_in_one_language() -> None:
    assert [token.text for token in lab().prose("en").tokens("value")] == ["tiny/loss"]
    assert lab().prose("ja").sections[1].title == "半分にする"


def test_prose_of_two_cells_does_not_run_together() -> None:
    text = (
        LAB + '\n# %% [markdown] lang="ja"\n# a\n\n# %% [markdown] lang="en"\n# ::figure tiny/x\n'
    )
    assert not lab(text).prose("en").problems


def test_the_notebook_to_execute_has_no_outputs_and_fixed_ids() -> None:
    cells = as_notebook(lab()).cells
    assert [cell["id"] for cell in cells] == ["cell-0", "cell-1", "cell-2", "cell-3"]
    assert cells[2].outputs == []


def test_several_mistakes_of_one_notebook_are_told_together() -> None:
    text = LAB.replace("assert loss < 1  # of 1 & more\n", "").replace('lang="en"', 'lang="fr"')
    _, problems = read_lab(text, "notebooks/tiny.py", "tiny")
    assert len(problems) == 2
