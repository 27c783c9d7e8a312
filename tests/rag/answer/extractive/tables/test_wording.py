from __future__ import annotations

import pytest

from rag.answer.extractive.tables.wording import word_for_columns

COLUMNS = ("Tool", "Price EUR", "Weight (kg)", "Delivery days", "Since")


@pytest.mark.parametrize(
    ("question", "worded"),
    [
        ("Which is the cheapest tool?", "Which is the lowest Price EUR tool?"),
        ("Which tool is the heaviest?", "Which tool is the highest Weight (kg)?"),
        ("Which tool comes fastest?", "Which tool comes shortest Delivery days?"),
        ("Who joined last?", "Who latest Since?"),
        ("Which tools cost more than 20 euros?", "Which tools have the Price EUR more than 20 euros?"),
        ("Which tool is red?", "Which tool is red?"),
    ],
)
def test_adjectives_stand_for_columns(question: str, worded: str) -> None:
    assert word_for_columns(question, COLUMNS) == worded


def test_a_table_without_such_a_column_leaves_a_question_as_it_is() -> None:
    assert word_for_columns("Which is the cheapest?", ("Tool", "Colour")) == "Which is the cheapest?"
