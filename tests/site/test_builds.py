"""One build after another, and builds of sites with mistakes."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from mkdocs.exceptions import Abort

from site_build import as_built

CHAPTER = "training/loss/index.html"


@pytest.fixture(autouse=True)
def _first(tiny: Path) -> None:
    """The tiny site is built before, so that its notebook is in the cache."""


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def _plain(folder: Path, plain: Callable[[str], str]) -> dict[str, bytes]:
    return {
        name: plain(content.decode()).encode() if name.endswith(".html") else content
        for name, content in files(folder).items()
    }


#: What nobody asks of a server at home: copies for reading offline, and files for programs.
_NOT_SERVED = re.compile(r"^(sw\.js|(en/)?(offline/.*\.json|llms(-full)?\.txt|(.*/)?index\.md))$")


def differing(one: Path, two: Path, plain: Callable[[str], str] = lambda text: text) -> list[str]:
    """The paths at which two sites are not the same, when `plain` has been made of each page."""
    first, second = _plain(one, plain), _plain(two, plain)
    return sorted(name for name in {*first, *second} if first.get(name) != second.get(name))


def text(folder: Path, name: str) -> str:
    return (folder / name).read_text(encoding="utf-8")


def test_a_second_build_runs_no_notebook(house, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        house.build()
    assert "labs:" not in caplog.text


def test_a_second_build_is_byte_identical(house, tiny: Path) -> None:
    assert differing(house.build(), tiny) == []


def test_a_build_after_touching_everything_is_byte_identical(house) -> None:
    first = house.build("first")
    for name in ("docs", "data", "notebooks"):
        for path in (house.folder / name).rglob("*"):
            os.utime(path)
    assert differing(first, house.build("second")) == []


def test_a_changed_parameter_changes_figure_and_number_in_the_chapter(house, tiny: Path) -> None:
    house.change("notebooks/tiny.py", "STEPS = 4", "STEPS = 5")
    after = house.build()
    for language in ("", "en/"):
        before, now = (text(folder, language + CHAPTER) for folder in (tiny, after))
        assert ">0.1250</data>" in before
        assert ">0.0625</data>" in now
        assert figure(before) != figure(now)


def figure(page: str) -> str:
    return page[page.index("<svg", page.index("<figure")) : page.index("</figure>")]


def test_all_mistakes_stop_the_build_at_once_without_a_traceback(
    house, caplog: pytest.LogCaptureFixture
) -> None:
    house.change("docs/ja/index.md", "title: 始まり\n", "")
    house.change("docs/en/training/loss.md", "::figure tiny/curve", "::figure")
    house.change("notebooks/tiny.py", "assert losses[-1] < losses[0]\n", "")
    with pytest.raises(Abort):
        house.build()
    said = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert [record.exc_info for record in said] == [None]
    assert [line.split(" ")[0] for line in said[0].getMessage().splitlines()[1:]] == [
        "docs/en/training/loss.md:12:",
        "docs/ja/index.md:2:",
        "notebooks/tiny.py:1:",
    ]


def test_a_stale_translation_stops_the_build(house, caplog: pytest.LogCaptureFixture) -> None:
    house.change("docs/ja/contribute.md", "本文です", "新しい本文です")
    with pytest.raises(Abort):
        house.build()
    assert "docs/en/contribute.md:1: section before the first heading is older" in caplog.text


def test_while_serving_a_stale_translation_is_a_warning(
    house, caplog: pytest.LogCaptureFixture
) -> None:
    house.change("docs/ja/contribute.md", "本文です", "新しい本文です")
    with house.running("serve") as build:
        folder = build(strict=False)
        assert "新しい本文です" in text(folder, "contribute/index.html")
    assert "docs/en/contribute.md:1: section before the first heading is older" in caplog.text


def test_while_serving_a_page_may_be_written_in_one_language_first(
    house, caplog: pytest.LogCaptureFixture
) -> None:
    house.write({"docs/ja/new.md": "---\ntitle: 新\ndescription: 新規\n---\n\n本文です。\n"})
    with house.running("serve") as build:
        assert (build(strict=False) / "new" / "index.html").exists()
    assert "docs/ja/new.md:1: the page has no counterpart docs/en/new.md" in caplog.text


def test_while_serving_other_mistakes_stop_the_build(house) -> None:
    house.change("docs/ja/index.md", "title: 始まり\n", "")
    with house.running("serve") as build, pytest.raises(Abort):
        build(strict=False)


def test_a_warning_in_english_only_stops_a_strict_build(
    house, caplog: pytest.LogCaptureFixture
) -> None:
    house.change("mkdocs.en.yml", "  - contribute.md\n", "")
    with pytest.raises(Abort):
        house.build()
    assert "contribute.md" in caplog.text


def test_the_same_warning_does_not_stop_a_build_that_is_not_strict(house) -> None:
    house.change("mkdocs.en.yml", "  - contribute.md\n", "")
    assert (house.build(strict=False) / "en" / "contribute" / "index.html").exists()


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("docs/ja/contribute.md", "本文です", "新しい本文です"),
        ("docs/en/contribute.md", "Text.", "New text."),
        ("docs/ja/training/loss.md", "title: 損失", "title: 新しい損失"),
        ("docs/ja/contribute.md", "---\n\n本文", "hide:\n  - toc\n---\n\n本文"),
        ("data/sources.yml", "Title of one", "New title"),
        ("notebooks/tiny.py", "STEPS = 4", "STEPS = 5"),
        ("docs/assets/css/site.css", "{", "{ /* edited */"),
    ],
)
def test_an_edit_while_serving_gives_what_a_build_gives(
    house, name: str, before: str, after: str
) -> None:
    with house.running("serve") as build:
        build(strict=False)
        house.change(name, before, after)
        served = build(strict=False)
    house.confirm()
    built = house.build("built")
    found = differing(served, built, as_built)
    assert [name for name in found if not _NOT_SERVED.search(name)] == []


def test_new_heading_ids_while_serving_are_seen(house) -> None:
    with house.running("serve") as build:
        build(strict=False)
        for language in ("ja", "en"):
            house.change(f"docs/{language}/training/loss.md", "{#why}", "{#cause}")
            house.change(f"docs/{language}/index.md", "#why", "#cause")
        house.change("notebooks/tiny.py", "#why", "#cause")
        served = build(strict=False)
    assert 'id="cause"' in text(served, CHAPTER)
