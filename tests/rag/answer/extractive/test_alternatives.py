"""One of several cases of a sentence is no answer to a question that names none of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer.extractive.alternatives import is_one_of_several

NOTICE = "The notice is one month for students and three months for all others."
COURSES = "A course for beginners costs £85 and takes ten weeks; the course for advanced swimmers costs £70."
LENT = "Books are lent for four weeks and films for one week."
CLOTHES = "Clothes are returned; a missing jacket is charged at £45 and a missing pair of shoes at £60."


@pytest.mark.parametrize(
    ("asked", "sentence", "value", "several"),
    [
        ("What is the notice?", NOTICE, "one month", True),
        ("What is the notice?", NOTICE, "three months", True),
        ("What is the notice for students?", NOTICE, "one month", False),
        ("How much does a swimming course cost?", COURSES, "£85", True),
        ("How much does the course for beginners cost?", COURSES, "£85", False),
        ("How long does it take?", COURSES, "ten weeks", False),
        ("What is charged for missing clothes?", CLOTHES, "£45", True),
        ("What is charged for a missing jacket?", CLOTHES, "£45", False),
        ("What do I pay for my dog?", "Dogs pay half the fare; guide dogs travel free.", "free", True),
        ("What do I pay for my dog?", "Dogs pay half the fare; guide dogs travel free.", "half", False),
        ("How much is a room?", "A room costs 80 euros a night and breakfast 12 euros.", "80 euros", False),
        ("How long is a book lent?", LENT, "four weeks and films for one week", True),
        ("How long is a book lent?", LENT, "four weeks", False),
        ("How long is the lease?", "It runs for two years and six months.", "two years and six months", False),
        ("When does it open?", "It opens at 9 a.m. and closes at 5 p.m.", "9 a.m.", False),
    ],
)
def test_a_case_that_the_question_does_not_name_is_one_of_several(
    asked: str, sentence: str, value: str, several: bool
) -> None:
    start = sentence.index(value)
    assert is_one_of_several(asked, sentence, (start, start + len(value))) is several


@given(st.text(max_size=80), st.text(max_size=120), st.integers(0, 120), st.integers(0, 120))
def test_any_text_is_judged(asked: str, sentence: str, start: int, end: int) -> None:
    assert is_one_of_several(asked, sentence, (min(start, end), max(start, end))) in (True, False)
