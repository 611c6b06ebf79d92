"""When the two languages say the same, and when not."""

from __future__ import annotations

import pytest

from sitekit import parity
from sitekit.parity import Twin
from unit.samples import page


def differences(ja: str, en: str) -> list[str]:
    """What is reported of a page with these texts."""
    return [problem.what for problem in parity.compare(Twin(page(ja, "ja"), page(en, "en")))]


@pytest.mark.parametrize(
    ("ja", "en"),
    [
        ("5個のパターン", "five patterns"),
        ("五つのパターン", "5 patterns"),
        ("十個", "10 of them"),
        ("2026年11月", "November 2026"),
        ("1回だけ", "only once"),
        ("2倍", "twice as much"),
        ("両方の2つ", "both"),
        ("損失は半分", "the loss is 2 times smaller"),
        ("2万ステップ", "20,000 steps"),
        ("12個", "twelve"),
        ("1つ目と2つ目", "the first and the second"),
    ],
)
def test_a_number_may_be_a_word_in_either_language(ja: str, en: str) -> None:
    assert differences(ja, en) == []


def test_a_number_word_of_another_number_does_not_count() -> None:
    assert "the number 5 is not in" in differences("5個", "four patterns")[0]


def test_a_number_may_occur_more_often_in_one_language() -> None:
    assert differences("5個と5個", "5 and again") == []


def test_a_number_must_be_in_the_same_section() -> None:
    found = differences("5個\n\n## 次 {#next}\n", "none\n\n## Next {#next}\n\n5")
    assert len(found) == 2


def test_the_order_of_links_may_differ() -> None:
    assert differences("[a](a.md)と[b](b.md)", "[b](b.md) and [a](a.md)") == []


def test_a_link_given_twice_must_be_given_twice() -> None:
    assert len(differences("[a](a.md)[b](a.md)", "[a](a.md)")) == 1


def test_only_the_first_difference_of_the_outline_is_told() -> None:
    ja = "## 一 {#one}\n\n## 二 {#two}\n\n## 三 {#three}"
    en = "## Two {#two}\n\n## Three {#three}\n\n## One {#one}"
    assert len(differences(ja, en)) == 1


def test_nothing_else_is_compared_while_the_outline_differs() -> None:
    assert len(differences("5個\n\n## 一 {#one}", "6\n\n## One {#uno}")) == 1


def test_confirming_makes_every_section_current() -> None:
    twin = Twin(page("## 一 {#one}", "ja"), page("## One {#one}", "en"))
    record, problems = parity.read_record(parity.write_record({"a.md": twin}), "data/parity.yml")
    assert problems == []
    assert list(parity.stale("a.md", twin, record)) == []


def test_the_record_of_the_same_pages_is_the_same_text() -> None:
    one, two = (Twin(page(text, "ja"), page(text, "en")) for text in ("1", "2"))
    first = parity.write_record({"a.md": one, "b.md": two})
    assert first == parity.write_record({"b.md": two, "a.md": one})


def test_a_record_with_a_page_in_another_form_confirms_nothing_of_it() -> None:
    record, problems = parity.read_record("a.md: 5\n", "data/parity.yml")
    assert (dict(record), problems) == ({"a.md": {}}, [])
