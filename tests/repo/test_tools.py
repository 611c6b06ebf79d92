"""The programs in tools/ that setting up and testing rest on."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from markdown import markdown

import bench
import browser
import links
import node
import nu
import run
from site_build import Site
from sitekit import practice
from sitekit.service_page import Writer
from sitekit.site import read_sources

posix = pytest.mark.skipif(os.name == "nt", reason="writes shell scripts")


@pytest.fixture
def no_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hide all browsers of this machine."""
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", "")
    for name in ("MAC_APPS", "WINDOWS_PROGRAMS"):
        monkeypatch.setattr(browser, name, [])
    monkeypatch.setattr(browser, "_playwright_browser", lambda: iter(()))


def _program(folder: Path, name: str, status: int) -> Path:
    path = folder / name
    path.write_text(f"#!/bin/sh\nexit {status}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


@posix
@pytest.mark.usefixtures("no_browser")
def test_a_browser_that_does_not_start_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _program(tmp_path, "chromium-browser", 1)
    good = _program(tmp_path, "google-chrome", 0)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert browser.find_browser() == good


@posix
@pytest.mark.usefixtures("no_browser")
def test_the_variable_chooses_the_browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = _program(tmp_path, "my-browser", 0)
    monkeypatch.setenv("CHROMIUM", str(chosen))
    assert browser.find_browser() == chosen


@pytest.mark.usefixtures("no_browser")
def test_a_wrong_variable_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", "no/such/browser")
    with pytest.raises(browser.NoBrowserError, match=r"CHROMIUM is no/such/browser.*or unset it"):
        browser.find_browser()


@pytest.mark.usefixtures("no_browser")
def test_each_way_to_install_is_tried_before_giving_advice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tried: list[str] = []
    ways = [lambda: tried.append("first"), lambda: tried.append("second")]
    monkeypatch.setattr(browser, "INSTALLERS", ways)
    with pytest.raises(browser.NoBrowserError, match="apt-get install chromium"):
        browser.ensure_browser()
    assert tried == ["first", "second"]


@posix
@pytest.mark.usefixtures("no_browser")
def test_what_an_installer_brought_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(browser, "INSTALLERS", [lambda: _program(tmp_path, "chromium", 0)])
    assert browser.ensure_browser() == tmp_path / "chromium"


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the list that collects what run.ensure would install."""
    installed: list[str] = []
    for name in run.DEV_FILES:
        (tmp_path / name).write_text(f"# {name}\n", encoding="utf-8")
    monkeypatch.setattr(run, "ROOT", tmp_path)
    monkeypatch.setattr(run, "STAMP", tmp_path / "installed.txt")
    monkeypatch.setattr(run, "PYTHON", Path(sys.executable))
    monkeypatch.setattr(run, "_install", installed.append)
    return installed


def test_packages_are_installed_once(house: list[str]) -> None:
    run.ensure(run.DEV_FILES)
    run.ensure(run.DEV_FILES)
    run.ensure(run.SITE_FILES)
    assert house == ["requirements-dev.txt"]


def test_a_changed_requirements_file_is_installed(house: list[str]) -> None:
    run.ensure(run.SITE_FILES)
    (run.ROOT / "requirements.txt").write_text("# changed\n", encoding="utf-8")
    run.ensure(run.SITE_FILES)
    assert house == ["requirements.txt", "requirements.txt"]


@pytest.mark.usefixtures("house")
def test_an_old_python_is_told_what_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "OLDEST_PYTHON", (99, 1, 2))
    with pytest.raises(SystemExit, match=r"^Python 99\.1\.2 or newer is needed; this is"):
        run.ensure(run.SITE_FILES)


def test_the_html_checker_runs_and_finds_errors(tmp_path: Path) -> None:
    head = '<!doctype html><html lang="en"><head><title>t</title></head><body>'
    (tmp_path / "good.html").write_text(f"{head}<p>a</p></body></html>", encoding="utf-8")
    (tmp_path / "bad.html").write_text(f"{head}\n<p id=a id=b>a</p>", encoding="utf-8")
    errors = nu.check(tmp_path)
    assert len(errors) == 1
    assert "bad.html:2: Duplicate attribute" in errors[0]


def test_a_missing_node_says_what_brings_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    with pytest.raises(SystemExit, match=r"npm is missing: .*requirements-dev\.txt"):
        node.program("npm")


@pytest.fixture
def writer(root: Path) -> Writer:
    """Return a writer of the real catalogue."""
    sources, _ = read_sources(root)
    return Writer(sources.data, sources.labels["en"], "en")


@pytest.mark.parametrize("kind", practice.KINDS)
def test_the_plain_site_of_the_benchmark_has_the_tables_of_practice(
    kind: str, writer: Writer
) -> None:
    assert "BigQuery ML" in bench._listing(writer, kind, "1.1") or kind == "plan-shares"


@pytest.mark.parametrize(
    ("kind", "target"), [("questions", "1.1"), ("page-questions", "services/bigquery-ml.md")]
)
def test_the_plain_site_of_the_benchmark_has_the_questions(
    kind: str, target: str, writer: Writer
) -> None:
    html = markdown(bench._listing(writer, kind, target), extensions=["md_in_html"])
    asked = [each for each in writer.data.questions if f'id="q-{each.id}"' in html]
    assert asked and html.count("<summary>") == len(asked)
    for mark in ("**", "[@", "markdown=", "mle-"):
        assert mark not in html


def test_the_benchmark_reads_the_index_that_the_site_has(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fetch(url: str) -> str:
        return (site.folder / url.partition("/mle-notes/")[2]).read_text(encoding="utf-8")

    monkeypatch.setattr(bench, "_fetch", fetch)
    bench._check_search(0, site.folder, "precision", [])
    with pytest.raises(SystemExit, match="the search index is wrong"):
        bench._check_search(0, site.folder, "edit-0-0", [])


class _Server(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(int(self.path.strip("/")))
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing: the test's output is not this server's log."""


@pytest.fixture
def server() -> Iterator[str]:
    """Return the address of a server that answers /404 with 404, and so on."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Server) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()


def test_only_what_is_gone_counts_as_dead(server: str) -> None:
    answers = list(links.ask([f"{server}/{status}" for status in (200, 404, 403)]))
    assert [(answer.alive, answer.dead) for answer in answers] == [
        (True, False),
        (False, True),
        (False, False),
    ]


def test_external_links_are_found_once_with_their_pages(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(
        '<link rel="canonical" href="https://own.example/notes/">'
        '<a href="https://a.example/x#one"></a><a href="https://a.example/x#two"></a>'
        '<a href="https://own.example/notes/b/"></a><a href="b/"></a>',
        encoding="utf-8",
    )
    (tmp_path / "b.html").write_text('<a href="https://a.example/x"></a>', encoding="utf-8")
    assert links.external_links(tmp_path) == {"https://a.example/x": ["b.html", "index.html"]}
