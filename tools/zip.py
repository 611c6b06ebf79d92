"""The whole site as one file, for reading without a server.

    python tools/zip.py [site]

Makes dist/mle-notes-site.zip of a built site: unzip it, open mle-notes/index.html in a
browser.  The same site gives the same file, byte for byte.
"""

from __future__ import annotations

import sys
from pathlib import Path

import run

sys.path.insert(0, str(run.ROOT / "hooks"))

from sitekit import unplugged  # noqa: E402
from sitekit.catalogue import read_labels  # noqa: E402
from sitekit.problems import LANGUAGES  # noqa: E402
from sitekit.scripted import words  # noqa: E402

_FILE = run.ROOT / "dist" / "mle-notes-site.zip"


def labels() -> dict[str, dict[str, str]]:
    """The words of the first page, by language."""
    found, problems = read_labels(run.ROOT)
    if problems:
        raise SystemExit("\n".join(map(str, problems)))
    return {language: words("zip", found[language]) for language in LANGUAGES}


def read(folder: Path) -> dict[str, bytes]:
    """Everything that is published, by path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def main(arguments: list[str]) -> int:
    """Write the zip; return 1 if the site is not there or not whole."""
    folder = Path(arguments[0]) if arguments else run.ROOT / "site"
    if not (folder / "index.html").exists():
        print(f"{folder} holds no site (build it first: make build)", file=sys.stderr)
        return 1
    try:
        content = unplugged.pack(read(folder), labels())
    except unplugged.DeadLinkError as error:
        print(error, file=sys.stderr)
        return 1
    _FILE.parent.mkdir(exist_ok=True)
    _FILE.write_bytes(content)
    print(f"{_FILE.relative_to(run.ROOT)}: {len(content) / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
