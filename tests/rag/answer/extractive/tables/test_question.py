from __future__ import annotations

from rag.answer.extractive.tables.question import Bound, read_question


def test_what_only_names_the_table_is_its_scope() -> None:
    question = read_question('In the table "Harbours of the north", which harbour is the deepest?')
    assert "north" in question.scope
    assert question.text == "which harbour is the deepest?"


def test_bounds_have_figures_in_digits_or_words() -> None:
    assert read_question("How many have more than 5?").bounds == (Bound("more", 5),)
    assert read_question("Which have at least $8 billion in endowment?").bounds == (Bound("least", 8e9),)
    assert read_question("How many scored three or fewer?").bounds == (Bound("most", 3),)
    assert Bound("less", 4).holds(3)
    assert not Bound("less", 4).holds(4)


def test_words_that_ask_for_an_operation_need_not_be_explained() -> None:
    question = read_question("What is the total number of goals of Otto Lind?")
    assert question.core == {"goal", "otto", "lind"}
    assert {"count", "sum"} <= question.cues
