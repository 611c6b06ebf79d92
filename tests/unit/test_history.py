"""Dates from git."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from sitekit import history


def git(folder: Path, *arguments: str, day: str = "2026-11-01") -> None:
    """One git command by an author without settings of their own, on a day."""
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    moment = f"{day}T12:00:00+0000"
    subprocess.run(
        ["git", *who, "-C", str(folder), *arguments],
        env={**os.environ, "GIT_AUTHOR_DATE": moment, "GIT_COMMITTER_DATE": moment},
        capture_output=True,
        check=True,
    )


def commit(folder: Path, day: str, **files: str) -> None:
    for name, text in files.items():
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    git(folder, "add", "-A", day=day)
    git(folder, "commit", "-m", "Change", day=day)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    folder.mkdir()
    git(tmp_path, "init")
    commit(folder, "2026-11-01", old="a", new="a", 損失="a")
    commit(folder, "2026-11-09", new="b")
    return folder


def test_a_file_has_the_date_of_its_last_commit(repository: Path) -> None:
    dates = history.changed_dates(repository)
    assert (dates["old.md"], dates["new.md"]) == ("2026-11-01", "2026-11-09")


def test_japanese_file_names_are_read(repository: Path) -> None:
    assert history.changed_dates(repository)["損失.md"] == "2026-11-01"


def test_a_file_that_was_never_committed_has_no_date(repository: Path) -> None:
    (repository / "draft.md").write_text("a", encoding="utf-8")
    assert "draft.md" not in history.changed_dates(repository)


def test_the_last_commit_has_a_time(repository: Path) -> None:
    assert history.commit_time(repository) == 1794225600


def test_outside_a_repository_there_are_no_dates(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert history.changed_dates(tmp_path) == {}
    assert history.commit_time(tmp_path) is None


def test_without_git_there_are_no_dates(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert history.changed_dates(repository) == {}
