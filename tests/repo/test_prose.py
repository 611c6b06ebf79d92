"""The prose of the site, read by textlint and cspell; and that they would find mistakes."""

from __future__ import annotations

from pathlib import Path

import pytest

import prose


def test_the_prose_has_no_findings(root: Path) -> None:
    assert [str(finding) for finding in prose.findings(root)] == []


@pytest.mark.parametrize(
    ("language", "line", "rule"),
    [
        ("ja", "学習率を設定することができます。", "ja-no-redundant-expression"),
        ("ja", "損失が下がる。学習率も下がるのである。損失は下がります。", "no-mix-dearu-desumasu"),
        ("ja", "損失から勾配から計算します。", "no-doubled-joshi"),
        ("en", "The threshhold is low.", "spelling"),
        ("en", "The neighbours of a point.", "spelling"),
        ("en", "The loss falls the the fastest.", "write-good"),
    ],
)
def test_mistakes_are_found_at_their_line(language: str, line: str, rule: str) -> None:
    text = prose.Text("docs/page.md", language, ((7, ""), (8, line)))
    found = prose.check([text])
    assert [(each.path, each.line) for each in found] == [("docs/page.md", 8)]
    assert found[0].what.endswith(f"[{rule}]")


def test_known_names_are_spelled_rightly() -> None:
    text = prose.Text("docs/page.md", "en", ((3, "Ask Snoek and Shallue."),))
    assert len(prose.check([text])) == 2
    assert prose.check([text], ["Snoek", "Shallue"]) == []
