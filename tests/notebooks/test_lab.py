"""How notebooks hand their results to the site."""

from __future__ import annotations

import pytest

from helpers import lab, style

SHOWN = dict(title=("題", "Title"), caption=("図", "Caption"), desc=("説明", "Words"))


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[dict]:
    """What a notebook in a kernel would send."""
    payloads: list[dict] = []
    monkeypatch.setattr(lab, "get_ipython", lambda: object())
    monkeypatch.setattr(lab, "display", lambda data, raw: payloads.append(data[lab.MIME]))
    return payloads


def test_a_figure_is_drawn_once_per_language(sent: list[dict]) -> None:
    @lab.figure("curve", **SHOWN)
    def _(t):
        drawing, (ax,) = style.axes()
        ax.set(xlabel=t("歩み", "steps"))
        return drawing

    assert (sent[0]["ja"]["caption"], sent[0]["en"]["title"]) == ("図", "Title")
    assert "歩み" in sent[0]["ja"]["svg"]
    assert "steps" not in sent[0]["ja"]["svg"]
    assert "steps" in sent[0]["en"]["svg"]


def test_a_figure_is_400_units_wide() -> None:
    drawing, _ = style.axes(height=250)
    assert drawing.get_size_inches() * 72 == pytest.approx([400, 250])


def test_a_table_has_each_cell_in_its_language(sent: list[dict]) -> None:
    lab.table(
        "t",
        caption=("表", "Table"),
        columns=[("名", "name"), ("値", "value")],
        rows=[[("甲", "A"), "1"]],
    )
    assert sent[0]["ja"]["rows"] == [["甲", "1"]]
    assert sent[0]["en"]["columns"] == ["name", "value"]


def test_a_row_of_another_length_is_refused(sent: list[dict]) -> None:
    with pytest.raises(ValueError, match="table 't', row 2: 2 cells for 1 columns"):
        lab.table("t", caption=("表", "Table"), columns=[("名", "name")], rows=[["1"], ["1", "2"]])


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [(0.123456, "{:.3g}", "0.123"), (-2.5, "{:.1f}", "−2.5"), (20000, "{:,.0f}", "20,000")],
)
def test_a_number_is_shown_as_formatted_with_a_real_minus(
    sent: list[dict], value: float, form: str, text: str
) -> None:
    lab.record("n", value, form)
    assert (sent[0]["text"], sent[0]["value"]) == (text, value)


@pytest.mark.parametrize("name", ["Last loss", "last_loss", "last--loss", "損失", ""])
def test_a_name_that_cannot_be_an_address_is_refused(sent: list[dict], name: str) -> None:
    with pytest.raises(ValueError, match="is not a name"):
        lab.record(name, 1)
