"""The site as files: unzipped, opened from the disk with JavaScript on, and read."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Request, expect

import zip as tool
from site_browser import Visitor, violations_of
from site_build import LANGUAGES, Site
from sitekit import unplugged

#: One page of each kind that needs something else: formulas, figures, questions, a tool, a lab.
ROUTES = (
    *("index.html", "training/learning-loop/index.html", "training/loss-curves/index.html"),
    *("practice/4-1/index.html", "practice/mock-exam/index.html", "labs/learning-rate/index.html"),
    *("services/index.html", "glossary/names/index.html", "offline/index.html"),
)


@pytest.fixture(scope="module")
def packed(site: Site) -> bytes:
    """The zip of the real site."""
    return unplugged.pack(site.build.files() or tool.read(site.folder), tool.labels())


@pytest.fixture(scope="module")
def folder(packed: bytes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The unzipped site."""
    made = tmp_path_factory.mktemp("unzipped")
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        archive.extractall(made)
    return made / "mle-notes"


@pytest.fixture
def page(visitor: Visitor) -> Iterator[Page]:
    """A window that writes down what must not happen."""
    context = visitor.browser.new_context()
    made = context.new_page()
    problems: list[str] = []
    made.on("console", lambda message: problems.append(message.text))
    made.on("pageerror", lambda error: problems.append(str(error)))
    made.on("requestfailed", lambda request: problems.extend(_lost(request)))
    made.on("request", lambda each: each.url.startswith("file:") or problems.append(each.url))
    yield made
    context.close()
    problems = [each for each in problems if not each.startswith("data:")]
    assert not problems, "\n".join(problems)


def _lost(request: Request) -> Iterator[str]:
    """Yield a file that was not there; what a click left behind is none."""
    if "ERR_ABORTED" not in (request.failure or ""):
        yield f"failed: {request.url}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_begins_on_a_page_that_says_what_is_missing(
    folder: Path, page: Page, language: str
) -> None:
    page.goto((folder / "index.html").as_uri())
    part = page.locator(f"section[lang={language}]")
    assert part.locator("li").count() >= 3
    page.locator(f"a[lang={language}]").click()
    assert page.locator("html").get_attribute("lang") == language
    page.locator("a.switch").click()
    assert page.locator("html").get_attribute("lang") != language


def test_the_page_one_begins_on_is_accessible(folder: Path, visitor: Visitor) -> None:
    # A window of its own: axe asks for the style sheet in a way that files do not allow.
    page = visitor.browser.new_page()
    page.goto((folder / "index.html").as_uri())
    assert violations_of(page) == []
    page.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_are_whole_and_promise_nothing_that_needs_a_script(
    folder: Path, page: Page, language: str
) -> None:
    for route in ROUTES:
        place = folder / "site" / ("en" if language == "en" else "") / route
        page.goto(place.as_uri())
        assert page.locator("script").count() == 0
        assert page.locator(".needs-js:visible, .theme-button:visible").count() == 0, route
        header = page.locator(".md-header").bounding_box()
        assert header and header["height"] < 100, f"{route}: without its style sheet"


def test_links_lead_to_pages_and_sections(folder: Path, page: Page) -> None:
    page.goto((folder / "site/en/index.html").as_uri())
    for name in ("Glossary", "Practice"):
        page.get_by_role("link", name=name, exact=True).first.click()
        expect(page.locator("h1")).to_contain_text(name)
    page.goto((folder / "site/exam/guide/index.html").as_uri())
    link = page.locator("article a[href*='index.html#']").first
    wanted = str(link.get_attribute("href")).partition("#")[2]
    link.click()
    expect(page.locator(f"[id='{wanted}']")).to_be_attached()


def test_an_answer_unfolds_with_its_reasons(folder: Path, page: Page) -> None:
    page.goto((folder / "site/practice/4-1/index.html").as_uri())
    answer = page.locator("mle-question details").first
    answer.locator("summary").click()
    expect(answer.locator("li").first).to_be_visible()


def test_formulas_have_their_fonts(folder: Path, page: Page) -> None:
    page.goto((folder / "site/training/learning-loop/index.html").as_uri())
    script = "async () => (await document.fonts.ready, document.fonts.check('16px KaTeX_Main'))"
    assert page.evaluate(script)
    assert page.evaluate("[...document.fonts].some(each => each.status === 'loaded')")


def test_the_same_site_gives_the_same_zip(site: Site, packed: bytes) -> None:
    again = unplugged.pack(tool.read(site.folder), tool.labels())
    assert again == packed


def test_a_link_to_no_file_is_an_error() -> None:
    files = {"a/index.html": b'<p><a href="../b/#c">b</a></p>'}
    with pytest.raises(unplugged.DeadLinkError, match=re.escape("a/index.html: ../b/#c leads")):
        unplugged.page(files["a/index.html"].decode(), "a/index.html", files)


def test_links_are_those_of_files_and_code_is_left_alone() -> None:
    html = (
        '<link rel="manifest" href="/m"><script>let a;</script><a href="./#x">x</a>'
        '<a href="../b/?q=1#y">y</a> &lt;a href="../b/"&gt; <a href="https://c.d/">c</a>'
    )
    files = {"a/index.html": b"", "b/index.html": b""}
    made, found = unplugged.page(html, "a/index.html", files)
    assert made == (
        '<a href="index.html#x">x</a><a href="../b/index.html#y">y</a> '
        '&lt;a href="../b/"&gt; <a href="https://c.d/">c</a>'
    )
    assert found == {"a/index.html", "b/index.html"}


def test_without_a_site_the_command_says_what_to_do(root: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "tools/zip.py", str(tmp_path)],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "make build" in done.stderr
