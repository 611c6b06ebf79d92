"""How long builds and edits take, beside a plain Material site of the same pages.

    python tools/bench.py [--sizes 1 4 16] [--rounds 3]

The plain site has the same pages with everything resolved (numbers in the
text, figures as inline SVG, labs as Markdown with their code and results), the
same theme options, Markdown extensions and search plugin, and no hooks: what
remains is what MkDocs, Material and Markdown need in any case.  Both are
measured in the same run, in fresh processes, on copies in a temporary folder.
Larger sizes repeat the chapters under other names, in both languages.
"""

import argparse
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from xml.etree.ElementTree import Element, tostring

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "hooks"))

import yaml  # noqa: E402
from mkdocs.utils.yaml import yaml_load  # noqa: E402

from sitekit import drawing, forms, listings, markup, name_index, practice, results  # noqa: E402
from sitekit.service_page import Writer  # noqa: E402
from sitekit.site import Site, read_site  # noqa: E402
from sitekit.source import ADDED, CITATION, VALUE  # noqa: E402

LANGUAGES = ("ja", "en")
CHAPTERS = ("training", "data", "metrics")
EDITED = "docs/ja/metrics/threshold.md"
_LEFT_OUT = (".git", ".venv", ".cache", "site", "__pycache__", ".mypy_cache", ".ruff_cache")
_ENVIRONMENT = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": "hooks"}
_PLAIN_BUILD = (
    "from mkdocs.commands.build import build\n"
    "from mkdocs.config import load_config\n"
    "for name in ('ja.yml', 'en.yml'): build(load_config(name))"
)
_NAV = re.compile(r"^nav:\n(?:[ -].*\n)+", re.M)
_EMBED = re.compile(r"^::(figure|table) (\S+)$", re.M)
_LISTING = re.compile(r"^::([a-z-]+)(?: (.+))?$", re.M)
_WITHIN_A_LINE = ("a", "small", "span")


