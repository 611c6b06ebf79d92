"""One classic script from the modules of the search worker.

Material's script starts a worker from one file; modules would cost a request each.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from rjsmin import jsmin

_IMPORT = re.compile(r'^import \{[^}]*\} from "\./([\w-]+\.js)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?function|const|class)", re.MULTILINE)
_DECLARED = re.compile(r"^(?:async )?(?:function\*?|const|let|class) (\w+)", re.MULTILINE)


class WorkerError(Exception):
    """The modules cannot be joined."""


def bundle(entry: Path) -> str:
    """The module and all that it imports, in the order of need, in one scope.

    Raises:
        WorkerError: when two modules declare the same name, which one scope cannot hold.
    """
    texts = {path.name: path.read_text(encoding="utf-8") for path in needed(entry)}
    owners: dict[str, str] = {}
    for module, text in texts.items():
        for name in _DECLARED.findall(_EXPORT.sub("", text)):
            if owners.setdefault(name, module) != module:
                both = f"{owners[name]} and {module} both declare {name}"
                raise WorkerError(f"{entry.parent}: {both}")
    joined = "\n".join(_EXPORT.sub("", _IMPORT.sub("", text)) for text in texts.values())
    return f'"use strict";(()=>{{{jsmin(joined)}\n}})();\n'


def needed(entry: Path) -> list[Path]:
    """The module itself, and before it those that it needs, each once."""
    return list(dict.fromkeys(_needed(entry)))


def _needed(path: Path) -> Iterator[Path]:
    for name in _IMPORT.findall(path.read_text(encoding="utf-8")):
        yield from _needed(path.with_name(name))
    yield path
