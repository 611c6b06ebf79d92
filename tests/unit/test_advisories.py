"""What the answers of the programs mean that look vulnerabilities up."""

from __future__ import annotations

import subprocess

import pytest

import advisories


@pytest.mark.parametrize(
    ("status", "output", "meaning"),
    [
        (0, "No known vulnerabilities found", 0),
        (1, "Found 2 known vulnerabilities in 1 package", 1),
        (1, "ConnectionError: no network", 2),
        (2, "no such file", 2),
    ],
)
def test_a_finding_is_told_from_a_failure(status: int, output: str, meaning: int) -> None:
    assert advisories.verdict(status, output, finding="known vulnerabilit") == meaning


def test_everything_that_is_pinned_is_looked_up() -> None:
    command = advisories.python_command()
    assert "--strict" in command  # else what could not be looked up would pass
    assert [name for name in command if name.endswith(".txt")] == [
        "requirements.txt",
        "requirements-dev.txt",
    ]


def test_every_lock_of_npm_is_looked_up() -> None:
    listing = ["git", "ls-files", "*package-lock.json"]
    found = subprocess.run(listing, cwd=advisories.ROOT, check=True, capture_output=True, text=True)
    locks = {folder / "package-lock.json" for folder in advisories.npm_folders()}
    assert locks == {advisories.ROOT / each for each in found.stdout.split()}
