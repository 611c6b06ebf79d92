"""Ask for every external link of the built site and report the dead ones.

    python tools/links.py           of site/
    python tools/links.py FOLDER    of another folder

Dead is what the other side says does not exist (404, 410) and what has no server.
Everything else that is not a page (refused to robots, too slow, …) is listed as
unsure, and does not fail.
"""

from __future__ import annotations

import socket
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

SITE = Path(__file__).resolve().parent.parent / "site"
AGENT = "Mozilla/5.0 (compatible; link check of a study site)"
SECONDS = 30
TRIES = 3
GONE = {404, 410}


@dataclass(frozen=True)
class Answer:
    """What came back for a link."""

    url: str
    alive: bool
    dead: bool
    note: str


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.canonical = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        href = values.get("href") or ""
        if tag == "a" and href.startswith(("https://", "http://")):
            self.found.append(urllib.parse.urldefrag(href).url)
        elif tag == "link" and values.get("rel") == "canonical":
            self.canonical = href


def external_links(site: Path) -> dict[str, list[str]]:
    """Return the external links of a built site, each with the pages it is on."""
    found: dict[str, list[str]] = {}
    home = ""
    for page in sorted(site.rglob("*.html")):
        parsed = _Links()
        parsed.feed(page.read_text(encoding="utf-8"))
        if page == site / "index.html":
            home = parsed.canonical
        for url in dict.fromkeys(parsed.found):
            found.setdefault(url, []).append(page.relative_to(site).as_posix())
    # The site's own pages are checked by the tests, before they are published.
    return {url: pages for url, pages in found.items() if not (home and url.startswith(home))}


def ask(urls: Iterable[str]) -> Iterator[Answer]:
    """Yield the answer for each link, several at a time."""
    with ThreadPoolExecutor(max_workers=8) as pool:
        yield from pool.map(_ask_patiently, urls)


def _ask_patiently(url: str) -> Answer:
    answer = _ask_once(url)
    for attempt in range(1, TRIES):
        if answer.alive or "HTTP" in answer.note:
            break
        time.sleep(5 * attempt)  # a server or name lookup may fail for a moment
        answer = _ask_once(url)
    return answer


def _ask_once(url: str) -> Answer:
    ascii_url = urllib.parse.quote(url, safe="%/:?#[]@!$&'()*+,;=~")
    headers = {"User-Agent": AGENT, "Accept": "text/html,*/*"}
    try:
        request = urllib.request.Request(ascii_url, headers=headers)
        with urllib.request.urlopen(request, timeout=SECONDS) as response:
            return Answer(url, alive=True, dead=False, note=f"HTTP {response.status}")
    except urllib.error.HTTPError as error:
        return Answer(url, alive=False, dead=error.code in GONE, note=f"HTTP {error.code}")
    except urllib.error.URLError as error:
        return Answer(url, alive=False, dead=_unreachable(error.reason), note=str(error.reason))
    except (OSError, ValueError) as error:
        return Answer(url, alive=False, dead=isinstance(error, ValueError), note=str(error))


def _unreachable(reason: object) -> bool:
    if isinstance(reason, socket.gaierror):
        return reason.errno == socket.EAI_NONAME  # other failures may be our own network's
    return isinstance(reason, ConnectionRefusedError)


def main(arguments: list[str]) -> int:
    """Print dead and unsure links with their pages; return 1 if any is dead."""
    site = Path(arguments[0]) if arguments else SITE
    links = external_links(site)
    if not links:
        sys.exit(f"{site}: no external link found (build the site first: make build)")
    answers = list(ask(links))
    for label, chosen in (("unsure", False), ("dead", True)):
        for answer in answers:
            if not answer.alive and answer.dead is chosen:
                print(f"{label}: {answer.url} ({answer.note}) on {', '.join(links[answer.url])}")
    dead = sum(answer.dead for answer in answers)
    print(f"{len(answers)} links, {dead} dead")
    return 1 if dead else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
