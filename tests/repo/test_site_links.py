"""Every reference of the real site: what it leads to is there, and on no other host."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from urllib.parse import urldefrag, urljoin

import pytest

from published import Targets, internal, references
from site_build import HOME, LANGUAGES, Page, Site

#: Attributes that name ids of the same page.
_ID_LISTS = ("aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "headers")
_IDS = ("for", "popovertarget", "list", "form", "commandfor")
_CSS_URL = re.compile(r"""url\(\s*(?P<quote>["']?)(?P<address>.*?)(?P=quote)\s*\)""")
_OWN_REFERENCE = re.compile(r"url\([\"']?#([^)\"']+)[\"']?\)")
_FOREIGN = re.compile(r"^(?:[a-z]+:)?//", re.I)
_CONFIG = "//script[@id='__config']/text()"
#: Published without a link to it: found by its fixed name, or by a script.
_FOUND_BY_NAME = {
    "404.html",
    "sitemap.xml",
    "sitemap.xml.gz",
    "search/search_index.json",
    "en/search/search_index.json",
    # Asked for by the worker of copies, and by pages that come from one.
    "sw.js",
    "offline/ja.json",
    "offline/en.json",
    "offline/version.json",
    "offline/words.json",
    "en/offline/words.json",
    # Named by the manifests.
    "assets/img/icon-512.png",
    "assets/img/icon-maskable-192.png",
    "assets/img/icon-maskable-512.png",
    # Loaded with the first press of the button for both languages.
    "assets/js/side.js",
    # Loaded with the first use of the search box, and by our search worker with the first key.
    "search/words.json",
    "en/search/words.json",
    "search/text.json",
    "en/search/text.json",
}


@pytest.fixture(scope="module")
def targets(site: Site) -> Targets:
    """Return what the addresses of the real site lead to."""
    return Targets(site.all_pages.values(), site.build.files())


def test_every_internal_link_leads_to_a_file_and_an_id_that_exist(
    site: Site, targets: Targets
) -> None:
    wrong = [each for page in site.all_pages.values() for each in targets.broken(page)]
    assert not wrong, "\n".join(wrong)


def test_every_reference_within_a_page_has_its_target(site: Site) -> None:
    wrong = []
    for page in site.all_pages.values():
        for element in page.tree.iter():
            if not isinstance(element.tag, str):
                continue
            names = [element.get(name) for name in _IDS if element.get(name)]
            for name in _ID_LISTS:
                names += (element.get(name) or "").split()
            for value in element.attrib.values():
                names += _OWN_REFERENCE.findall(str(value))
            wrong += [
                f"{page.path}:{element.sourceline}: <{element.tag}> refers to #{name}"
                for name in names
                if name not in page.ids
            ]
    assert not wrong, "no element has these ids:\n" + "\n".join(wrong)


def test_everything_a_style_sheet_asks_for_exists(site: Site, targets: Targets) -> None:
    wrong = []
    for path, content in site.build.files().items():
        if path.endswith(".css"):
            for match in _CSS_URL.finditer(content.decode()):
                address = urljoin(HOME + path, match["address"])
                if not address.startswith("data:") and targets.problem(address):
                    wrong.append(f"{path}: {match['address'][:80]}")
    assert not wrong, "\n".join(wrong)


def test_the_search_worker_of_every_page_exists(site: Site, targets: Targets) -> None:
    wrong = []
    for page in site.all_pages.values():
        (config,) = page.tree.xpath(_CONFIG)
        address = page.resolve(json.loads(config)["search"])
        if targets.problem(address):
            wrong.append(f"{page.path}: {address}")
    assert not wrong, "search does not start:\n" + "\n".join(wrong)


def test_every_page_searches_in_its_own_language(site: Site) -> None:
    wrong = []
    for page in site.pages.values():
        (config,) = page.tree.xpath(_CONFIG)
        base = page.resolve(f"{json.loads(config)['base']}/")
        right = f"{HOME}en/" if page.language == "en" else HOME
        if base != right:
            wrong.append(f"{page.path}: {base}search/search_index.json")
    assert not wrong, "\n".join(wrong)


def _search_locations(site: Site, language: str) -> list[str]:
    folder = "en/" if language == "en" else ""
    files = site.build.files()
    names = json.loads(files[f"{folder}search/names.json"])
    found = [each[0] for kind in ("targets", "terms", "headings") for each in names[kind]]
    for url, _, sections in json.loads(files[f"{folder}search/text.json"])["pages"]:
        found += [f"{url}#{anchor}" if anchor else url for anchor, _, _ in sections]
    return [f"{HOME}{folder}{location}" for location in found]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_search_result_leads_to_a_section_that_exists(
    site: Site, targets: Targets, language: str
) -> None:
    locations = _search_locations(site, language)
    wrong = [f"{address} {p}" for address in locations if (p := targets.problem(address))]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_can_be_found_by_search(site: Site, language: str) -> None:
    found = {urldefrag(address).url for address in _search_locations(site, language)}
    pages = {page.address for page in site.pages.values() if page.language == language}
    assert found == pages


def test_only_links_lead_to_other_hosts(site: Site) -> None:
    wrong = []
    for page in site.all_pages.values():
        for element in page.tree.iter():
            if not isinstance(element.tag, str):
                continue
            for name, value in element.attrib.items():
                if _is_request(str(element.tag), name, str(value)):
                    wrong.append(f"{page.path}:{element.sourceline}: <{element.tag} {name}>")
    assert not wrong, "readers would send a request to another host:\n" + "\n".join(wrong)


def _is_request(tag: str, name: str, value: str) -> bool:
    """Tell whether an attribute may make a browser ask another host by itself."""
    if name.startswith("xmlns") or value.startswith(HOME) or (tag, name) == ("a", "href"):
        return False
    values = [value.strip(), *(match["address"] for match in _CSS_URL.finditer(value))]
    return any(_FOREIGN.match(each) for each in values) or name == "ping"


def test_no_style_sheet_asks_another_host(site: Site) -> None:
    wrong = [
        f"{path}: {address[:80]}"
        for path, content in site.build.files().items()
        if path.endswith((".css", ".html"))
        for address in (
            *(match["address"] for match in _CSS_URL.finditer(content.decode())),
            *re.findall(r"@import\s+[\"']([^\"']+)", content.decode()),
        )
        if _FOREIGN.match(address)
    ]
    assert not wrong, "\n".join(wrong)


def test_no_script_of_ours_asks_another_host(site: Site) -> None:
    # Material's bundle names hosts for functions that are off; the browser tests
    # see that it asks none of them.
    wrong = [
        path
        for path, content in site.build.files().items()
        if path.endswith(".js")
        and not path.startswith("assets/javascripts/")
        # The name space of SVG is a name, and nobody asks for it.
        and re.search(rb"[\"'`](?:https?:)?//(?!www\.w3\.org/2000/svg\b)\w", content)
    ]
    assert not wrong, wrong


def test_links_to_other_hosts_are_encrypted(site: Site) -> None:
    wrong = [
        f"{place}: {address}"
        for page in site.all_pages.values()
        for place, address in references(page)
        if address.startswith("http:") and "<svg" not in place
    ]
    assert not wrong, "\n".join(wrong)


def test_links_in_the_text_to_other_hosts_say_so(site: Site) -> None:
    wrong = []
    for page in site.pages.values():
        for link in page.all("//article//a[starts-with(@href, 'https://')]"):
            told = set((link.get("rel") or "").split()) & {"external", "edit", "license"}
            if not told and not link.get("href").startswith(HOME):
                wrong.append(f"{page.path}:{link.sourceline}: {link.get('href')}")
    assert not wrong, 'without rel="external":\n' + "\n".join(wrong)


def test_the_edit_link_of_every_page_leads_to_its_source(site: Site) -> None:
    wrong = []
    for page in site.pages.values():
        links = page.tree.xpath("//article//a[@rel='edit']/@href")
        source = f"edit/main/{_source(page)}"
        if (
            len(links) != 1
            or not links[0].endswith(source)
            or not (site.house / _source(page)).exists()
        ):
            wrong.append(f"{page.path}: {links}, not …/{source}")
    assert not wrong, "\n".join(wrong)


def _source(page: Page) -> str:
    """Return the path of the file that an author edits."""
    name = page.route.rstrip("/")
    if page.kind == "lab":
        return f"notebooks/{name.removeprefix('labs/').replace('-', '_')}.py"
    if page.kind == "service":
        return f"data/{name}.yml"
    folder = f"docs/{page.language}"
    index = ("", "labs", "services", "choose", "changes", "glossary", "learn", "exam", "practice")
    return f"{folder}/{name}.md" if name not in index else f"{folder}/{page.route}index.md"


_IMPORT = re.compile(r"""(?:from|import\(?) ?"(\.{1,2}/[\w/-]+\.js)\"""")
_DATA = re.compile(r"""["`](?:\$\{base\}/)?(\w+\.json)["`]""")


def _asked_by_script(path: str, text: str) -> Iterator[str]:
    """The modules that a module imports, and the data that it loads in each language."""
    for match in _IMPORT.finditer(text):
        yield urljoin(path, match[1])
    for match in _DATA.finditer(text):
        yield from (match[1], f"en/{match[1]}")


def _asked_by_tools(page: Page) -> Iterator[str]:
    """The scripts and data of tools, live figures and questions, by the names on their page."""
    for name in page.tree.xpath("//@data-tool"):
        yield f"assets/js/practice/{name}-page.js"
    for name in page.tree.xpath("//@data-live"):
        yield f"assets/js/figures/{name}.js"
    home = "en/" if page.language == "en" else ""
    for objective in page.tree.xpath("//@data-objective"):
        yield f"{home}practice/bank/{objective}.json"
    for kind in ("index", "guide") if page.tree.xpath("//@data-tool") else ():
        yield f"{home}practice/bank/{kind}.json"


#: What labs hand to live figures; tests/repo/test_figures.py compares it with their formulas.
_LAB_DATA = "assets/labs/"


def test_every_published_file_is_used(site: Site) -> None:
    used = {
        urldefrag(address).url.removeprefix(HOME)
        for page in site.all_pages.values()
        for _, address in internal(page)
    }
    used |= {f"{path}index.html" for path in used if path.endswith("/") or not path}
    for page in site.all_pages.values():
        (config,) = page.tree.xpath(_CONFIG)
        used.add(page.resolve(json.loads(config)["search"]).removeprefix(HOME).partition("?")[0])
    for home in ("", "en/"):
        words = json.loads(site.build.files()[f"{home}search/words.json"])
        asked = (words["script"], words["list"], "search/names.json")
        used |= {urljoin(f"{HOME}{home}", each).removeprefix(HOME) for each in asked}
    for path, content in site.build.files().items():
        if path.endswith(".css"):
            addresses = (match["address"] for match in _CSS_URL.finditer(content.decode()))
            used |= {urljoin(HOME + path, each).removeprefix(HOME) for each in addresses}
        if path.startswith("assets/js/"):
            used |= set(_asked_by_script(path, content.decode()))
    used |= {name for page in site.pages.values() for name in _asked_by_tools(page)}
    unused = sorted(site.build.files().keys() - used - _FOUND_BY_NAME)
    unused = [path for path in unused if not path.startswith(_LAB_DATA)]
    assert not unused, f"no page asks for these; do not publish them: {unused}"
