"""Reading text files the way every source of the site is read."""

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
