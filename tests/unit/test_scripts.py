"""The modules of the browser that need no browser, by Node's own test runner."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

import node
from sitekit import worker


@pytest.mark.parametrize("folder", ["search", "practice", "offline"])
def test_the_rules_that_need_no_page(root: Path, folder: str) -> None:
    node.install(root / "tools" / "prose")  # fast-check is among them
    done = subprocess.run(
        [node.program(), "--test", f"tests/{folder}/*.test.mjs"],
        cwd=root,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_the_worker_is_one_valid_script(root: Path, tmp_path: Path) -> None:
    script = worker.bundle(root / "docs/assets/js/search/worker.js")
    assert "import " not in script
    assert "export " not in script
    path = tmp_path / "search.js"
    path.write_text(script, encoding="utf-8")
    done = subprocess.run([node.program(), "--check", str(path)], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()


def test_modules_come_after_what_they_need_and_once(tmp_path: Path) -> None:
    _write(tmp_path, "a.js", 'import { b } from "./b.js";\nimport { c } from "./c.js";\nb(c);\n')
    _write(tmp_path, "b.js", 'import { c } from "./c.js";\nexport function b() { c(); }\n')
    _write(tmp_path, "c.js", "export const c = () => 1;\n")
    script = worker.bundle(tmp_path / "a.js")
    assert script.count("const c=") == 1
    assert script.index("const c=") < script.index("function b()") < script.index("b(c)")


def test_two_modules_cannot_declare_the_same_name(tmp_path: Path) -> None:
    _write(tmp_path, "a.js", 'import { b } from "./b.js";\nconst limit = 1;\nb(limit);\n')
    _write(tmp_path, "b.js", "const limit = 2;\nexport function b() {}\n")
    with pytest.raises(worker.WorkerError, match=r"b\.js and a\.js both declare limit"):
        worker.bundle(tmp_path / "a.js")


def _write(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, encoding="utf-8")
