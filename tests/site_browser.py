"""The real site in a real browser: a server below a sub-path, and pages opened from it."""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response

PREFIX = "/mle-notes/"
#: Where the server has the scripts as they are written, one module a file; the site has
#: them joined.
_WRITTEN = f"{PREFIX}written/"
_SCRIPTS = Path(__file__).resolve().parents[1] / "docs/assets/js"
NARROW, WIDE = 360, 1280
#: What a sheet of A4 has between margins of a centimetre, in pixels.
SHEET = 690
_HEIGHT = {NARROW: 740, WIDE: 800, SHEET: 1050}
#: A page that takes longer than this, in milliseconds, will not come any more.
_PATIENCE = 15_000

#: A storage that is full as long as window.full is not false.
FULL = """for (const name of ["put", "add"]) {
    const original = IDBObjectStore.prototype[name];
    IDBObjectStore.prototype[name] = function (...given) {
        if (window.full !== false) throw new DOMException("no space", "QuotaExceededError");
        return original.apply(this, given);
    };
}"""

#: One page of each kind, by its address below a language.
KINDS = {
    "home": "",
    "formulas": "training/learning-loop/",
    "figures": "training/loss-curves/",
    "lab": "labs/learning-rate/",
    "labs": "labs/",
    "contribute": "contribute/",
    "service": "services/feature-store/",
    "services": "services/",
    "choose": "choose/",
    "choice": "choose/models/",
    "names": "tools/old-names/",
    "data": "tools/data/",
    "changes": "changes/",
    "tf-config": "tools/tf-config/",
    "steps": "tools/steps/",
    "interval": "tools/test-interval/",
    "memos": "changes/memo-001/",
    "ledger": "exam/guide/",
    "practice": "practice/4-1/",
    "mock exam": "practice/mock-exam/",
    "review": "practice/review/",
    "progress": "practice/progress/",
    "elimination": "practice/elimination/",
    "anki": "practice/anki/",
    "plan": "exam/plan/",
    "doctor": "practice/loss-curve-doctor/",
    "glossary": "glossary/",
    "index": "glossary/names/",
    "offline": "offline/",
}
#: All kinds in both languages, and the page for missing addresses, which has both.
PAGES = [
    *(
        pytest.param(folder + route, id=f"{kind}-{language}")
        for kind, route in KINDS.items()
        for language, folder in (("ja", ""), ("en", "en/"))
    ),
    pytest.param("404.html", id="404"),
]


#: What the Content Security Policy refuses is an error on the console, but for what a script
#: tried and caught.
_REFUSALS = """addEventListener("securitypolicyviolation", ({effectiveDirective, blockedURI}) =>
    console.error(`Content Security Policy: ${effectiveDirective} refuses ${blockedURI}`));"""


class _Handler(SimpleHTTPRequestHandler):
    """Serves a folder below PREFIX as GitHub Pages does, and writes down what was asked."""

    protocol_version = "HTTP/1.1"

    def __init__(self, *args: Any, asked: list[str], **kwargs: Any) -> None:
        self._asked = asked
        super().__init__(*args, **kwargs)

    def do_GET(self) -> None:
        self._asked.append(self.path)
        super().do_GET()

    def translate_path(self, path: str) -> str:
        if path.startswith(_WRITTEN):
            return str(_SCRIPTS / path.removeprefix(_WRITTEN))
        below = path.removeprefix(PREFIX) if path.startswith(PREFIX) else "outside/the/project"
        return super().translate_path(f"/{below}")

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        if code != HTTPStatus.NOT_FOUND:
            super().send_error(code, message, explain)
            return
        content = Path(self.directory, "404.html").read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing: the test's output is not this server's log."""


class _Listener(ThreadingHTTPServer):
    """A server that a browser may leave in the middle of an answer."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@dataclass(frozen=True)
class Server:
    """A running server: the address of the site, and the paths that were asked for."""

    home: str
    asked: list[str]


def module(page: Page, name: str) -> str:
    """The address of a practice module as it is written, for use in a page of the site."""
    return f"{page.url.partition(PREFIX)[0]}{_WRITTEN}practice/{name}.js"


