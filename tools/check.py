"""Check what changed since main: the quick checks for everybody who is still writing.

Usage:
    python tools/check.py          what looks at something that changed
    python tools/check.py --all    every quick check

A changed text needs the check of all sources and the prose of its own file; the
tests of the code are for changed code.  What is left out is said, with the reason.
`tools/test.py` runs everything, and is what decides.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import run

#: The branches of which the present one may have begun, the first that there is counts.
BASES = ("origin/main", "main")
CODE = ("hooks/", "tools/", "tests/")
#: Whose texts `tools/prose.py` reads.
TEXTS = ("docs/ja/", "docs/en/", "data/", "notebooks/")
SOURCES = ("sitekit", "check")


@dataclass(frozen=True)
class Step:
    """A command, and beginnings of the paths that it looks at; without any it always runs."""

    command: tuple[str, ...]
    looks_at: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()

    def concerns(self, path: str) -> bool:
        """Whether the command could say something else because of this file."""
        return path.startswith(self.looks_at) and path.endswith(self.endings or ("",))


STEPS = (
    Step(("ruff", "check")),
    Step(("ruff", "format", "--check")),
    Step(("tools/lock.py", "--check")),
    Step(("mypy",), ("hooks/", "tools/", "pyproject.toml"), (".py", ".toml")),
    Step(
        ("pytest", "--quiet", "tests/unit", "tests/golden"),
        (*CODE, "data/ui", "docs/assets/js/", "notebooks/helpers/", "requirements", "pyproject"),
    ),
)


@dataclass(frozen=True)
class Plan:
    """The commands to run, in order, and those left out, each with the reason."""

    run: tuple[tuple[str, ...], ...]
    left_out: tuple[tuple[str, str], ...]


def plan(changed: Sequence[str] | None) -> Plan:
    """What to run for changed paths; None stands for everything."""
    chosen: list[tuple[str, ...]] = []
    left_out: list[tuple[str, str]] = []
    for step in STEPS:
        if changed is None or not step.looks_at or any(map(step.concerns, changed)):
            chosen.append(step.command)
        else:
            places = ", ".join(step.looks_at)
            left_out.append((" ".join(step.command), f"nothing changed in {places}"))
    chosen.insert(0, _texts(changed))
    if chosen[0] == SOURCES:
        left_out.append(("tools/prose.py", "no text changed"))
    return Plan(tuple(chosen), tuple(left_out))


def _texts(changed: Sequence[str] | None) -> tuple[str, ...]:
    """The check of all sources, together with the prose of what changed."""
    if changed is None:
        return ("tools/prose.py", "--sources")
    texts = [path for path in changed if path.startswith(TEXTS)]
    # Words that are newly avoided, or no longer known, may stand in any text.
    if any(path.startswith("tools/prose/") for path in changed):
        return ("tools/prose.py", "--sources")
    return ("tools/prose.py", "--sources", *texts) if texts else SOURCES


def changes() -> list[str] | None:
    """The paths that differ from where this branch began, new files included; None without git."""
    begun = next(filter(None, (_git("merge-base", "HEAD", base) for base in BASES)), ["HEAD"])
    differing = _git("diff", "--name-only", "--no-renames", *begun)
    fresh = _git("ls-files", "--others", "--exclude-standard")
    if differing is None or fresh is None:
        return None
    return sorted({*differing, *fresh})


def _git(*arguments: str) -> list[str] | None:
    """The lines of what git says; None if it fails or is not there."""
    command = ["git", "-c", "core.quotePath=false", *arguments]
    try:
        done = subprocess.run(
            command, cwd=run.ROOT, capture_output=True, encoding="utf-8", check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.splitlines()


def main(arguments: Iterable[str]) -> int:
    """Run what is planned, also after one failed; return 1 if any did."""
    changed = None if "--all" in arguments else changes()
    planned = plan(changed)
    python = run.ensure(run.DEV_FILES)
    begun, failed = time.monotonic(), []
    if changed is not None:
        print(f"{len(changed)} files differ from main", flush=True)
    for command in planned.run:
        print("==>", *command, flush=True)
        if run.execute(python, list(command)) != 0:
            failed.append(" ".join(command))
    for command_text, reason in planned.left_out:
        print(f"left out: {command_text} ({reason})")
    took = time.monotonic() - begun
    how = f"failed: {'; '.join(failed)}" if failed else "nothing found"
    print(f"{how}; {took:.0f} s.  Before a pull request: make test")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
