"""Which facts must be checked again: every source has a month, and every kind of fact a shelf life.

A build never fails because time passed; the page shows it, and this list names it.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from sitekit.catalogue import SHELF, Citation


def due(citation: Citation) -> date | None:
    """The day from which a source counts as overdue; none if it does not age."""
    days = SHELF[citation.shelf]
    if days is None or citation.read == "unopened":
        return None
    year, month = map(int, citation.verified.split("-"))
    following = date(year + month // 12, month % 12 + 1, 1)
    return following + timedelta(days=days)


def overdue(citations: Iterable[Citation], today: date) -> Iterator[str]:
    """One line for each overdue source, the longest overdue first."""
    dated = [(day, each) for each in citations if (day := due(each)) and day <= today]
    for day, citation in sorted(dated, key=lambda pair: (pair[0], pair[1].place)):
        yield (
            f"{citation.place}: {citation.id!r} was checked in {citation.verified}, "
            f"due since {day} ({citation.url})"
        )
