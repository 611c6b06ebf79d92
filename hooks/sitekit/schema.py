"""Data files checked against a JSON Schema, with messages for people who write them."""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import fastjsonschema
import yaml
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from sitekit.problems import Problem
from sitekit.yamlfile import Document

_PATTERNS = {
    "consideration": "a consideration is numbered as in 1.1.a",
    "date": "a date is YYYY, YYYY-MM or YYYY-MM-DD",
    "day": "a day is YYYY-MM-DD",
    "id": "an id is kebab-case",
    "kana": "a reading is in katakana, as in ガクシュウリツ",
    "line": "a text on one line, without spaces at its ends",
    "month": "a month is YYYY-MM",
    "page": "a page is named as in a link from docs/ja/: data/pca.md#variance",
    "url": "https://…",
}
_TYPES = {"object": "a mapping", "array": "a list", "string": "a text", "integer": "a number"}


_FAST_DRAFT = "http://json-schema.org/draft-07/schema"

_FOLDER = Path(__file__).with_name("schemas")


@lru_cache
def load(name: str) -> "Schema":
    """One of the schemas beside this module, with the forms that all share."""
    content = read(name)
    content["$defs"] = {**read("common"), **content.get("$defs", {})}
    return Schema(content)


def read(name: str) -> Any:
    """The content of a schema file."""
    return yaml.safe_load((_FOLDER / f"{name}.yml").read_text(encoding="utf-8"))


class Schema:
    """A JSON Schema, ready to check documents."""

    def __init__(self, content: Any) -> None:
        Draft202012Validator.check_schema(content)
        self._validator = Draft202012Validator(content)
        # Says only that something is wrong, ten times as fast; it knows the older draft, in
        # which none of our words means anything else.
        self._holds = fastjsonschema.compile({"$schema": _FAST_DRAFT, **content})

    def check(self, document: Document, shown: str) -> list[Problem]:
        """Everything in which a document departs from the schema."""
        if self._is_valid(document.value):
            return []
        errors = self._validator.iter_errors(document.value)
        return sorted(
            {problem for error in errors for problem in _problems(error, document, shown)}
        )

    def _is_valid(self, value: Any) -> bool:
        try:
            self._holds(value)
        except fastjsonschema.JsonSchemaValueException:
            return False
        return True


def _problems(error: ValidationError, document: Document, shown: str) -> Iterator[Problem]:
    key = tuple(error.absolute_path)
    own: Any = error.schema
    wanted: Any = error.validator_value
    place = ".".join(map(str, key)) or "the file"
    line = document.line(*key)
    match error.validator:
        case "required":
            # One error for each missing field: the library names it only in its message.
            name = error.message.split("'")[1]
            yield Problem(shown, line, f"{place}: {name!r} is missing", f"add '{name}: …'")
        case "additionalProperties":
            known = sorted(own["properties"])
            for name in sorted(set(_keys(error)) - set(known), key=str):
                what = f"{place}: unknown field {name!r}"
                yield Problem(shown, document.line(*key, name), what, f"fields: {', '.join(known)}")
        case "enum":
            what = f"{place}: {error.instance!r} is not known"
            fix = f"use one of {', '.join(wanted)}"
            yield Problem(shown, line, what, fix)
        case "type":
            yield Problem(shown, line, f"{place} is not {_type(error)}", "see CONTRIBUTING.md")
        case "minItems":
            yield Problem(shown, line, f"{place} is empty", "give at least one")
        case "oneOf":
            yield from _either(error, document, shown)
        case _:
            yield Problem(shown, line, f"{place}: {_shorten(error.instance)}", _fix(error, own))


def _either(error: ValidationError, document: Document, shown: str) -> Iterator[Problem]:
    """What departs from the alternative that was meant: the one of the right type."""
    inner = error.context or []
    meant = [each for each in inner if each.validator != "type" or each.relative_path]
    for each in meant or inner[:1]:
        yield from _problems(each, document, shown)


def _keys(error: ValidationError) -> list[Any]:
    instance: Any = error.instance
    return list(instance)


def _type(error: ValidationError) -> str:
    wanted: Any = error.validator_value
    return _TYPES[wanted if isinstance(wanted, str) else wanted[0]]


def _fix(error: ValidationError, own: Any) -> str:
    """What a value of this form should look like."""
    if error.validator == "uniqueItems":
        return "give each once"
    if error.validator == "maxItems":
        return f"at most {error.validator_value}"
    name = str(own.get("$comment", ""))
    return _PATTERNS.get(name, f"it must match {error.validator_value}")


def _shorten(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:59]}…"
