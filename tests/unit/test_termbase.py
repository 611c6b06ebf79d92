"""Words that the glossary avoids."""

from __future__ import annotations

import pytest

from sitekit.termbase import Termbase, unquoted
from unit.samples import page

WORDS = Termbase(
    (("閾値", "しきい値"), ("L1 normalization", "L1 regularization"), ("ReLu", "ReLU"))
)


def _found(text: str) -> list[str]:
    return [f"{each.what}: {each.fix}" for each in WORDS.check(page(text, "en"))]


def test_the_message_names_the_word_that_would_be_right() -> None:
    assert _found("L1 Normalization.") == [
        "'L1 Normalization' is not this site's word: use 'L1 regularization'"
    ]


@pytest.mark.parametrize(
    "text",
    ["しきい値です。", "LeakyReLu-like", "The memo wrote “L1 normalization”.", "`閾値`と$閾値$"],
)
def test_other_words_quotations_and_code_are_left_alone(text: str) -> None:
    assert _found(text) == []


def test_headings_are_read_too() -> None:
    assert len(_found("## 閾値 {#threshold}")) == 1


def test_a_sentence_without_its_quotations() -> None:
    assert unquoted('「閾値」と“a”と"b"と『c』と書く') == "とととと書く"


def test_no_words_find_nothing() -> None:
    assert list(Termbase().check(page("閾値", "ja"))) == []
