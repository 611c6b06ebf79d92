"""requirements*.txt pin what requirements*.in ask for, and the check can tell."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import lock

FILES = [lock.SITE.source, lock.SITE.target, lock.DEV.source, lock.DEV.target]


@pytest.fixture
def copy(root: Path, tmp_path: Path) -> Path:
    """Return a folder with copies of the requirements files."""
    for name in FILES:
        shutil.copy(root / name, tmp_path / name)
    return tmp_path


def _replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_the_pins_match_the_short_lists() -> None:
    assert lock.problems() == [], f"To repair: {lock.REPAIR}."


def test_every_requirement_is_pinned_exactly(root: Path) -> None:
    for name in (lock.SITE.target, lock.DEV.target):
        for requirement in lock.requirements(root / name):
            assert [specifier.operator for specifier in requirement.specifier] == ["=="]


def test_packages_that_draw_have_one_version_for_all_pythons(root: Path) -> None:
    pinned = lock.pins(root / lock.SITE.target)
    for name in ("numpy", "scipy", "scikit-learn", "matplotlib", "contourpy", "pillow"):
        assert len(pinned[name]) == 1


def test_an_edited_short_list_is_found_out(copy: Path) -> None:
    _replace(copy / "requirements.in", "mkdocs==1.6.1", "mkdocs==1.6.0")
    assert lock.problems(copy) == [
        "requirements.txt: not made from the present requirements.in",
        "requirements.txt: pins mkdocs 1.6.1 (requirements.in: mkdocs==1.6.0)",
    ]


def test_a_missing_package_is_found_out(copy: Path) -> None:
    _replace(copy / "requirements-dev.txt", "\nruff==", "\n# ruff==")
    assert lock.problems(copy) == [
        "requirements-dev.txt: ruff is missing (requirements-dev.in asks for it)"
    ]


def test_two_files_that_disagree_are_found_out(copy: Path) -> None:
    _replace(copy / "requirements-dev.txt", "\nmarkupsafe==3.0.4", "\nmarkupsafe==3.0.1")
    assert lock.problems(copy) == [
        "requirements-dev.txt: pins markupsafe 3.0.1 (requirements.txt: 3.0.4)"
    ]


def test_a_package_index_is_found_out(copy: Path) -> None:
    with (copy / "requirements.txt").open("a", encoding="utf-8") as file:
        file.write("--extra-index-url https://packages.example/simple\n")
    assert lock.problems(copy) == [
        "requirements.txt: names a package index (it must name packages only)"
    ]


def test_line_endings_do_not_matter(copy: Path) -> None:
    source = copy / "requirements.in"
    source.write_bytes(source.read_bytes().replace(b"\n", b"\r\n"))
    assert lock.problems(copy) == []
