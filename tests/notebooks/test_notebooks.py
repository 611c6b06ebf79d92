"""Every notebook runs, and so asserts what it claims."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitekit import execute, labs
from sitekit.problems import SourceError

ROOT = Path(__file__).resolve().parents[2]
LABS, MISTAKES = labs.read_labs(ROOT / "notebooks", ROOT)


@pytest.fixture(scope="module")
def failures() -> list[str]:
    """What failed, after running all notebooks that are not in the site's own cache."""
    try:
        execute.run(LABS, ROOT / "notebooks", ROOT / ".cache" / "labs", lambda text: None)
    except SourceError as error:
        return [str(problem) for problem in error.problems]
    return []


@pytest.mark.parametrize("name", sorted(LABS))
def test_what_the_notebook_claims_holds(name: str, failures: list[str]) -> None:
    path = LABS[name].path
    assert [line for line in failures if line.startswith(f"{path}:")] == []


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.py")), ids=lambda p: p.stem)
def test_the_notebook_is_complete_and_asserts_something(path: Path) -> None:
    shown = path.relative_to(ROOT).as_posix()
    assert [str(problem) for problem in MISTAKES if problem.path == shown] == []


def test_no_notebook_is_kept_with_outputs() -> None:
    folders = [ROOT / "notebooks", ROOT / "docs"]
    assert [path for folder in folders for path in folder.rglob("*.ipynb")] == []


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.py")), ids=lambda p: p.stem)
def test_random_numbers_come_from_a_seed(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "default_rng()" not in text
    assert "np.random.seed" not in text
