from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer.extractive.situation import asks_yes_no, split_situation


@pytest.mark.parametrize(
    ("question", "asked", "situation"),
    [
        ("Who pays the fee?", "Who pays the fee?", ""),
        (
            "My mother lives abroad. She is 80. Can she claim the pension?",
            "Can she claim the pension?",
            "My mother lives abroad. She is 80.",
        ),
        ("I lost my card. Please list the steps", "Please list the steps", "I lost my card."),
        ("We moved in May. Am I insured", "Am I insured", "We moved in May."),
        ("How much is it? Who pays? I am a student.", "How much is it? Who pays?", "I am a student."),
    ],
)
def test_what_is_asked_is_told_from_what_is_told(question: str, asked: str, situation: str) -> None:
    split = split_situation(question)
    assert (split.asked, split.situation) == (asked, situation)


@given(st.text(max_size=200))
def test_no_word_of_a_question_is_lost(question: str) -> None:
    assert sorted(split_situation(question).text.split()) == sorted(question.split())


@pytest.mark.parametrize(
    ("asked", "yes_no"),
    [
        ("May I park here?", True),
        ("And can my wife use it as well?", True),
        ("Can they be renewed? (films, lent)", True),
        ("How long may they be kept? (films, lent)", False),
        ("In the lease between A, B and C, is notice required?", True),
        ("Don't I have to pay?", True),
        ("How much do I pay?", False),
        ("Can you tell me who pays?", False),
        ("Is the gate the front gate or the back gate?", False),
        ("Who may enter? May I?", True),
    ],
)
def test_questions_that_yes_or_no_answers(asked: str, yes_no: bool) -> None:
    assert asks_yes_no(asked) is yes_no
