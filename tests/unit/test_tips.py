"""The first use of a term in finished pages."""

from __future__ import annotations

import re

import pytest

from sitekit.glossary import Term
from sitekit.tips import Tips


def _term(
    identifier: str, ja: str, en: str, *, short: str = "", page: str = "x.md", tips: str = "ja en"
) -> Term:
    return Term(
        id=identifier,
        text={"ja": ja, "en": en},
        kana="",
        short=(short,) if short else (),
        also={},
        misspellings=(),
        definition={"ja": "「定義」です。", "en": f'What "{en}" means.'},
        page=page,
        avoid={},
        tips=tuple(tips.split()),
        line=1,
    )


TERMS = (
    _term("loss", "損失", "loss"),
    _term("batch", "バッチ", "batch"),
    _term("batch-size", "バッチサイズ", "batch size"),
    _term("agent", "エージェント", "agent"),
    _term("squared-error", "平均二乗誤差", "mean squared error", short="MSE"),
    _term("step", "ステップ", "step", tips="ja"),
    _term("recall", "再現率", "recall", page="metrics/threshold.md#recall"),
)
TIPS = {language: Tips(TERMS, language) for language in ("ja", "en")}


def _mark(text: str, language: str = "en", uri: str = "here.md") -> str:
    html = f"<nav>loss 損失</nav><article>{text}</article>"
    return TIPS[language].mark(html, uri, "../glossary/")


def _found(text: str, language: str = "en", uri: str = "here.md") -> list[tuple[str, str]]:
    """Id and text of every link that was made."""
    marked = _mark(text, language, uri)
    return re.findall(r'class="term" href="\.\./glossary/#term-([a-z-]+)".*?>([^<]+)</a>', marked)


def test_a_term_leads_to_the_glossary_and_carries_its_definition() -> None:
    assert _mark("<p>The loss falls.</p>") == (
        '<nav>loss 損失</nav><article><p>The <a class="term" href="../glossary/#term-loss" '
        'data-tip="What &quot;loss&quot; means.">loss</a> falls.</p></article>'
    )


def test_only_the_first_use_is_marked() -> None:
    assert _found("<p>A loss and a loss.</p><p>Losses, loss.</p>") == [("loss", "loss")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<p>Batches of one batch size.</p>", [("batch-size", "batch size")]),
        ("<p>Batch sizes</p>", [("batch-size", "Batch sizes")]),
        ("<p>a lossy agent-based mini-batch</p>", []),
        ("<p>Agent Platform calls an agent.</p>", [("agent", "agent")]),
        ("<p>MSE, mean squared error</p>", [("squared-error", "MSE")]),
        ("<p>one step</p>", []),
    ],
)
def test_whole_words_are_found(text: str, found: list[tuple[str, str]]) -> None:
    assert _found(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<p>この損失は小さい。</p>", [("loss", "損失")]),
        ("<p>損失関数とミニバッチ</p>", []),
        ("<p>バッチサイズが32のバッチ</p>", [("batch-size", "バッチサイズ"), ("batch", "バッチ")]),
        ("<p>RMSEとMSEとMSE2</p>", [("squared-error", "MSE")]),
        ("<p>10ステップ</p>", [("step", "ステップ")]),
    ],
)
def test_japanese_words_end_where_the_script_changes(
    text: str, found: list[tuple[str, str]]
) -> None:
    assert _found(text, "ja") == found


@pytest.mark.parametrize(
    "text",
    [
        "<h2>The loss</h2>",
        "<p><code>loss</code></p><pre>loss</pre>",
        "<p><a href='x'>the <em>loss</em></a></p>",
        '<p><span class="katex"><span>loss</span> <math>loss</math></span></p>',
        '<p><span data-service="x">loss</span></p>',
        '<ol class="sources"><li>loss</li></ol>',
        "<table><td>loss</td></table><figure>loss<figcaption>loss</figcaption></figure>",
    ],
)
def test_code_headings_links_and_formulas_stay_as_they_are(text: str) -> None:
    assert _found(text) == []


def test_text_behind_a_kept_element_is_read_again() -> None:
    assert _found('<p><span class="katex"><span>a</span><span>b</span></span> loss</p>') == [
        ("loss", "loss")
    ]


def test_a_page_does_not_link_away_from_what_it_teaches() -> None:
    assert _found("<p>recall</p>", uri="metrics/threshold.md") == []
    assert _found("<p>recall</p>", uri="labs/threshold.ipynb") == [("recall", "recall")]


def test_without_terms_nothing_changes() -> None:
    assert Tips((), "ja").mark("<article><p>損失</p></article>", "a.md", "g/").count("term") == 0
