"""Set everything up and run every check and test.

Usage:
    python tools/test.py             all of it
    python tools/test.py --fast      no browser, no site builds, no notebooks
    python tools/test.py -k search   further arguments go to pytest
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
# The build reports an author's mistakes too; this is the quick way to see them.
SOURCES = ["sitekit", "check"]
FAST_TESTS = ["tests/unit", "tests/golden"]


def commands(arguments: list[str]) -> list[list[str]]:
    """Return what to run, in order: the quick checks first, pytest last."""
    fast = "--fast" in arguments
    rest = [argument for argument in arguments if argument != "--fast"]
    if fast:
        return [*CHECKS, SOURCES, ["pytest", *FAST_TESTS, *rest]]
    return [["tools/browser.py"], *CHECKS, ["pytest", *rest]]


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
