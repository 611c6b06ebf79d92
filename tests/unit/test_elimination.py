"""The elimination trainer over the whole bank: the rules are JavaScript, the questions YAML."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import node
from sitekit import bank
from sitekit.problems import LANGUAGES
from sitekit.site import Sources


def test_every_question_can_be_marked_and_struck_out(
    root: Path, tmp_path: Path, sources: Sources
) -> None:
    content = {
        language: bank.questions(sources.data.questions, sources.writer(language, ""))
        for language in LANGUAGES
    }
    node.install(root / "tools" / "prose")  # fast-check is among them
    path = tmp_path / "bank.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    done = subprocess.run(
        [node.program(), "--test", "tests/practice/elimination.test.mjs"],
        cwd=root,
        env=os.environ | {"BANK": str(path)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert "no BANK given" not in done.stdout
