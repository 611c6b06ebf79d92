"""What an executed lab gives to pages."""

from __future__ import annotations

from unit.samples import experiment

LAB = experiment()


def test_figures_tables_and_numbers_are_found_by_name() -> None:
    names = {kind: LAB.results.names(kind) for kind in ("figure", "table", "value")}
    assert names == {"figure": ["curve"], "table": ["ends"], "value": ["loss"]}


def test_a_figure_has_its_texts_in_both_languages() -> None:
    figure = LAB.results.figures["curve"]
    assert (figure["ja"].caption, figure["en"].caption) == ("下がる", "It falls")


def test_a_table_has_its_rows_in_both_languages() -> None:
    table = LAB.results.tables["ends"]
    assert (table["ja"].columns, table["en"].rows) == (("段", "損失"), (("1", "0.5"),))


def test_a_number_is_the_text_that_the_notebook_formatted() -> None:
    assert LAB.results.values == {"loss": "0.5"}
