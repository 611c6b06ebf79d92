"""`make audit` finds what it looks for: in a site with faults, and nothing in ours."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from site_build import ROOT, Site

FAULTY = r"""<!doctype html><html lang="en"><head>
<meta name="viewport" content="width=device-width"><style>
body { background: #222; color: #eee; }
a:focus { outline: none; }
#far { position: absolute; left: -999px; }
#cut { width: 100px; height: 20px; overflow: hidden; }
</style></head>
<body><article><p>\(\lambda_0\)</p><p style="width: 700px">wide</p>
<a href="gone/">gone</a> <a href="#nothing" id="far">far</a> <a href="#x"><input></a>
<div id="cut"><p>one</p><p>two</p></div>
<button tabindex="3">a</button><div role="nonsense">b</div></article>
<img src="https://elsewhere.example/a.png">
<script>
addEventListener("load", () => {
    console.error("wrong");
    setTimeout(() => document.querySelector("p").style.height = "300px", 200);
});
</script></body></html>"""
#: The figures that the page above misses.
MISSED = {
    *("axe findings in four modes", "other hosts", "layout shift", "HTML errors"),
    *("broken links and anchors", "wider than 360 px", "raw TeX or diagrams without scripts"),
    *("focus that does not show", "focus off the screen", "clipped or dark in print"),
    *("console errors", "search worker"),
}


def _audit(site: Path) -> tuple[int, dict[str, str]]:
    """Return the exit status, and the last cell of each line of the table by the first."""
    command = [sys.executable, "tools/audit.py", site, "--kinds", "steps", "--no-lighthouse"]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=False,
    )
    lines = [line.strip("| ").split(" | ") for line in done.stdout.splitlines() if line[:1] == "|"]
    return done.returncode, {cells[0]: cells[-1] for cells in lines[2:]}


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    """Return a site with a fault of every kind that is looked for on pages."""
    pages = ["index.html", "404.html", "tools/steps/index.html", "en/tools/steps/index.html"]
    scripts = ["search.js", "site.js", "practice/quiz-page.js"]
    files = {name: FAULTY for name in pages} | {f"assets/js/{name}": "" for name in scripts}
    # Random enough that no compression helps.
    files["assets/js/search.js"] = Random(0).randbytes(20_000).hex()
    files["assets/labs/curve.json"] = "[]"
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def test_every_fault_is_found(faulty: Path) -> None:
    status, met = _audit(faulty)
    assert status == 1
    assert {name for name, answer in met.items() if answer == "**no**"} >= MISSED


def test_a_page_of_the_site_reaches_every_figure(site: Site) -> None:
    status, met = _audit(site.folder)
    assert {name: answer for name, answer in met.items() if answer != "yes"} == {}
    assert status == 0
    assert met.keys() >= MISSED
