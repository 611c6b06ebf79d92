"""The parts of a build on their own: ``PYTHONPATH=hooks python -m sitekit COMMAND``."""

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from sitekit import parity, site, stale, unfinished
from sitekit.problems import Problem, SourceError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command in the current folder; the exit status is 1 if anything is wrong."""
    parser = argparse.ArgumentParser(prog="sitekit", description=__doc__)
    commands = {"check": _check, "labs": _labs, "confirm": _confirm, "stale": _stale}
    parser.add_argument("command", choices=commands)
    problems = commands[parser.parse_args(arguments).command](Path.cwd())
    sys.stderr.writelines(f"{problem}\n" for problem in problems)
    return 1 if problems else 0


def _check(root: Path) -> list[Problem]:
    """Everything that can be seen without running a notebook."""
    sources, problems = site.read_sources(root)
    return sorted([*problems, *site.check_translations(sources, root)])


def _labs(root: Path) -> list[Problem]:
    """Run the notebooks that changed, then check all the rest too."""
    try:
        _, problems = site.read_site(root, _tell)
    except SourceError as error:
        return list(error.problems)
    return problems


def _tell(text: str) -> None:
    sys.stderr.write(f"labs: {text}\n")


def _stale(root: Path) -> list[Problem]:
    """List the facts that must be checked again; time alone is no mistake."""
    sources, problems = site.read_sources(root)
    lines = list(stale.overdue(sources.citations.values(), date.today()))
    sys.stdout.writelines(f"{line}\n" for line in lines)
    sys.stderr.write(f"stale: {len(lines)} of {len(sources.citations)} sources are overdue\n")
    return problems


def _confirm(root: Path) -> list[Problem]:
    """Record that both languages say the same now.

    Refused while their structure differs, or something is left to write.
    """
    sources, problems = site.read_sources(root)
    twins = sources.twins()
    problems += unfinished.find(root)
    problems += parity.compare_sets(sources.pages)
    for twin in twins.values():
        problems += parity.compare(twin)
    if not problems:
        (root / site.RECORD).write_text(parity.write_record(twins), encoding="utf-8", newline="\n")
    return sorted(problems)


if __name__ == "__main__":
    sys.exit(main())
