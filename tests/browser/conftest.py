"""A browser for each file of tests, and visitors who report what must not happen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

import browser as tool
from site_browser import Server, Visitor, serve
from site_build import Site


@pytest.fixture(scope="session")
def chromium() -> Path:
    """Return an installed browser; without one these tests fail, they are never left out."""
    try:
        found = tool.find_browser()
    except tool.NoBrowserError as error:
        pytest.fail(str(error), pytrace=False)
    if found is None:
        pytest.fail(tool.ADVICE, pytrace=False)
    return found


@pytest.fixture(scope="session")
def server(site: Site) -> Iterator[Server]:
    """Return a server of the real site below a sub-path."""
    with serve(site.folder) as running:
        yield running


@pytest.fixture(scope="module")
def visitor(chromium: Path, server: Server) -> Iterator[Visitor]:
    """Return somebody with a browser of their own.

    One per file and not per run: Playwright holds the event loop of this thread
    as long as it runs, and the notebooks' tests need it.
    """
    # All other hosts do not exist, so that nothing can leave this machine.
    hosts = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=chromium, args=[hosts], env={**tool.environment()}
        )
        yield Visitor(running, server)
        running.close()


@pytest.fixture
def visit(visitor: Visitor) -> Iterator[Visitor]:
    """Return a function that opens pages; the test fails if one of them misbehaves."""
    yield visitor
    problems = visitor.finish()
    assert not problems, "on a page of this test:\n" + "\n".join(problems)
