"""A page's Markdown, read into sections that can be compared and checked.

The scanner knows just enough Markdown to tell structure from text: front
matter, headings with explicit ids, fenced code, formulas, links, and the
site's own marks (``::figure``, ``{=lab/name}``, ``[@source]``, ``/// block``).
Nothing inside code is ever taken for one of them.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from sitekit import yamlfile
from sitekit.problems import Problem

BLOCKS = ("note", "trap", "memo", "unsure", "check", "answer")
#: Directives with a target: what a lab shows, a diagram, a list of labs, the services of a
#: family, and parts of the catalogue.
EMBEDS = (
    *("figure", "table", "diagram", "labs", "services"),
    *("compare", "situations", "situation-answers", "deprecations", "claims"),
    *("memo-topics", "considerations", "questions", "tool", "live"),
)
#: What the build itself adds to pages.
ADDED = ("page-questions",)
#: Directives that stand alone.
LISTS = (
    *("renames", "rename-dates", "service-filter", "picker", "old-names"),
    *("glossary", "name-index", "exam-sections", "practice", "plan-shares"),
    *("anki", "anki-notes", "news"),
    *("state-facts", "state-read", "state-oldest", "state-languages", "state-coverage"),
    *("state-questions", "state-services", "state-memos", "state-labs", "state-sizes"),
)
FRONT_MATTER = {"title", "description", "hide"}

DIRECTIVE = re.compile(r"::(?P<kind>[a-z-]+)(?:\s+(?P<target>\S.*?))?\s*")
#: The first line of a block, with its name and title, or its last: slashes only.
BLOCK = re.compile(r"^[ \t]*(/{3,})[ \t]*(?:([A-Za-z-]+)[ \t]*(?:\|[ \t]*(.*?))?)?[ \t]*$", re.M)
VALUE = re.compile(r"\{=(?P<target>[^}\s]+)\}")
CITATION = re.compile(r"\[@(?P<id>[^\]\s]+)\]")

_HEADING = re.compile(r"(#{1,6})\s+(.*?)(?:\s*\{:?\s*#([A-Za-z0-9_-]+)[^}]*\})?\s*")
_FENCE = re.compile(r"\s*(```+|~~~+)(.*)")
_CODE = re.compile(r"(`+)(.+?)\1")
_FORMULA = re.compile(r"(?<!\\)\$(?!\s)((?:\\.|[^$\\])+?)(?<!\s)\$")
_IMAGE = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)[^)]*\)")
_LINK = re.compile(r"(?<!!)\[([^\]]*)\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)")
_ATTRIBUTES = re.compile(r"\{:[^}]*\}|\{\s*[.#][^}]*\}")
_NUMBER = re.compile(
    r"(?<![A-Za-z0-9.])(?P<digits>\d+(?:[.,]\d+)*)(?:(?P<unit>万|億)| (?P<word>million|billion)\b)?"
)
_ITEM = re.compile(r"\s*(?:[-*+]|\d+[.)])\s")
_UNITS = {"万": 10**4, "億": 10**8, "million": 10**6, "billion": 10**9}
_COMMENT = re.compile(r"\s*#.*$", re.M)

#: What stands for a piece of code or a formula in the remaining prose.
PLACEHOLDER = "\ue000"


def listed(target: str) -> tuple[str, ...]:
    """The ids of a target that names several, with commas between them."""
    return tuple(part.strip() for part in target.split(",") if part.strip())


@dataclass(frozen=True)
class Token:
    """Something a section contains that must be in both languages."""

    kind: str
    text: str
    line: int


@dataclass(frozen=True)
class Section:
    """A heading and what follows it, up to the next heading.

    The text before the first heading is a section of level 0 without an id;
    the page's title and description belong to it.
    """

    level: int
    id: str
    title: str
    line: int
    tokens: tuple[Token, ...]
    prose: tuple[tuple[int, str], ...]
    fingerprint: str

    def texts(self, kind: str) -> list[str]:
        """The texts of all tokens of one kind, in order."""
        return [token.text for token in self.tokens if token.kind == kind]


@dataclass(frozen=True)
class Source:
    """One scanned page, or one language of a notebook's prose."""

    path: str
    language: str
    uri: str
    meta: dict[str, Any]
    sections: tuple[Section, ...]
    problems: tuple[Problem, ...]

    def tokens(self, *kinds: str) -> Iterator[Token]:
        """All tokens of the given kinds, in the order of the page."""
        for section in self.sections:
            for token in section.tokens:
                if token.kind in kinds:
                    yield token

    @property
    def fingerprint(self) -> str:
        """Changes with everything in the file, front matter and heading ids included."""
        sections = [(each.level, each.id, each.fingerprint) for each in self.sections]
        content = repr((sorted(self.meta.items(), key=str), sections))
        return hashlib.sha256(content.encode()).hexdigest()[:16]

    def ids(self) -> set[str]:
        """What a link to this page may have behind its #."""
        return {section.id for section in self.sections if section.id}


