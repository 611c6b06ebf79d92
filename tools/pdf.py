"""Print the built site as books, and check what came out.

    python tools/pdf.py                      all books, from site/ into dist/
    python tools/pdf.py questions-en         only the named ones
    python tools/pdf.py --site A --out B     other folders

The books are ja and en, the whole guide, and questions-ja and questions-en, the practice
questions with their answers at the end.  Each is printed twice by Chromium: only the first
printing tells on which page everything is.  A book with a fault is written all the same,
its faults are listed, and the exit status is 1.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lxml import html
from playwright.sync_api import Browser, Page, Route, sync_playwright

import browser
import pdf_file

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "hooks"))

from sitekit import book, book_site, catalogue, history  # noqa: E402

BOOKS = ("ja", "en", "questions-ja", "questions-en")
#: No such host exists: every request is answered from the site's folder.
_HOST = "mle-notes.invalid"
#: Links, and not the <use> of drawings.
_INSIDE = re.compile(r'<a [^>]*?\bhref="#([^"]+)"')
_FONTS = """\
No font of this machine has these characters of the {name} book: {characters}
Install one that has, and print again. For Japanese on Debian and Ubuntu:
  apt-get install fonts-noto-cjk
and elsewhere Noto Sans JP from fonts.google.com/noto."""

#: The characters of a page that are drawn like one that exists in no font.  Formulas bring
#: their own fonts; the check of the finished file sees those.
_MISSING = """() => {
    const context = new OffscreenCanvas(24, 24).getContext("2d", {willReadFrequently: true});
    context.font = `16px ${getComputedStyle(document.body).fontFamily}`;
    const drawn = (text) => {
        context.clearRect(0, 0, 24, 24);
        context.fillText(text, 2, 18);
        return context.getImageData(0, 0, 24, 24).data.join();
    };
    const box = drawn("\\u{10FFFE}");
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = new Set();
    while (texts.nextNode())
        if (!texts.currentNode.parentElement.closest(".katex, script, style"))
            for (const each of texts.currentNode.data) found.add(each);
    return [...found].filter(each => /\\S/u.test(each) && drawn(each) === box).sort();
}"""
_FILL = """numbers => {
    for (const link of document.querySelectorAll("a.book-page"))
        link.textContent = numbers[decodeURIComponent(link.hash.slice(1))] ?? "";
}"""


class PrintError(RuntimeError):
    """A book cannot be printed here; the message says what to do."""


def bind(name: str, site: Path) -> book.Book:
    """The book of that name as a page of HTML; raises NoSiteError."""
    kind, _, language = name.rpartition("-")
    labels, _ = catalogue.read_labels(ROOT)
    built = book_site.read_site(site, language)
    make = book.booklet if kind else book.guide
    return make(built, labels[language], history.version(ROOT))


def wanted(bound: book.Book) -> pdf_file.Wanted:
    """What the printed book must hold."""
    return pdf_file.Wanted(bound.outline, frozenset(_INSIDE.findall(bound.html)), _HOST)


def print_book(running: Browser, bound: book.Book, site: Path) -> bytes:
    """The finished PDF of a book; raises PrintError if this machine lacks a font."""
    with _opened(running, bound, site) as page:
        if characters := page.evaluate(_MISSING):
            raise PrintError(_FONTS.format(name=bound.language, characters=" ".join(characters)))
        # Tags do not move anything, and the first printing is read for its places alone.
        numbers = pdf_file.page_numbers(_pdf(page, tagged=False))
        page.evaluate(_FILL, numbers)
        made = _pdf(page, tagged=True)
    if pdf_file.page_numbers(made) != numbers:
        raise PrintError(f"{bound.title}: the page numbers moved the pages (widen .book-page)")
    headings = html.document_fromstring(bound.html).xpath("//h1|//h2|//h3|//h4|//h5|//h6")
    return pdf_file.finish(made, _seconds(), map(book_site.text_of, headings))


def _pdf(page: Page, tagged: bool) -> bytes:
    return page.pdf(outline=tagged, tagged=tagged, prefer_css_page_size=True, print_background=True)


@contextmanager
def _opened(running: Browser, bound: book.Book, site: Path) -> Iterator[Page]:
    def answer(route: Route) -> None:
        path = site / route.request.url.removeprefix(f"https://{_HOST}/")
        if route.request.is_navigation_request():
            route.fulfill(body=bound.html, content_type="text/html; charset=utf-8")
        elif path.is_file():
            route.fulfill(path=path)
        else:
            route.abort()

    page = running.new_page(color_scheme="light")
    page.set_default_timeout(0)  # a book takes as long as it takes
    page.route("**/*", answer)
    page.goto(f"https://{_HOST}/")
    yield page
    page.close()


def _seconds() -> int:
    """The time that the file carries: of the last commit, as in a build."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    return int(given) if given else history.commit_time(ROOT) or 0


def _make(names: list[str], site: Path, out: Path) -> list[str]:
    """Print, write and check the books; return all faults."""
    faults = []
    books = {name: bind(name, site) for name in names}
    out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=browser.ensure_browser(), env={**browser.environment()}
        )
        for name, bound in books.items():
            start = time.monotonic()
            content = print_book(running, bound, site)
            path = out / f"mle-notes-{name}.pdf"
            path.write_bytes(content)
            faults += [f"{path}: {each}" for each in pdf_file.problems(content, wanted(bound))]
            took = time.monotonic() - start
            print(f"{path}: {len(content) / 1e6:.1f} MB, {took:.0f} s", flush=True)
        running.close()
    return faults


def main(arguments: list[str]) -> int:
    """Print the books that the arguments name; return 1 if any has a fault."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="book", help=", ".join(BOOKS))
    parser.add_argument("--site", type=Path, default=ROOT / "site", metavar="FOLDER")
    parser.add_argument("--out", type=Path, default=ROOT / "dist", metavar="FOLDER")
    chosen = parser.parse_args(arguments)
    if unknown := sorted(set(chosen.names) - set(BOOKS)):
        parser.error(f"there is no book {', '.join(unknown)} (there are {', '.join(BOOKS)})")
    try:
        faults = _make(chosen.names or list(BOOKS), chosen.site, chosen.out)
    except (PrintError, book_site.NoSiteError, browser.NoBrowserError) as error:
        sys.exit(str(error))
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
