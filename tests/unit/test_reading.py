"""How long a page takes to read."""

from __future__ import annotations

from sitekit import reading
from unit.samples import page


def test_the_shortest_page_takes_a_minute() -> None:
    assert reading.minutes(page("One word.")) == 1


def test_english_is_counted_in_words() -> None:
    assert reading.minutes(page("word " * 430)) == 2


def test_japanese_is_counted_in_characters() -> None:
    assert reading.minutes(page("字" * 1340, "ja")) == 3


def test_figures_tables_and_code_take_time() -> None:
    figures = "\n\n".join(["::figure lab/x"] * 4)
    assert reading.minutes(page(f"{'word ' * 210}\n\n{figures}")) == 2


def test_code_is_not_read_word_by_word() -> None:
    assert reading.minutes(page("```\n" + "word " * 1000 + "\n```")) == 1
