"""Which notebooks run, which come from the cache, and what is kept."""

from __future__ import annotations

import os
from pathlib import Path

import nbformat
import psutil
import pytest

from sitekit import execute
from sitekit.labs import Lab, as_notebook
from sitekit.problems import Problem, SourceError
from unit.samples import LAB, lab

PLAIN = LAB.replace('record("loss", loss)', "print(loss)").split('# %%\n@figure("curve"')[0]

#: A lab that imports the helper of the desk.
USER = lab(LAB.replace("loss = ", "from helpers.tools import x\n\nloss = ", 1), "user")


class Desk:
    """Notebooks and a cache; `run` gives the labs that were executed."""

    def __init__(self, folder: Path) -> None:
        self.notebooks, self.cache = folder / "notebooks", folder / "cache"
        (self.notebooks / "helpers").mkdir(parents=True)
        self.helper = self.notebooks / "helpers" / "tools.py"
        self.helper.write_text("x = 1\n", encoding="utf-8")
        self.executed: list[str] = []

    def run(self, *labs: Lab) -> list[str]:
        self.executed.clear()
        execute.run({each.id: each for each in labs}, self.notebooks, self.cache, lambda _: None)
        return self.executed


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk on which executing a lab needs no kernel; "fail" in its text makes it fail."""
    desk = Desk(tmp_path)

    def pretend(source: Lab, folder: Path, cache: Path) -> tuple[object, list[Problem]]:
        desk.executed.append(source.id)
        failed = [Problem(source.path, 1, "fails", "correct it")] if "fail" in source.text else []
        return as_notebook(source), failed

    monkeypatch.setattr(execute, "execute", pretend)
    return desk


def test_a_notebook_runs_once(desk: Desk) -> None:
    assert desk.run(lab()) == ["tiny"]
    assert desk.run(lab()) == []


def test_a_changed_source_runs_again(desk: Desk) -> None:
    desk.run(lab())
    assert desk.run(lab(LAB.replace("0.5", "0.25"))) == ["tiny"]


def test_changed_prose_runs_nothing(desk: Desk) -> None:
    desk.run(lab())
    assert desk.run(lab(LAB.replace("# ## ", "# ### "))) == []


def test_only_the_changed_notebook_runs_again(desk: Desk) -> None:
    desk.run(lab(), lab(LAB, "other"))
    assert desk.run(lab(), lab(LAB.replace("0.5", "0.25"), "other")) == ["other"]


@pytest.mark.parametrize("line", ["from helpers.tools import x", "from helpers import tools"])
def test_a_changed_helper_runs_the_notebooks_that_import_it(desk: Desk, line: str) -> None:
    user = lab(LAB.replace("loss = ", f"{line}\n\nloss = ", 1), "user")
    desk.run(lab(), user)
    desk.helper.write_text("x = 2\n", encoding="utf-8")
    assert desk.run(lab(), user) == ["user"]


def test_a_helper_counts_that_another_one_imports(desk: Desk) -> None:
    inner = desk.helper.with_name("inner.py")
    inner.write_text("y = 1\n", encoding="utf-8")
    desk.helper.write_text("from helpers.inner import y\n", encoding="utf-8")
    desk.run(USER)
    inner.write_text("y = 2\n", encoding="utf-8")
    assert desk.run(USER) == ["user"]


def test_a_new_data_file_runs_everything_again(desk: Desk) -> None:
    desk.run(lab())
    (desk.notebooks / "data").mkdir()
    (desk.notebooks / "data" / "table.csv").write_bytes(b"1,2\n")
    assert desk.run(lab()) == ["tiny"]


def test_touching_a_helper_runs_nothing(desk: Desk) -> None:
    desk.run(USER)
    os.utime(desk.helper, (0, 0))
    assert desk.run(USER) == []


def test_a_helper_with_windows_line_ends_runs_nothing(desk: Desk) -> None:
    desk.run(USER)
    desk.helper.write_bytes(b"x = 1\r\n")
    assert desk.run(USER) == []


def test_compiled_helpers_run_nothing(desk: Desk) -> None:
    desk.run(lab())
    (desk.helper.parent / "__pycache__").mkdir()
    (desk.helper.parent / "__pycache__" / "tools.pyc").write_bytes(b"\0")
    assert desk.run(lab()) == []


@pytest.mark.parametrize("library", ["numpy", "matplotlib", "matplotlib-fontja", "ipykernel"])
def test_another_version_of_a_library_runs_everything_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, library: str
) -> None:
    desk.run(lab())
    installed = execute.version
    monkeypatch.setattr(
        execute, "version", lambda name: "0.0" if name == library else installed(name)
    )
    assert desk.run(lab()) == ["tiny"]


def test_another_python_runs_everything_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.run(lab())
    monkeypatch.setattr(execute.sys, "version_info", (3, 99, 0))
    assert desk.run(lab()) == ["tiny"]


def test_a_failure_is_not_kept(desk: Desk) -> None:
    failing = lab(LAB.replace("loss = 0.5", "loss = 0.5  # fail"))
    for _ in range(2):
        with pytest.raises(SourceError):
            desk.run(failing)
        assert desk.executed == ["tiny"]


def test_what_succeeds_beside_a_failure_is_kept(desk: Desk) -> None:
    failing = lab(LAB.replace("loss = 0.5", "loss = 0.5  # fail"), "other")
    with pytest.raises(SourceError):
        desk.run(lab(), failing)
    assert desk.run(lab()) == []


def test_the_oldest_results_of_a_lab_are_forgotten(desk: Desk) -> None:
    desk.run(lab(LAB, "tiny-too"))
    for step in range(6):
        desk.run(lab(LAB.replace("0.5", f"0.{step}")))
        for age, path in enumerate(sorted(desk.cache.glob("tiny-*"), key=os.path.getmtime)):
            os.utime(path, (age, age))
    assert len(list(desk.cache.glob(f"tiny-{'?' * 16}.ipynb"))) == 4
    assert desk.run(lab(LAB.replace("0.5", "0.5"))) == []
    assert desk.run(lab(LAB, "tiny-too")) == []


def test_the_console_hears_which_notebook_is_done_and_how_many_are_left(desk: Desk) -> None:
    said: list[str] = []
    labs = {name: lab(LAB, name) for name in ("one", "two")}
    execute.run(labs, desk.notebooks, desk.cache, said.append)
    assert said[0] == "2 to run, 2 at a time: one, two"
    assert sorted(line[3:] for line in said[1:]) == [" done, 0 left", " done, 1 left"]


def test_a_warm_cache_says_nothing(desk: Desk) -> None:
    desk.run(lab())
    said: list[str] = []
    execute.run({"tiny": lab()}, desk.notebooks, desk.cache, said.append)
    assert said == []


def test_two_runs_in_real_kernels_give_equal_notebooks(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    text = PLAIN.replace("print(loss)", "print({'a', 'b', 'c'}, sorted(globals())[:3])")
    runs = [execute.execute(lab(text), desk.notebooks, desk.cache) for _ in range(2)]
    assert runs[0][1] == []
    assert nbformat.writes(runs[0][0]) == nbformat.writes(runs[1][0])


@pytest.mark.parametrize("end", ["print(loss)", "1 / 0"])
def test_no_kernel_is_left_behind(tmp_path: Path, end: str) -> None:
    desk, before = Desk(tmp_path), set(psutil.Process().children())
    execute.execute(lab(PLAIN.replace("print(loss)", end)), desk.notebooks, desk.cache)
    assert set(psutil.Process().children()) == before


def test_a_kernel_that_dies_is_named(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    text = PLAIN.replace("print(loss)", "import os\nos._exit(1)")
    _, problems = execute.execute(lab(text), desk.notebooks, desk.cache)
    assert problems[0].what.startswith("the notebook did not finish: ")
