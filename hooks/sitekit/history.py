"""When a file last changed, from git, in one call."""

import subprocess
from pathlib import Path

_COMMIT = "\x01"


def changed_dates(root: Path) -> dict[str, str]:
    """Path -> ISO date of its last commit; empty outside a repository."""
    log = _git(root, "log", f"--format={_COMMIT}%cs", "--name-only", "--relative")
    dates: dict[str, str] = {}
    date = ""
    for line in log.splitlines():
        if line.startswith(_COMMIT):
            date = line[1:]
        elif line:
            dates.setdefault(line, date)
    return dates


def commit_time(root: Path) -> int | None:
    """The time of the last commit in seconds; None outside a repository."""
    seconds = _git(root, "log", "-1", "--format=%ct").strip()
    return int(seconds) if seconds else None


def version(root: Path) -> str:
    """The last tag, with the commit if there were more since; empty outside a repository."""
    return _git(root, "describe", "--tags", "--always").strip()


def _git(root: Path, *arguments: str) -> str:
    """The output of a git command; nothing if there is no git or no repository."""
    command = ["git", "-c", "core.quotepath=off", "-C", str(root), *arguments]
    try:
        return subprocess.run(command, capture_output=True, check=True, encoding="utf-8").stdout
    except (OSError, subprocess.CalledProcessError):
        return ""
