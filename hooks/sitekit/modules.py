"""Modules of the browser, joined so that a page asks for one file and not for twenty.

Each module becomes a function of its own, so that names cannot clash.  What is
loaded only when it is needed, by ``import("./x.js")``, stays a file.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from rjsmin import jsmin

_FROM = re.compile(
    r"^(?P<word>import|export)\s*(?P<names>\{[^}]*\}|\* as \w+)?\s*"
    r'(?:from\s*)?"(?P<path>\.[^"]+)";$',
    re.MULTILINE,
)
_LISTED = re.compile(r"^export\s*\{(?P<names>[^}]*)\};$", re.MULTILINE)
_DECLARED = re.compile(
    r"^export (?P<rest>(?:async function|function|class|const) (?P<name>\w+))", re.MULTILINE
)
_LATER = re.compile(r'import\("(\.[^"]+)"\)')
_LICENCE = re.compile(r"^/\*!.*?\*/\n", re.DOTALL)


class ModuleError(Exception):
    """Modules that cannot be joined."""


def joined(entry: Path) -> str:
    """The module with all that it imports at once.

    Raises:
        ModuleError: when modules import each other in a circle, or export in an unknown way.
    """
    found: dict[Path, str] = {}
    _collect(entry.resolve(), found, ())
    *needed, own = found
    names = {path: f"$${number}" for number, path in enumerate(found)}
    licences = "".join(match[0] for text in found.values() if (match := _LICENCE.match(text)))
    functions = "".join(_function(path, found[path], names) for path in needed)
    body, exported = _body(own, found[own], names)
    return f"{licences}{functions}{body}\n{_exports(exported)}"


def published(folder: Path, others: Iterable[Path]) -> dict[Path, str]:
    """The modules of a folder that pages ask for, joined: pages' own, and those loaded later.

    `others` are scripts outside of the folder, whose imports stay as they are.
    """
    modules = sorted(folder.glob("*.js"))
    wanted = {path for path in modules if path.stem.endswith("-page")}
    for path in modules:
        wanted |= set(_named(_LATER, path, jsmin(_read(path))))
    for path in others:
        wanted |= {each for each in _named(_FROM, path, _read(path)) if each.parent == folder}
    return {path: joined(path) for path in sorted(wanted)}


def _named(pattern: re.Pattern[str], path: Path, text: str) -> Iterator[Path]:
    """The modules that a text names."""
    group = "path" if "path" in pattern.groupindex else 1
    for match in pattern.finditer(text):
        yield (path.parent / match[group]).resolve()


def _collect(path: Path, found: dict[Path, str], above: tuple[Path, ...]) -> None:
    if path in above:
        circle = " → ".join(each.name for each in (*above[above.index(path) :], path))
        raise ModuleError(f"modules import each other: {circle}")
    if path not in found:
        text = _read(path)
        for needed in _named(_FROM, path, text):
            _collect(needed, found, (*above, path))
        found[path] = text


def _function(path: Path, text: str, names: dict[Path, str]) -> str:
    """A module as a function that returns what it exports."""
    body, exported = _body(path, text, names)
    returned = ", ".join(f"{name}: {value}" for name, value in exported.items())
    return f"const {names[path]} = (() => {{\n{body}\nreturn {{ {returned} }};\n}})();\n"


def _exports(exported: dict[str, str]) -> str:
    """What a module gives to those that load it later."""
    given = (
        f"const $${name} = {value};\nexport {{ $${name} as {name} }};\n"
        for name, value in exported.items()
    )
    return "".join(given)


def _body(path: Path, text: str, names: dict[Path, str]) -> tuple[str, dict[str, str]]:
    """The module without imports and exports, and what it exports: name -> expression."""
    exported: dict[str, str] = {}

    def imported(match: re.Match[str]) -> str:
        other = names[(path.parent / match["path"]).resolve()]
        given = match["names"] or ""
        if match["word"] == "export":
            exported.update({new: f"{other}.{old}" for old, new in _pairs(given)})
            return ""
        if given.startswith("*"):
            return f"const {given.split()[-1]} = {other};"
        taken = ", ".join(f"{old}: {new}" for old, new in _pairs(given))
        return f"const {{ {taken} }} = {other};" if taken else ""

    def listed(match: re.Match[str]) -> str:
        exported.update({new: old for old, new in _pairs(match["names"])})
        return ""

    def declared(match: re.Match[str]) -> str:
        exported[match["name"]] = match["name"]
        return match["rest"]

    body = _FROM.sub(imported, _LICENCE.sub("", text))
    body = _DECLARED.sub(declared, _LISTED.sub(listed, body))
    if unknown := re.search(r"^export\b.*", body, re.MULTILINE):
        raise ModuleError(f"{path.name}: {unknown[0]!r} cannot be joined")
    return body, exported


def _pairs(names: str) -> Iterator[tuple[str, str]]:
    """What is named, and as what: ``{ a, b as c }``."""
    for name in names.strip("{} \n").split(","):
        if name.strip():
            old, _, new = name.strip().partition(" as ")
            yield old, new or old


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")
