"""Lists of the site for language models, in the form of https://llmstxt.org/.

``llms.txt`` leads to the Markdown of every page; ``llms-full.txt`` holds all chapters.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

NAME, FULL = "llms.txt", "llms-full.txt"
#: What a reader with little room leaves out: pages of one service or one objective's questions,
#: and what the old memos said.
_SECOND = ("services/", "practice/", "changes/memo-", "tools/", "contribute", "glossary/names")
#: Overviews among them, which stay.
_FIRST = ("services/index.md", "practice/index.md", "tools/data.md")
#: What is no chapter: executed code, and pages made of forms.
_NO_CHAPTERS = (*_SECOND, "labs/", "tools/")


@dataclass(frozen=True)
class Entry:
    """A page: its source, its title and description, the address of its Markdown, its text."""

    uri: str
    title: str
    description: str
    address: str
    body: str


@dataclass(frozen=True)
class Section:
    """Pages under one heading of the navigation."""

    title: str
    entries: tuple[Entry, ...]


def index(name: str, description: str, about: Iterable[str], sections: Iterable[Section]) -> str:
    """``llms.txt``: a title, what the site is, then links in the order of the navigation."""
    parts = [f"# {name}", f"> {description}", *about]
    optional: list[Entry] = []
    for section in sections:
        first = [each for each in section.entries if not _is_second(each.uri)]
        optional += (each for each in section.entries if _is_second(each.uri))
        if first:
            parts += [f"## {section.title}", _links(first)]
    if optional:
        # The form gives this word its meaning, in every language.
        parts += ["## Optional", _links(optional)]
    return "\n\n".join(parts) + "\n"


def _is_second(uri: str) -> bool:
    return uri.startswith(_SECOND) and uri not in _FIRST


def _links(entries: Iterable[Entry]) -> str:
    return "\n".join(f"- [{each.title}]({each.address}): {each.description}" for each in entries)


def full(name: str, description: str, about: Iterable[str], sections: Iterable[Section]) -> str:
    """``llms-full.txt``: the same beginning, then the text of every chapter."""
    parts = [f"# {name}", f"> {description}", *about]
    for section in sections:
        for each in section.entries:
            if not each.uri.startswith(_NO_CHAPTERS):
                parts += [f"# {each.title}", f"<{each.address}>", each.body.strip()]
    return "\n\n".join(parts) + "\n"


def about(labels: Mapping[str, str], addresses: Mapping[str, str]) -> list[str]:
    """What both files say of the site, with addresses in it."""
    return [labels[f"llms-{key}"].format(**addresses) for key in ("licence", "more")]
