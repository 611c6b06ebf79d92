"""What fell due without a change of ours, as one issue of the repository.

    python tools/upkeep.py run COMMAND …    run it; what it says becomes an output of the job
    python tools/upkeep.py report           bring the issue up to date; NEEDS has the jobs

The weekly workflow calls both.  There is one issue with the label LABEL: opened when something
is to be done, rewritten each week, closed when nothing is left.  `report` needs the program gh,
and in NEEDS what GitHub calls ``toJSON(needs)``.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LABEL = "upkeep"
TITLE = "Upkeep: what fell due / 更新が必要なもの"
#: What a job may hand on: lines from its beginning and from its end, and letters of a line.
#: All jobs together must fit into one environment variable of 128 kB.
_FIRST, _LAST, _LONGEST, _BYTES = 60, 40, 240, 24_000
#: Lines that a section of the issue shows.
_SHOWN = 40
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_OVERDUE = re.compile(r"stale: (\d+) of \d+ sources are overdue")
_LEFT_OUT = re.compile(r"… (\d+) lines left out")


@dataclass(frozen=True)
class Job:
    """How a job of the workflow ended, and what it said."""

    result: str
    said: tuple[str, ...] = ()


@dataclass(frozen=True)
class Topic:
    """What a job looks for: the heading in the issue, what to do, and which lines matter."""

    title: str
    advice: str
    finds: Callable[[Job], tuple[str, ...]]


def _overdue(job: Job) -> tuple[str, ...]:
    return tuple(line for line in job.said if "was checked in" in line or _LEFT_OUT.match(line))


def _dead(job: Job) -> tuple[str, ...]:
    return tuple(line for line in job.said if line.startswith("dead: "))


def _failure(job: Job) -> tuple[str, ...]:
    return job.said if job.result == "failure" else ()


TOPICS = {
    "stale": Topic(
        "Facts to check again",
        "Open each source, correct the text if it changed, and set `verified` to this month.",
        _overdue,
    ),
    "links": Topic(
        "Dead links",
        "Replace the source, or say in its entry that the page is gone.",
        _dead,
    ),
    "notebooks": Topic(
        "Labs that no longer run",
        "`rm -rf .cache && make labs` shows the same on your machine.",
        _failure,
    ),
    "advisories": Topic(
        "Advisories for dependencies",
        "`make lock UPGRADE=1` takes newer versions of Python packages; "
        "`npm update` in the folder of a `package-lock.json` those of npm.",
        _failure,
    ),
}


def jobs(needs: str) -> dict[str, Job]:
    """The jobs that a workflow's ``toJSON(needs)`` describes."""
    read: Mapping[str, Any] = json.loads(needs)
    return {
        name: Job(each["result"], tuple(each.get("outputs", {}).get("said", "").splitlines()))
        for name, each in sorted(read.items())
    }


def body(found: Mapping[str, Job], run: str) -> str:
    """The issue's Markdown; empty if nothing is to be done. `run` is the address of the run."""
    parts = [part for name, job in found.items() if (part := _section(name, job))]
    if not parts:
        return ""
    first = (
        "This issue is rewritten every week and closes itself when nothing is left. "
        f"[The run]({run}) has the whole output."
    )
    japanese = (
        "このissueは毎週書き直され、することがなくなると閉じます。"
        f"出力の全体は[実行の記録]({run})にあります。"
    )
    return "\n\n".join([first, japanese, *parts]) + "\n"


def _section(name: str, job: Job) -> str:
    topic = TOPICS.get(name, Topic(f"Job {_code(name)}", "", _failure))
    lines = topic.finds(job)
    count = _count(job, lines)
    parts = [f"## {topic.title}{f' ({count})' if count else ''}"]
    if lines:
        parts += [topic.advice, "\n".join(_items(lines, count))]
    elif job.result != "success":
        parts.append(f"The job did not finish ({_code(job.result)}); the run says why.")
    else:
        return ""
    return "\n\n".join(part for part in parts if part)