def main() -> None:
    """Run all measurements and print them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", nargs="+", type=int, default=[1, 4, 16])
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        for size in options.sizes:
            _measure(Path(folder), size, options.rounds)


def _measure(folder: Path, size: int, rounds: int) -> None:
    ours, plain = folder / f"ours-{size}", folder / f"plain-{size}"
    pages = _copy(ours, size)
    print(f"\n== {size}×: {pages} pages in each of 2 languages ==", flush=True)
    build = [sys.executable, "-m", "mkdocs", "build", "--quiet"]
    if size == 1:
        _row("cold build (all labs run)", _time(build, ours, 1))
    else:
        _time(build, ours, 1)
    _make_plain(ours, plain)
    warm = _time(build, ours, rounds)
    base = _time([sys.executable, "-c", _PLAIN_BUILD], plain, rounds)
    _row("warm build", warm, base)
    if size == 1:
        notebook = ours / "notebooks" / "bad_data.py"
        edit = partial(_append, notebook, "\n# %%\nassert True\n")
        _row("build after an edit of one notebook", _time(build, ours, 1, before=edit), base)
    edited = [_edits(ours, [], EDITED, "metrics/threshold/", rounds + 2)]
    for arguments in ([], ["--dirty"]):
        command = ["--config-file", "ja.yml", *arguments]
        edited.append(
            _edits(plain, command, "ja/metrics/threshold.md", "metrics/threshold/", rounds + 2)
        )
    _row("page edit until served", edited[0], edited[1])
    _row("  plain, one language only, --dirty", edited[2])


def _row(what: str, seconds: float, base: float | None = None) -> None:
    beside = "" if base is None else f"   plain {base:6.2f} s   ratio {seconds / base:5.2f}"
    print(f"{what:40} {seconds:6.2f} s{beside}", flush=True)


def _time(
    command: list[str], folder: Path, rounds: int, before: Callable[[], None] | None = None
) -> float:
    """The median wall time of a command in seconds."""
    times = []
    for _ in range(rounds):
        if before:
            before()
        start = time.perf_counter()
        subprocess.run(command, cwd=folder, env=_ENVIRONMENT, check=True, capture_output=True)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def _append(path: Path, text: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def _copy(target: Path, size: int) -> int:
    """A copy of the project with `size` times the chapters; the number of pages per language."""
    shutil.copytree(ROOT, target, ignore=shutil.ignore_patterns(*_LEFT_OUT))
    for name in ("mkdocs.yml", "mkdocs.en.yml"):
        path = target / name
        path.write_text(_NAV.sub("", path.read_text(encoding="utf-8")), encoding="utf-8")
    if size > 1 and (ROOT / ".cache" / "labs").exists():
        shutil.copytree(ROOT / ".cache" / "labs", target / ".cache" / "labs")
    pages = len([*(ROOT / "docs" / "ja").rglob("*.md"), *(ROOT / "notebooks").glob("*.py")])
    chapters = [p for c in CHAPTERS for p in sorted((target / "docs" / "ja" / c).glob("*.md"))]
    for number in range(pages * (size - 1)):
        chapter = chapters[number % len(chapters)]
        for language in LANGUAGES:
            source = Path(str(chapter).replace("/docs/ja/", f"/docs/{language}/"))
            shutil.copyfile(source, source.with_stem(f"{source.stem}-{number}"))
    confirm = [sys.executable, "-m", "sitekit", "confirm"]
    subprocess.run(confirm, cwd=target, env=_ENVIRONMENT, check=True, capture_output=True)
    return pages * size


def _make_plain(ours: Path, plain: Path) -> None:
    """The plain site: two configurations, and Markdown without any mark of ours."""
    site, _ = read_site(ours, lambda text: None)
    plain.mkdir()
    for language in LANGUAGES:
        config = yaml_load((ours / "mkdocs.yml").open(encoding="utf-8"))
        for key in ("hooks", "watch", "edit_uri"):
            config.pop(key)
        config["theme"].pop("custom_dir")
        config["theme"]["language"] = language
        config["plugins"] = {"search": {"lang": language}}
        config["markdown_extensions"]["toc"].pop("slugify")
        config.update(docs_dir=language, site_dir=f"site-{language}")
        (plain / f"{language}.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
        for uri in site.sources.pages[language]:
            path = (plain / language / uri).with_suffix(".md")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(_plain_page(site, language, uri, ours), encoding="utf-8")


def _plain_page(site: Site, language: str, uri: str, root: Path) -> str:
    name = Path(uri).stem
    writer = site.sources.writer(language)
    if uri in site.sources.generated:
        text = writer.markdown(site.sources.data.services[name])
    elif uri.endswith(".md"):
        text = (root / "docs" / language / uri).read_text(encoding="utf-8")
    else:
        text = _plain_lab(site, language, name)
    if practice.asks(uri, site.sources.data):  # as hooks/questions.py does
        title = writer.labels["questions-title"]
        text += f"\n\n## {title} {{#practice}}\n\n::page-questions {uri}\n"
    text = text.replace(".ipynb", ".md")
    text = VALUE.sub(lambda match: _value(site, match), CITATION.sub("", text))
    text = _EMBED.sub(lambda match: _embed(site, language, match[1], match[2]), text)
    text = _LISTING.sub(lambda match: _listing(writer, match[1], match[2] or ""), text)
    return text.replace("source:", "../" * uri.count("/"))


def _plain_lab(site: Site, language: str, name: str) -> str:
    experiment = site.experiments[name]
    parts = [f"---\ntitle: {name}\n---"]
    for cell, node in zip(experiment.lab.cells, experiment.notebook.cells, strict=True):
        if cell.kind == "prose" and cell.language == language:
            parts.append(cell.text)
        elif cell.kind == "code":
            if cell.visible:
                parts.append(f"```python\n{cell.visible}\n```")
            payloads = filter(None, map(results.shown, node.get("outputs", [])))
            parts += [f"::{p['kind']} {name}/{p['name']}" for p in payloads if p["kind"] != "value"]
    return "\n\n".join(parts)


def _value(site: Site, match: re.Match[str]) -> str:
    name, _, item = match["target"].partition("/")
    experiment = site.experiments.get(name)
    return experiment.results.values[item] if experiment else match[0]  # an example in code


def _embed(site: Site, language: str, kind: str, target: str) -> str:
    name, _, item = target.partition("/")
    found = site.experiments[name].results
    if kind == "table":
        return markup.table_html(found.tables[item][language])
    svg = drawing.inline(found.figures[item][language], item)
    return f"<figure>{svg}<figcaption>{found.figures[item][language].caption}</figcaption></figure>"


def _listing(writer: Writer, kind: str, target: str) -> str:
    """A part of the catalogue, as Markdown or HTML."""
    if kind in listings.KINDS:
        return CITATION.sub("", listings.listing(kind, target, writer).markdown)
    if kind in practice.KINDS:
        return practice.listing(kind, target, writer).markdown
    if kind == "questions":
        return _questions(practice.add_questions, target, writer)
    if kind in ADDED:
        return _questions(practice.add_page_questions, target, writer)
    if kind in forms.KINDS:
        return forms.form(kind, writer)
    if kind in name_index.KINDS:
        return name_index.listing(kind, writer)
    return listings.services(target, writer) if kind == "services" else ""


def _questions(add: Callable[[Element, str, Writer], None], target: str, writer: Writer) -> str:
    """Questions in HTML, their texts still in Markdown: md_in_html reads them."""
    body = Element("div")
    add(body, target, writer)
    for element in body.iter():
        if "-" in element.tag:
            element.tag = "div"  # what a script of ours defines, Markdown does not know
        if element.tag not in _WITHIN_A_LINE:
            element.set("markdown", "1")
    return CITATION.sub("", tostring(body, encoding="unicode", method="html"))


def _edits(folder: Path, arguments: list[str], file: str, url: str, rounds: int) -> float:
    """Median time from saving a page under `mkdocs serve` until the server has the change."""
    port = _free_port()
    command = [
        sys.executable,
        "-m",
        "mkdocs",
        "serve",
        "--quiet",
        "--dev-addr",
        f"127.0.0.1:{port}",
    ]
    server = subprocess.Popen([*command, *arguments], cwd=folder, env=_ENVIRONMENT)
    try:
        page = f"http://127.0.0.1:{port}/mle-notes/{url}"
        _wait_for(page, "<html", 300)
        times = []
        for number in range(rounds):
            time.sleep(1)
            mark = f"edit-{number}-{port}"
            start = time.perf_counter()
            _append(folder / file, f"\n{mark}\n")
            _wait_for(page, mark, 120)
            times.append(time.perf_counter() - start)
            _check_search(port, folder, mark, arguments)
        return statistics.median(times)
    finally:
        server.terminate()
        server.wait()


def _check_search(port: int, folder: Path, mark: str, arguments: list[str]) -> None:
    """After an edit the index must have the change, and every other page still."""
    if "--dirty" in arguments:
        return
    name = "search_index" if arguments else "text"  # ours leaves Material's own index empty
    index = _fetch(f"http://127.0.0.1:{port}/mle-notes/search/{name}.json")
    if mark not in index or "training/loss-curves/" not in index:
        raise SystemExit(f"{folder.name}: the search index is wrong after an edit")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _fetch(url: str) -> str:
    with urllib.request.urlopen(url, timeout=60) as answer:
        text: str = answer.read().decode()
        return text


def _wait_for(url: str, text: str, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with suppress(OSError):
            if text in _fetch(url):
                return
        time.sleep(0.02)
    raise SystemExit(f"{url} did not show {text!r} within {seconds} s")


if __name__ == "__main__":
    main()
