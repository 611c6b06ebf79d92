"""Every figure of quality on every kind of page, in both languages, beside what is to reach.

    python tools/audit.py                           the site in site/
    python tools/audit.py FOLDER                    another built site
    python tools/audit.py --kinds home,lab          only pages of these kinds
    python tools/audit.py --no-lighthouse           without Lighthouse, which takes longest
    python tools/audit.py --json FILE               all values and what they are made of

Prints a table in Markdown; the exit status is 1 if a figure is missed.  tools/quality.py
has the figures.  A page that Lighthouse's first run finds too slow is run twice more, and
the median counts: other programs on the machine slow one run, seldom three.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, Page, sync_playwright

import browser as browsers
import lighthouse
import measure
import nu
import published
import quality
import weight
from measure import NARROW, PAPER, WIDE
from quality import Value
from served import FOLDERS, KINDS, MISSING, Server, serve

SITE = Path(__file__).resolve().parents[1] / "site"
#: Kinds that may weigh more, and by what figure they are judged.
_LARGE = {"lab": "transfer-large", "mock exam": "transfer-large"}
_MODES = [(width, scheme) for width in (NARROW, WIDE) for scheme in ("light", "dark")]
#: Finds what is wrong on a page.
Look = Callable[[Page], list[str]]
#: How often a page is run that was too slow.
_RUNS = 3


@dataclass(frozen=True)
class Place:
    """A page to audit: its kind, and its address below the site."""

    kind: str
    path: str

    def file(self, site: Path) -> Path:
        """The file that it is published as."""
        return site / (self.path if self.path == MISSING else f"{self.path}index.html")


def places(kinds: Sequence[str]) -> list[Place]:
    """The pages of some kinds in both languages; with all kinds, the page for missing ones."""
    found = [Place(kind, folder + KINDS[kind]) for kind in kinds for folder in FOLDERS.values()]
    return [*found, Place(MISSING, MISSING)] if list(kinds) == list(KINDS) else found


@dataclass
class Auditor:
    """Looks at pages in one browser."""

    browser: Browser
    server: Server

    def look(self, place: Place) -> Iterator[Value]:
        """Everything that is measured on one page."""
        yield from self._loads(place)
        yield from self._modes(place)
        yield from self._walks(place)
        yield _count("overflow", place, self._seen(place, measure.too_wide, NARROW))
        yield _count("raw", place, self._seen(place, measure.raw_sources, WIDE, scripts=False))
        yield _count("print", place, self._printed(place))

    def _loads(self, place: Place) -> Iterator[Value]:
        """A first visit on a phone, and what moves on a laptop."""
        for width in (NARROW, WIDE):
            page, offences = self._watched(width)
            address = self.server.home + place.path
            load = measure.load(page, address, self.server.asked)
            details = tuple(f"{size} {address}" for address, size in load.sent.items())
            yield Value("shift", load.shift, place.path, tuple(load.shifted))
            if width == NARROW:
                sent = sum(load.sent.values()) / 1000
                yield Value(_LARGE.get(place.kind, "transfer"), sent, place.path, details)
                yield Value("requests", len(load.sent), place.path, details)
            yield _count("hosts", place, offences["host"])
            yield _count("console", place, offences["error"])
            page.context.close()

    def _modes(self, place: Place) -> Iterator[Value]:
        found: list[str] = []
        for width, scheme in _MODES:
            page = self._open(place, width, scheme)
            measure.open_answers(page)
            found += measure.violations_of(page)
            page.context.close()
        yield _count("axe", place, found)

    def _walks(self, place: Place) -> Iterator[Value]:
        walks = []
        for width in (NARROW, WIDE):
            page = self._open(place, width)
            walks.append(measure.walk(page))
            page.context.close()
        for figure, mark in (("unmarked", "marked"), ("unseen", "seen")):
            yield _count(figure, place, [each for walk in walks for each in walk.without(mark)])
        yield _count("unreached", place, [each for walk in walks for each in walk.left_out])

    def _seen(self, place: Place, look: Look, width: int, *, scripts: bool = True) -> list[str]:
        page = self._open(place, width, scripts=scripts)
        measure.open_answers(page)
        found = look(page)
        page.context.close()
        return found

    def _printed(self, place: Place) -> list[str]:
        """As a reader in dark mode prints it."""
        page = self._open(place, PAPER, "dark")
        page.emulate_media(media="print")
        found = measure.spoiled(page)
        page.context.close()
        return found

    def _open(
        self, place: Place, width: int, scheme: str = "light", *, scripts: bool = True
    ) -> Page:
        page = measure.window(self.browser, width, scheme, scripts=scripts).new_page()
        page.goto(self.server.home + place.path)
        return page

    def _watched(self, width: int) -> tuple[Page, dict[measure.Offence, list[str]]]:
        page = measure.window(self.browser, width).new_page()
        offences: dict[measure.Offence, list[str]] = {"host": [], "error": []}
        measure.watch(page, self.server.home, lambda kind, text: offences[kind].append(text))
        return page, offences


def _count(figure: str, place: Place, found: Iterable[str]) -> Value:
    details = tuple(found)
    return Value(figure, len(details), place.path, details)


def usual(values: Iterable[Value]) -> Iterator[Value]:
    """The first load of half of the pages; labs and the mock exam do not count."""
    sizes = [each.value for each in values if each.figure == "transfer"]
    if sizes:
        yield Value("transfer-median", median(sizes), f"{len(sizes)} pages")


def files(site: Path, chosen: Sequence[Place]) -> Iterator[Value]:
    """What the files tell: links of all pages, HTML of the chosen ones, weights of parts."""
    pages = list(published.read(site))
    paths = (path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file())
    targets = published.Targets(pages, paths)
    for page in pages:
        broken = targets.broken(page)
        yield Value("links", len(broken), page.path, tuple(broken))
        yield Value("page", weight.sent(page.text.encode()) / 1000, page.path)
    errors = nu.check(*(place.file(site) for place in chosen))
    yield Value("html", len(errors), f"{len(chosen)} pages", tuple(errors))
    yield from _parts(site)


def _parts(site: Path) -> Iterator[Value]:
    scripts = site / "assets" / "js"
    yield Value("worker", weight.of([scripts / "search.js"]) / 1000, "search.js")
    yield Value("quiz", weight.of(weight.quiz(site)) / 1000, "quiz-page.js")
    for page, name in weight.figures(site):
        yield Value("figure-code", weight.of(weight.figure(site, name)) / 1000, page, (name,))
    for path in sorted((site / "assets" / "labs").glob("*.json")):
        yield Value("figure-data", path.stat().st_size / 1000, path.name)


def scores(home: str, chosen: Sequence[Place], chromium: Path) -> Iterator[Value]:
    """Lighthouse's scores; the pages that were too slow are run again, for a median."""
    found = {place.path: [run] for place, run in _runs(home, chosen, chromium)}
    slow = [place for place in chosen if not _fast(found[place.path])]
    for place, run in _runs(home, slow * (_RUNS - 1), chromium):
        found[place.path].append(run)
    for path, runs in found.items():
        failed = tuple(dict.fromkeys(each for run in runs for each in run.failed))
        for figure in quality.LIGHTHOUSE:
            score = median(run.scores[figure.id] for run in runs)
            benchmark = median(run.benchmark for run in runs)
            yield Value(figure.id, score, path, (*failed, f"benchmark index {benchmark:.0f}"))


