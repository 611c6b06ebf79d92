"""One style of Japanese for the whole site, as far as a machine can see it.

No space between Japanese and Latin letters or digits (the stylesheet adds the
visual space), full-width punctuation, one spelling for words that have two.
"""

import re
from collections.abc import Iterator

from sitekit.problems import Problem
from sitekit.source import PLACEHOLDER, Source

_JA = r"\u3041-\u309f\u30a1-\u30fc\u3400-\u9fff々"
_LATIN = rf"A-Za-z0-9{PLACEHOLDER}"
_RULES = (
    (
        re.compile(rf"(?<=[{_JA}、。）」]) (?=[{_LATIN}])|(?<=[{_LATIN}%)]) (?=[{_JA}（「])"),
        "a space between Japanese and {after!r}",
        "write them without a space",
    ),
    (
        re.compile(rf"(?<=[{_JA}])[,!?;:](?!/)|(?<=[{_JA}])\.(?!\w)"),
        "half-width punctuation {found!r} after Japanese",
        "use 、。！？：",
    ),
    (
        re.compile(rf"(?<=[{_JA}])[()]|[()](?=[{_JA}])"),
        "half-width bracket {found!r} beside Japanese",
        "use （）",
    ),
    (
        re.compile(r"(?<![\d.])[1-9]つ"),
        "{found!r} with a digit",
        "use 一つ, 二つ",
    ),
)
#: The fixed form of former names: "（旧 Vertex AI）".
_FORMER = re.compile(r"旧 (?=[A-Z])")
_JOINED_FORMER = re.compile(r"（旧(?=[A-Z])")
_CONTEXT = 12


def check(source: Source) -> Iterator[Problem]:
    """What departs from the style in the prose of a Japanese page."""
    for section in source.sections:
        for number, line in (*section.prose, (section.line, section.title)):
            if _JOINED_FORMER.search(line):
                yield Problem(
                    source.path, number, "a former name without a space", "write （旧 X）"
                )
            yield from _check_line(_FORMER.sub("旧", line), source.path, number)


def _check_line(line: str, path: str, number: int) -> Iterator[Problem]:
    for pattern, what, fix in _RULES:
        for match in pattern.finditer(line):
            after = line[match.start() : match.end() + _CONTEXT].replace(PLACEHOLDER, "…")
            yield Problem(path, number, what.format(after=after, found=match[0]), fix)
