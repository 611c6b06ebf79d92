"""The build of the real site: without a warning, and the same bytes each time."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

from site_build import HOME, ROOT, Build, Site, build

_WARNING = re.compile(r"^.*(?:\bWARNING\b|\bERROR\b|\b[A-Z]\w*Warning:).*$", re.M)
_SHOWN = 40


def _differences(one: Build, other: Build) -> list[str]:
    """Name the files that differ, and of text the place where they begin to differ."""
    first, second = one.files(), other.files()
    found = [f"only in one build: {path}" for path in sorted(first.keys() ^ second.keys())]
    for path in sorted(first.keys() & second.keys()):
        if first[path] != second[path]:
            found.append(f"{path}: {_first_difference(first[path], second[path])}")
    return found


def _first_difference(one: bytes, other: bytes) -> str:
    pairs = enumerate(zip(one, other, strict=False))
    place = next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))
    start = max(0, place - _SHOWN)
    return f"at byte {place}: {one[start : place + _SHOWN]!r} / {other[start : place + _SHOWN]!r}"


@pytest.fixture(scope="module")
def no_kernel(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return a folder for PYTHONPATH that makes every attempt to run a notebook fail."""
    folder = tmp_path_factory.mktemp("no-kernel")
    (folder / "ipykernel_launcher.py").write_text("raise SystemExit(1)\n", encoding="utf-8")
    return str(folder)


@pytest.fixture(scope="module")
def second(site: Site, no_kernel: str, tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Return a build of newly written copies of all sources that cannot run a notebook."""
    return build(site.house, tmp_path_factory.mktemp("second") / "site", PYTHONPATH=no_kernel)


@pytest.fixture(scope="module")
def properdocs(site: Site, no_kernel: str, tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Return a build with the other generator."""
    folder = tmp_path_factory.mktemp("properdocs") / "site"
    return build(site.house, folder, "properdocs", PYTHONPATH=no_kernel)


@pytest.fixture(scope="module")
def elsewhere(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Return a build for another address."""
    folder = tmp_path_factory.mktemp("elsewhere") / "site"
    return build(site.house, folder, SITE_URL="https://notes.example/a/b/")


def test_a_strict_build_gives_no_warning(site: Site) -> None:
    assert _WARNING.findall(site.build.output) == []


def test_a_second_build_runs_no_notebook_though_every_source_was_written_anew(
    second: Build,
) -> None:
    assert second.status == 0, f"a notebook was to run again, or the build broke:\n{second.output}"


def test_a_second_build_gives_the_same_bytes(site: Site, second: Build) -> None:
    differences = _differences(site.build, second)
    assert not differences, "something in the build depends on time or place:\n" + "\n".join(
        differences
    )


def test_properdocs_builds_the_site_too(properdocs: Build) -> None:
    assert properdocs.status == 0, properdocs.output
    assert _WARNING.findall(properdocs.output) == []


def test_properdocs_gives_the_same_bytes(site: Site, properdocs: Build) -> None:
    differences = _differences(site.build, properdocs)
    assert not differences, "\n".join(differences)


def test_another_address_is_used_everywhere(elsewhere: Build) -> None:
    assert elsewhere.status == 0, elsewhere.output
    still = [path for path, content in elsewhere.files().items() if HOME.encode() in content]
    assert not still, f"these files name {HOME} though SITE_URL says otherwise: {still}"


def test_another_address_is_the_canonical_one(elsewhere: Build) -> None:
    page = (elsewhere.folder / "en" / "labs" / "index.html").read_text(encoding="utf-8")
    assert '<link rel="canonical" href="https://notes.example/a/b/en/labs/">' in page


def test_another_address_changes_the_links_of_the_404_page(elsewhere: Build) -> None:
    page = (elsewhere.folder / "404.html").read_text(encoding="utf-8")
    assert 'href="/a/b/en/"' in page


def test_nothing_published_tells_where_it_was_built(site: Site) -> None:
    places = [str(ROOT), str(site.folder), str(Path.home() / ".cache")]
    found = [
        f"{path} contains {place}"
        for path, content in site.build.files().items()
        for place in places
        if place.encode() in (gzip.decompress(content) if path.endswith(".gz") else content)
    ]
    assert not found, "\n".join(found)
