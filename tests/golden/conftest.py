"""Tiny sites of an author, written into a temporary folder."""

from __future__ import annotations

import base64
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from sitekit import parity, site

ROOT = Path(__file__).resolve().parents[2]
VALID = Path(__file__).with_name("valid.yml")
Case = Mapping[str, Any]


@pytest.fixture
def folder(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An empty folder with the cache of the tests before, so that each notebook runs once."""
    kept, cache = tmp_path_factory.getbasetemp() / "golden-cache", tmp_path / ".cache"
    if kept.exists():
        kept.rename(cache)
    yield tmp_path
    if cache.exists():
        cache.rename(kept)


@pytest.fixture
def make_site(folder: Path) -> Callable[[Case], Path]:
    """Write the valid site of valid.yml with the files of a case instead of its own.

    Both languages are confirmed as they are, or as they were in `confirmed`.
    """
    valid = yaml.safe_load(VALID.read_text(encoding="utf-8"))

    def make(case: Case) -> Path:
        shutil.copytree(
            ROOT / "notebooks" / "helpers",
            folder / "notebooks" / "helpers",
            ignore=shutil.ignore_patterns("__pycache__"),
        )
        (folder / "data").mkdir()
        shutil.copy(ROOT / "data" / "ui.yml", folder / "data")
        shutil.copytree(ROOT / "data" / "ui", folder / "data" / "ui")
        files = case.get("files", {})
        _write(folder, {**valid["files"], **case.get("confirmed", files)})
        _confirm(folder)
        _write(folder, files)
        for path, text in case.get("base64", {}).items():
            (folder / path).write_bytes(base64.b64decode(text))
        return folder

    return make


def _write(folder: Path, files: Mapping[str, str | None]) -> None:
    """Write the texts by path; no text: no file."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if text is None:
            path.unlink(missing_ok=True)
        else:
            path.write_text(text, encoding="utf-8", newline="\n")


def _confirm(folder: Path) -> None:
    """Record all pages that are equal in structure as saying the same."""
    sources, _ = site.read_sources(folder)
    twins = {uri: twin for uri, twin in sources.twins().items() if not list(parity.compare(twin))}
    (folder / site.RECORD).write_text(parity.write_record(twins), encoding="utf-8")
