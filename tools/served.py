"""The kinds of pages of the site, and a server that hands a built site out as GitHub Pages does."""

from __future__ import annotations

import gzip
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache, partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

PREFIX = "/mle-notes/"
#: One page of each kind, by its address below a language.
KINDS = {
    "home": "",
    "formulas": "training/learning-loop/",
    "figures": "training/loss-curves/",
    "lab": "labs/learning-rate/",
    "labs": "labs/",
    "contribute": "contribute/",
    "state": "state/",
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
#: The folder of each language below the site.
FOLDERS = {"ja": "", "en": "en/"}
#: The page for missing addresses, which has both languages.
MISSING = "404.html"
#: What GitHub Pages compresses, by the end of the name.
_TEXTS = (".css", ".html", ".ics", ".ipynb", ".js", ".json", ".mjs", ".svg", ".txt", ".xml")


@dataclass(frozen=True)
class Server:
    """A running server: the address of the site, and the paths that were asked for."""

    home: str
    asked: list[str]


@contextmanager
def serve(
    folder: Path, also: Mapping[str, Path] | None = None, *, compress: bool = False
) -> Iterator[Server]:
    """Serve a built site on a free port of this machine.

    `also` maps folders below PREFIX to folders that are not of the site.
    """
    asked: list[str] = []
    handler = partial(
        _Handler, directory=str(folder), asked=asked, also=also or {}, compress=compress
    )
    with _Listener(("127.0.0.1", 0), handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield Server(f"http://127.0.0.1:{running.server_port}{PREFIX}", asked)
        running.shutdown()


class _Handler(SimpleHTTPRequestHandler):
    """Serves a folder below PREFIX, and writes down what was asked."""

    protocol_version = "HTTP/1.1"

    def __init__(
        self,
        *args: Any,
        asked: list[str],
        also: Mapping[str, Path],
        compress: bool,
        **kwargs: Any,
    ) -> None:
        self._asked, self._also, self._compress = asked, also, compress
        super().__init__(*args, **kwargs)

    def do_GET(self) -> None:
        self._asked.append(self.path)
        super().do_GET()

    def send_head(self) -> BytesIO | BinaryIO | None:
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if self.path.partition("?")[0].endswith("/") else path
        if not self._compress or not path.name.endswith(_TEXTS) or not path.is_file():
            return super().send_head()
        content = _compressed(path)
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        return BytesIO(content)

    def translate_path(self, path: str) -> str:
        for name, folder in self._also.items():
            if path.startswith(f"{PREFIX}{name}/"):
                return str(folder / path.removeprefix(f"{PREFIX}{name}/"))
        below = path.removeprefix(PREFIX) if path.startswith(PREFIX) else "outside/the/project"
        return super().translate_path(f"/{below}")

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        if code != HTTPStatus.NOT_FOUND:
            super().send_error(code, message, explain)
            return
        content = Path(self.directory, MISSING).read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing: the output is for findings."""


class _Listener(ThreadingHTTPServer):
    """A server that a browser may leave in the middle of an answer."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@lru_cache(maxsize=256)
def _compressed(path: Path) -> bytes:
    """The content as it is sent; the site does not change while it is served."""
    return gzip.compress(path.read_bytes(), 6)
