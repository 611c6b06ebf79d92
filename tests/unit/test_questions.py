"""The question bank: fair questions, and messages for the others."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sitekit.questions import Option, Question, check, marked


def _option(text: str, *, right: bool = False, killed: int | None = 0) -> Option:
    both = {"ja": text, "en": text}
    return Option(both, right, both, None if right else killed)


GOOD = Question(
    id="small-table",
    consideration="1.1.a",
    kind="single",
    difficulty=1,
    stem={"ja": "SQLだけを使う。どうするか。", "en": "They use SQL only. What fits?"},
    decides=({"ja": "SQLだけ", "en": "SQL only"},),
    options=(
        _option("take this"),
        _option("take that", right=True),
        _option("take both"),
        _option("take care"),
    ),
    services=(),
    page="index.md",
    sources=("page",),
    verified="2026-11",
    path="data/questions/1-1-a.yml",
    line=2,
)


def _problems(*bank: Question, gone: tuple[str, ...] = ()) -> list[str]:
    return [f"{each.what} ({each.fix})" for each in check(bank, gone)]


def test_a_fair_question_has_no_problem() -> None:
    assert _problems(GOOD) == []


def _with(**changes: object) -> Question:
    return replace(GOOD, **changes)  # type: ignore[arg-type]


def test_a_question_that_is_still_to_be_written_only_needs_an_id_of_its_own() -> None:
    begun = {"ja": "TODO：状況を書きます。", "en": "TODO: a situation"}
    assert _problems(_with(stem=begun, id="a"), _with(stem=begun, id="b")) == []
    (problem,) = _problems(_with(stem=begun), _with(stem=begun))
    assert problem.startswith("question id 'small-table' is used twice")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            (_option("a" * 10), _option("b" * 10, right=True), _option("c" * 60), _option("d" * 9)),
            "small-table: option C has 60 letters in 'en', another 9 (at most 26)",
        ),
        (
            (_option("a" * 9), _option("b" * 19, right=True), _option("c" * 9), _option("d" * 9)),
            "small-table: the right option is the longest in 'en': 19 to 9 "
            "(make a wrong one as long)",
        ),
        (
            (*GOOD.options[:3], _option("all of the above")),
            "small-table: option D speaks of the other options (name what is meant)",
        ),
        (
            (*GOOD.options[:3], _option("take care", killed=None)),
            "small-table: nothing rules option D out ('killed', the number of deciding words)",
        ),
        (
            (*GOOD.options[:3], _option("take care", right=True)),
            "small-table: 2 options are right (1, or 'kind: multiple')",
        ),
    ],
)
def test_an_option_that_gives_itself_away(options: tuple[Option, ...], message: str) -> None:
    assert message in _problems(_with(options=options))


@pytest.mark.parametrize(
    ("language", "text", "pointer"),
    [
        ("ja", "選択肢Aより遅くなります。", "選択肢A"),
        ("ja", "選択肢 ②と同じです。", "選択肢 ②"),
        ("ja", "最初の選択肢と同じです。", "最初の選択肢"),
        ("ja", "速いですが、上の方法より高くなります。", "、上の方法"),
        ("ja", "Bは高くなります。", "Bは"),
        ("en", "Unlike option B, it needs code.", "option B"),
        ("en", "It costs as much as choice (C).", "choice (C"),
        ("en", "It is slower than the first option.", "first option"),
        ("en", "It is one of the two above.", "two above"),
        ("en", "Cheaper than B.", "B"),
        ("en", "It fits. D would need code.", "D"),
        ("en", "A is cheaper.", "A"),
    ],
)
def test_a_reason_points_to_no_option_by_its_place(language: str, text: str, pointer: str) -> None:
    why = {**GOOD.options[0].why, language: text}
    options = (replace(GOOD.options[0], why=why), *GOOD.options[1:])
    assert _problems(_with(options=options)) == [
        f"small-table: option A points to an option by its place: {pointer!r} "
        "(name what is meant, since readers see another order)"
    ]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ja", "端末の上のモデルと、下の階層のグループBです。"),
        ("ja", "A/Bテストに使う、C++のコードです。Sparkのときの選択肢です。"),
        ("en", "A view computes it, and group B gets it. It answers 2 requests."),
        ("en", "An A/B test. The first answer waits. Usage stays below the target."),
        ("en", "With BLEU or A100 GPUs, the rest is above 0.8. E-mail is text."),
    ],
)
def test_letters_and_places_of_other_things_are_fine(language: str, text: str) -> None:
    why = {**GOOD.options[0].why, language: text}
    assert _problems(_with(options=(replace(GOOD.options[0], why=why), *GOOD.options[1:]))) == []


def test_the_deciding_words_stand_in_the_stem() -> None:
    words = ({"ja": "SQLだけ", "en": "only SQL"},)
    assert _problems(_with(decides=words)) == [
        "small-table: 'only SQL' is not in the stem (the words as they stand there)"
    ]


def test_a_service_that_is_gone_is_never_right() -> None:
    assert (
        _problems(GOOD, gone=("that",))
        == ["small-table: the right option B takes 'that', which is gone (offer what replaced it)"]
        * 2
    )


def test_several_right_options_leave_several_wrong_ones() -> None:
    options = (*GOOD.options, _option("take time", right=True))
    stem = {"ja": f"{GOOD.stem['ja']}二つ選んでください。", "en": f"{GOOD.stem['en']} Choose two."}
    assert _problems(_with(kind="multiple", options=options, stem=stem)) == []
    assert len(_problems(_with(kind="multiple"))) == 1
    assert _problems(_with(kind="multiple", options=options)) == [
        "small-table: the stem does not say in 'ja' that 2 are right (with '二つ')",
        "small-table: the stem does not say in 'en' that 2 are right (with 'choose two')",
    ]


def test_nearly_the_same_stem_is_found() -> None:
    stem = {"ja": GOOD.stem["ja"], "en": "They use SQL only. What fits now?"}
    assert _problems(GOOD, _with(id="other", stem=stem)) == [
        "other: the stem is nearly that of small-table (ask something else)"
    ]


def test_an_id_is_used_once() -> None:
    stem = {"ja": "急いでいる。SQLだけ。", "en": "In a hurry and alone, with SQL only."}
    other = _with(stem=stem, path="data/questions/1-1-b.yml")
    assert _problems(GOOD, other) == [
        "question id 'small-table' is used twice (data/questions/1-1-a.yml:2 has it already)"
    ]


def test_the_deciding_words_are_found_in_the_stem() -> None:
    stem = "Use `tf.data` and SQL only. Then SQL."
    parts = list(marked(stem, ["SQL", "SQL only"]))
    assert "".join(text for text, _ in parts) == stem
    assert [text for text, decides in parts if decides] == ["SQL only", "SQL"]


def test_deciding_words_that_overlap_are_one_part() -> None:
    parts = list(marked("Every model made from it fails.", ["Every model", "model made from it"]))
    assert parts == [("Every model made from it", True), (" fails.", False)]


def test_no_place_is_right_too_often() -> None:
    words = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
    stems = [f"They use SQL only {a} {b} {b} {a}" for a in words for b in words[:5]]
    bank = [
        _with(id=f"q{n}", stem={"ja": GOOD.stem["ja"], "en": stem}) for n, stem in enumerate(stems)
    ]
    assert "100% of the right options are B (15% to 35% of each letter)" in _problems(*bank)
