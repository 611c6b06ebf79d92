"""Reading text files the way every source of the site is read, and keeping made ones."""

import os
from collections.abc import Callable
from pathlib import Path

from sitekit.problems import Problem


def read_text(path: Path, shown: str) -> tuple[str, list[Problem]]:
    """The file's text with \\n line ends, and the problem if it is not UTF-8."""
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        what = f"byte 0x{raw[error.start]:02x} is not UTF-8"
        return "", [Problem(shown, line, what, "save the file as UTF-8")]
    return text.replace("\r\n", "\n"), []


def kept(path: Path, make: Callable[[], str]) -> str:
    """What a file of a cache holds; the first time it is made, and written whole or not at all."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f"{path.name}.{os.getpid()}")
        part.write_text(make(), encoding="utf-8", newline="\n")
        part.replace(path)
    return path.read_text(encoding="utf-8")


def drop_torn(folder: Path) -> None:
    """Remove files of JSON that end before their end, as an interrupted build leaves them."""
    for path in sorted(folder.glob("*.json")):
        with path.open("rb") as file:
            file.seek(max(path.stat().st_size - 1, 0))
            whole = file.read() == b"}"
        if not whole:
            path.unlink()
