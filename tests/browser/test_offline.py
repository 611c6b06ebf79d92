"""Copies for reading offline: made, used without a connection, renewed, removed."""

from __future__ import annotations

import hashlib
import re
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from site_browser import NARROW, PREFIX, WIDE, Visitor, until, violations_of
from site_build import ROOT, Site
from sitekit import precache

SCRIPTS = ROOT / "docs/assets/js/offline"
#: Milliseconds after which what a worker does will not happen any more.
PATIENCE = 20_000
LATER = datetime(2031, 5, 6, tzinfo=UTC)
WORDS = {
    "ja": {"ready": "新しい版の準備ができました", "loading": "新しい版を", "word": "再現率"},
    "en": {"ready": "A newer version is ready", "loading": "newer version", "word": "recall"},
}
#: What the new version of a page says, and what its scripts say.
NEW = "New heading of this page"
folders = pytest.mark.parametrize("folder", ["", "en/"], ids=["ja", "en"])
#: What `mkdocs serve` leaves out, so that no page asks for a copy.
_COPIES = re.compile(r" data-copy(?=>)")
#: Copies of a language that are whole, from the caches themselves.
_WHOLE = """async ([scope, language]) => {
    const names = (await caches.keys()).filter(name => name.startsWith(`mle-notes:${scope}:${language}:`));
    const found = await Promise.all(names.map(async name =>
        await (await caches.open(name)).match(location.origin + scope + "offline/done") ? name : []));
    return found.flat();
}"""  # noqa: E501


@dataclass
class Host:
    """A host with sites at paths, as GitHub Pages has; it can fail in several ways."""

    places: dict[str, Path]
    address: str = ""
    reachable: bool = True
    #: Paths below a site whose content is not what the build wrote.
    spoiled: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)

    def home(self, prefix: str = PREFIX) -> str:
        """Return the address of a site."""
        return self.address + prefix

    def find(self, path: str) -> tuple[int, bytes, str]:
        """Return status, content and name of what an address leads to."""
        plain = path.partition("?")[0]
        for prefix, folder in self.places.items():
            if plain.startswith(prefix):
                name = plain.removeprefix(prefix)
                name += "index.html" if name in ("",) or name.endswith("/") else ""
                if not (folder / name).is_file():
                    return 404, (folder / "404.html").read_bytes(), "404.html"
                content = (folder / name).read_bytes()
                return 200, content + (b" " if name in self.spoiled else b""), name
        return 404, b"", ""


class _Handler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, *args: Any, host: Host, **kwargs: Any) -> None:
        self._host = host
        super().__init__(*args, **kwargs)

    def do_GET(self) -> None:
        if not self._host.reachable:
            self.close_connection = True  # not a word: as a lost connection
            return
        self._host.asked.append(self.path)
        status, content, name = self._host.find(self.path)
        tag = f'"{hashlib.sha256(content).hexdigest()[:16]}"'
        if status == 200 and self.headers["If-None-Match"] == tag:
            self.send_response(304)
            self.end_headers()
            return
        self.send_response(status)
        self.send_header("Content-Type", self.guess_type(name))
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "max-age=600")
        self.send_header("ETag", tag)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(content)

    do_HEAD = do_GET

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def host(site: Site) -> Iterator[Host]:
    """Return a host of the real site."""
    made = Host({PREFIX: site.folder})
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, host=made)) as running:
        made.address = f"http://127.0.0.1:{running.server_port}"
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield made
        running.shutdown()


@pytest.fixture
def reader(visitor: Visitor) -> Iterator[BrowserContext]:
    """Return a reader with a browser of their own, in which workers run."""
    made = _reader(visitor.browser)
    errors: list[str] = []
    made.on("weberror", lambda error: errors.append(str(error.error)))
    yield made
    made.close()
    assert not errors


def _reader(browser: Browser, width: int = WIDE, scheme: Any = "light") -> BrowserContext:
    made = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce"
    )
    made.set_default_timeout(PATIENCE)
    return made


def _later(site: Path, folder: Path, *pages: str, script: bool = True) -> Path:
    """Return a later version of a site: some pages changed, and a script that they load."""
    shutil.copytree(site, folder)
    for page in pages:
        path = folder / page
        text = path.read_text(encoding="utf-8")
        new = re.sub(r"(<h1[^>]*>).*?</h1>", rf"\g<1>{NEW}</h1>", text, count=1, flags=re.S)
        assert new != text
        path.write_text(new, encoding="utf-8")
    if script:
        path = folder / "assets/js/search-box.js"
        mark = 'document.documentElement.dataset.searchVersion="2";\n'
        path.write_text(mark + path.read_text(encoding="utf-8"), encoding="utf-8")
    precache.write(folder, SCRIPTS, LATER)
    return folder


