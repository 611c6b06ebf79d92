"""The first use of each term on a page leads to the glossary, and shows the definition.

The definition stands in an attribute, so that it is neither read twice nor
searched; the style sheet shows it when the pointer or the focus is on the term.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from html import escape
from itertools import groupby

from sitekit import prose
from sitekit.glossary import Term

#: Where a term is not running text, would be a link in a link, or would help with an answer.
_KEPT = prose.within(
    *("a", "code", "pre", "script", "style", "svg", "math", "figure", "table"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "title", "summary", "nav"),
    *("form", "button", "label", "select", "textarea", "span data-service", "mle-question"),
    *('span class="katex', 'ul class="facts', 'ol class="sources', 'details class="toc-inline'),
    *('div class="hero', 'div class="name-index', 'p class="edit', 'dl class="lab-values'),
)
#: What stands before or after a longer word, by script: 損失 is not meant in 損失関数, バッチ not
#: in ミニバッチ, "agent" not in "Agent Platform".
_SCRIPTS = (
    (re.compile("[\u3400-\u9fff々]"), "[\u3400-\u9fff々]", "[\u3400-\u9fff々]"),
    (re.compile("[ァ-ヺー]"), "[ァ-ヺー]", "[ァ-ヺー]"),
    (re.compile("[A-Za-z0-9]"), "[A-Za-z0-9-]", "[A-Za-z0-9-]| [A-Z]"),
)


class Tips:
    """The terms of one language, ready to be found."""

    def __init__(self, terms: Iterable[Term], language: str) -> None:
        self._language = language
        self._terms = dict(_forms(terms, language))
        self._pattern = _compiled(_alternatives(self._terms))
        self._taught: dict[str, set[str]] = {}
        for term in self._terms.values():
            self._taught.setdefault(term.page.partition("#")[0], set()).add(term.id)

    def mark(self, html: str, uri: str, glossary: str) -> str:
        """The page `uri` with its terms linked; `glossary` is the address seen from there.

        A page that teaches a term needs no link away from it.
        """
        seen = set(self._taught.get(uri, ()))

        def link(match: re.Match[str]) -> str:
            term = self._terms[match[0]]
            if term.id in seen:
                return match[0]
            seen.add(term.id)
            tip = escape(term.definition[self._language])
            address = f"{glossary}#term-{term.id}"
            return f'<a class="term" href="{address}" data-tip="{tip}">{match[0]}</a>'

        return prose.rewrite(html, _KEPT, lambda text: self._pattern.sub(link, text))


@lru_cache(maxsize=8)  # of both languages: the cache of `re` forgets it before the next save
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _forms(terms: Iterable[Term], language: str) -> Iterator[tuple[str, Term]]:
    """Every form in which a term stands in HTML; in English also capitalized and in the plural."""
    for term in terms:
        if language not in term.tips:
            continue
        for word in (term.text[language], *term.short):
            text = escape(word)
            yield text, term
            if language == "en" and text.islower():
                for form in (text, f"{text}s"):
                    yield form, term
                    yield form[0].upper() + form[1:], term


def _alternatives(words: Iterable[str]) -> str:
    """A pattern for the longest word at a place; grouped by first letter, which is much faster."""
    longest_first = sorted(words, key=lambda word: (word[0], -len(word), word))
    groups = (
        f"{_before(letter)}{re.escape(letter)}(?:{'|'.join(map(_rest, group))})"
        for letter, group in groupby(longest_first, key=lambda word: word[0])
    )
    return "|".join(groups) or "(?!)"


def _before(letter: str) -> str:
    """That the word which begins with `letter` begins there."""
    return next((f"(?<!{before})" for s, before, _ in _SCRIPTS if s.match(letter)), "")


def _rest(word: str) -> str:
    """The word behind its first letter, and that it ends there."""
    end = next((f"(?!{after})" for s, _, after in _SCRIPTS if s.match(word[-1])), "")
    return re.escape(word[1:]) + end
