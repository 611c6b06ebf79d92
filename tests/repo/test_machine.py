"""What the site gives to programs: Markdown, lists, a feed, JSON with schemas, structured data."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag

import pytest
import yaml
from jsonschema import Draft202012Validator
from lxml import etree
from markdown_it import MarkdownIt
from markdown_it.token import Token

from site_build import HOME, LANGUAGES, Page, Site
from sitekit import outputs, structured
from sitekit.site import Sources

ATOM = "{http://www.w3.org/2005/Atom}"
JSON = ("services", "practice/questions", *outputs.FILES)
#: What the site's own marks in Markdown look like where they were not understood.
_DIRECTIVE = re.compile(r"^::[a-z-]+|^/{3,}|\{=|\[@|<!--|source:[a-z]", re.M)
_LD = "//script[@type='application/ld+json']/text()"
#: Of a page as it is sent.
_MOST_LD = 400
_PARSER = MarkdownIt("commonmark").enable("table")


def folder(site: Site, language: str) -> Path:
    """Where the site of a language lies."""
    return site.folder if language == "ja" else site.folder / "en"


def exists(site: Site, address: str) -> bool:
    """Whether an address of the site leads to a file."""
    path = urldefrag(address).url.removeprefix(HOME)
    return (
        site.folder / (f"{path}index.html" if not path or path.endswith("/") else path)
    ).is_file()


@pytest.fixture(scope="module")
def twins(site: Site) -> dict[str, str]:
    """Return the Markdown of every page by the path of the page."""
    return {
        path: (site.folder / path).with_name("index.md").read_text(encoding="utf-8")
        for path in site.pages
    }


@pytest.fixture(scope="module")
def parsed(twins: dict[str, str]) -> dict[str, list[Token]]:
    """Return what a Markdown program reads in each; inline parts follow their block."""
    return {path: list(tokens(text.split("---\n", 2)[2])) for path, text in twins.items()}


def tokens(text: str) -> Iterator[Token]:
    """Everything in a text, block by block."""
    for token in _PARSER.parse(text):
        yield token
        yield from token.children or ()


def test_no_markdown_has_html_or_marks_that_were_not_understood(
    parsed: Mapping[str, list[Token]],
) -> None:
    wrong = [
        f"{path}: {token.content[:60]!r}"
        for path, found in parsed.items()
        for token in found
        if token.type.startswith("html")
        or (token.type == "text" and _DIRECTIVE.search(token.content))
    ]
    assert not wrong, "\n".join(wrong)


def test_no_mark_of_markdown_is_left_as_text(parsed: Mapping[str, list[Token]]) -> None:
    wrong = [
        f"{path}: {token.content[:60]!r}"
        for path, found in parsed.items()
        for token in found
        if token.type == "text" and ("**" in token.content or "](" in token.content)
    ]
    assert not wrong, "\n".join(wrong)


def test_every_link_of_the_markdown_leads_somewhere(
    site: Site, parsed: Mapping[str, list[Token]]
) -> None:
    wrong = []
    for path, found in parsed.items():
        for token in found:
            href = str(token.attrs.get("href", "")) if token.type == "link_open" else "https://"
            if not href.startswith("https://") or (
                href.startswith(HOME) and not exists(site, href)
            ):
                wrong.append(f"{path}: {href}")
    assert not wrong, "\n".join(wrong)


def test_the_head_says_which_page_it_is(site: Site, twins: Mapping[str, str]) -> None:
    for path, page in site.pages.items():
        facts = yaml.safe_load(twins[path].split("---\n")[1])
        other = site.twin(page)
        assert facts["url"] == page.address
        assert facts["language"] == page.language
        assert other is not None
        assert facts["translation"] == f"{other.address}index.md"
        assert facts["description"] == page.all("//meta[@name='description']/@content")[0]
        shown = page.all("//ul[@class='facts']//time/@datetime")
        assert [str(facts["updated"])] == shown or not shown


def test_the_markdown_has_the_sections_and_formulas_of_the_page(
    site: Site, twins: Mapping[str, str]
) -> None:
    for path, page in site.pages.items():
        without_code = re.sub(r"^(> )*\s*```.*?^(> )*\s*```$", "", twins[path], flags=re.M | re.S)
        found = re.findall(r"^#{2,3} .* \{#([\w-]+)\}$", without_code, re.M)
        assert [each for each in page.headings() if each not in found] == [], path
        for tex in page.all("//article//annotation/text()"):
            # In a table a bar has a stroke before it.
            assert tex.strip().replace("\\|", "|") in twins[path].replace("\\|", "|"), path


def test_the_markdown_has_every_question_with_its_reasons(
    site: Site, twins: Mapping[str, str], sources: Sources
) -> None:
    plain = re.compile(r"[\\*`\s]")
    for question in sources.data.questions:
        for language, prefix in (("ja", ""), ("en", "en/")):
            path = f"{prefix}practice/{question.objective.replace('.', '-')}/index.html"
            text = plain.sub("", twins[path]).replace("’", "'").replace(">", "")
            for option in question.options:
                reason = re.split(r"[“”\"<>]", option.why[language])[0]
                assert plain.sub("", reason).replace("’", "'").rstrip("。.") in text, question.id


def test_figures_are_told_in_words(site: Site, twins: Mapping[str, str]) -> None:
    for path, page in site.pages.items():
        text = twins[path].replace("\\", "")
        for desc in page.all("//figure[contains(@class,'lab-figure')]//svg/desc"):
            assert " ".join((desc.text or "").split()) in text, path


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_leads_to_every_page_once(site: Site, language: str) -> None:
    text = (folder(site, language) / "llms.txt").read_text(encoding="utf-8")
    assert text.startswith("# MLE Notes\n\n> ")
    links = re.findall(r"^- \[.+\]\((\S+)\): \S", text, re.M)
    pages = [page for page in site.pages.values() if page.language == language]
    assert sorted(links) == sorted(f"{page.address}index.md" for page in pages)
    headings = re.findall(r"^## (.+)$", text, re.M)
    menu = site.pages["index.html" if language == "ja" else "en/index.html"]
    assert headings[-1] == "Optional"
    assert len(headings) >= len(menu.all("//nav[contains(@class,'tabs')]//li")) - 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_chapters_are_in_one_file(site: Site, language: str) -> None:
    text = (folder(site, language) / "llms-full.txt").read_text(encoding="utf-8")
    for page in site.of_kind("chapter") + site.of_kind("choice"):
        if page.language == language:
            assert f"<{page.address}index.md>" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_feed_has_what_a_feed_must_have(site: Site, language: str) -> None:
    root = etree.parse(str(folder(site, language) / "feed.xml")).getroot()
    assert root.tag == f"{ATOM}feed"
    entries = root.findall(f"{ATOM}entry")
    assert len(entries) >= 8
    for each in (root, *entries):
        for name in ("id", "title", "updated"):
            assert len(each.findall(f"{ATOM}{name}")) == 1 and each.findtext(f"{ATOM}{name}")
        assert re.fullmatch(
            r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", each.findtext(f"{ATOM}updated") or ""
        )
    assert root.findtext(f"{ATOM}author/{ATOM}name")
    identifiers = [each.findtext(f"{ATOM}id") or "" for each in (root, *entries)]
    assert len(set(identifiers)) == len(identifiers)
    assert all(re.fullmatch(r"tag:mle-notes\.github\.io,2026:\S+", each) for each in identifiers)
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    prefix = "" if language == "ja" else "en/"
    assert links["self"] == f"{HOME}{prefix}feed.xml"


@pytest.mark.parametrize("language", LANGUAGES)
def test_entries_of_the_feed_stand_on_the_page_of_changes(site: Site, language: str) -> None:
    prefix = "" if language == "ja" else "en/"
    page = site.pages[f"{prefix}changes/index.html"]
    root = etree.parse(str(folder(site, language) / "feed.xml")).getroot()
    for entry in root.findall(f"{ATOM}entry"):
        (link,) = entry.findall(f"{ATOM}link")
        address, anchor = urldefrag(link.get("href") or "")
        assert address == page.address and anchor in page.ids
        (row,) = page.all(f"//tr[@id='{anchor}']")
        text = " ".join(row.text_content().split()).replace("’", "'")
        assert (entry.findtext(f"{ATOM}title") or "?").replace("’", "'") in text
    assert page.all("//article//a[contains(@href,'feed.xml')]")


@pytest.mark.parametrize("name", JSON)
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_file_for_programs_has_the_form_that_it_promises(
    site: Site, language: str, name: str
) -> None:
    home = folder(site, language)
    content = json.loads((home / f"{name}.json").read_text(encoding="utf-8"))
    schema = json.loads((home / f"{name}.schema.json").read_text(encoding="utf-8"))
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(content)
    assert content["language"] == language
    assert content["license"] == outputs.LICENCE
    prefix = "" if language == "ja" else "en/"
    for url in addresses(content):
        assert url.startswith("https://") or exists(site, f"{HOME}{prefix}{url}"), url


def addresses(value: Any) -> Iterator[str]:
    """Every address in a file, however deep."""
    if isinstance(value, dict):
        for key, child in value.items():
            if key == "url":
                yield child
            yield from addresses(child)
    elif isinstance(value, list):
        for child in value:
            yield from addresses(child)


@pytest.mark.parametrize("name", JSON)
def test_both_languages_have_the_same_entries(site: Site, name: str) -> None:
    def identifiers(language: str) -> list[str]:
        text = (folder(site, language) / f"{name}.json").read_text(encoding="utf-8")
        return re.findall(r'"id":"([^"]+)"', text)

    assert sorted(identifiers("ja")) == sorted(identifiers("en"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_data_leads_to_every_file(site: Site, language: str) -> None:
    page = site.pages[f"{'' if language == 'ja' else 'en/'}tools/data/index.html"]
    prefix = HOME + ("" if language == "ja" else "en/")
    links = {page.resolve(href) for href in page.all("//article//a/@href")}
    wanted = [f"{name}.{form}" for name in JSON for form in ("json", "schema.json")]
    wanted += ["llms.txt", "llms-full.txt", "feed.xml", "changes/deprecations.ics"]
    assert {f"{prefix}{name}" for name in wanted} <= links
    assert [each for each in links if each.startswith(HOME) and not exists(site, each)] == []


def things(page: Page) -> list[dict[str, Any]]:
    """What the page tells programs of itself."""
    found: list[dict[str, Any]] = []
    for text in page.all(_LD):
        whole = json.loads(str(text))
        assert whole["@context"] == "https://schema.org"
        found += whole["@graph"]
    return found


def test_the_path_for_programs_is_the_path_above_the_title(site: Site) -> None:
    for page in site.pages.values():
        crumbs = [each for each in things(page) if each["@type"] == "BreadcrumbList"]
        shown = page.all("//nav[@class='path']//li/a")
        assert len(crumbs) == bool(shown), page.path
        if not crumbs:
            continue
        items = crumbs[0]["itemListElement"]
        assert [each["position"] for each in items] == list(range(1, len(items) + 1))
        expected = [(link.text_content(), page.resolve(link.get("href"))) for link in shown]
        assert [(each["name"], each["item"]) for each in items[:-1]] == expected, page.path
        assert items[-1]["item"] == page.address
        assert all(exists(site, each["item"]) for each in items)


def test_what_a_page_says_of_itself_is_what_it_shows(site: Site) -> None:
    for page in site.pages.values():
        for thing in things(page):
            if thing["@type"] in ("BreadcrumbList", "Course"):
                continue
            (title,) = page.all("//h1")
            assert thing["name"] == title.text_content()
            assert thing["description"] == page.all("//meta[@name='description']/@content")[0]
            assert thing["inLanguage"] == page.language
            assert thing["url"] == page.address
            shown = page.all("//ul[@class='facts']//time/@datetime")
            assert [thing["dateModified"]] == shown if shown else "dateModified" not in thing


def test_chapters_and_labs_are_parts_of_the_course_of_their_language(site: Site) -> None:
    courses = {}
    for prefix in ("", "en/"):
        (course,) = (e for e in things(site.pages[f"{prefix}index.html"]) if e["@type"] == "Course")
        assert course["name"] and course["description"] and course["provider"]["name"]
        courses[course["inLanguage"]] = course["@id"]
    for page in site.of_kind("chapter") + site.of_kind("lab"):
        if not page.route.endswith("labs/"):
            (thing,) = (e for e in things(page) if e["@type"] == "LearningResource")
            assert thing["isPartOf"]["@id"] == courses[page.language], page.path
            assert thing["learningResourceType"] and thing["license"]


def test_nothing_claims_to_be_what_it_is_not(site: Site) -> None:
    known = {"BreadcrumbList", "Course", "LearningResource", "Quiz", "Dataset"}
    for page in site.pages.values():
        found = {each["@type"] for each in things(page)}
        assert found <= known
        objective = re.fullmatch(r"practice/\d-\d/", page.route)
        assert ("Quiz" in found) == bool(objective), page.path
        if objective:
            assert page.all("//mle-question")


def test_structured_data_is_small(site: Site) -> None:
    wrong = {}
    for path, page in site.pages.items():
        script = re.search(r'<script type="application/ld\+json">(.*?)</script>', page.text, re.S)
        text = script[0] if script else ""
        assert "<" not in (script[1] if script else "")
        more = len(gzip.compress(page.text.encode(), mtime=0))
        more -= len(gzip.compress(page.text.replace(text, "").encode(), mtime=0))
        if more > _MOST_LD:
            wrong[path] = more
    assert not wrong, wrong


def test_every_kind_of_thing_is_there(site: Site) -> None:
    found = {each["@type"] for page in site.pages.values() for each in things(page)}
    assert found == {"BreadcrumbList", "Course", "LearningResource", "Quiz", "Dataset"}
    assert structured.kind_of("index.md") == "course"


def test_every_page_names_its_markdown_and_the_feed(site: Site) -> None:
    for page in site.pages.values():
        links = {
            link.get("type"): page.resolve(link.get("href"))
            for link in page.all("//link[contains(concat(' ', @rel, ' '), ' alternate ')]")
        }
        prefix = HOME if page.language == "ja" else f"{HOME}en/"
        assert links["text/markdown"] == f"{page.address}index.md"
        assert links["application/atom+xml"] == f"{prefix}feed.xml"