def _first_visit(reader: BrowserContext, host: Host, path: str = "", prefix: str = PREFIX) -> Page:
    """Open a page as somebody who was never here, and wait for the copy of its language."""
    page = reader.new_page()
    page.goto(host.home(prefix) + path)
    language = "en" if path.startswith("en/") else "ja"
    _until_saved(page, language, prefix)
    until(page, "() => Boolean(navigator.serviceWorker.controller)")
    return page


def _until_saved(page: Page, language: str, prefix: str = PREFIX) -> None:
    until(page, f"async arg => (await ({_WHOLE})(arg)).length > 0", [prefix, language])


def _whole(page: Page, language: str, prefix: str = PREFIX) -> list[str]:
    return list(page.evaluate(_WHOLE, [prefix, language]))


def _heading(page: Page) -> str:
    return page.locator("h1").inner_text()


def _search(page: Page, word: str) -> None:
    page.locator(".md-search__input").click()
    page.keyboard.insert_text(word)
    expect(page.locator(".md-search-result__item a").first).to_be_visible(timeout=PATIENCE)


def _answer(page: Page) -> None:
    question = page.locator("mle-question[data-ready]").first
    question.locator("input").first.check()
    question.locator(".question__check").click()
    expect(question.locator("[role=status]")).not_to_be_empty()


def _answers(page: Page) -> int:
    """Return how many answers the browser keeps."""
    script = """() => new Promise(resolve => {
        indexedDB.open("mle-notes").onsuccess = ({target: {result}}) => {
            const asked = result.transaction("answers").objectStore("answers").count();
            asked.onsuccess = () => { result.close(); resolve(asked.result); };
        };
    })"""
    return int(page.evaluate(script))


@folders
def test_a_visit_is_enough_to_go_on_without_a_connection_and_come_back_to_a_new_version(
    site: Site, host: Host, reader: BrowserContext, tmp_path: Path, folder: str
) -> None:
    words = WORDS[folder.strip("/") or "ja"]
    practice = f"{folder}practice/4-1/"
    page = _first_visit(reader, host, folder)

    host.reachable = False
    _search(page, words["word"])  # still on the first page, whose search was not loaded before
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"[?&]h="))
    assert words["word"] in page.locator("article").inner_text()
    expect(page.locator(".copy-line [role=status]")).not_to_be_empty()

    page.goto(host.home() + practice)
    _answer(page)
    page.reload()
    expect(page.locator("mle-question[data-ready]").first).to_be_visible()
    assert _answers(page) == 1
    page.goto(host.home() + f"{folder}training/loss-curves/?a=1#oscillation")
    assert page.locator("svg").count() > 3

    before = page.goto(host.home() + practice) and _heading(page)
    host.places[PREFIX] = _later(site.folder, tmp_path / "new", f"{practice}index.html")
    host.reachable = True
    page.reload()
    assert _heading(page) == before  # nothing changes by itself
    notice = page.locator(".copy-notice [role=status]")
    expect(notice).to_contain_text(words["loading"], timeout=PATIENCE)
    expect(notice).to_contain_text(words["ready"], timeout=PATIENCE)
    page.locator(".copy-notice button").first.click()
    expect(page.locator("h1")).to_have_text(NEW)
    expect(page.locator("mle-question[data-ready]").first).to_be_visible()
    assert _answers(page) == 1
    expect(page.locator(".copy-notice")).to_have_count(0)


@folders
def test_chromium_would_install_it_in_the_language_of_the_page(
    host: Host, reader: BrowserContext, folder: str
) -> None:
    page = reader.new_page()
    page.goto(host.home() + folder)
    session = reader.new_cdp_session(page)
    found = session.send("Page.getAppManifest")
    assert (found["url"], found["errors"]) == (f"{host.home()}{folder}manifest.webmanifest", [])
    # Every window of Playwright is a private one, and from those nothing is installed.
    errors = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert [error["errorId"] for error in errors] == ["in-incognito"]


