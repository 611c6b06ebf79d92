"""YAML that remembers its lines, so that a mistake in data has a place."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml
from yaml.reader import ReaderError

from sitekit.problems import Problem

Key = tuple[str | int, ...]


_WITHOUT_DATES = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


class _Loader(yaml.SafeLoader):
    """Plain values; a date stays the text that was written."""

    yaml_implicit_resolvers = _WITHOUT_DATES


class _FastLoader(yaml.CSafeLoader):
    """The same, ten times as fast."""

    yaml_implicit_resolvers = _WITHOUT_DATES


@dataclass(frozen=True)
class Document:
    """A parsed YAML text: plain values, and the line on which each one stands."""

    value: Any
    lines: dict[Key, int]
    digest: str = ""

    def line(self, *key: str | int) -> int:
        """The line of the value at `key`, or of the nearest enclosing one."""
        while key and key not in self.lines:
            key = key[:-1]
        return self.lines.get(key, 1)


def parse(text: str, shown: str, *, first_line: int = 1) -> tuple[Document, list[Problem]]:
    """Parse one YAML document; `first_line` is where `text` begins in the file shown."""
    try:
        value, node = _load(text)
        lines = dict(_lines(node, (), first_line)) if node else {}
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first_line + (mark.line if mark else 0)
        what = f"invalid YAML: {error.problem}"
        return Document(None, {}), [Problem(shown, line, what, "quote texts that contain : or #")]
    except ReaderError as error:
        line = first_line + text.count("\n", 0, error.position)
        what = f"invalid YAML: {str(error).splitlines()[0]}"
        return Document(None, {}), [Problem(shown, line, what, "remove the character")]
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    return Document(value, lines, digest), list(_duplicates(node, shown, first_line))


def _load(text: str) -> tuple[Any, yaml.Node | None]:
    """The value and its nodes; mistakes are described by the loader with the better words."""
    try:
        return _load_with(_FastLoader, text)
    except yaml.YAMLError:
        return _load_with(_Loader, text)


def _load_with(kind: type[_Loader | _FastLoader], text: str) -> tuple[Any, yaml.Node | None]:
    loader = kind(text)
    node = loader.get_single_node()
    return loader.construct_document(node) if node else None, node


def parse_mapping(text: str, shown: str) -> tuple[Document, list[Problem]]:
    """Parse a YAML file that maps ids to entries; an empty file is an empty mapping."""
    document, problems = _mapping(text, shown)
    return document, [*problems]


@lru_cache(maxsize=1024)  # a data file is read for its content, and again for its texts
def _mapping(text: str, shown: str) -> tuple[Document, tuple[Problem, ...]]:
    document, problems = parse(text, shown)
    if isinstance(document.value, dict):
        return document, tuple(problems)
    if document.value is not None:
        problems.append(Problem(shown, 1, "the file is not a mapping", "write 'id: …' entries"))
    return Document({}, document.lines, document.digest), tuple(problems)


def _lines(node: yaml.Node, key: Key, first: int) -> Iterator[tuple[Key, int]]:
    yield key, first + node.start_mark.line
    if isinstance(node, yaml.MappingNode):
        for name, child in node.value:
            yield from _lines(child, (*key, name.value), first)
            yield (*key, name.value), first + name.start_mark.line
    elif isinstance(node, yaml.SequenceNode):
        for index, child in enumerate(node.value):
            yield from _lines(child, (*key, index), first)


def _duplicates(node: yaml.Node | None, shown: str, first: int) -> Iterator[Problem]:
    """Keys written twice in one mapping: YAML keeps the last one without a word."""
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for name, child in node.value:
            if name.value in seen:
                line = first + name.start_mark.line
                yield Problem(shown, line, f"key {name.value!r} is given twice", "keep one")
            seen.add(name.value)
            yield from _duplicates(child, shown, first)
    elif isinstance(node, yaml.SequenceNode):
        for child in node.value:
            yield from _duplicates(child, shown, first)
