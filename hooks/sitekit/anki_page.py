"""What the page on Anki says of the packages.

The packages are made after Markdown knows the page's directives, so these leave places, which
`fill` finds later.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import escape

from sitekit.anki_types import KINDS

#: Where the packages are published, below the root of the site, for both languages.
FOLDER = "practice/anki"
_PLACE = re.compile(r"<!--(anki|anki-notes)-->")


@dataclass(frozen=True)
class Package:
    """A package: how many notes and cards it has of each kind, and the file."""

    edition: str
    notes: Mapping[str, int]
    cards: Mapping[str, int]
    figures: int
    content: bytes = field(repr=False)

    @property
    def uri(self) -> str:
        """Where it is published, below the root of the site."""
        return f"{FOLDER}/mle-notes-{self.edition}.apkg"


def place(kind: str) -> str:
    """What stands for a table until the packages are there."""
    return f"<!--{kind}-->"


def fill(html: str, packages: Iterable[Package], labels: Mapping[str, str], root: str) -> str:
    """A page with its tables; `root` leads from it to the root of the site."""
    made = list(packages)

    def table(match: re.Match[str]) -> str:
        return _files(made, labels, root) if match[1] == "anki" else _notes(made, labels)

    return _PLACE.sub(table, html)


def _files(packages: list[Package], labels: Mapping[str, str], root: str) -> str:
    """The files to download."""
    head = [labels[f"anki/{key}"] for key in ("file", "size", "notes", "cards", "figures")]
    rows = []
    for package in packages:
        text = escape(labels[f"anki/file-{package.edition}"])
        link = f'<a href="{escape(root + package.uri)}" download>{text}</a>'
        counts = sum(package.notes.values()), sum(package.cards.values()), package.figures
        rows.append([link, size(len(package.content)), *map(_count, counts)])
    return _table(head, rows)


def _notes(packages: list[Package], labels: Mapping[str, str]) -> str:
    """How many notes there are of each kind, and how many cards each package makes of them."""
    head = [labels["anki/kind"], labels["anki/notes"]]
    head += [labels[f"anki/cards-{package.edition}"] for package in packages]
    rows = []
    for kind in KINDS:
        counts = [package.notes[kind] for package in packages[:1]]
        counts += [package.cards[kind] for package in packages]
        rows.append([escape(labels[f"anki/{kind}s"]), *map(_count, counts)])
    return _table(head, rows)


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    first = "".join(f'<th scope="col">{escape(each)}</th>' for each in head)
    body = "".join(f"<tr>{''.join(f'<td>{each}</td>' for each in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{first}</tr></thead><tbody>{body}</tbody></table>"


def _count(number: int) -> str:
    return f"{number:,}"


def size(length: int) -> str:
    """The size of a file, as download pages give it."""
    return f"{length / 1000:.0f} kB" if length < 1_000_000 else f"{length / 1_000_000:.1f} MB"