@dataclass
class _Draft:
    """A section while it is being read."""

    level: int
    id: str
    title: str
    line: int
    tokens: list[Token] = field(default_factory=list)
    prose: list[tuple[int, str]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    def finished(self) -> Section:
        text = "\n".join([self.title, *(line.rstrip() for line in self.lines)]).strip()
        fingerprint = hashlib.sha256(text.encode()).hexdigest()[:10]
        return Section(
            self.level,
            self.id,
            self.title,
            self.line,
            tuple(self.tokens),
            tuple(self.prose),
            fingerprint,
        )


@lru_cache(maxsize=2048)  # by content: `serve` reads again only what changed
def scan_page(text: str, *, path: str, language: str, uri: str) -> Source:
    """Read one Markdown page with front matter."""
    meta, body, first, problems = _front_matter(text, path)
    intro = "\n".join(str(meta.get(key, "")) for key in ("title", "description"))
    found = _scan(intro, body, first, path)
    return Source(path, language, uri, meta, found[0], (*problems, *found[1]))


def scan_prose(
    intro: str, lines: tuple[tuple[int, str], ...], *, path: str, language: str, uri: str
) -> Source:
    """Read the prose of one language of a notebook: (line number, text) pairs."""
    sections, problems = _scan_lines(intro, lines, path)
    return Source(path, language, uri, {}, sections, problems)


def _front_matter(text: str, path: str) -> tuple[dict[str, Any], str, int, list[Problem]]:
    """Front matter, body, the body's first line number, and what is wrong with them."""
    example = "begin with ---, title: and description:, ---"
    head, mark, body = text.removeprefix("---\n").partition("\n---\n")
    if not text.startswith("---\n") or not mark:
        return {}, text, 1, [Problem(path, 1, "the page has no front matter", example)]
    document, problems = yamlfile.parse(head, path, first_line=2)
    meta = document.value if isinstance(document.value, dict) else {}
    if not problems and not meta:
        problems.append(Problem(path, 2, "the front matter is not a mapping", example))
    for key in ("title", "description"):
        if meta and not isinstance(meta.get(key), str):
            problems.append(Problem(path, 2, f"{key} is missing", f"add '{key}: …' as a text"))
    for key in sorted(set(meta) - FRONT_MATTER, key=str):
        known = ", ".join(sorted(FRONT_MATTER))
        problems.append(
            Problem(path, document.line(key), f"unknown front matter key {key!r}", f"use {known}")
        )
    return meta, body, head.count("\n") + 4, problems


def _scan(
    intro: str, body: str, first: int, path: str
) -> tuple[tuple[Section, ...], tuple[Problem, ...]]:
    lines = tuple(enumerate(body.split("\n"), start=first))
    return _scan_lines(intro, lines, path)


@lru_cache(maxsize=4096)
def _scan_lines(
    intro: str, lines: tuple[tuple[int, str], ...], path: str
) -> tuple[tuple[Section, ...], tuple[Problem, ...]]:
    """The sections of a text.  Remembered by content: `serve` scans what changed."""
    problems: list[Problem] = []
    drafts = [_Draft(0, "", intro, 1)]
    rest = iter(lines)
    before: tuple[int, str] = (0, "")
    for number, line in rest:
        if heading := _HEADING.fullmatch(line):
            drafts.append(_heading(heading, number, path, problems))
            continue
        drafts[-1].lines.append(line)
        if part := _part(line, before[1] if before[0] == number - 1 else ""):
            drafts[-1].tokens.append(Token("part", part, number))
        before = (number, line)
        if fence := _FENCE.fullmatch(line):
            _code_block(fence, number, rest, drafts[-1], path, problems)
        elif line.strip() == "$$":
            _formula_block(number, rest, drafts[-1], path, problems)
        elif line.lstrip().startswith("::"):
            _directive(line, number, drafts[-1], path, problems)
        else:
            _prose(line, number, drafts[-1], path, problems)
    problems += _duplicate_ids(drafts, path)
    problems += _crowded_directives(drafts, dict(lines), path)
    problems += _unpaired_blocks(drafts, path)
    return tuple(draft.finished() for draft in drafts), tuple(problems)


def _part(line: str, before: str) -> str:
    """What begins with a line of Markdown, if anything does: a reader sees it as one part."""
    text = line.strip()
    opened = before.strip()
    if BLOCK.fullmatch(line):
        return "block" if text.strip("/ ") else ""
    if text.startswith("::"):
        return f"::{text[2:].split(' ')[0]}"
    if text.startswith("|"):
        return "" if opened.startswith("|") else "table"
    if _ITEM.match(line):
        return "list item"
    if not text or (opened and not BLOCK.fullmatch(before)):
        return ""
    return "" if text == "$$" or _FENCE.fullmatch(line) else "paragraph"


def _heading(match: re.Match[str], number: int, path: str, problems: list[Problem]) -> _Draft:
    marks, title, identifier = match.groups()
    if len(marks) == 1:
        problems.append(
            Problem(
                path, number, "a heading of level 1", "the title is in the front matter; use ##"
            )
        )
    if not identifier:
        fix = "the same id in both languages: '## … {#kebab-case}'"
        problems.append(Problem(path, number, f"heading {title!r} has no id", fix))
    return _Draft(len(marks), identifier or "", title, number)


def _duplicate_ids(drafts: list[_Draft], path: str) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for draft in drafts:
        if draft.id in seen:
            what = f"heading id {draft.id!r} is used twice"
            yield Problem(path, draft.line, what, f"line {seen[draft.id]} has it already")
        elif draft.id:
            seen[draft.id] = draft.line


def _crowded_directives(drafts: list[_Draft], text: dict[int, str], path: str) -> Iterator[Problem]:
    """Directives within a paragraph: Markdown would show them as text."""
    for token in (token for draft in drafts for token in draft.tokens):
        around = (text.get(token.line + step, "").strip() for step in (-1, 1))
        if token.kind in (*EMBEDS, *LISTS) and any(
            line and not line.startswith(("#", "///")) for line in around
        ):
            what = f"the directive '::{token.kind}' does not stand alone"
            yield Problem(path, token.line, what, "leave an empty line before and after it")


def _unpaired_blocks(drafts: list[_Draft], path: str) -> Iterator[Problem]:
    """Blocks that nothing closes, and ends of no block."""
    opened: list[Token] = []
    for token in (token for draft in drafts for token in draft.tokens):
        if token.kind == "begin":
            opened.append(token)
        elif token.kind == "end" and not opened:
            yield Problem(path, token.line, f"{token.text!r} closes no block", "remove it")
        elif token.kind == "end" and (begin := opened.pop()).text != token.text:
            what = f"{token.text!r} stands where the block of line {begin.line} should end"
            yield Problem(path, token.line, what, f"end it with {begin.text!r}")
    for token in opened:
        what = "the block is never closed"
        yield Problem(path, token.line, what, f"end it with {token.text!r}")


def _code_block(
    fence: re.Match[str],
    number: int,
    rest: Iterator[tuple[int, str]],
    draft: _Draft,
    path: str,
    problems: list[Problem],
) -> None:
    """Consume a fenced block; comments may differ between languages, code may not."""
    code: list[str] = []
    for _, line in rest:
        draft.lines.append(line)
        if line.strip().startswith(fence[1]):
            language = fence[2].strip()
            text = _COMMENT.sub("", "\n".join(code))
            draft.tokens.append(Token("code", f"{language}\n{text}", number))
            return
        code.append(line)
    problems.append(
        Problem(path, number, "the code block is never closed", f"end it with {fence[1]}")
    )


def _formula_block(
    number: int,
    rest: Iterator[tuple[int, str]],
    draft: _Draft,
    path: str,
    problems: list[Problem],
) -> None:
    formula: list[str] = []
    for _, line in rest:
        draft.lines.append(line)
        if line.strip() == "$$":
            draft.tokens.append(Token("formula", " ".join(" ".join(formula).split()), number))
            return
        formula.append(line)
    problems.append(Problem(path, number, "the formula is never closed", "end it with $$"))


def _directive(line: str, number: int, draft: _Draft, path: str, problems: list[Problem]) -> None:
    match = DIRECTIVE.fullmatch(line.strip())
    if not match or match["kind"] not in (LISTS if match["target"] is None else EMBEDS):
        known = f"'::name target' with {', '.join(EMBEDS)}, or '::name' with {', '.join(LISTS)}"
        problems.append(
            Problem(path, number, f"unknown directive {line.strip()!r}", f"use {known}")
        )
        return
    draft.tokens.append(Token(match["kind"], match["target"] or "", number))


def _prose(line: str, number: int, draft: _Draft, path: str, problems: list[Problem]) -> None:
    """Take the tokens out of a line of text; what remains is prose."""
    if block := BLOCK.fullmatch(line):
        slashes, kind, title = block.groups()
        draft.tokens.append(Token("begin" if kind else "end", slashes, number))
        if kind and kind not in BLOCKS:
            fix = f"use one of {', '.join(BLOCKS)}"
            problems.append(Problem(path, number, f"unknown block {kind!r}", fix))
        elif kind:
            draft.tokens.append(Token("block", kind, number))
        line = title or ""
    elif line.lstrip().startswith("///"):
        fix = f"'/// name | title', with a name of {', '.join(BLOCKS)}"
        problems.append(Problem(path, number, f"unknown block {line.strip()!r}", fix))
        line = ""
    draft.prose.append((number, _inline(line, number, draft, path, problems)))


def _inline(line: str, number: int, draft: _Draft, path: str, problems: list[Problem]) -> str:
    def take(kind: str, group: int = 1) -> Any:
        def keep(match: re.Match[str]) -> str:
            draft.tokens.append(Token(kind, match[group], number))
            return PLACEHOLDER

        return keep

    def link(match: re.Match[str]) -> str:
        draft.tokens.append(Token("link", match[2], number))
        return match[1]

    def image(match: re.Match[str]) -> str:
        if not match[1].strip():
            fix = "say what it shows: ![…](…)"
            problems.append(Problem(path, number, f"image {match[2]!r} has no text", fix))
        draft.tokens.append(Token("image", match[2], number))
        return match[1]

    line = _CODE.sub(PLACEHOLDER, line)
    line = _FORMULA.sub(take("formula"), line)
    line = VALUE.sub(take("value"), line)
    line = CITATION.sub(take("citation"), line)
    line = _IMAGE.sub(image, line)
    line = _LINK.sub(link, line)
    line = _ATTRIBUTES.sub("", line)
    for found in _NUMBER.finditer(line):
        draft.tokens.append(Token("number", _number(found), number))
    return line


def _number(match: re.Match[str]) -> str:
    """The number in plain digits: 20,000 and 2万 are both 20000."""
    digits = match["digits"].replace(",", "")
    unit = _UNITS.get(match["unit"] or match["word"] or "")
    return digits if unit is None else f"{float(digits) * unit:.0f}"
