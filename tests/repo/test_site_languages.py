"""Both languages of the real site: complete, equal, and told apart by machines."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from lxml import etree

from site_build import HOME, JAPANESE, KANA, LANGUAGES, ROOT, Page, Site
from sitekit import history

_SITEMAP = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "x": "http://www.w3.org/1999/xhtml",
}


def _sources(root: Path) -> list[str]:
    """Return the routes of all pages that the sources promise."""
    docs = root / "docs" / "ja"
    chapters = [path.relative_to(docs).with_suffix("").as_posix() for path in docs.rglob("*.md")]
    labs = [f"labs/{path.stem.replace('_', '-')}" for path in (root / "notebooks").glob("*.py")]
    services = [f"services/{path.stem}" for path in (root / "data" / "services").glob("*.yml")]
    pages = [*chapters, *labs, *services]
    routes = (f"{route}/".removesuffix("index/") for route in pages)
    return sorted(routes)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_source_has_its_page_in_each_language(site: Site, root: Path, language: str) -> None:
    routes = sorted(page.route for page in site.pages.values() if page.language == language)
    assert routes == _sources(root)


def test_every_page_names_its_language(site: Site) -> None:
    wrong = [page.path for page in site.pages.values() if page.tree.get("lang") != page.language]
    assert not wrong, f"<html lang> is not the language of the address: {wrong}"


def test_every_title_is_in_the_language_of_its_page(site: Site) -> None:
    wrong = [
        f"{page.path}: {title}"
        for page in site.pages.values()
        for title in page.tree.xpath("//article//h1/text()")
        # A name such as "MLE Notes" may be the same in both.
        if page.language == "en" and JAPANESE.search(title)
    ]
    assert not wrong, "\n".join(wrong)


def test_the_running_text_is_in_the_language_of_its_page(site: Site) -> None:
    wrong = []
    for page in site.pages.values():
        for paragraph in page.all("//article//p[not(ancestor-or-self::*[@lang])]"):
            if page.language == "en" and JAPANESE.search(paragraph.text_content()):
                wrong.append(f"{page.path}: Japanese on an English page: {_shown(paragraph)}")
        if page.language == "ja" and not KANA.search(page.tree.xpath("string(//article)")):
            wrong.append(f"{page.path}: no Japanese on a Japanese page")
    assert not wrong, "\n".join(wrong)


def _shown(element: etree._Element) -> str:
    return " ".join(element.text_content().split())[:80]


def test_the_language_switch_of_every_page_leads_to_the_same_page(site: Site) -> None:
    wrong = []
    for page in site.pages.values():
        twin = site.twin(page)
        links = [page.resolve(link.get("href")) for link in page.all("//a[@class='switch']")]
        if twin is None or links != [twin.address]:
            wrong.append(f"{page.path}: switch leads to {links}")
    assert not wrong, "\n".join(wrong)


def test_the_language_switch_says_which_language_it_leads_to(site: Site) -> None:
    for page in site.pages.values():
        (link,) = page.all("//a[@class='switch']")
        other = "ja" if page.language == "en" else "en"
        assert (link.get("lang"), link.get("hreflang")) == (other, other), page.path


def test_every_section_has_the_same_id_in_both_languages(site: Site) -> None:
    wrong = []
    for page in site.pages.values():
        twin = site.twin(page)
        if page.language == "ja" and twin and page.headings() != twin.headings():
            wrong.append(f"{page.route}: {page.headings()} / {twin.headings()}")
    assert not wrong, "the language switch loses the section:\n" + "\n".join(wrong)


def test_every_page_has_a_title_and_a_description_of_its_own(site: Site) -> None:
    seen: dict[tuple[str, str], str] = {}  # a product's name may be a title in both languages
    wrong = []
    for page in site.pages.values():
        title = page.tree.xpath("string(//head/title)").strip()
        description = page.tree.xpath("string(//head/meta[@name='description']/@content)").strip()
        for text in (title, description):
            before = seen.setdefault((page.language, text), page.path)
            if not text or before != page.path:
                wrong.append(f"{page.path}: {text!r} is empty or also on {before}")
    assert not wrong, "\n".join(wrong)


def test_the_canonical_address_of_every_page_is_its_own(site: Site) -> None:
    wrong = []
    for page in site.pages.values():
        links = page.tree.xpath("//link[@rel='canonical']/@href")
        if links != [page.address]:
            wrong.append(f"{page.path}: {links}")
    assert not wrong, "\n".join(wrong)


@pytest.fixture(scope="module")
def sitemap(site: Site) -> dict[str, dict[str, str]]:
    """Return the alternates by language for every address in the site map."""
    root = etree.fromstring((site.folder / "sitemap.xml").read_bytes())
    return {
        str(entry.findtext("s:loc", namespaces=_SITEMAP)): {
            str(link.get("hreflang")): str(link.get("href"))
            for link in entry.iterfind("x:link[@rel='alternate']", _SITEMAP)
        }
        for entry in root.iterfind("s:url", _SITEMAP)
    }


def test_the_site_map_lists_every_page_of_both_languages(
    site: Site, sitemap: dict[str, dict[str, str]]
) -> None:
    assert sorted(sitemap) == sorted(page.address for page in site.pages.values())


def test_each_entry_of_the_site_map_names_both_languages(
    site: Site, sitemap: dict[str, dict[str, str]]
) -> None:
    wrong = []
    for page in site.pages.values():
        route = page.route
        right = {"ja": HOME + route, "en": f"{HOME}en/{route}", "x-default": HOME + route}
        if sitemap.get(page.address) != right:
            wrong.append(f"{page.address}: {sitemap.get(page.address)}")
    assert not wrong, "\n".join(wrong)


def test_the_site_map_says_when_each_page_changed(site: Site) -> None:
    dates = history.changed_dates(ROOT)  # empty without git: then no page has a date
    root = etree.fromstring((site.folder / "sitemap.xml").read_bytes())
    changed = {
        entry.findtext("s:loc", "", _SITEMAP): entry.findtext("s:lastmod", None, _SITEMAP)
        for entry in root.iterfind("s:url", _SITEMAP)
    }
    assert changed[f"{HOME}en/labs/learning-rate/"] == dates.get("notebooks/learning_rate.py")
    assert changed[f"{HOME}services/automl/"] == dates.get("data/services/automl.yml")
    assert changed[f"{HOME}en/offline/"] == dates.get("docs/en/offline.md")


def test_there_is_one_site_map_and_its_compressed_form_is_equal(site: Site) -> None:
    files = site.build.files()
    assert sorted(path for path in files if "sitemap" in path) == ["sitemap.xml", "sitemap.xml.gz"]
    assert gzip.decompress(files["sitemap.xml.gz"]) == files["sitemap.xml"]


@pytest.fixture
def missing(site: Site) -> Page:
    """Return the page for missing addresses."""
    return site.all_pages["404.html"]


def test_there_is_one_404_page(site: Site) -> None:
    found = [path for path in site.all_pages if path.endswith("404.html")]
    assert found == ["404.html"], "GitHub Pages serves /404.html only"


def test_the_404_page_speaks_both_languages(missing: Page) -> None:
    english = missing.all("//article//p[@lang='en']")
    japanese = missing.all("//article//p[not(@lang)]")
    assert english
    assert not JAPANESE.search(english[0].text_content())
    assert japanese
    assert KANA.search(japanese[0].text_content())


def test_the_404_page_leads_to_the_home_of_both_languages(missing: Page) -> None:
    links = {missing.resolve(link) for link in missing.tree.xpath("//article//a/@href")}
    assert links == {HOME, f"{HOME}en/"}


def test_the_404_page_works_at_every_address(missing: Page) -> None:
    references = missing.tree.xpath("//@href | //@src")
    relative = [each for each in references if not each.startswith(("/", "https://", "#"))]
    assert not relative, f"these mean something else in another folder: {relative}"