def until(page: Page, script: str, arg: object = None) -> None:
    """Wait until a function of the page says so; it may be asynchronous.

    Page.wait_for_function takes the promise of such a function for its answer.
    """
    end = time.monotonic() + _PATIENCE / 1000
    while not page.evaluate(script, arg):
        assert time.monotonic() < end, f"never came true: {script}"
        page.wait_for_timeout(50)


@contextmanager
def serve(folder: Path) -> Iterator[Server]:
    """Serve a built site on a free port of this machine."""
    asked: list[str] = []
    handler = partial(_Handler, directory=str(folder), asked=asked)
    with _Listener(("127.0.0.1", 0), handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield Server(f"http://127.0.0.1:{running.server_port}{PREFIX}", asked)
        running.shutdown()


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

    def _context(self, width: int, scheme: Any, scripts: bool) -> BrowserContext:
        context = self.browser.new_context(
            viewport={"width": width, "height": _HEIGHT[width]},
            # Material's script behaves differently on devices that are touched.
            has_touch=width == NARROW,
            color_scheme=scheme,
            java_script_enabled=scripts,
            reduced_motion="reduce",
            # A copy of the site for each new reader would cost every test seconds;
            # tests/browser/test_offline.py has readers with copies.
            service_workers="block",
        )
        context.set_default_timeout(_PATIENCE)
        context.add_init_script(_REFUSALS)
        return context

    def _window(self, context: BrowserContext) -> Page:
        page = context.new_page()
        page.on("console", self._note_console)
        page.on("pageerror", lambda error: self.problems.append(f"script error: {error}"))
        page.on("request", self._note_request)
        page.on("response", self._note_response)
        return page

    def _note_console(self, message: ConsoleMessage) -> None:
        # A missing address is reported by _note_response, with more detail; that workers are
        # blocked is what Playwright says of its own doing.
        expected = "404 (" in message.text or "blocked by Playwright" in message.text
        if message.type in ("error", "warning") and not expected:
            self.problems.append(f"console {message.type}: {message.text} ({message.location})")

    def _note_request(self, request: Request) -> None:
        address = urlsplit(request.url)
        own = urlsplit(self.server.home).netloc
        if address.scheme not in ("data", "blob", "about") and address.netloc != own:
            self.problems.append(f"asks another host: {request.url}")

    def _note_response(self, response: Response) -> None:
        missing = response.status >= HTTPStatus.BAD_REQUEST
        if missing and not response.request.is_navigation_request():
            self.problems.append(f"{response.status}: {response.url}")


def open_answers(page: Page) -> None:
    """Open everything in the text that a reader can open."""
    page.evaluate("document.querySelectorAll('article details').forEach(each => each.open = true)")


def luminance(page: Page, selector: str, what: str) -> float:
    """Return how bright a computed colour is: 0 is black, 1 is white."""
    script = """([selector, what]) => {
        const style = getComputedStyle(document.querySelector(selector));
        const canvas = document.createElement("canvas").getContext("2d");
        canvas.fillStyle = style[what];
        canvas.fillRect(0, 0, 1, 1);
        const [r, g, b] = canvas.getImageData(0, 0, 1, 1).data;
        return (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255;
    }"""
    return float(page.evaluate(script, [selector, what]))


_AXE = (Path(__file__).parent / "browser" / "vendor" / "axe.min.js").read_text(encoding="utf-8")
_RULES = [
    "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice",
]  # fmt: skip
_RUN = f"""async () => {{
    const options = {{runOnly: {json.dumps(_RULES)}, resultTypes: ["violations"]}};
    const {{violations}} = await axe.run(document, options);
    return violations.flatMap(({{id, nodes}}) =>
        nodes.map(({{target, failureSummary}}) => `${{id}}: ${{target}}: ${{failureSummary}}`));
}}"""


def violations_of(page: Page) -> list[str]:
    """Return what axe finds on a page as it is."""
    page.evaluate(_AXE)
    return list(page.evaluate(_RUN))
