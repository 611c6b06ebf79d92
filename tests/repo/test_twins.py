"""Every part of every page has its twin on the same page in the other language."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from site_build import Page, Site

_KINDS = ("p", "li", "dt", "dd", "table", "h1", "h2", "h3", "figcaption", "div")


def _parts(page: Page) -> Iterator[tuple[str, str]]:
    """The name of each part, as docs/assets/js/flip-rules.js makes it, and its kind."""
    section = ""
    for part in page.all("//article//*[@data-t]"):
        section = part.get("id") or section
        name = section if part.get("id") else f"{section}.{part.get('data-t')}"
        yield name, f"{part.tag} {part.get('class', '')}"


@pytest.fixture(scope="module")
def parts(site: Site) -> dict[str, list[tuple[str, str]]]:
    """Return the parts of every page, by its path."""
    return {path: list(_parts(page)) for path, page in site.pages.items()}


def test_every_page_has_parts_of_its_own_names(parts: dict[str, list[tuple[str, str]]]) -> None:
    wrong = [
        path for path, found in parts.items() if len(dict(found)) != len(found) or len(found) < 3
    ]
    assert not wrong, wrong


def test_every_part_has_a_twin_of_the_same_kind(
    site: Site, parts: dict[str, list[tuple[str, str]]]
) -> None:
    wrong = []
    for path, page in site.pages.items():
        twin = site.twin(page)
        assert twin is not None
        theirs = dict(parts[twin.path])
        wrong += [f"{path}: {part}" for part in parts[path] if theirs.get(part[0]) != part[1]]
    assert not wrong, "\n".join(wrong)


def test_everything_that_a_reader_takes_for_a_part_is_one(site: Site) -> None:
    """A paragraph, an item or a table that is none would stay silent on the key."""
    own_way = (
        "ancestor-or-self::*[@data-t or self::form or self::nav or self::mle-question"
        " or contains(@class, 'question') or contains(@class, 'facts')"
        " or contains(@class, 'toc-inline') or contains(@class, 'sources')"
        " or contains(@class, 'edit') or contains(@class, 'name-index')"
        " or contains(@class, 'practice-tool') or contains(@class, 'live')"
        " or contains(@class, 'admonition-title') or contains(@class, 'panel')"
        " or contains(@class, 'lab-values')"
        " or @aria-hidden or contains(@class, 'needs-js')]"
    )
    texts = "self::p or self::li or self::dt or self::dd or self::table or self::figcaption"
    wrong = [
        f"{page.path}: {' '.join(part.text_content().split())[:80]}"
        for page in site.pages.values()
        for part in page.all(f"//article//*[{texts}][not({own_way})][not(descendant::*[@data-t])]")
        if part.text_content().strip()
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("kind", _KINDS)
def test_every_kind_of_part_occurs(parts: dict[str, list[tuple[str, str]]], kind: str) -> None:
    assert any(shape.split()[0] == kind for found in parts.values() for _, shape in found)


def test_the_terms_for_the_script_are_those_of_the_glossary(site: Site) -> None:
    import json

    ja, en = (
        json.loads((site.folder / name / "twins.json").read_text(encoding="utf-8"))
        for name in ("", "en")
    )
    assert len(ja["terms"]) == len(site.pages["glossary/index.html"].all("//dt")) > 200
    assert [[other, own] for own, other in ja["terms"]] == en["terms"]
    assert ja["words"].keys() == en["words"].keys()
