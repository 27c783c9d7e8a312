from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer.extractive.decomposition import MAX_CANDIDATE_NAMES, find_candidate_names, find_descriptions


@pytest.mark.parametrize(
    ("question", "asked", "left"),
    [
        ("Who owns the boat that sank in May?", "Which boat sank in May?", "Who owns X?"),
        ("Who taught the man who built the mill?", "Who built the mill?", "Who taught X?"),
        ("Which school is the pupil from who won the prize?", "Who won the prize?", "Which school is X from?"),
        ("Who feeds the dog that barks when he is out?", "Which dog barks?", "Who feeds X when he is out?"),
        ("How old is the town where Ada lives?", "Which town is it where Ada lives?", "How old is X?"),
        ("When was Mara Lindt's husband born?", "Who is Mara Lindt's husband?", "When was X born?"),
        (
            "Where did James Stanley (Bishop)’s father die?",
            "Who is James Stanley (Bishop)’s father?",
            "Where did X die?",
        ),
        (
            "When was the author of the book Tides born?",
            "Who or what is the author of the book Tides?",
            "When was X born?",
        ),
    ],
)
def test_what_is_described_is_asked_for_and_replaced(question: str, asked: str, left: str) -> None:
    assert (asked, left) in [(one.asked, one.named(question, "X")) for one in find_descriptions(question)]


@pytest.mark.parametrize(
    "question",
    [
        "What is Bremen's population?",
        "Who owns the boat?",
        "Which came first, the film that won or the film that lost?",
        "Who was born in 1900?",
        "",
    ],
)
def test_plain_questions_describe_nothing(question: str) -> None:
    assert find_descriptions(question) == []


@given(st.text(max_size=200))
def test_any_text_is_taken_apart_within_its_bounds(question: str) -> None:
    for one in find_descriptions(question):
        assert 0 <= one.start < one.head <= one.clause <= one.end <= len(question)
        assert "X" in one.named(question, "X")


def test_names_leave_out_what_the_question_says() -> None:
    texts = ["Ada Byron met Tom Okafor in Lagos on 3 May 2020.", "Ines Varga and Mia Holm left."]
    found = find_candidate_names(texts, "Who is Ada Byron?")
    assert found == ["Tom Okafor", "Lagos", "Ines Varga"]
    assert len(found) == MAX_CANDIDATE_NAMES
