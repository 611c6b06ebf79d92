"""The hooks that `make hooks` installs: local, and they find what is broken."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

import run

BROKEN = {
    "mkdocs.yml": ("site_name: [\n", "yaml"),
    "settings.toml": ("[tool\n", "toml"),
    "tools/broken.py": ("import os\n", "ruff"),
    "tools/loose.py": ("x = {  'a':1 }\n", "ruff-format"),
    "README.md": ("no line end", "end-of-file"),
    "CHANGELOG.md": ("one\r\n", "line-ends"),
}
_KNOWN = ("ruff", "ruff-format", "yaml", "toml", "end-of-file", "line-ends")


def test_hooks_download_nothing(root: Path) -> None:
    text = (root / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    (repository,) = yaml.safe_load(text)["repos"]
    assert repository["repo"] == "local"
    for hook in repository["hooks"]:
        assert hook["language"] == "system"
        assert hook["entry"].startswith("sh tools/run.sh --dev ")
        assert hook["require_serial"] is True  # one at a time makes the environment


def test_the_sources_are_checked_with_what_changed(root: Path) -> None:
    text = (root / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    hooks = {each["id"]: each for each in yaml.safe_load(text)["repos"][0]["hooks"]}
    assert hooks["sources"]["entry"].endswith("tools/prose.py --sources")


@pytest.fixture
def clone(root: Path, tmp_path: Path) -> Path:
    """Return a repository with the hooks, and this environment instead of one of its own."""
    for name in (".pre-commit-config.yaml", "pyproject.toml", *run.DEV_FILES):
        shutil.copy(root / name, tmp_path / name)
    (tmp_path / "tools").mkdir()
    for name in ("run.py", "run.sh"):
        shutil.copy(root / "tools" / name, tmp_path / "tools" / name)
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n', encoding="utf-8")
    python.chmod(0o755)
    digests = {name: hashlib.sha256((root / name).read_bytes()) for name in run.DEV_FILES}
    stamp = "".join(f"{name} {digest.hexdigest()}\n" for name, digest in digests.items())
    (tmp_path / ".venv" / "installed.txt").write_text(stamp, encoding="utf-8")
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    return tmp_path


def _commit_check(clone: Path, *hooks: str) -> tuple[dict[str, bool], str]:
    """What each hook says of what is staged: whether it passed, and all its words."""
    subprocess.run(["git", "-C", str(clone), "add", "tools", *_staged(clone)], check=True)
    passed, words = {}, ""
    environment = {**os.environ, "PRE_COMMIT_HOME": str(clone / ".cache")}
    for hook in hooks:
        command = [sys.executable, "-m", "pre_commit", "run", hook, "--color", "never"]
        done = subprocess.run(
            command, cwd=clone, env=environment, capture_output=True, encoding="utf-8", check=False
        )
        passed[hook] = done.returncode == 0
        words += done.stdout + done.stderr
    return passed, words


def _staged(clone: Path) -> list[str]:
    return [path.name for path in sorted(clone.glob("*.*")) if path.is_file()]


@pytest.mark.skipif(os.name == "nt", reason="writes shell scripts")
def test_each_hook_passes_what_is_right_and_names_what_is_not(clone: Path) -> None:
    (clone / "good.md").write_text("A line.\n", encoding="utf-8")
    passed, words = _commit_check(clone, *_KNOWN)
    assert passed == dict.fromkeys(_KNOWN, True), words
    for name, (text, _) in BROKEN.items():
        (clone / name).write_bytes(text.encode())
    passed, words = _commit_check(clone, *_KNOWN)
    assert passed == dict.fromkeys(_KNOWN, False), words
    for name in BROKEN:
        assert Path(name).name in words or name == "tools/loose.py", words
