"""What `make check` runs for a change, and what it leaves out."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

import check
import run

TYPES = ("mypy",)
TESTS = ("pytest", "--quiet", "tests/unit", "tests/golden")


def test_a_changed_text_needs_the_sources_and_its_own_prose_only() -> None:
    planned = check.plan(["docs/en/index.md", "docs/ja/index.md", "data/parity.yml"])
    paths = ("docs/en/index.md", "docs/ja/index.md", "data/parity.yml")
    assert planned.run[0] == ("tools/prose.py", "--sources", *paths)
    assert TYPES not in planned.run and TESTS not in planned.run
    assert dict(planned.left_out)["mypy"] == ("nothing changed in hooks/, tools/, pyproject.toml")


@pytest.mark.parametrize(
    ("path", "types", "tests"),
    [
        ("hooks/sitekit/site.py", True, True),
        ("hooks/sitekit/schemas/service.yml", False, True),
        ("tests/unit/test_check.py", False, True),
        ("docs/assets/js/site.js", False, True),
        ("data/ui/exam.yml", False, True),
        ("docs/assets/css/site.css", False, False),
        ("notebooks/pca.py", False, False),
    ],
)
def test_code_needs_what_looks_at_it(path: str, types: bool, tests: bool) -> None:
    planned = check.plan([path])
    assert (TYPES in planned.run, TESTS in planned.run) == (types, tests)


def test_without_a_changed_text_no_prose_is_read_and_that_is_said() -> None:
    planned = check.plan([])
    assert planned.run[0] == ("sitekit", "check")
    assert ("tools/prose.py", "no text changed") in planned.left_out


@pytest.mark.parametrize("changed", [None, ["tools/prose/words.txt"]])
def test_words_that_were_known_may_stand_in_any_text(changed: list[str] | None) -> None:
    planned = check.plan(changed)
    assert planned.run[0] == ("tools/prose.py", "--sources")
    assert "tools/prose.py" not in dict(planned.left_out)


def test_everything_leaves_nothing_out() -> None:
    planned = check.plan(None)
    assert planned.left_out == ()
    assert set(planned.run) == {("tools/prose.py", "--sources"), *(s.command for s in check.STEPS)}


def _git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    subprocess.run(["git", "-C", str(folder), *identity, *arguments], check=True)


def test_changes_are_those_of_the_branch_of_the_folder_and_new_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "ROOT", tmp_path)
    _git(tmp_path, "init", "--quiet", "--initial-branch", "main")
    for name in ("kept.md", "committed.md", "edited.md"):
        (tmp_path / name).write_text("1\n", encoding="utf-8")
    _git(tmp_path, "add", ".")
    _git(tmp_path, "commit", "--quiet", "--message", "1")
    _git(tmp_path, "switch", "--quiet", "--create", "branch")
    (tmp_path / "committed.md").write_text("2\n", encoding="utf-8")
    _git(tmp_path, "commit", "--quiet", "--all", "--message", "2")
    (tmp_path / "edited.md").write_text("2\n", encoding="utf-8")
    (tmp_path / "新.md").touch()
    assert check.changes() == ["committed.md", "edited.md", "新.md"]


def test_without_git_everything_counts_as_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "ROOT", tmp_path)
    assert check.changes() is None
