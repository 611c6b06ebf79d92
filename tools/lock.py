"""Write requirements*.txt from requirements*.in, or check that they still match.

Usage:
    python tools/lock.py             keep the pins that still fit
    python tools/lock.py --upgrade   take the newest versions that fit
    python tools/lock.py --check     change nothing, need no network
"""

from __future__ import annotations

import argparse
import hashlib
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import run

ROOT = Path(__file__).resolve().parent.parent
OLDEST_PYTHON = ".".join(map(str, run.OLDEST_PYTHON))
REPAIR = "run `make lock`, or `python tools/lock.py`"


@dataclass(frozen=True)
class Lock:
    """A short list of requirements and the file that pins its whole closure."""

    source: str
    target: str
    includes: str = ""

    def header(self, root: Path) -> str:
        """Return the first lines of the target; they tie it to the source's text."""
        lines = [
            f"# Pinned from {self.source} by `make lock`: edit that file instead.",
            f"# For every Python from {OLDEST_PYTHON} on, on Linux, macOS and Windows.",
            f"# {self.source} sha256: {digest(root / self.source)}",
        ]
        if self.includes:
            lines.append(f"-r {self.includes}")
        return "\n".join(lines) + "\n"


SITE = Lock("requirements.in", "requirements.txt")
DEV = Lock("requirements-dev.in", "requirements-dev.txt", includes="requirements.txt")


def digest(path: Path) -> str:
    """Return the sha256 of the text, the same whatever its line endings."""
    return hashlib.sha256(path.read_text(encoding="utf-8").encode()).hexdigest()


def requirements(path: Path) -> Iterator[Requirement]:
    """Yield the requirements of a file, without its options and comments."""
    for line in path.read_text(encoding="utf-8").splitlines():
        text = re.sub(r"(^|\s)#.*", "", line).strip()
        if text and not text.startswith("-"):
            yield Requirement(text)


def pins(path: Path) -> dict[str, set[str]]:
    """Return the pinned versions by package; markers may give a package several."""
    found: dict[str, set[str]] = {}
    for requirement in requirements(path):
        versions = {specifier.version for specifier in requirement.specifier}
        found.setdefault(canonicalize_name(requirement.name), set()).update(versions)
    return found


def problems(root: Path = ROOT) -> list[str]:
    """Return what does not match, one sentence each; empty when all does."""
    found = [line for lock in (SITE, DEV) for line in _mismatches(lock, root)]
    return found + _disagreements(pins(root / SITE.target), pins(root / DEV.target))


def _mismatches(lock: Lock, root: Path) -> Iterator[str]:
    text = (root / lock.target).read_text(encoding="utf-8")
    if not text.startswith(lock.header(root)):
        yield f"{lock.target}: not made from the present {lock.source}"
    if re.search(r"^\s*(--|-[fi]\b)|://", text, re.MULTILINE):
        yield f"{lock.target}: names a package index (it must name packages only)"
    pinned = pins(root / lock.target)
    for requirement in requirements(root / lock.source):
        versions = pinned.get(canonicalize_name(requirement.name), set())
        if not versions:
            yield f"{lock.target}: {requirement.name} is missing ({lock.source} asks for it)"
        elif not all(version in requirement.specifier for version in versions):
            yield (
                f"{lock.target}: pins {requirement.name} {_listed(versions)} "
                f"({lock.source}: {requirement})"
            )


def _disagreements(site: dict[str, set[str]], dev: dict[str, set[str]]) -> list[str]:
    return [
        f"{DEV.target}: pins {name} {_listed(dev[name])} ({SITE.target}: {_listed(site[name])})"
        for name in sorted(site.keys() & dev.keys())
        if not dev[name] <= site[name]
    ]


def _listed(versions: set[str]) -> str:
    return ", ".join(sorted(versions))


def write(lock: Lock, root: Path = ROOT, *, upgrade: bool = False) -> None:
    """Resolve a lock's source and write its target."""
    command = [sys.executable, "-m", "uv", "pip", "compile", lock.source, "-o", lock.target]
    command += ["--universal", "--python-version", OLDEST_PYTHON, "--quiet", "--no-header"]
    # One version of a package for all Pythons wherever there is one: figures
    # must not differ between them.
    command += ["--fork-strategy", "fewest"]
    subprocess.run(command + ["--upgrade"] * upgrade, cwd=root, check=True)
    target = root / lock.target
    body = target.read_text(encoding="utf-8")
    target.write_text(lock.header(root) + body, encoding="utf-8", newline="\n")


def main() -> int:
    """Write the locks, or print what does not match; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--check", action="store_true", help="change nothing, report")
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions")
    options = parser.parse_args()
    if not options.check:
        for lock in (SITE, DEV):
            write(lock, upgrade=options.upgrade)
    found = problems()
    for problem in found:
        print(problem, file=sys.stderr)
    if found:
        print(f"To repair: {REPAIR}.", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