def _count(job: Job, lines: Sequence[str]) -> int:
    """How many findings there are, those that were left out included; 0 of a log."""
    if job.result == "failure" and lines == job.said:
        return 0
    told = [int(match[1]) for line in job.said if (match := _OVERDUE.match(line))]
    return told[0] if told else len(lines)


def _items(lines: Sequence[str], count: int) -> list[str]:
    """The first lines of a list, or the last of a log, which says at its end what is wrong."""
    shown = [line for line in lines if not _LEFT_OUT.match(line)] if count else lines
    chosen = shown[:_SHOWN] if count else shown[-_SHOWN:]
    items = [f"- {_code(line)}" for line in chosen]
    rest = (count or len(shown)) - len(chosen)
    note = [f"- … and {rest} more"] if count else [f"- … after {rest} more lines"]
    if rest <= 0:
        return items
    return [*items, *note] if count else [*note, *items]


def _code(text: str) -> str:
    """A text as a code span that nothing in it can end: no link, mention or HTML comes of it."""
    plain = _CONTROL.sub(" ", text).strip()[:_LONGEST] or " "
    fence = "`" * (max(map(len, re.findall("`+", plain)), default=0) + 1)
    room = " " if plain.startswith("`") or plain.endswith("`") else ""
    return f"{fence}{room}{plain}{room}{fence}"


def kept(output: str) -> str:
    """What a job hands on of its output: the beginning and the end, in short lines."""
    lines = [_CONTROL.sub(" ", line)[:_LONGEST] for line in output.splitlines() if line.strip()]
    rest = len(lines) - _FIRST - _LAST
    if rest > 0:
        lines = [*lines[:_FIRST], f"… {rest} lines left out", *lines[-_LAST:]]
    while len("\n".join(lines).encode()) > _BYTES:
        del lines[len(lines) // 2]
    return "\n".join(lines)


def report(found: Mapping[str, Job], run: str) -> None:
    """Open, rewrite or close the issue, so that it says what is to be done now."""
    text, number = body(found, run), _open_issue()
    if text:
        label = ["--description", "What fell due, each week", "--color", "0f6b76", "--force"]
        _gh("label", "create", LABEL, *label)
    if text and number:
        _gh("issue", "edit", number, "--title", TITLE, "--body-file", "-", text=text)
    elif text:
        make = ["--title", TITLE, "--label", LABEL, "--body-file", "-"]
        _gh("issue", "create", *make, text=text)
    elif number:
        _gh("issue", "close", number, "--comment", f"Nothing is left to be done ({run}).")


def _open_issue() -> str:
    """The number of the open issue; empty if there is none."""
    asked = ["--label", LABEL, "--state", "open", "--limit", "1", "--json", "number"]
    issues = json.loads(_gh("issue", "list", *asked))
    return str(issues[0]["number"]) if issues else ""


def _gh(*arguments: str, text: str = "") -> str:
    """Run gh, and return what it says; its own message tells what went wrong."""
    done = subprocess.run(
        ["gh", *arguments], input=text, stdout=subprocess.PIPE, encoding="utf-8", check=True
    )
    return done.stdout


def run(command: Sequence[str]) -> int:
    """Run a command, show what it says, and hand that on; return its exit status."""
    said: list[str] = []
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            print(line, end="", flush=True)
            said.append(line)
    if output := os.environ.get("GITHUB_OUTPUT"):
        # Nobody can guess this line, so that no output of a command can end the value.
        end = secrets.token_hex(16)
        with Path(output).open("a", encoding="utf-8") as file:
            file.write(f"said<<{end}\n{kept(''.join(said))}\n{end}\n")
    return process.returncode


def _run_address() -> str:
    names = ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_RUN_ID")
    server, repository, number = (os.environ.get(name, "") for name in names)
    return f"{server}/{repository}/actions/runs/{number}"


def main(arguments: Sequence[str]) -> int:
    """Do what the first argument says; return the exit status."""
    if len(arguments) > 1 and arguments[0] == "run":
        return run(arguments[1:])
    if list(arguments) == ["report"] and "NEEDS" in os.environ:
        report(jobs(os.environ["NEEDS"]), _run_address())
        return 0
    sys.exit(__doc__)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
