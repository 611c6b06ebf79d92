"""Begin a page, a service, a question or a lab, in both languages.

    python tools/new.py page NAME=training/example-chapter TITLE_EN="…" TITLE_JA="…"
    python tools/new.py service NAME=example-store TITLE_EN="…" TITLE_JA="…" FAMILY=data \
INSTEAD=bigtable
    python tools/new.py question NAME=samples-by-id CONSIDERATION=2.1.a SERVICE=bigtable
    python tools/new.py lab NAME=example-lab SECTION=training TITLE_EN="…" TITLE_JA="…"

`make new-page NAME=…` and so on are the short forms; make hands the settings over in the
environment.  What is left to write says TODO, and `make check` names each place.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import scaffold

NEXT = """\
Now fill in what says TODO ('make check' names each place; 'make serve' shows the page).
When both languages say the same, run 'make parity'."""


def main(arguments: Sequence[str], root: Path = scaffold.ROOT) -> int:
    """Write the files and name them; 1 if nothing was made."""
    kind = arguments[0] if arguments else ""
    if kind not in scaffold.KINDS:
        print(__doc__, file=sys.stderr)
        return 1
    given = dict(each.partition("=")[::2] for each in arguments[1:])
    settings = {
        name: given.get(name, os.environ.get(name, "")) for name in scaffold.KINDS[kind].settings
    }
    try:
        made = scaffold.files(kind, root, settings, date.today().strftime("%Y-%m"))
    except scaffold.RefusedError as error:
        print(error, file=sys.stderr)
        return 1
    for path, text in made.items():
        print("changed" if (root / path).exists() else "made   ", path)
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8", newline="\n")
    print(NEXT)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
