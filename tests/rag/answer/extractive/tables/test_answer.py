from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from graph.types import Matrix, Passage
from rag.answer.extractive.tables.answer import answer_from_tables, choose_tables
from rag.answer.extractive.tables.grid import read_tables
from rag.answer.extractive.tables.question import read_question

PRICES = Passage(
    "p",
    "p",
    "Part | Description | Unit price\nK-12 | Gasket | 12.75\nL-30 | Bearing | 38.40\nM-7 | Coupling | 91.05",
    0,
)
FLATS = Passage("f", "f", "Flat | Tenant | Rent\n1A | Otto Lind | 720\n1B | Ada Brun | 980", 0, title="Flats")


def embed(texts: Sequence[str]) -> Matrix:
    return np.zeros((len(texts), 3), np.float32)


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("What is the unit price of part L-30?", "38.40"),
        ("What rent does Otto Lind pay?", "720"),
        ("Which flat does Ada Brun have?", "1B"),
    ],
)
def test_a_cell_is_looked_up_both_ways(question: str, value: str) -> None:
    answer = answer_from_tables(question, [FLATS, PRICES], embed, 0.6)
    assert answer is not None
    assert answer.short == value
    assert value in answer.quotes[0].text


def test_an_answer_that_is_not_sure_is_shown_as_rows_alone() -> None:
    answer = answer_from_tables("What rent does Otto Lind pay?", [FLATS], embed, 1.1)
    assert answer is not None
    assert answer.short == ""
    assert answer.quotes[0].text == "1A | Otto Lind | 720"


def test_nothing_is_said_over_rows_that_are_not_all_there() -> None:
    part = Passage("q", "q", "4 | 2011\n5 | 2012\n6 | 2013", 90, ordinal=3, context="Races\nRace | Year")
    answer = answer_from_tables("How many races are there?", [part], embed, 0.0)
    assert answer is None or answer.short == ""


def test_passages_without_tables_do_not_answer() -> None:
    assert answer_from_tables("What rent?", [Passage("t", "t", "The rent is 720.", 0)], embed, 0.5) is None


def test_the_table_that_holds_the_words_is_chosen() -> None:
    chosen = choose_tables(read_question("What rent does Otto Lind pay?"), read_tables([PRICES, FLATS]))
    assert [table.columns[0] for table in chosen] == ["Flat"]


FEES = Passage("s", "s", "Student | Fee in 2020 | Fee in 2021\nFull-time student | Up to 9,250 | Up to 9,250", 0)
DAYS = Passage("w", "w", "Last two digits | Payment day\n40 to 59 | Wednesday\n60 to 79 | Thursday", 0)


@pytest.mark.parametrize(
    "question",
    [
        "How long do I keep copies of my tenant's documents?",
        "How much time should we allow for a direct debit?",
        "How many hours a week can I work and still claim the allowance?",
        "How can one know whether a year counts?",
    ],
)
def test_a_table_about_something_else_says_nothing(question: str) -> None:
    answer = answer_from_tables(question, [FEES, DAYS], embed, 0.5)
    assert answer is None or answer.short == ""


def test_a_count_of_one_is_no_answer() -> None:
    answer = answer_from_tables("How many flats does Otto Lind have?", [FLATS], embed, 0.0)
    assert answer is None or answer.short != "1"
