"""One word for one thing: what the glossary says to avoid, found in every text.

An avoided word in quotation marks is no mistake: quoting a word is how it gets corrected.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from sitekit.glossary import Term
from sitekit.problems import Problem
from sitekit.source import Source

_QUOTED = re.compile(r"「[^「」]*」|『[^『』]*』|“[^“”]*”|\"[^\"]*\"")
#: Others' own words: what the old memos say, and titles of sources.
OTHERS = re.compile(r".*-said|sources-.*-title")


@dataclass(frozen=True)
class Termbase:
    """The avoided words of one language, each with the word to write instead."""

    words: tuple[tuple[str, str], ...] = ()

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        longest_first = sorted((avoided for avoided, _ in self.words), key=len, reverse=True)
        return re.compile("|".join(map(_whole, longest_first)) or "(?!)", re.I)

    def check(self, source: Source) -> Iterator[Problem]:
        """Each avoided word in the prose of a page or data file."""
        preferred = {avoided.casefold(): word for avoided, word in self.words}
        for section in source.sections:
            if OTHERS.fullmatch(section.id):
                continue
            for number, line in (*section.prose, (section.line, section.title)):
                for match in self._pattern.finditer(unquoted(line)):
                    what = f"{match[0]!r} is not this site's word"
                    fix = f"use {preferred[match[0].casefold()]!r}"
                    yield Problem(source.path, number, what, fix)


def of(terms: Iterable[Term], language: str) -> Termbase:
    """The words that the terms avoid in one language."""
    return Termbase(
        tuple(
            (avoided, term.text[language])
            for term in terms
            for avoided in term.avoid.get(language, ())
        )
    )


def unquoted(line: str) -> str:
    """The line without what it quotes."""
    return _QUOTED.sub("", line)


def _whole(word: str) -> str:
    """The word as a pattern; Latin letters around it make it another word."""
    start = r"(?<![A-Za-z-])" if word[0].isascii() else ""
    end = r"(?![A-Za-z-])" if word[-1].isascii() else ""
    return start + re.escape(word) + end
