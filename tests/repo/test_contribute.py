"""The four contributions of CONTRIBUTING.md, made in a copy of the project as it says."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import new
import scaffold
from site_build import KANA, Build, Site, build
from sitekit.__main__ import main as sitekit

#: What a contributor would write, in as many words as any place needs.
SENTENCES = {"：": "見本の文を書きました。", ":": "Here is a sample sentence."}
_COMMAND = re.compile(r"^make new-(\w+) (.+)$", re.M)


@pytest.fixture(scope="module")
def commands(root: Path) -> dict[str, list[str]]:
    """Return the settings of each `make new-…` in the code blocks of CONTRIBUTING.md, by kind."""
    text = (root / "CONTRIBUTING.md").read_text(encoding="utf-8").partition("## 日本語")[0]
    blocks = re.findall(r"^```sh\n(.*?)^```$", text, re.M | re.S)
    found = _COMMAND.findall("\n".join(blocks))
    return {kind: shlex.split(settings) for kind, settings in found}


def _copy(root: Path, folder: Path) -> Path:
    """What `git clone` would give, and what is not committed yet; labs that ran are not rerun."""
    listing = ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others"]
    done = subprocess.run(
        [*listing, "--exclude-standard"], capture_output=True, encoding="utf-8", check=False
    )
    if done.returncode != 0:
        pytest.skip("not a repository: nothing to clone")
    for name in filter(None, done.stdout.split("\0")):
        if (root / name).is_file():  # not deleted, and no link to a folder
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(root / name, folder / name)
    for name in ("labs", "mkdocs-jupyter", "formulas"):
        if (root / ".cache" / name).exists():
            shutil.copytree(root / ".cache" / name, folder / ".cache" / name)
    return folder


def _fill_in(path: Path) -> None:
    """Write something everywhere where the scaffold says TODO."""
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"^TODO.*::figure.*$", "::figure example-lab/runs", text, flags=re.M)
    text = re.sub(r"^ +# TODO: .*\n", "", text, flags=re.M)
    text = re.sub(r"(?<=\S)  # TODO: .*$", "", text, flags=re.M)
    text = re.sub(r"TODO([:：])[^\"\n]*", lambda found: SENTENCES[found[1]], text)
    path.write_text(text, encoding="utf-8", newline="\n")


class Clone:
    """A copy of the project in which somebody contributes."""

    def __init__(self, folder: Path, commands: dict[str, list[str]]) -> None:
        self.folder = folder
        self.refused = [
            kind for kind, each in commands.items() if new.main([kind, *each], folder) != 0
        ]
        self.unfinished = self.run("check")
        self.hasty = self.run("confirm")
        for path in self.files_to_fill():
            _fill_in(folder / path)
        self.unconfirmed = self.run("check")
        self.confirmed = self.run("confirm")
        self.finished = self.run("check")

    def run(self, command: str) -> list[str]:
        """Return the problems that `sitekit` names in the copy."""
        said = io.StringIO()
        with contextlib.chdir(self.folder), contextlib.redirect_stderr(said):
            sitekit([command])
        return said.getvalue().splitlines()

    def files_to_fill(self) -> set[str]:
        """Return the files in which a problem is."""
        return {line.partition(":")[0] for line in self.unfinished}


@pytest.fixture(scope="module")
def clone(
    root: Path, commands: dict[str, list[str]], tmp_path_factory: pytest.TempPathFactory
) -> Clone:
    """Return the copy after all four contributions."""
    return Clone(_copy(root, tmp_path_factory.mktemp("contributor")), commands)


@pytest.fixture(scope="module")
def built(clone: Clone, tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Return the build of the copy."""
    return build(clone.folder, tmp_path_factory.mktemp("contributed") / "site")


def test_contributing_shows_how_to_begin_each_of_the_four(commands: dict[str, list[str]]) -> None:
    assert sorted(commands) == sorted(scaffold.KINDS)


def test_its_commands_make_what_they_say(clone: Clone) -> None:
    assert clone.refused == []


def test_the_check_names_what_is_left_to_write_and_nothing_else(clone: Clone) -> None:
    assert [line for line in clone.unfinished if ": unfinished: " not in line] == []
    assert clone.files_to_fill() == {
        "data/questions/2-1-a.yml",
        "data/services/example-store.yml",
        "docs/en/training/example-chapter.md",
        "docs/ja/training/example-chapter.md",
        "notebooks/example_lab.py",
    }
    left = {
        (path, number) for path in clone.files_to_fill() for number in _marked(clone.folder / path)
    }
    assert left == set(), "the filled-in copy still says TODO"


def _marked(path: Path) -> list[int]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [number for number, line in enumerate(lines, start=1) if "TODO" in line]


def test_unfinished_text_is_not_confirmed(clone: Clone) -> None:
    assert len(clone.hasty) >= len(clone.unfinished) > 0


def test_finished_text_wants_confirmation_and_then_nothing(clone: Clone) -> None:
    assert clone.unconfirmed
    assert [line for line in clone.unconfirmed if "'make parity'" not in line] == []
    assert clone.confirmed == []
    assert clone.finished == []


def test_the_new_notebook_has_the_form_of_the_others(clone: Clone) -> None:
    for command in (["check"], ["format", "--check"]):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *command, "notebooks/example_lab.py"],
            cwd=clone.folder,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stdout


def test_the_site_builds_with_all_four_in_both_languages(built: Build, clone: Clone) -> None:
    assert built.status == 0, built.output
    site = Site(built, clone.folder)
    for route in ("training/example-chapter/", "services/example-store/"):
        japanese, english = (site.pages[f"{folder}{route}index.html"] for folder in ("", "en/"))
        assert SENTENCES["："] in japanese.text
        assert SENTENCES[":"] in english.text
    for folder, language in (("", "ja"), ("en/", "en")):
        chapter = site.pages[f"{folder}training/example-chapter/index.html"]
        assert chapter.all("//article//figure//*[local-name()='svg']")
        lab = site.pages[f"{folder}labs/example-lab/index.html"]
        (heading,) = lab.all("//article//h1")
        assert bool(KANA.search(heading.text_content())) == (language == "ja")
        asked = site.pages[f"{folder}practice/2-1/index.html"]
        assert asked.all("//*[@id='q-samples-by-id-in-milliseconds']")
        beside = site.pages[f"{folder}training/quantization/index.html"]
        assert beside.all("//nav//a[@href='../example-chapter/']")
