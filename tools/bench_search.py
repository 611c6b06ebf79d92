"""How well and how fast the search answers, in the real box, beside Material's own search.

    python tools/bench_search.py [--pages 300]

Builds the site, asks every query of tests/search/ in headless Chromium through the box,
and the same queries of Material's worker with its usual settings and the same texts.
With --pages, both are asked again on a site grown to so many pages in each language;
the further pages are made of sections of the others.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import material
from playwright.sync_api import Page, sync_playwright

import browser
import search_quality as quality

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = {"ja": "", "en": "en/"}
_FIELDS = {"title": {"boost": 1000}, "text": {"boost": 1}, "tags": {"boost": 1000000}}
#: What Material's own translations say of each language.
STOCK = {
    "ja": {"lang": ["ja"], "separator": "[\\s\\-　、。，．]+", "pipeline": ["stemmer"]},
    "en": {"lang": ["en"], "separator": "[\\s\\-]+", "pipeline": ["stopWordFilter"]},
}

#: Empties the box, waits until its list is empty, asks, and waits until the list is still.
_ASK_BOX = """
    async query => {
        const field = document.querySelector(".md-search__input");
        const list = document.querySelector(".md-search-result__list");
        const all = {childList: true, subtree: true, characterData: true};
        const pause = time => new Promise(resolve => setTimeout(resolve, time));
        const type = text => {
            field.value = text;
            field.dispatchEvent(new Event("input"));
        };
        type("");
        while (list.childElementCount) await pause(5);
        await pause(60);
        const begin = performance.now();
        const still = new Promise(resolve => {
            let last = begin;
            const settle = () => { observer.disconnect(); resolve(last); };
            let waiting = setTimeout(settle, 400);
            const observer = new MutationObserver(() => {
                last = performance.now();
                clearTimeout(waiting);
                waiting = setTimeout(settle, 60);
            });
            observer.observe(list.parentElement, all);
        });
        type(query);
        const end = await still;
        const pages = [...list.children].map(item => item.querySelector("a").href);
        return {pages, time: end - begin};
    }
"""
_ASK_STOCK = """
    async ([folder, config, queries]) => {
        const {docs} = await (await fetch(`${folder}stock.json`)).json();
        const worker = new Worker("/stock/worker.js");
        const next = type => new Promise((resolve, reject) => {
            setTimeout(() => reject(new Error("Material's worker does not answer")), 60_000);
            const listen = ({data}) => {
                if (data.type !== type) return;
                worker.removeEventListener("message", listen);
                resolve(data.data);
            };
            worker.addEventListener("message", listen);
        });
        const ready = next(1);
        const begin = performance.now();
        worker.postMessage({type: 0, data: {config, docs, options: {suggest: true}}});
        await ready;
        const readiness = performance.now() - begin;
        const answers = [];
        for (const query of queries) {
            const answer = next(3);
            const asked = performance.now();
            worker.postMessage({type: 2, data: query});
            const {items} = await answer;
            const pages = items.map(item => item[0].location);
            answers.push({pages, time: performance.now() - asked});
        }
        worker.terminate();
        return {answers, readiness};
    }
"""
_READY = """
    folder => new Promise(resolve => {
        const begin = performance.now();
        const worker = new Worker(folder);
        worker.addEventListener("message", ({data}) => {
            if (data.type === 1) { worker.terminate(); resolve(performance.now() - begin); }
        });
        worker.postMessage({type: 0, data: {}});
    })
"""


def main() -> None:
    """Build, measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--pages", type=int, help="also measure a site of so many pages × 2")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        site = Path(name) / "site"
        command = [sys.executable, "-m", "mkdocs", "build", "--strict", "-q", "-d", str(site)]
        subprocess.run(command, cwd=ROOT, check=True, stderr=subprocess.DEVNULL)
        _sizes(site)
        _forms(site)
        _measure(site, "this site")
        if arguments.pages:
            for folder in FOLDERS.values():
                _grow(site / folder / "search" / "text.json", arguments.pages)
            _measure(site, f"grown to {arguments.pages} pages × 2")


def _forms(site: Path) -> None:
    """Every name of the catalogue as it is, lower, upper, spaced, joined and full-width."""
    for language, folder in FOLDERS.items():
        wanted = quality.catalogue_forms(site / folder / "services.json", language)
        answers = quality.ask(site, [(language, form) for _, form in wanted])
        first, five = quality.forms_found(wanted, answers)
        print(f"forms of names, {language}: {len(wanted)}, first {first:.4f}, five {five:.4f}")


def _sizes(site: Path) -> None:
    print("bytes, gzip:")
    names = [
        f"{folder}search/{name}.json" for folder in FOLDERS.values() for name in ("names", "text")
    ]
    for name in ["assets/js/search.js", *names]:
        print(f"  {name:28} {len(gzip.compress((site / name).read_bytes(), 9)):>8}")


