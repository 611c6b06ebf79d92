"""Marks the parts of a page that have a twin in the other language.

Both languages have the same parts in the same order (hooks/sitekit/parity.py sees to
that), so that a part is known by the last part before it that has an id, and by its number from
there: ``data-t="3"`` behind ``<h2 id="oscillates" data-t>`` is oscillates.3 in both.
The scripts of the browser find a twin by this name (docs/assets/js/flip-rules.js).
Whole names would double the bytes that the marks cost.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from sitekit import scripted
from sitekit.glossary import Term
from sitekit.problems import other

#: What is never shown in the other language: menus and forms; what a language orders in a way
#: of its own; and what has the same content in both, or its own way to the other language.
_KEPT = (
    *("form", "nav", "mle-question", "script", "svg", "pre"),
    *('ul class="facts', 'details class="toc-inline', 'ol class="sources', 'p class="edit'),
    *(
        'p class="letters',
        'p class="timeline__axis',
        'p class="admonition-title',
        'section id="index-[0-9]+"><h2>[^<]*</h2><ul',
    ),
    *('div class="panel', 'div class="practice-tool', 'div class="live', 'dl class="lab-values'),
    'div class="admonition check question',
)
#: A question with its options and its answer is one part; so are a table and a title.
_WHOLE = ("p", "dt", "figcaption", "table", "h[1-4]", 'div class="admonition check"')
#: One part if it begins with text; else what it holds are parts.
_HOLDERS = ("li", "dd")
_BLOCKS = "p|ul|ol|dl|div|table|details|figure|pre|form|section"

_NEXT = re.compile(
    rf"<(?:(?P<kept>{'|'.join(_KEPT)})"
    rf"|(?P<whole>{'|'.join(_WHOLE)}|(?:{'|'.join(_HOLDERS)})(?=[^>]*>(?!\s*<(?:{_BLOCKS})[\s>]))))"
    r"(?=[\s>\"])[^>]*>"
)
_NAME = re.compile(r"[a-z0-9-]+")
_ID = re.compile(r' id="[^"]+"')


def mark(html: str) -> str:
    """The page with its parts named; what lies outside of the article stays as it is."""
    start, end = html.find("<article"), html.rfind("</article>")
    if start < 0:
        return html
    done: list[str] = []
    count, place = 0, 0
    while found := _NEXT.search(html, start, end):
        start = _end(html, found, end)
        if found["kept"]:
            continue
        own = _ID.search(found[0])
        if not own and found[0].startswith(("<h2", "<h3", "<h4")):
            continue  # a heading of one language only, such as a letter of an index
        count = 0 if own else count + 1
        done += (html[place : found.end() - 1], f' data-t="{count}"' if count else " data-t")
        place = found.end() - 1
    return "".join((*done, html[place:]))


def _end(html: str, found: re.Match[str], end: int) -> int:
    """Where the element ends that a match opens."""
    name = _NAME.match(found[0], 1)
    assert name
    depth = 1
    for tag in re.compile(rf"<(/?){name[0]}(?=[\s>])").finditer(html, found.end(), end):
        depth += -1 if tag[1] else 1
        if not depth:
            return tag.end()
    return end


def data(terms: Iterable[Term], labels: Mapping[str, str], language: str) -> dict[str, Any]:
    """What the script of the browser says, and the terms in this language and in the other."""
    return {
        "words": scripted.words("flip", labels),
        "terms": [[_forms(term, each) for each in (language, other(language))] for term in terms],
    }


def _forms(term: Term, language: str) -> list[str]:
    """How a text names a term, the first form first."""
    also = term.also.get(language, ())
    return list(dict.fromkeys((term.text[language], *term.short, *also)))
