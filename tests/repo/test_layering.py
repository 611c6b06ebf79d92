"""Lint keeps sitekit free of MkDocs, and the rule can fail."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


def _lint(root: Path, text: str, name: str) -> str:
    command = [sys.executable, "-m", "ruff", "check", "--no-cache", "--output-format", "concise"]
    answer = subprocess.run(
        [*command, "--stdin-filename", name, "-"],
        input=text,
        capture_output=True,
        text=True,
        cwd=root,
        check=False,
    )
    return answer.stdout


@pytest.mark.parametrize(
    "line",
    [
        "import mkdocs",
        "import mkdocs.utils",
        "from mkdocs.config import base",
        "from properdocs import utils",
        "from material.plugins import search",
        "from mkdocs_jupyter.plugin import Plugin",
    ],
)
def test_an_import_of_mkdocs_in_sitekit_is_reported(root: Path, line: str) -> None:
    report = _lint(root, f"{line}\n", "hooks/sitekit/example.py")
    assert "TID251" in report
    assert "translate in the hook" in report


def test_a_hook_may_import_mkdocs(root: Path) -> None:
    report = _lint(root, "from mkdocs.config import base\n\nbase\n", "hooks/example.py")
    assert "TID251" not in report


def test_sitekit_imports_no_mkdocs(root: Path) -> None:
    command = [sys.executable, "-m", "ruff", "check", "--select", "TID251", "hooks/sitekit"]
    answer = subprocess.run(command, capture_output=True, text=True, cwd=root, check=False)
    assert answer.returncode == 0, answer.stdout
