from __future__ import annotations

from ui.web.markup import render_answer
from ui.web.table_rows import find_columns, render_rows, tabulate

TEXT = "The river in figures\n\nSpecies | 2023 | 2024\nSea trout | 365 | 412\nEel | 58 | 73\n\nEnd | of | it"


def test_the_columns_of_a_row_are_named_by_the_first_row_above_it() -> None:
    assert find_columns("Eel | 58 | 73", ["nothing", TEXT]) == ("Species", "2023", "2024")
    assert find_columns("Species | 2023 | 2024", [TEXT]) == ()
    assert find_columns("End | of | it", [TEXT]) == ()
    assert find_columns("Pike | 1 | 2", [TEXT]) == ()
    assert find_columns("b | c", ["a | a\nb | c"]) == ()
    assert find_columns("b | c", ["one | two | three\nb | c"]) == ()


def test_rows_of_an_answer_are_a_table_with_its_columns() -> None:
    shown = render_answer(tabulate("It recorded these. [1]\n\nSea trout | 365 | 412 [2]\nEel | 58 | 73 [3]", [TEXT]))
    assert shown.count("<table>") == 1
    assert "<th>Species</th>" in shown
    assert "<td>Eel</td>" in shown
    assert '412 <sup class="gl-marker">[2]</sup>' in shown
    unnamed = render_answer(tabulate("Pike | 1 | 2", [TEXT]))
    assert "<th></th>" in unnamed
    assert "<td>Pike</td>" in unnamed


def test_other_text_and_tables_that_a_model_wrote_stay_as_they_are() -> None:
    for text in ("Either a | b, or not.\nIt depends.", "| a | b |\n|---|---|\n| 1 | 2 |", "", "a\n\n\nb"):
        assert tabulate(text, [TEXT]) == text


def test_a_quote_of_rows_is_a_table_without_markup_of_its_own() -> None:
    shown = render_rows("Eel | 58 | 73", TEXT)
    assert "<th>2024</th>" in shown
    assert shown.index("<th>2024</th>") < shown.index("<td>58</td>")
    assert render_rows("The river in figures", TEXT) == ""
    assert "<b>" not in render_rows("<b>x</b> | y", "")
