"""Japanese that is right, and must not be called wrong."""

from __future__ import annotations

import pytest

from sitekit import japanese
from unit.samples import page


@pytest.mark.parametrize(
    "text",
    [
        "学習率が0.1のとき、`lr`を上げると$\\eta$も上がります。",
        "Gemini Enterprise Agent Platform（旧 Vertex AI）です。",
        "Model Monitoring v2を使います。",
        "比は1:1、値は0.5です。",
        "[損失](loss.md)と[RMSE](rmse.md)を比べます。",
        "- 項目です。\n- Itemです。",
        "1. 一つ目です。",
        "| 列 | 値 |\n|----|----|\n| 損失 | 0.1 |",
        "> 引用です。",
        "詳しくは`f(x)`を見ます。",
        "```python\nprint( '損失 a' )  # 注 a\n```",
        "図1[@one]。",
        "50 %ではなく50%です。",
    ],
)
def test_right_japanese_is_left_alone(text: str) -> None:
    assert [problem.what for problem in japanese.check(page(text, "ja"))] == []
