"""YAML with the lines on which its values stand."""

from __future__ import annotations

from sitekit import yamlfile

TEXT = "# comment\na:\n  b: 1\n  c:\n    - x\n    - y: 2\n"


def test_a_value_knows_its_line() -> None:
    document, _ = yamlfile.parse(TEXT, "data/x.yml")
    assert (document.line("a"), document.line("a", "b"), document.line("a", "c", 1)) == (2, 3, 6)


def test_a_missing_value_has_the_line_of_what_encloses_it() -> None:
    document, _ = yamlfile.parse(TEXT, "data/x.yml")
    assert document.line("a", "c", 1, "nothing") == 6


def test_lines_count_from_where_the_text_begins() -> None:
    document, _ = yamlfile.parse("title: x\n", "page.md", first_line=2)
    assert document.line("title") == 2


def test_a_key_given_twice_deep_inside_is_found() -> None:
    _, problems = yamlfile.parse("a:\n  - b: 1\n    b: 2\n", "data/x.yml")
    assert [problem.line for problem in problems] == [3]


def test_an_empty_file_is_an_empty_mapping() -> None:
    document, problems = yamlfile.parse_mapping("# nothing yet\n", "data/x.yml")
    assert (document.value, problems) == ({}, [])
