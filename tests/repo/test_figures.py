"""Live figures: their formulas against what the labs computed, and what they weigh."""

from __future__ import annotations

import gzip
import os
import re
import subprocess
from pathlib import Path

import pytest

import node
from site_build import ROOT, Site

_MOST_DATA = 30_000
_MOST_CODE = 15_000
_IMPORT = re.compile(r'(?:import|from)\s*"(\.[^"]+)"')
_NAMES = sorted(
    place for place in (path.stem for path in (ROOT / "docs/assets/js/figures").glob("*.js"))
    if (ROOT / "data" / "ui" / f"{place}.yml").exists()
)  # fmt: skip


def test_the_formulas_agree_with_the_labs(root: Path, site: Site) -> None:
    done = subprocess.run(
        [node.program(), "--test", "tests/figures/*.test.mjs"],
        cwd=root,
        env={**os.environ, "LAB_DATA": str(site.folder / "assets" / "labs")},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_what_labs_hand_to_figures_is_small(site: Site) -> None:
    files = sorted((site.folder / "assets" / "labs").glob("*.json"))
    assert files
    assert {path.name: size for path in files if (size := path.stat().st_size) > _MOST_DATA} == {}


@pytest.mark.parametrize("name", _NAMES)
def test_the_code_of_a_figure_is_small(site: Site, name: str) -> None:
    scripts = site.folder / "assets" / "js"
    needed = _needed(scripts / "figures" / f"{name}.js") | _needed(scripts / "site.js")
    sent = sum(len(gzip.compress(path.read_bytes(), 6)) for path in needed)
    assert sent <= _MOST_CODE, {path.name: path.stat().st_size for path in needed}


def _needed(path: Path) -> set[Path]:
    """A module and those that it imports at once."""
    found = {path}
    for name in _IMPORT.findall(path.read_text(encoding="utf-8")):
        found |= _needed((path.parent / name).resolve())
    return found
