"""Libraries of others: they are as published, and work when made small."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
from pathlib import Path

from rjsmin import jsmin

import node
from sitekit import vendor


def test_the_scheduler_is_the_file_that_its_readme_names(root: Path) -> None:
    folder = root / "third_party" / "ts-fsrs"
    named = re.search(r"`([0-9a-f]{64})`", (folder / "README.md").read_text(encoding="utf-8"))
    assert named
    assert hashlib.sha256((folder / "index.mjs").read_bytes()).hexdigest() == named[1]


def _small() -> str:
    """The library as hooks/finish.py publishes it."""
    small: str = jsmin(vendor.script("ts-fsrs"), keep_bang_comments=True)
    return small


def test_what_is_published_carries_the_licence_and_no_map() -> None:
    script = _small()
    head = script[: script.index("*/")]
    assert "Copyright (c) 2026 Open Spaced Repetition" in head
    assert "The above copyright notice and this permission notice shall be included" in head
    assert "sourceMappingURL" not in script
    assert len(script) < 40_000


def test_the_schedule_works_with_what_is_published(root: Path, tmp_path: Path) -> None:
    published = tmp_path / "ts-fsrs.mjs"
    published.write_text(_small(), encoding="utf-8")
    done = subprocess.run(
        [node.program(), "--test", "tests/practice/schedule.test.mjs"],
        cwd=root,
        env={**os.environ, "TS_FSRS": str(published)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout
