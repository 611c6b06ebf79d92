"""The published packages for Anki: their pictures, and where their links lead."""

from __future__ import annotations

import io
import json
import re
import sqlite3
import zipfile
from contextlib import closing

import pytest
from lxml import etree

from site_build import HOME, LANGUAGES, Site
from sitekit.anki_page import FOLDER
from sitekit.anki_types import EDITIONS


@pytest.fixture(params=EDITIONS)
def package(site: Site, request: pytest.FixtureRequest) -> zipfile.ZipFile:
    """A published package."""
    content = (site.folder / FOLDER / f"mle-notes-{request.param}.apkg").read_bytes()
    return zipfile.ZipFile(io.BytesIO(content))


def _fields(package: zipfile.ZipFile) -> list[str]:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(package.read("collection.anki2"))
        return [str(each) for (each,) in connection.execute("SELECT flds FROM notes")]


def test_each_package_is_published_once(site: Site) -> None:
    published = {path for path in site.build.files() if path.endswith(".apkg")}
    assert published == {f"{FOLDER}/mle-notes-{edition}.apkg" for edition in EDITIONS}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_each_language_offers_all_packages(site: Site, language: str) -> None:
    prefix = "en/" if language == "en" else ""
    page = site.pages[f"{prefix}practice/anki/index.html"]
    links = page.tree.xpath("//a[@download]/@href")
    offered = [page.resolve(link) for link in links]
    assert offered == [f"{HOME}{FOLDER}/mle-notes-{edition}.apkg" for edition in EDITIONS]


def test_cards_lead_to_sections_that_exist(site: Site, package: zipfile.ZipFile) -> None:
    pages = {page.address: page for page in site.pages.values()}
    links = {
        link
        for fields in _fields(package)
        for link in re.findall(r'href="([^"]+)"', fields)
        if link.startswith(HOME)
    }
    assert len(links) > 300
    for link in links:
        address, _, anchor = link.partition("#")
        assert address in pages, link
        assert not anchor or anchor in pages[address].ids, link


def test_real_figures_stand_alone(package: zipfile.ZipFile) -> None:
    names = json.loads(package.read("media"))
    assert names
    for number, name in names.items():
        content = package.read(number)
        assert b"var(--" not in content, name
        root = etree.fromstring(content)
        outside = [each for each in root.xpath("//@href") if not each.startswith("#")]
        assert not outside, name
        assert name.endswith(".svg")
        assert name in "".join(_fields(package))