def test_an_update_fetches_only_what_changed(
    site: Site, host: Host, reader: BrowserContext, tmp_path: Path
) -> None:
    page = _first_visit(reader, host)
    host.places[PREFIX] = _later(site.folder, tmp_path / "new", "labs/index.html", script=False)
    host.asked.clear()
    page.reload()
    expect(page.locator(".copy-notice")).to_contain_text(WORDS["ja"]["ready"], timeout=PATIENCE)
    fetched = {each.removeprefix(PREFIX) for each in host.asked}
    assert fetched == {"labs/", "sw.js", "offline/ja.json", "offline/version.json"}


def test_a_page_never_loads_a_script_of_another_version(
    site: Site, host: Host, reader: BrowserContext, tmp_path: Path
) -> None:
    old = _first_visit(reader, host, "labs/")
    old.reload()
    host.places[PREFIX] = _later(site.folder, tmp_path / "new", "index.html")
    other = reader.new_page()
    other.goto(host.home())
    expect(other.locator(".copy-notice")).to_contain_text(WORDS["ja"]["ready"], timeout=PATIENCE)
    assert _heading(other) != NEW  # two pages are open, and nobody pressed
    other.locator(".copy-notice button").first.click()
    expect(other.locator("h1")).to_have_text(NEW)
    for page, version in ((old, None), (other, "2")):
        _search(page, "再現率")
        assert page.locator("html").get_attribute("data-search-version") == version
    old.reload()
    _search(old, "再現率")
    assert old.locator("html").get_attribute("data-search-version") == "2"


def test_the_next_page_is_new_when_no_other_is_open(
    site: Site, host: Host, reader: BrowserContext, tmp_path: Path
) -> None:
    page = _first_visit(reader, host, "labs/")
    page.reload()
    host.places[PREFIX] = _later(site.folder, tmp_path / "new", "index.html")
    page.reload()
    expect(page.locator(".copy-notice")).to_contain_text(WORDS["ja"]["ready"], timeout=PATIENCE)
    page.goto(host.home())
    expect(page.locator("h1")).to_have_text(NEW)


@pytest.mark.parametrize("missing", [False, True], ids=["spoiled", "lost"])
def test_a_version_that_does_not_arrive_whole_changes_nothing(
    site: Site, host: Host, reader: BrowserContext, tmp_path: Path, missing: bool
) -> None:
    page = _first_visit(reader, host, "labs/")
    new = _later(site.folder, tmp_path / "new", "labs/index.html", "index.html")
    host.places[PREFIX] = new
    if missing:
        (new / "index.html").rename(new / "away.html")
    host.spoiled.add("index.html")
    page.reload()
    before = _heading(page)
    expect(page.locator(".copy-notice")).to_contain_text("まだ読み込めていません", timeout=PATIENCE)
    host.reachable = False
    page.reload()
    assert _heading(page) == before != NEW
    _search(page, "再現率")
    assert page.locator("html").get_attribute("data-search-version") is None

    host.reachable = True
    host.spoiled.clear()
    if missing:
        (new / "away.html").rename(new / "index.html")
    page.reload()
    expect(page.locator(".copy-notice")).to_contain_text(WORDS["ja"]["ready"], timeout=PATIENCE)


@folders
def test_the_other_language_is_saved_when_asked_for_and_removed_again(
    host: Host, reader: BrowserContext, folder: str
) -> None:
    other = "ja" if folder else "en"
    away = "en/labs/" if other == "en" else "labs/"
    page = _first_visit(reader, host, f"{folder}offline/")
    host.reachable = False
    page.goto(host.home() + away)  # not in the copy: the page of copies says so
    assert page.url.startswith(f"{host.home()}{folder}offline/?page=")
    expect(page.locator(".offline__missing")).to_contain_text(away)
    page.locator(".offline__links a").last.click()
    page.wait_for_url(f"{host.home()}{folder}labs/")

    host.reachable = True
    page.goto(host.home() + f"{folder}offline/")
    place = 1 if other == "en" else 0
    page.locator(".offline__copy button").nth(place).click()
    _until_saved(page, other)
    host.reachable = False
    page.goto(host.home() + away)
    assert page.locator("html").get_attribute("lang") == other
    page.goto(host.home() + f"{folder}offline/")
    for each in (0, 1):
        expect(page.locator(".offline__copy p").nth(each)).to_contain_text(" MB")
        page.locator(".offline__copy button").nth(each).click()
        expect(page.locator(".offline__copy p").nth(each)).not_to_contain_text(" MB")
    until(page, "async () => (await caches.keys()).length === 0")
    until(page, "async () => (await navigator.serviceWorker.getRegistrations()).length === 0")

    host.reachable = True
    host.asked.clear()
    page.goto(host.home() + folder)
    page.wait_for_timeout(1500)
    assert page.evaluate("async () => (await caches.keys()).length") == 0, "a no is a no"


