from __future__ import annotations

from graph.types import Passage
from rag.answer.extractive.tables.grid import read_tables
from rag.answer.extractive.tables.question import read_question
from rag.answer.extractive.tables.selection import select_rows

TEXT = "City | Country | People\nOslo | Norway | 700\nBergen | Norway | 280\nMalmo | Sweden | 350\nTotal | | 1330"
(TABLE,) = read_tables([Passage("p", "d", TEXT, 0)])


def rows_selected(question: str) -> set[tuple[int, ...]]:
    return {selection.rows for selection in select_rows(read_question(question), TABLE)}


def test_rows_that_hold_words_of_the_question() -> None:
    assert {(0, 1), (2,)} <= rows_selected("Which cities are in Norway or Sweden?")


def test_rows_within_a_bound_without_the_row_of_totals() -> None:
    assert (0, 2) in rows_selected("How many cities have more than 300 people?")


def test_conditions_are_combined_and_either_of_two_cells_is_meant() -> None:
    assert (0,) in rows_selected("Which city of Norway has more than 300 people?")
    assert (0, 2) in rows_selected("Which is bigger, Oslo or Malmo?")


def test_all_rows_are_those_that_add_up_nothing() -> None:
    assert select_rows(read_question("Which is last?"), TABLE)[0].rows == (0, 1, 2)


def test_a_figure_of_a_column_of_bounds_selects_no_row_by_being_equal() -> None:
    text = "Machine | Minimum age\nPrinter | 14\nSaw | 18\nLoom | 10"
    (table,) = read_tables([Passage("p", "d", text, 0)])
    chosen = {one.rows for one in select_rows(read_question("Which machines may a 14-year-old use?"), table)}
    assert (0,) not in chosen
    named = {one.rows for one in select_rows(read_question("Which machine has a minimum age of 14?"), table)}
    assert (0,) in named
