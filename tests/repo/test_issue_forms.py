"""The forms for issues are GitHub's, and links of the site fill fields that they have."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml

from site_build import JAPANESE, Site

FORMS = ("missing-service", "translation", "wrong-answer", "wrong-fact")
#: What GitHub itself takes from an address, whatever the form asks.
OWN = {"template", "title"}
NEW_ISSUE = re.compile(r"https://github\.com/[\w-]+/[\w-]+/issues/new\?[^\"'\s<>]+")


def _form(root: Path, name: str) -> dict[str, Any]:
    path = root / ".github" / "ISSUE_TEMPLATE" / f"{name}.yml"
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")))


def _ids(form: dict[str, Any]) -> list[str]:
    return [each["id"] for each in form["body"] if each["type"] != "markdown"]


def _errors(schema: str, *paths: Path) -> str:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, *paths]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    return "" if answer.returncode == 0 else answer.stdout + answer.stderr


def _texts(value: Any) -> Iterator[str]:
    """Every label and description that a form shows."""
    if isinstance(value, dict):
        for name, child in value.items():
            if isinstance(child, str) and name in ("name", "description", "label"):
                yield child
            else:
                yield from _texts(child)
    elif isinstance(value, list):
        for child in value:
            yield from _texts(child)


def _addresses(site: Site) -> set[str]:
    """Every link of the built site to a new issue, in pages and in the bank of questions."""
    found: set[str] = set()
    for page in site.pages.values():
        found.update(page.tree.xpath("//a[contains(@href, '/issues/new?')]/@href"))
    for path in site.folder.rglob("search/words.json"):
        found.add(json.loads(path.read_text(encoding="utf-8"))["propose"] + "x&title=y")
    for path in site.folder.rglob("practice/**/*.json"):
        found.update(NEW_ISSUE.findall(path.read_text(encoding="utf-8")))
    return found


def test_there_is_a_form_for_each_kind_of_report(root: Path) -> None:
    folder = root / ".github" / "ISSUE_TEMPLATE"
    assert sorted(path.stem for path in folder.glob("*.yml")) == sorted([*FORMS, "config"])


def test_the_forms_follow_the_rules_of_github(root: Path) -> None:
    folder = root / ".github" / "ISSUE_TEMPLATE"
    forms = [folder / f"{name}.yml" for name in FORMS]
    assert _errors("vendor.github-issue-forms", *forms) == ""
    assert _errors("vendor.github-issue-config", folder / "config.yml") == ""


def test_a_form_that_breaks_the_rules_is_found_out(tmp_path: Path) -> None:
    path = tmp_path / "bad.yml"
    path.write_text("name: a\ndescription: b\nbody: [{type: inputs, id: x}]\n", encoding="utf-8")
    assert "inputs" in _errors("vendor.github-issue-forms", path)


@pytest.mark.parametrize("name", FORMS)
def test_ids_and_labels_of_a_form_are_given_once(root: Path, name: str) -> None:
    form = _form(root, name)
    labels = [each["attributes"]["label"] for each in form["body"]]
    assert len(set(_ids(form))) == len(_ids(form))
    assert len(set(labels)) == len(labels)
    assert not OWN & set(_ids(form))
    assert len(form["labels"]) == 1


@pytest.mark.parametrize("name", FORMS)
def test_forms_speak_both_languages(root: Path, name: str) -> None:
    for text in _texts(_form(root, name)):
        japanese, mark, english = text.partition(" / ")
        assert mark and JAPANESE.search(japanese) or japanese.isascii(), text
        assert not JAPANESE.search(english), text


def test_links_to_new_issues_fill_fields_of_their_form(root: Path, site: Site) -> None:
    used = set()
    for address in _addresses(site):
        asked = parse_qs(urlsplit(address).query, strict_parsing=True)
        name = asked["template"][0].removesuffix(".yml")
        assert name in FORMS, address
        form = _form(root, name)
        # GitHub fills texts from an address; whether it would choose from a list is its secret.
        fillable = {each["id"] for each in form["body"] if each["type"] in ("input", "textarea")}
        assert set(asked) - OWN <= fillable, address
        used.add(name)
    assert used == {"wrong-fact", "wrong-answer", "missing-service"}


def test_every_page_says_which_page_a_mistake_is_on(site: Site) -> None:
    for page in site.pages.values():
        links = page.tree.xpath("//article//a[contains(@href, 'template=wrong-fact.yml')]/@href")
        if page.tree.xpath("//article//a[@rel='edit']"):
            assert [parse_qs(urlsplit(link).query)["page"] for link in links] == [[page.address]]
