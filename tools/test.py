"""Set everything up and run every check and test.

Usage:
    python tools/test.py             all of it
    python tools/test.py -k search   further arguments go to pytest

`tools/check.py` runs the quick part of it for what changed.
"""

from __future__ import annotations

import sys

import run

CHECKS = [
    ["ruff", "check"],
    ["ruff", "format", "--check"],
    ["mypy"],
    ["tools/lock.py", "--check"],
]


def commands(arguments: list[str]) -> list[list[str]]:
    """Return what to run, in order: the quick checks first, pytest last."""
    return [["tools/browser.py"], *CHECKS, ["pytest", *arguments]]


def main(arguments: list[str]) -> int:
    """Run all commands, also after one failed; return 1 if any did."""
    python = run.ensure(run.DEV_FILES)
    failed = []
    for command in commands(arguments):
        print("==>", *command, flush=True)
        if run.execute(python, command) != 0:
            failed.append(" ".join(command))
    if failed:
        print("Failed:", "; ".join(failed), file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