def test_a_server_for_authors_takes_an_earlier_copy_away(
    site: Site, host: Host, reader: BrowserContext, tmp_path: Path
) -> None:
    page = _first_visit(reader, host)
    served = tmp_path / "served"
    shutil.copytree(site.folder, served)
    precache.write_none(served, SCRIPTS)
    home = served / "index.html"
    home.write_text(_COPIES.sub("", home.read_text(encoding="utf-8")), encoding="utf-8")
    host.places[PREFIX] = served
    page.reload()
    expect(page.locator("[data-copy].copy-line")).to_have_count(0, timeout=PATIENCE)  # opened again
    until(page, "async () => (await navigator.serviceWorker.getRegistrations()).length === 0")
    until(page, "async () => (await caches.keys()).length === 0")


def test_two_projects_of_an_origin_leave_each_other_alone(
    site: Site, host: Host, reader: BrowserContext
) -> None:
    fork = "/fork/"
    host.places[fork] = site.folder
    _first_visit(reader, host)
    page = _first_visit(reader, host, "offline/", fork)
    page.locator(".offline__copy button").first.click()
    until(page, f"async arg => (await ({_WHOLE})(arg)).length === 0", [fork, "ja"])
    assert len(_whole(page, "ja")) == 1
    host.reachable = False
    page.goto(host.home() + "labs/")
    assert page.locator("h1").is_visible()


def test_an_address_that_the_site_does_not_have_says_so_without_a_connection(
    host: Host, reader: BrowserContext
) -> None:
    page = _first_visit(reader, host)
    host.reachable = False
    answer = page.goto(host.home() + "labs/nothing/")
    assert answer and answer.status == 404
    expect(page.locator("h1")).to_contain_text("Page not found")
    page.goto(host.home() + "labs")
    assert page.url == host.home() + "labs/"


def test_who_saves_data_gets_a_copy_only_on_request(host: Host, reader: BrowserContext) -> None:
    reader.add_init_script(
        "Object.defineProperty(navigator, 'connection', {value: {saveData: true}})"
    )
    page = reader.new_page()
    page.goto(host.home() + "offline/")
    page.wait_for_timeout(1500)
    assert "/mle-notes/sw.js" not in host.asked
    page.locator(".offline__copy button").first.click()
    _until_saved(page, "ja")


@folders
def test_a_browser_without_workers_says_so(visit: Visitor, folder: str) -> None:
    page = visit.nowhere()
    page.add_init_script("delete Navigator.prototype.serviceWorker")
    page.goto(visit.server.home + f"{folder}offline/")
    expect(page.locator("#tool-offline p")).to_contain_text(
        "keep a copy" if folder else "保存できません"
    )


def test_a_full_device_is_named_and_keeps_what_it_has(host: Host, reader: BrowserContext) -> None:
    page = reader.new_page()
    page.goto(host.home() + "about-nothing")
    client = reader.new_cdp_session(page)
    client.send("Storage.overrideQuotaForOrigin", {"origin": host.address, "quotaSize": 2_000_000})
    page.goto(host.home() + "offline/")
    page.locator(".offline__copy button").first.click()
    expect(page.locator(".offline__status")).to_contain_text("空き容量", timeout=3 * PATIENCE)


@pytest.mark.parametrize(("width", "scheme"), [(NARROW, "dark"), (WIDE, "light")])
def test_the_notice_and_the_page_of_copies_are_accessible(
    site: Site, host: Host, visitor: Visitor, tmp_path: Path, width: int, scheme: str
) -> None:
    reader = _reader(visitor.browser, width, scheme)
    page = _first_visit(reader, host, "offline/")
    host.places[PREFIX] = _later(site.folder, tmp_path / "new", "index.html")
    page.reload()
    expect(page.locator(".copy-notice")).to_contain_text(WORDS["ja"]["ready"], timeout=PATIENCE)
    assert violations_of(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator(".copy-notice button").last.press("Enter")
    expect(page.locator(".copy-notice")).to_have_count(0)
    reader.close()