def _grow(path: Path, count: int) -> None:
    """Add pages whose sections are drawn from all others: the same words, other company."""
    content = json.loads(path.read_text(encoding="utf-8"))
    pages = content["pages"]
    draw = random.Random(1)
    sections = [section for _, _, own in pages for section in own[1:]]
    for number in range(count - len(pages)):
        drawn = [[f"s{place}", *draw.choice(sections)[1:]] for place in range(6)]
        first = ["", "", draw.choice(sections)[2]]
        pages.append([f"grown/{number}/", f"Notes {number}", [first, *drawn]])
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def _measure(site: Path, title: str) -> None:
    """Ask all queries of the box and of Material's worker, and print both."""
    _put_stock(site)
    sets = {"own": quality.read("queries.yml"), "blind": quality.read("blind.yml")}
    with served(site) as home, sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=browser.find_browser())
        for name, (queries, off_topic) in sets.items():
            ours, stock, times = _ask(running.new_page(), home, queries, off_topic)
            print(f"\n{title}, {name} queries: ours | Material's    (first/five/reciprocal rank)")
            _table(queries, ours, stock)
            _off_topic(ours[len(queries) :], stock[len(queries) :])
            print(f"  key to list: {_times(times)}")
        print("ready:", _readiness(running.new_page(), home))
        running.close()


def _ask(
    page: Page, home: str, queries: list[quality.Query], off_topic: list[tuple[str, str]]
) -> tuple[list[list[str]], list[list[str]], list[float]]:
    """Pages for each query: from our box and from Material's worker; and how long ours took."""
    asked = [*((query.language, query.text) for query in queries), *off_topic]
    ours: dict[tuple[str, str], list[str]] = {}
    stock: dict[tuple[str, str], list[str]] = {}
    times: list[float] = []
    for language, folder in FOLDERS.items():
        texts = [text for each, text in asked if each == language]
        page.goto(f"{home}{folder}labs/")
        page.locator(".md-search__input").focus()
        page.keyboard.insert_text("warm up")
        page.wait_for_timeout(1500)
        for text in texts:
            answer = page.evaluate(_ASK_BOX, text)
            ours[language, text] = _addresses(answer["pages"], home + folder)
            times.append(answer["time"])
        done = page.evaluate(
            _ASK_STOCK, [f"{home}{folder}search/", {**STOCK[language], "fields": _FIELDS}, texts]
        )
        for text, answer in zip(texts, done["answers"], strict=True):
            stock[language, text] = _addresses(answer["pages"], "")
    return [ours[each] for each in asked], [stock[each] for each in asked], times


def _addresses(urls: Iterable[str], home: str) -> list[str]:
    """Addresses below a language's folder; one outside it stays whole, and is never right."""
    return [url.removeprefix(home).partition("#")[0].partition("?")[0] for url in urls]


def _table(queries: list[quality.Query], ours: list[list[str]], stock: list[list[str]]) -> None:
    own = quality.score(queries, ours[: len(queries)])
    other = quality.score(queries, stock[: len(queries)])
    for kind in own:
        cells = ["/".join(f"{share:.3f}" for share in each[kind].shares()) for each in (own, other)]
        print(f"  {kind:10} {own[kind].count:4}   {cells[0]}   {cells[1]}")


def _off_topic(ours: list[list[str]], stock: list[list[str]]) -> None:
    none = [sum(not pages for pages in each) / len(each) for each in (ours, stock)]
    print(f"  off-topic with no result: {none[0]:.2f} | {none[1]:.2f} of {len(ours)}")


def _times(times: list[float]) -> str:
    ordered = sorted(times)
    late = ordered[int(len(ordered) * 0.95)]
    return f"median {statistics.median(ordered):.1f} ms, p95 {late:.1f} ms"


def _readiness(page: Page, home: str) -> str:
    """From the start of the worker to READY, names loaded, median of nine."""
    page.goto(home)
    shown = []
    for language in FOLDERS:
        script = f"{home}assets/js/search.js{'?en' if language == 'en' else ''}"
        times = [float(page.evaluate(_READY, script)) for _ in range(9)]
        shown.append(f"{language} {statistics.median(times):.0f} ms")
    return ", ".join(shown)


def _put_stock(site: Path) -> None:
    """Material's worker and language files, and the texts as its index has them."""
    scripts = Path(material.__file__).parent / "templates" / "assets" / "javascripts"
    stock = site / "stock"
    shutil.rmtree(stock, ignore_errors=True)
    stock.mkdir()
    shutil.copyfile(next((scripts / "workers").glob("search.*.min.js")), stock / "worker.js")
    shutil.copytree(scripts / "lunr", site / "lunr", dirs_exist_ok=True)
    for folder in FOLDERS.values():
        pages = json.loads((site / folder / "search/text.json").read_text("utf-8"))["pages"]
        docs = list(_docs(pages))
        (site / folder / "search/stock.json").write_text(json.dumps({"docs": docs}), "utf-8")


def _docs(pages: list[Any]) -> Iterator[dict[str, str]]:
    for url, title, sections in pages:
        for anchor, heading, text in sections:
            location = f"{url}#{anchor}" if anchor else url
            yield {"location": location, "title": heading or title, "text": text}


class _Handler(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing: this output is for the figures."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=folder)) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


if __name__ == "__main__":
    main()
