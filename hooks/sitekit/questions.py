"""The question bank: files of ``data/questions/``, and what is wrong with a question.

A question must be fair: no option gives itself away by its length, its place or
its wording, and for every option it says why it is right or wrong.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations, groupby
from operator import itemgetter
from typing import Any

from sitekit import unfinished, yamlfile
from sitekit.problems import LANGUAGES, Problem
from sitekit.services import Text

LETTERS = "ABCDE"
#: An option may be longer than another by this factor, and by a few letters besides.
_LONGER, _LETTERS_MORE = 1.6, {"ja": 6, "en": 12}
#: A right option may be longer than the longest wrong one by this factor.
_GIVEN_AWAY = 1.15
_CATCH_ALL = {
    "ja": re.compile(r"上記|すべて(?:正しい|当てはまる)|どれも(?:正しく|当てはまら)ない"),
    "en": re.compile(r"\b(?:all|none|both) of (?:the above|these|them)\b", re.I),
}
#: Words that point to an option by its letter or place, which readers see in another order.
_POINTS = {
    "ja": re.compile(
        r"選択肢\s?[A-Ea-eＡ-Ｅ1-5１-５①-⑤]"
        r"|(?:上|下|左|右|隣|前|後|次|最初|最後|先頭|[一二三四五1-5](?:番目|つ目))の(?:選択肢|案)"
        r"|(?:^|[、。（「])[上下]の(?:方法|構成|やり方|もの|ほう|[一二三四]つ)"
        r"|(?:^|[、。（「])[A-E][はがをもとのにより、]"
    ),
    "en": re.compile(
        r"\b(?i:options?|choices?|answers?) (?:\(?[A-E]\b|[1-5](?! ?\w))"
        r"|\b(?i:first|second|third|fourth|fifth|last|next|previous|preceding|former|latter)"
        r" (?:option|choice)s?\b"
        r"|\b(?:options?|choices?|ones?|two|three|others?) (?:above|below)\b"
        r"|\b(?i:above|below) (?:option|choice)s?\b"
        r"|(?:^|(?<=[.;:] ))(?:[B-E]|A(?= (?:is|was|does|would|misses|needs|has|too)\b))(?=[ ,'’])"
        r"|(?<=\b(?:like|than|with) )[A-E](?=[ .,;:)]|$)"
    ),
}
#: How a stem says how many options are right.
_COUNTS = {2: {"ja": "二つ", "en": "choose two"}, 3: {"ja": "三つ", "en": "choose three"}}
#: The share of runs of three words that two stems may have in common.
_ALIKE = 0.5
#: The share of right options that each place may have, at least and at most, in a large bank.
_SHARES = (0.15, 0.35)
_MANY = 40


@dataclass(frozen=True)
class Option:
    """An answer to choose, and why it is right or wrong.

    `killed` is the index of the deciding words that rule a wrong one out.
    """

    text: Text
    right: bool
    why: Text
    killed: int | None
    #: The service that it would use, for comparison with the picker.
    service: str = ""


@dataclass(frozen=True)
class Question:
    """One question; `path` and `line` are its place in the data."""

    id: str
    consideration: str
    kind: str
    difficulty: int
    stem: Text
    decides: tuple[Text, ...]
    options: tuple[Option, ...]
    services: tuple[str, ...]
    page: str
    sources: tuple[str, ...]
    verified: str
    path: str
    line: int
    #: What the stem states, as dimensions and values of the picker.
    constraints: Mapping[str, str] = field(default_factory=dict)

    @property
    def uri(self) -> str:
        """The source of the page to read, without the place on it."""
        return self.page.partition("#")[0]

    @property
    def objective(self) -> str:
        """The objective of its consideration, as in 1.2."""
        return self.consideration.rpartition(".")[0]

    @property
    def right(self) -> tuple[int, ...]:
        """The places of the right options, counted from 0."""
        return tuple(index for index, option in enumerate(self.options) if option.right)


def marked(stem: str, decides: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """The parts of a stem, and whether each is among the words that decide.

    Words that overlap are one part.
    """
    among = [False] * len(stem)
    for words in decides:
        for match in re.finditer(re.escape(words), stem):
            among[match.start() : match.end()] = [True] * len(words)
    for mark, letters in groupby(zip(among, stem, strict=True), key=itemgetter(0)):
        yield "".join(letter for _, letter in letters), mark


def read_questions(document: yamlfile.Document, shown: str) -> tuple[Question, ...]:
    """The questions of a document of the right form."""
    return tuple(
        _question(key, entry, shown, document.line("questions", key))
        for key, entry in document.value["questions"].items()
    )


def _question(identifier: str, entry: Mapping[str, Any], shown: str, line: int) -> Question:
    return Question(
        id=identifier,
        consideration=entry["consideration"],
        kind=entry["kind"],
        difficulty=entry["difficulty"],
        stem=entry["stem"],
        decides=tuple(entry["decides"]),
        options=tuple(map(_option, entry["options"])),
        services=tuple(entry["services"]),
        page=entry["page"],
        sources=tuple(entry["source"]),
        verified=str(entry["verified"]),
        path=shown,
        line=line,
        constraints=entry.get("constraints", {}),
    )


def _option(entry: Mapping[str, Any]) -> Option:
    return Option(
        text={language: entry[language] for language in LANGUAGES},
        right=entry.get("right", False),
        why=entry["why"],
        killed=entry["killed"] - 1 if "killed" in entry else None,
        service=entry.get("service", ""),
    )


def check(questions: Iterable[Question], gone: Iterable[str] = ()) -> Iterator[Problem]:
    """What is wrong with each question, and with the bank as a whole.

    `gone` are names of services that no longer exist: no right option may take one.  Of a
    question that is still to be written, only the id is checked.
    """
    bank = list(questions)
    finished = [question for question in bank if not _unfinished(question)]
    ended = [re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])") for name in gone]
    for question in finished:
        for what, fix in _mistakes(question, ended):
            yield Problem(question.path, question.line, f"{question.id}: {what}", fix)
    yield from _repeated(bank)
    yield from _alike(finished)
    yield from _places(finished)


def _unfinished(question: Question) -> bool:
    texts = [question.stem, *question.decides]
    texts += [text for option in question.options for text in (option.text, option.why)]
    return any(unfinished.marked(each) for text in texts for each in text.values())


def _mistakes(question: Question, gone: list[re.Pattern[str]]) -> Iterator[tuple[str, str]]:
    yield from _answers(question)
    yield from _words(question)
    for language in LANGUAGES:
        yield from _lengths(question, language)
        for letter, option in zip(LETTERS, question.options, strict=False):
            if _CATCH_ALL[language].search(option.text[language]):
                yield f"option {letter} speaks of the other options", "name what is meant"
            for text in (option.text[language], option.why[language]):
                if pointer := _POINTS[language].search(text):
                    what = f"option {letter} points to an option by its place: {pointer[0]!r}"
                    yield what, "name what is meant, since readers see another order"
            if option.right:
                yield from _ended(letter, option.text[language], gone)


def _ended(letter: str, text: str, gone: list[re.Pattern[str]]) -> Iterator[tuple[str, str]]:
    """The first name in a right option that is gone."""
    found = next((match for each in gone if (match := each.search(text))), None)
    if found:
        what = f"the right option {letter} takes {found[0]!r}, which is gone"
        yield what, "offer what replaced it"


def _answers(question: Question) -> Iterator[tuple[str, str]]:
    count = len(question.right)
    if question.kind == "single" and count != 1:
        yield f"{count} options are right", "1, or 'kind: multiple'"
    if question.kind == "multiple" and not 2 <= count < len(question.options) - 1:
        yield f"{count} of {len(question.options)} options are right", "2 or 3 of 5"
    elif question.kind == "multiple":
        for language, words in _COUNTS[count].items():
            if words not in question.stem[language].casefold():
                what = f"the stem does not say in '{language}' that {count} are right"
                yield what, f"with '{words}'"


def _words(question: Question) -> Iterator[tuple[str, str]]:
    """The deciding words stand in the stem, and rule out every wrong option."""
    for language in LANGUAGES:
        for words in question.decides:
            if words[language] not in question.stem[language]:
                yield f"{words[language]!r} is not in the stem", "the words as they stand there"
    for letter, option in zip(LETTERS, question.options, strict=False):
        if option.right and option.killed is not None:
            yield f"the right option {letter} is ruled out", "leave 'killed' out"
        if not option.right and (option.killed is None or option.killed >= len(question.decides)):
            yield f"nothing rules option {letter} out", "'killed', the number of deciding words"


def _lengths(question: Question, language: str) -> Iterator[tuple[str, str]]:
    lengths = [len(option.text[language]) for option in question.options]
    limit = _LONGER * min(lengths) + _LETTERS_MORE[language]
    if max(lengths) > limit:
        letter = LETTERS[lengths.index(max(lengths))]
        what = f"option {letter} has {max(lengths)} letters in '{language}', another {min(lengths)}"
        yield what, f"at most {limit:.0f}"
    wrong = [n for n, option in zip(lengths, question.options, strict=True) if not option.right]
    right = [n for n, option in zip(lengths, question.options, strict=True) if option.right]
    if wrong and right and max(right) > _GIVEN_AWAY * max(wrong) + 2:
        what = f"the right option is the longest in '{language}': {max(right)} to {max(wrong)}"
        yield what, "make a wrong one as long"


def _repeated(bank: list[Question]) -> Iterator[Problem]:
    """Ids that two files use: readers' progress hangs on them."""
    seen: dict[str, Question] = {}
    for question in bank:
        first = seen.setdefault(question.id, question)
        if first is not question:
            what = f"question id {question.id!r} is used twice"
            fix = f"{first.path}:{first.line} has it already"
            yield Problem(question.path, question.line, what, fix)


def _alike(bank: list[Question]) -> Iterator[Problem]:
    """Two stems that share most of their runs of three words."""
    runs = [_runs(question.stem["en"]) for question in bank]
    for (one, mine), (other, yours) in combinations(zip(bank, runs, strict=True), 2):
        if len(mine & yours) > _ALIKE * min(len(mine), len(yours)):
            what = f"{other.id}: the stem is nearly that of {one.id}"
            yield Problem(other.path, other.line, what, "ask something else")


def _runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.casefold())
    return set(zip(words, words[1:], words[2:], strict=False))


def _places(bank: list[Question]) -> Iterator[Problem]:
    """No place holds the right option too often or too seldom."""
    single = [question for question in bank if question.kind == "single"]
    if len(single) < _MANY:
        return
    found = Counter(LETTERS[question.right[0]] for question in single if question.right)
    for letter in LETTERS[:4]:
        share = found[letter] / len(single)
        if not _SHARES[0] <= share <= _SHARES[1]:
            what = f"{share:.0%} of the right options are {letter}"
            fix = f"{_SHARES[0]:.0%} to {_SHARES[1]:.0%} of each letter"
            yield Problem("data/questions", 1, what, fix)
