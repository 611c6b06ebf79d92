"""The real site in a real browser: a server below a sub-path, and pages opened from it."""

from __future__ import annotations

import time
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

import measure
import served
from measure import NARROW, WIDE, open_answers, violations_of
from served import FOLDERS, KINDS, MISSING, PREFIX, Server

__all__ = ["KINDS", "NARROW", "PREFIX", "WIDE", "Server", "open_answers", "violations_of"]

#: Where the server has the scripts as they are written, one module a file; the site has
#: them joined.
_WRITTEN = "written"
_SCRIPTS = Path(__file__).resolve().parents[1] / "docs/assets/js"
#: A page that takes longer than this, in milliseconds, will not come any more.
_PATIENCE = 15_000
#: A question that takes longer than this, in milliseconds, is asked again.
_ANSWER = 3_000

#: A storage that is full as long as window.full is not false.
FULL = """for (const name of ["put", "add"]) {
    const original = IDBObjectStore.prototype[name];
    IDBObjectStore.prototype[name] = function (...given) {
        if (window.full !== false) throw new DOMException("no space", "QuotaExceededError");
        return original.apply(this, given);
    };
}"""

#: All kinds in both languages, and the page for missing addresses, which has both.
PAGES = [
    *(
        pytest.param(folder + route, id=f"{kind}-{language}")
        for kind, route in KINDS.items()
        for language, folder in FOLDERS.items()
    ),
    pytest.param(MISSING, id="404"),
]


#: What the Content Security Policy refuses is an error on the console, but for what a script
#: tried and caught.
_REFUSALS = """addEventListener("securitypolicyviolation", ({effectiveDirective, blockedURI}) =>
    console.error(`Content Security Policy: ${effectiveDirective} refuses ${blockedURI}`));"""


def module(page: Page, name: str) -> str:
    """The address of a practice module as it is written, for use in a page of the site."""
    return f"{page.url.partition(PREFIX)[0]}{PREFIX}{_WRITTEN}/practice/{name}.js"


def until(page: Page, script: str, arg: object = None) -> None:
    """Wait until a function of the page says so; it may be asynchronous.

    Page.wait_for_function takes the promise of such a function for its answer, and needs the
    eval that the policy of our pages forbids.
    """
    asked = script if "=>" in script else f"() => {script}"
    # What a browser never answers (of its caches, for one) must not stop the tests for ever.
    patiently = f"""arg => Promise.race([
        ({asked})(arg), new Promise(end => setTimeout(end, {_ANSWER}, false)),
    ])"""
    end = time.monotonic() + _PATIENCE / 1000
    while not page.evaluate(patiently, arg):
        assert time.monotonic() < end, f"never came true: {script}"
        page.wait_for_timeout(50)


def serve(folder: Path) -> AbstractContextManager[Server]:
    """Serve a built site on a free port of this machine, and the scripts as they are written."""
    return served.serve(folder, {_WRITTEN: _SCRIPTS})


@dataclass
class Visitor:
    """Opens pages, and notes everything that must not happen on any of them."""

    browser: Browser
    server: Server
    problems: list[str] = field(default_factory=list)
    _windows: dict[tuple[object, ...], Page] = field(default_factory=dict)
    _own: list[BrowserContext] = field(default_factory=list)

    def __call__(
        self,
        path: str = "",
        *,
        width: int = WIDE,
        scheme: str = "light",
        scripts: bool = True,
        paper: bool = False,
    ) -> Page:
        """Open a page of the site, in the same window for all visits of one kind."""
        key = (width, scheme, scripts, paper)
        if key not in self._windows:
            self._windows[key] = self._window(self._context(width, scheme, scripts))
            if paper:
                self._windows[key].emulate_media(media="print")
        window = self._windows[key]
        window.goto("about:blank")  # else a visit to another section would load nothing
        window.goto(self.server.home + path)
        return window

    def anew(self, path: str = "", *, width: int = WIDE, scheme: str = "light") -> Page:
        """Open a page as somebody who was never here."""
        window = self.nowhere(width=width, scheme=scheme)
        window.goto(self.server.home + path)
        return window

    def nowhere(self, *, width: int = WIDE, scheme: str = "light") -> Page:
        """Return an empty window of somebody who was never here."""
        context = self._context(width, scheme, True)
        self._own.append(context)
        return self._window(context)

    def finish(self) -> list[str]:
        """Close what only this test needs; return what went wrong meanwhile."""
        for each in self._own:
            each.close()
        self._own.clear()
        found = self.problems[:]
        self.problems.clear()
        return found

    def _context(self, width: int, scheme: str, scripts: bool) -> BrowserContext:
        context = measure.window(self.browser, width, scheme, scripts=scripts)
        context.set_default_timeout(_PATIENCE)
        context.add_init_script(_REFUSALS)
        return context

    def _window(self, context: BrowserContext) -> Page:
        page = context.new_page()
        measure.watch(page, self.server.home, lambda _, text: self.problems.append(text))
        return page


def luminance(page: Page, selector: str, what: str) -> float:
    """Return how bright a computed colour is: 0 is black, 1 is white."""
    script = """([selector, what]) => {
        const style = getComputedStyle(document.querySelector(selector));
        const options = {willReadFrequently: true};
        const canvas = document.createElement("canvas").getContext("2d", options);
        canvas.fillStyle = style[what];
        canvas.fillRect(0, 0, 1, 1);
        const [r, g, b] = canvas.getImageData(0, 0, 1, 1).data;
        return (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255;
    }"""
    return float(page.evaluate(script, [selector, what]))
