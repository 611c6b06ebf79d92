"""Modules joined into one file do what they did before."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

import node
from sitekit import modules

FILES = {
    "a-page.js": """\
import * as all from "./b.js";
import { twice as two } from "./b.js";
import "./c.js";
import { again } from "./d.js";
const own = "a";
console.log(own, all.own, two(2), again(3));
import("./later.js").then(({ late }) => console.log(late));
""",
    "b.js": """\
/** @typedef {import("./types.js").Never} Never */
import { own as other } from "./c.js";
export const own = `b${other}`;
export function twice(value) {
  return 2 * value;
}
""",
    "c.js": 'const own = "c";\nclass Kept {}\nexport { own, Kept };\nconsole.log("once");\n',
    "d.js": 'export { twice as again } from "./b.js";\n',
    "later.js": 'import { own } from "./c.js";\nexport const late = `later ${own}`;\n',
    "types.js": "export const never = 1;\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The files above."""
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_what_is_joined_says_the_same(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    made = tmp_path_factory.mktemp("joined")
    for path, text in modules.published(folder, []).items():
        (made / path.name).write_text(text, encoding="utf-8")
    assert sorted(path.name for path in made.iterdir()) == ["a-page.js", "later.js"]
    before = _said(folder / "a-page.js")
    assert before == ["once", "a bc 4 6", "later c"]
    # What is loaded later has its own copy of what it needs.
    assert [line for line in _said(made / "a-page.js") if line != "once"] == before[1:]


def _said(path: Path) -> list[str]:
    (path.parent / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    done = subprocess.run(
        [node.program(), str(path)], capture_output=True, text=True, encoding="utf-8", check=True
    )
    (path.parent / "package.json").unlink()
    return done.stdout.splitlines()


def test_what_other_scripts_import_stays(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "figures"
    other.mkdir()
    (other / "x.js").write_text('import { own } from "../c.js";\n', encoding="utf-8")
    kept = modules.published(folder, [other / "x.js"])
    assert sorted(path.name for path in kept) == ["a-page.js", "c.js", "later.js"]


def test_a_circle_is_named(folder: Path) -> None:
    (folder / "c.js").write_text('import { own } from "./b.js";\n', encoding="utf-8")
    with pytest.raises(modules.ModuleError, match=r"b\.js → c\.js → b\.js"):
        modules.joined(folder / "a-page.js")


def test_an_unknown_export_is_named(folder: Path) -> None:
    (folder / "c.js").write_text("export default 1;\n", encoding="utf-8")
    with pytest.raises(modules.ModuleError, match=r"c\.js: 'export default 1;' cannot be joined"):
        modules.joined(folder / "a-page.js")