def _runs(
    home: str, chosen: Sequence[Place], chromium: Path
) -> Iterator[tuple[Place, lighthouse.Run]]:
    if not chosen:
        return
    addresses = [home + place.path for place in chosen]
    for place, run in zip(chosen, lighthouse.runs(addresses, chromium), strict=True):
        _tell(f"Lighthouse {place.path or '/'} {run.scores} benchmark {run.benchmark:.0f}")
        yield place, run


def _fast(runs: Iterable[lighthouse.Run]) -> bool:
    return all(quality.FIGURES[each].met(run.scores[each]) for run in runs for each in run.scores)


def audit(site: Path, kinds: Sequence[str], *, with_lighthouse: bool = True) -> list[Value]:
    """All values of the pages of these kinds."""
    chosen, chromium = places(kinds), browsers.ensure_browser()
    values: list[Value] = []
    with serve(site, compress=True) as server:
        for place, found in _looks(server, chosen, chromium):
            _tell(f"{place.kind}: {place.path or '/'}{_missed(found)}")
            values += found
        _tell("HTML, links and weights")
        values += [*usual(values), *files(site, chosen)]
        if with_lighthouse:
            values += scores(server.home, chosen, chromium)
    return values


def _looks(
    server: Server, chosen: Sequence[Place], chromium: Path
) -> Iterator[tuple[Place, list[Value]]]:
    # All other hosts do not exist, so that nothing can leave this machine.
    hosts = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=chromium, args=[hosts], env={**browsers.environment()}
        )
        auditor = Auditor(running, server)
        for place in chosen:
            yield place, list(auditor.look(place))
        running.close()


def _missed(values: Iterable[Value]) -> str:
    return "".join(f"; {each.figure} {each.value:g}" for each in values if not each.met)


def _tell(text: str) -> None:
    print(f"audit: {text}", file=sys.stderr, flush=True)


def report(values: Sequence[Value], skipped: Sequence[str]) -> tuple[str, bool]:
    """The table with all that misses its figure, and whether everything is met."""
    rows = quality.rows(values, skipped)
    lines = [quality.table(rows)]
    for each in values:
        if not each.met:
            lines += [f"\n{each.page or '/'}: {quality.FIGURES[each.figure].name}"]
            lines += [f"    {' '.join(detail.split())}" for detail in each.details]
    return "\n".join(lines), all(row.met for row in rows)


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("site", nargs="?", type=Path, default=SITE)
    parser.add_argument("--kinds", default=",".join(KINDS), help=", ".join(KINDS))
    parser.add_argument("--no-lighthouse", action="store_true")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args(arguments)
    options.kinds = options.kinds.split(",")
    if unknown := set(options.kinds) - set(KINDS):
        parser.error(f"unknown kinds: {', '.join(sorted(unknown))} (known: {', '.join(KINDS)})")
    if not (options.site / "index.html").is_file():
        parser.error(f"{options.site} has no site (build it first: make build)")
    return options


def main(arguments: Sequence[str]) -> int:
    """Print the table; return 1 if a figure is missed."""
    options = _options(arguments)
    values = audit(options.site, options.kinds, with_lighthouse=not options.no_lighthouse)
    skipped = [figure.id for figure in quality.LIGHTHOUSE] if options.no_lighthouse else []
    if all(kind in _LARGE for kind in options.kinds):
        skipped += ["transfer", "transfer-median"]
    if not any(kind in _LARGE for kind in options.kinds):
        skipped.append("transfer-large")
    text, met = report(values, skipped)
    print(text)
    if options.json:
        content = json.dumps([asdict(each) for each in values], ensure_ascii=False, indent=1)
        options.json.write_text(f"{content}\n", encoding="utf-8")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
