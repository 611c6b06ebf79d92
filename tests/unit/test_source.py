"""What the scanner takes for structure, and what for text."""

from __future__ import annotations

import pytest

from sitekit.source import PLACEHOLDER, scan_page
from unit.samples import page, texts

MARKS = "[a](b.md) ![c](d.png) {=lab/x} [@source] $y$ 42"
KINDS = ("link", "image", "value", "citation", "formula", "number", "figure", "block")


@pytest.mark.parametrize("kind", ["link", "image", "value", "citation", "formula", "number"])
def test_each_mark_in_text_is_found(kind: str) -> None:
    assert len(texts(MARKS, kind)) == 1


@pytest.mark.parametrize(
    "code",
    [f"```\n{MARKS}\n::figure lab/x\n/// note | n\n```", f"~~~~\n{MARKS}\n~~~\n~~~~", f"`{MARKS}`"],
    ids=["fence", "tildes", "inline"],
)
def test_no_mark_is_found_in_code(code: str) -> None:
    assert [token for token in page(code).tokens(*KINDS)] == []


def test_a_heading_in_code_is_no_section() -> None:
    assert len(page("```python\n# not a heading\n```").sections) == 1


def test_code_in_a_link_keeps_the_link() -> None:
    assert texts("[`lr`](lr.md)", "link") == ["lr.md"]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("20,000 steps", "20000"),
        ("2万ステップ", "20000"),
        ("1.5億件", "150000000"),
        ("3 million rows", "3000000"),
        ("1.5 billion rows", "1500000000"),
        ("0.05", "0.05"),
        ("5%", "5"),
        ("学習率0.1のとき", "0.1"),
    ],
)
def test_one_number_has_one_form_in_both_languages(text: str, number: str) -> None:
    assert texts(text, "number") == [number]


def test_a_million_in_a_longer_word_is_no_unit() -> None:
    assert texts("3 millionaires", "number") == ["3"]


@pytest.mark.parametrize("text", ["GPT4", "int8", "float32 is wide", "v2.0"])
def test_digits_that_belong_to_a_name_are_no_number(text: str) -> None:
    assert texts(text, "number") == []


def test_a_number_in_a_formula_belongs_to_the_formula() -> None:
    assert texts("$x = 3$", "number") == []


def test_an_escaped_dollar_begins_no_formula() -> None:
    assert texts(r"\$5 and \$6", "formula") == []


def test_a_formula_on_several_lines_is_one_line() -> None:
    assert texts("$$\na\n  + b\n$$", "formula") == ["a + b"]


def test_comments_in_code_may_differ() -> None:
    one, two = "```py\nx = 1  # eins\n```", "```py\nx = 1  # 一\n```"
    assert texts(one, "code") == texts(two, "code")


def test_the_language_of_code_counts() -> None:
    assert texts("```py\nx\n```", "code") != texts("```sh\nx\n```", "code")


def test_a_directive_in_a_list_is_found() -> None:
    assert texts("- item\n\n    ::figure lab/x", "figure") == ["lab/x"]


def test_the_title_of_a_block_is_prose() -> None:
    assert texts("/// trap | With 3 options\ntext\n///", "number") == ["3"]


def test_code_and_formulas_leave_a_place_in_the_prose() -> None:
    assert (6, f"a {PLACEHOLDER} b {PLACEHOLDER}") in page("a `x` b $y$").sections[0].prose


def test_lines_are_those_of_the_file() -> None:
    found = page("first\n\n## Second {#second}\n\n[x](y.md)")
    assert found.sections[1].line == 8
    assert next(found.tokens("link")).line == 10


def test_windows_line_ends_and_a_byte_order_mark_change_nothing(tmp_path) -> None:
    from sitekit.text import read_text

    path = tmp_path / "page.md"
    path.write_bytes("\ufeffa\r\nb\r\n".encode())
    assert read_text(path, "page.md") == ("a\nb\n", [])


def test_text_before_the_first_heading_is_a_section_with_title_and_description() -> None:
    first = page("intro\n\n## Next {#next}").sections[0]
    assert (first.level, first.id, first.title) == (0, "", "Title\nDescription")


def test_a_changed_description_changes_the_fingerprint_of_the_first_section() -> None:
    one, two = (
        scan_page(f"---\ntitle: T\ndescription: {d}\n---\n", path="p", language="en", uri="u")
        for d in ("a", "b")
    )
    assert one.sections[0].fingerprint != two.sections[0].fingerprint


def test_trailing_space_does_not_change_a_fingerprint() -> None:
    assert page("a  \nb").sections[0].fingerprint == page("a\nb").sections[0].fingerprint


@pytest.mark.parametrize("other", ["## One {#two}", "### One {#one}", "## 1 {#one}"])
def test_a_changed_heading_changes_the_fingerprint_of_the_page(other: str) -> None:
    assert page(other).fingerprint != page("## One {#one}").fingerprint


def test_changed_settings_change_the_fingerprint_of_the_page() -> None:
    one, two = (
        scan_page(f"---\ntitle: T\nverified: {d}\n---\n", path="p", language="en", uri="u")
        for d in ("2026-10", "2026-11")
    )
    assert one.fingerprint != two.fingerprint
