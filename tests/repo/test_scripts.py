"""What our own scripts never do, and the files of others that readers load."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from site_build import Site
from sitekit.policy import fingerprint

#: What could make text into markup or into code, and why none of ours needs it.
FORBIDDEN = {
    "text as markup": r"\.(?:inner|outer)HTML\b|insertAdjacentHTML|createContextualFragment"
    r"|document\.write|\bsrcdoc\b|setHTML",
    "text as code": r"\beval\s*\(|\bnew\s+Function\b|(?<!\.)\bFunction\s*\("
    r"|set(?:Timeout|Interval)\(\s*[\"'`]",
    "a handler in an attribute": r"setAttribute\(\s*[\"'`]on|\.setAttribute\(\s*[\"'`]style",
    "the address of a script": r"javascript:",
    "an archive, which could grow without end": r"DecompressionStream|\b(?:un|g)?zip\b|inflate",
}
#: Scripts that read what an address says; tests/browser/test_hostile.py asks each for nonsense.
READ_ADDRESSES = {
    "picker.js",
    "practice/calculator.js",
    "practice/elimination-page.js",
    "practice/exam-page.js",
    "practice/offline-page.js",
    "practice/plan-page.js",
    "search-marks.js",
    "services.js",
    "side.js",
    "site.js",
}
#: Scripts that keep something outside of the database.
STORE = {"flip.js", "offline/talk.js", "search-recent.js", "site.js"}


def _code(text: str) -> str:
    """A script without its comments, roughly: a line that only comments says nothing."""
    return "\n".join(line for line in text.splitlines() if not re.match(r"\s*(//|/?\*)", line))


def _scripts(root: Path) -> dict[str, str]:
    folder = root / "docs" / "assets" / "js"
    return {
        path.relative_to(folder).as_posix(): _code(path.read_text(encoding="utf-8"))
        for path in sorted(folder.rglob("*.js"))
    }


@pytest.mark.parametrize("pattern", FORBIDDEN.values(), ids=FORBIDDEN.keys())
def test_no_script_of_ours_does(root: Path, pattern: str) -> None:
    found = [
        f"{name}: {match[0]}"
        for name, text in _scripts(root).items()
        for match in re.finditer(pattern, text)
    ]
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "a.innerHTML = b",
        "eval(a)",
        "new Function(a)",
        "setTimeout('a()')",
        "a.setAttribute('onclick', b)",
        'a.href = "javascript:b"',
        "new DecompressionStream('gzip')",
    ],
)
def test_what_is_forbidden_is_found(line: str) -> None:
    assert any(re.search(pattern, line) for pattern in FORBIDDEN.values())


def test_every_script_that_reads_an_address_is_asked_for_nonsense(root: Path) -> None:
    reads = re.compile(r"URLSearchParams\(location|location\.search\b(?! *[=;])|searchParams")
    found = {name for name, text in _scripts(root).items() if reads.search(text)}
    assert found == READ_ADDRESSES, "add new ones to tests/browser/test_hostile.py, then here"


def test_every_script_that_stores_is_met_by_a_spoilt_storage(root: Path) -> None:
    found = {
        name for name, text in _scripts(root).items() if re.search(r"(local|session)Storage", text)
    }
    assert found == STORE, "add its keys to tests/browser/test_hostile.py, then here"


# ---- The published pages -------------------------------------------------------


def test_every_page_begins_with_the_policy_of_its_one_inline_script(site: Site) -> None:
    for page in site.all_pages.values():
        head = page.tree.xpath("//head/meta")
        assert head[0].get("charset") == "utf-8", page.path
        assert head[1].get("http-equiv") == "Content-Security-Policy", page.path
        (script,) = page.all("//script[not(@src) and not(@type)]")
        assert fingerprint(script.text) in head[1].get("content"), page.path
        assert "'unsafe-inline'" not in head[1].get("content").split("; ")[1], page.path


def test_all_pages_have_one_policy(site: Site) -> None:
    pattern = "string(//meta[@http-equiv='Content-Security-Policy']/@content)"
    assert len({str(page.tree.xpath(pattern)) for page in site.all_pages.values()}) == 1


def test_no_page_has_what_its_policy_forbids(site: Site) -> None:
    forbidden = (
        "//style | //base | //iframe | //object | //embed | //form[@action]"
        " | //@*[starts-with(name(), 'on')] | //*[starts-with(@href, 'javascript:')]"
        " | //script[@src and (contains(@src, ':') or starts-with(@src, '//'))]"
        " | //script[not(@src) and @type and not(starts-with(@type, 'application/'))]"
    )
    found = {path: page.all(forbidden) for path, page in site.all_pages.items()}
    assert {path: nodes for path, nodes in found.items() if nodes} == {}
