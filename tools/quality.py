"""The figures that every kind of page must reach, and whether measured values do.

Sizes are kilobytes (1000 bytes) as they are sent, compressed with gzip.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """A figure with the value to reach: at most `goal`, or at least."""

    id: str
    name: str
    goal: float
    unit: str = ""
    least: bool = False

    def met(self, value: float) -> bool:
        """Whether a value is good enough."""
        return value >= self.goal if self.least else value <= self.goal

    def shown(self, value: float) -> str:
        """A value as the table has it."""
        digits = f"{value:.1f}" if self.unit else f"{value:.3f}".rstrip("0").rstrip(".")
        return f"{digits} {self.unit}".rstrip()


LIGHTHOUSE = (
    Figure("performance", "Lighthouse performance", 99, least=True),
    Figure("accessibility", "Lighthouse accessibility", 100, least=True),
    Figure("best-practices", "Lighthouse best practices", 100, least=True),
    Figure("seo", "Lighthouse SEO", 100, least=True),
)
_ALL = (
    *LIGHTHOUSE,
    Figure("axe", "axe findings in four modes", 0),
    Figure("transfer-median", "first load, median of pages", 110, "kB"),
    Figure("transfer", "first load", 160, "kB"),
    Figure("transfer-large", "first load, labs and mock exam", 200, "kB"),
    Figure("requests", "requests", 14),
    Figure("hosts", "other hosts", 0),
    Figure("shift", "layout shift", 0.02),
    Figure("html", "HTML errors", 0),
    Figure("links", "broken links and anchors", 0),
    Figure("overflow", "wider than 360 px", 0),
    Figure("raw", "raw TeX or diagrams without scripts", 0),
    Figure("unmarked", "focus that does not show", 0),
    Figure("unseen", "focus off the screen", 0),
    Figure("unreached", "controls that Tab never reaches", 0),
    Figure("print", "clipped or dark in print", 0),
    Figure("page", "largest HTML page", 30, "kB"),
    Figure("console", "console errors", 0),
    Figure("worker", "search worker", 8, "kB"),
    Figure("quiz", "code of a question", 15, "kB"),
    Figure("figure-code", "code of a live figure", 15, "kB"),
    Figure("figure-data", "data of a live figure, not compressed", 30, "kB"),
)
FIGURES = {figure.id: figure for figure in _ALL}


def most_bytes(figure: str) -> int:
    """The goal of a figure that is a size, in bytes."""
    return round(FIGURES[figure].goal * 1000)


@dataclass(frozen=True)
class Value:
    """What was measured of a figure on one page, and what it is made of where that helps."""

    figure: str
    value: float
    page: str
    details: tuple[str, ...] = ()

    @property
    def met(self) -> bool:
        """Whether it is good enough."""
        return FIGURES[self.figure].met(self.value)


@dataclass(frozen=True)
class Row:
    """The worst value of a figure; none if nothing was measured, which no figure survives."""

    figure: Figure
    worst: Value | None

    @property
    def met(self) -> bool:
        """Whether the worst value is good enough."""
        return self.worst is not None and self.worst.met


def rows(values: Iterable[Value], skipped: Collection[str] = ()) -> list[Row]:
    """The worst value of each figure that was not skipped on purpose."""
    found: dict[str, list[Value]] = {}
    for each in values:
        found.setdefault(each.figure, []).append(each)
    return [
        Row(figure, _worst(figure, found.get(name, [])))
        for name, figure in FIGURES.items()
        if name not in skipped
    ]


def _worst(figure: Figure, values: list[Value]) -> Value | None:
    choose = min if figure.least else max
    return choose(values, key=lambda each: each.value, default=None)


def table(found: Iterable[Row]) -> str:
    """The rows as a table in Markdown."""
    lines = ["| figure | worst | page | to reach | met |", "| --- | --: | --- | --: | --- |"]
    lines += [_line(row) for row in found]
    return "\n".join(lines)


def _line(row: Row) -> str:
    figure, worst = row.figure, row.worst
    value = figure.shown(worst.value) if worst else "not measured"
    page = f"`{worst.page or '/'}`" if worst else "–"
    goal = f"{'≥' if figure.least else '≤'} {figure.shown(figure.goal)}"
    return f"| {figure.name} | {value} | {page} | {goal} | {'yes' if row.met else '**no**'} |"
