"""Ask whether anything that is pinned has a known vulnerability.

Usage:
    python tools/advisories.py    needs the network

Python packages are looked up as they are pinned in requirements.txt and requirements-dev.txt,
those of npm in every package-lock.json below tools/; nothing is installed or changed.

Exit status: 0 when nothing is known, 1 when something is, 2 when a list could not be asked.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import node

ROOT = Path(__file__).resolve().parent.parent
_LISTS = ("requirements.txt", "requirements-dev.txt")
#: What pip-audit says where it could not ask; it ends with 1 then, as with a finding.
_FINDING = "known vulnerabilit"


def python_command() -> list[str]:
    """The command that looks all pinned Python packages up, without resolving them anew."""
    asked = [word for name in _LISTS for word in ("-r", name)]
    # Pins are complete, so that nothing has to be resolved or built to know them.  Strict: a
    # package that could not be looked up must not count as one without vulnerabilities.
    return [sys.executable, "-m", "pip_audit", "--strict", "--no-deps", "--disable-pip", *asked]


def npm_command() -> list[str]:
    """The command that looks up what npm has locked."""
    return [node.program("npm"), "audit", "--package-lock-only"]


def npm_folders() -> list[Path]:
    """The folders whose packages npm has locked."""
    return [lock.parent for lock in sorted(ROOT.glob("tools/*/package-lock.json"))]


def verdict(status: int, output: str, *, finding: str) -> int:
    """0, 1 or 2, as the module says; both programs end with 1 for a finding and for a failure."""
    if status == 0:
        return 0
    return 1 if finding in output else 2


def _asked(what: str, command: list[str], folder: Path, finding: str) -> int:
    print(f"==> {what}", flush=True)
    environment = {**os.environ, "NODE_USE_SYSTEM_CA": "1"}
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    print(done.stdout, flush=True)
    return verdict(done.returncode, done.stdout, finding=finding)


def main() -> int:
    """Ask all lists, also after one failed; return the worst verdict."""
    found = [_asked("Python: " + ", ".join(_LISTS), python_command(), ROOT, _FINDING)]
    for folder in npm_folders():
        name = f"npm: {folder.relative_to(ROOT).as_posix()}"
        found.append(_asked(name, npm_command(), folder, "# npm audit report"))
    return max(found)


if __name__ == "__main__":
    sys.exit(main())
