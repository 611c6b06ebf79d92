"""Lighthouse's scores of pages, as a phone sees them.

`tools/audit/package-lock.json` names its version; it is installed with the first use.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import browser
import node

FOLDER = Path(__file__).resolve().parent / "audit"


@dataclass(frozen=True)
class Run:
    """One visit: scores from 0 to 100 by category, and the audits that cost points."""

    scores: dict[str, float]
    failed: tuple[str, ...]
    #: How fast this machine was meanwhile, as Lighthouse counts it; about 1500 is a fast laptop.
    benchmark: float


def runs(addresses: Iterable[str], chromium: Path) -> Iterator[Run]:
    """One run for each address, in their order, with one browser for all.

    Raises:
        subprocess.CalledProcessError: when a page does not load, or Lighthouse does not start.
    """
    node.install(FOLDER)
    command = [node.program(), "run.mjs", *addresses]
    environment = {**browser.environment(), "CHROME_PATH": str(chromium)}
    with subprocess.Popen(
        command, cwd=FOLDER, env=environment, stdout=subprocess.PIPE, encoding="utf-8"
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            answer = json.loads(line)
            yield Run(answer["scores"], tuple(answer["failed"]), answer["benchmark"])
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
