"""What an author did wrong, in the one form they ever see it."""

from collections.abc import Iterable
from dataclasses import dataclass

LANGUAGES = ("ja", "en")


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake: where it is, what is wrong, what would be right."""

    path: str
    line: int
    what: str
    fix: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what} ({self.fix})"


class SourceError(Exception):
    """All mistakes of the sources, sorted by place, one per line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))


def other(language: str) -> str:
    """The other one of the two languages."""
    return LANGUAGES[1 - LANGUAGES.index(language)]
