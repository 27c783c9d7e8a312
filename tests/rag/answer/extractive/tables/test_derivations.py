from __future__ import annotations

import pytest

from graph.types import Passage
from rag.answer.extractive.tables.derivations import derive_answers, read_columns
from rag.answer.extractive.tables.features import Describer
from rag.answer.extractive.tables.grid import read_tables
from rag.answer.extractive.tables.question import read_question

TEXT = (
    "Boat | Owner | Year | Length\nTerna | Ada Brun | 1962 | 12\nSvala | Otto Lind | 1971 | 18\n"
    "Alke | Ada Brun | 1980 | 9\nLom | Ines Karr | 1985 | 15"
)
(TABLE,) = read_tables([Passage("p", "d", TEXT, 0)])


@pytest.mark.parametrize(
    ("question", "operation", "answer"),
    [
        ("Who owns the Svala?", "cell", "Otto Lind"),
        ("Which boat is of 1980?", "cell", "Alke"),
        ("Which boats does Ada Brun own?", "cells", "Terna, Alke"),
        ("How many boats does Ada Brun own?", "count", "2"),
        ("Which boat is the longest?", "most", "Svala"),
        ("Which boat is longer, Alke or Lom?", "most of two", "Lom"),
        ("Which boat comes after the Terna?", "next", "Svala"),
        ("Which boat comes before the Lom?", "previous", "Alke"),
        ("Which boat is last?", "last", "Lom"),
        ("What is the total length?", "sum", "54"),
        ("What is the average length?", "average", "13.5"),
        ("What is the difference in length between Svala and Alke?", "difference of rows", "9"),
        ("Who owns the most boats?", "most common", "Ada Brun"),
        ("How many boats are longer than 10?", "count", "3"),
    ],
)
def test_an_operation_derives_the_answer(question: str, operation: str, answer: str) -> None:
    derived = derive_answers(read_question(question), TABLE, read_columns(TABLE))
    assert (operation, answer) in {(found.operation, found.text) for found in derived}


def test_two_cells_of_a_row_are_compared() -> None:
    text = "Item | 2018 | 2017\nRent | 300 | 240\nFuel | 90 | 100"
    (table,) = read_tables([Passage("p", "d", text, 0)])
    derived = list(derive_answers(read_question("How did rent change from 2017 to 2018?"), table, read_columns(table)))
    answers = {(found.operation, found.text) for found in derived}
    assert {("change", "60"), ("percent change", "25"), ("sum of two", "540"), ("both cells", "240, 300")} <= answers


def test_features_tell_what_is_explained_and_which_column_is_named() -> None:
    question = read_question("Which owner has the Svala?")
    describer = Describer(question, TABLE, read_columns(TABLE))
    named = {
        found.text: describer.describe(found)
        for found in derive_answers(question, TABLE, read_columns(TABLE))
        if found.operation == "cell"
    }
    assert named["Otto Lind"]["target named"] == 1.0
    assert named["Otto Lind"]["all explained"] == 1.0
    assert "target named" not in named["1971"]
