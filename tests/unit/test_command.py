"""`python -m sitekit`: the parts of a build on their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitekit.__main__ import main
from sitekit.site import RECORD

PAGE = "---\ntitle: {}\ndescription: {}\n---\n\n## One {{#one}}\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site of one page without labs, as the current folder."""
    for name in ("data/sources.yml", "data/ui.yml"):
        write(tmp_path / name, "")
    for language in ("ja", "en"):
        write(tmp_path / "docs" / language / "index.md", PAGE.format(language, language))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_check_names_what_nobody_confirmed(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check"]) == 1
    assert "docs/ja/index.md:6: section #one is new" in capsys.readouterr().err


def test_confirm_makes_check_pass(folder: Path) -> None:
    assert main(["confirm"]) == 0
    assert main(["check"]) == 0


def test_confirm_refuses_while_the_languages_differ(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(folder / "docs" / "en" / "index.md", PAGE.format("en", "en").replace("{#one}", "{#uno}"))
    assert main(["confirm"]) == 1
    assert "heading '## {#uno}' stands where" in capsys.readouterr().err
    assert not (folder / RECORD).exists()


def test_what_is_left_to_write_is_named_before_anything_is_confirmed(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for language in ("ja", "en"):
        page = folder / "docs" / language / "index.md"
        page.write_text(page.read_text(encoding="utf-8") + "\nTODO: why\n", encoding="utf-8")
    named = [
        f"docs/{language}/index.md:8: unfinished: why (fill it in, and remove TODO)"
        for language in ("en", "ja")
    ]
    for command in ("check", "confirm"):
        assert main([command]) == 1
        assert capsys.readouterr().err.splitlines() == named
    assert not (folder / RECORD).exists()


def test_labs_builds_nothing_and_checks_everything(folder: Path) -> None:
    main(["confirm"])
    assert main(["labs"]) == 0
    assert not (folder / "site").exists()
