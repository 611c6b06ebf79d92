"""Live figures: their formulas against what the labs computed, and what they weigh."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

import node
import weight
from quality import most_bytes
from site_build import ROOT, Site

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
    assert {
        path.name: size
        for path in files
        if (size := path.stat().st_size) > most_bytes("figure-data")
    } == {}


@pytest.mark.parametrize("name", _NAMES)
def test_the_code_of_a_figure_is_small(site: Site, name: str) -> None:
    needed = weight.figure(site.folder, name)
    assert weight.of(needed) <= most_bytes("figure-code"), sorted(path.name for path in needed)
