"""The templates that overrides/ replaces are those it was written against."""

from __future__ import annotations

import hashlib
import importlib.util
import re
from pathlib import Path

import pytest

from site_build import ROOT

_RECORD = ROOT / "overrides" / "UPSTREAM.txt"
_LINE = re.compile(r"^(?P<digest>[0-9a-f]{64})  (?P<path>\S+)$", re.M)
_RECORDED = {match["path"]: match["digest"] for match in _LINE.finditer(_RECORD.read_text("utf-8"))}
#: Own files that have no counterpart in Material or MkDocs.
_PACKAGES = ("material", "mkdocs")


def _packages() -> Path:
    """Return the folder in which Material is installed."""
    found = importlib.util.find_spec("material")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent.parent


def _replaced() -> list[str]:
    """Return the upstream paths that a file in overrides/ hides."""
    found = []
    for path in sorted((ROOT / "overrides").rglob("*")):
        name = path.relative_to(ROOT / "overrides").as_posix()
        candidates = [f"{package}/templates/{name}" for package in _PACKAGES]
        found += [each for each in candidates if path.is_file() and (_packages() / each).is_file()]
    return found


@pytest.mark.parametrize("path", sorted(_RECORDED))
def test_the_upstream_file_is_the_one_that_overrides_were_written_against(path: str) -> None:
    file = _packages() / path
    what = (
        f"{path} is not the file that overrides/ was written against. Read what changed "
        "upstream, carry over what matters into the file in overrides/ that names it, "
        "run the browser tests, then renew its line in overrides/UPSTREAM.txt."
    )
    assert file.is_file(), f"{what} (It is gone, or has another name.)"
    assert hashlib.sha256(file.read_bytes()).hexdigest() == _RECORDED[path], what


def test_every_replaced_template_is_recorded() -> None:
    missing = sorted(set(_replaced()) - set(_RECORDED))
    assert not missing, f"add these, with their sha256, to overrides/UPSTREAM.txt: {missing}"


def test_every_template_says_what_it_replaces_and_why() -> None:
    silent = [
        path.relative_to(ROOT).as_posix()
        for path in sorted((ROOT / "overrides").rglob("*"))
        if path.suffix in (".html", ".xml")
        and not path.read_text(encoding="utf-8").lstrip().startswith("{#-")
    ]
    assert not silent, f"begin these with a comment: {silent}"
