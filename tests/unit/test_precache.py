"""What belongs to a copy for reading offline, and what its version depends on."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import struct
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

import node
from sitekit import manifest, precache

WHEN = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
FILES = {
    "index.html": "ホーム",
    "labs/index.html": "ラボ",
    "labs/a.ipynb": "{}",
    "404.html": "404",
    "search/text.json": "[]",
    "names.json": "[]",
    "services.json": "[]",
    "practice/questions.json": "[]",
    "practice/bank/1-1.json": "[]",
    "practice/anki/x.apkg": "",
    "sitemap.xml": "",
    "assets/js/site.js": "1",
    "assets/labs/a.json": "[]",
    "assets/site.css.map": "",
    "en/index.html": "Home",
    "en/names.json": "[]",
    "en/search/text.json": "[]",
    "en/changes/a.ics": "",
}
SHARED = {"404.html", "assets/js/site.js", "assets/labs/a.json"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small site."""
    for name, text in FILES.items():
        _write(tmp_path, name, text)
    return tmp_path


def _write(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _versions(folder: Path) -> dict[str, str]:
    return {copy.language: copy.version for copy in precache.copies(folder)}


def test_a_copy_has_what_its_pages_load_and_no_downloads(folder: Path) -> None:
    found = {
        copy.language: set(json.loads(copy.listing)["files"]) for copy in precache.copies(folder)
    }
    assert found == {
        "ja": SHARED
        | {"index.html", "labs/index.html", "names.json"}
        | {"search/text.json", "practice/bank/1-1.json"},
        "en": SHARED | {"en/index.html", "en/names.json", "en/search/text.json"},
    }


def test_hashes_are_those_that_browsers_compare(folder: Path) -> None:
    japanese = precache.copies(folder)[0]
    right = base64.b64encode(hashlib.sha256("ラボ".encode()).digest()).decode()
    assert json.loads(japanese.listing)["files"]["labs/index.html"] == right
    assert japanese.size == sum(
        len(FILES[n].encode()) for n in json.loads(japanese.listing)["files"]
    )


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("labs/index.html", {"ja"}),
        ("en/index.html", {"en"}),
        ("assets/js/site.js", {"ja", "en"}),
        ("labs/a.ipynb", set()),
        ("sitemap.xml", set()),
    ],
)
def test_a_version_changes_with_the_files_of_its_copy(
    folder: Path, name: str, changed: set[str]
) -> None:
    before = _versions(folder)
    _write(folder, name, "new")
    after = _versions(folder)
    assert {language for language in after if after[language] != before[language]} == changed


def test_the_worker_knows_what_is_published(root: Path, folder: Path) -> None:
    precache.write(folder, root / "docs/assets/js/offline", WHEN)
    script = (folder / "sw.js").read_text(encoding="utf-8")
    site = json.loads(script.partition("\n")[0].removeprefix("self.site=").removesuffix(";"))
    assert site["date"] == "2026-11-20"
    now = json.loads((folder / "offline/version.json").read_text(encoding="utf-8"))
    for language, offer in site["copies"].items():
        listing = (folder / f"offline/{language}.json").read_bytes()
        assert offer["list"] == base64.b64encode(hashlib.sha256(listing).digest()).decode()
        assert offer["version"] == now[language]
        assert offer["files"] == len(json.loads(listing)["files"])


def test_writing_again_changes_nothing(root: Path, folder: Path) -> None:
    scripts = root / "docs/assets/js/offline"
    assert precache.write(folder, scripts, WHEN) == precache.write(folder, scripts, WHEN)


def test_a_site_in_one_language_has_one_copy(folder: Path) -> None:
    (folder / "en/index.html").unlink()
    assert [copy.language for copy in precache.copies(folder)] == ["ja"]


@pytest.mark.parametrize("write", ["write", "write_none"])
def test_a_worker_is_one_valid_script(root: Path, folder: Path, write: str) -> None:
    scripts = root / "docs/assets/js/offline"
    if write == "write":
        precache.write(folder, scripts, WHEN)
    else:
        precache.write_none(folder, scripts)
    command = [node.program(), "--check", str(folder / "sw.js")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_both_manifests_cover_the_whole_site() -> None:
    made = {
        language: json.loads(manifest.manifest("N", "D", language)) for language in ("ja", "en")
    }
    assert [each["scope"] for each in made.values()] == ["./", "../"]
    assert all(each["start_url"] == "./" for each in made.values())


def test_the_icons_are_as_large_as_the_manifest_says(root: Path) -> None:
    for name, pixels, _ in manifest.ICONS:
        content = (root / "docs/assets/img" / name).read_bytes()
        assert content.startswith(b"\x89PNG")
        assert struct.unpack(">II", content[16:24]) == (pixels, pixels), name


def test_the_grounds_are_those_of_the_pages(root: Path) -> None:
    css = (root / "docs/assets/css/site.css").read_text(encoding="utf-8")
    paper = re.search(r"--paper: light-dark\((\S+), (\S+)\);", css)
    assert paper and paper.groups() == manifest.GROUNDS
    template = (root / "overrides/base.html").read_text(encoding="utf-8")
    assert tuple(re.findall(r'"theme-color".*content="(\S+)"', template)) == manifest.GROUNDS
