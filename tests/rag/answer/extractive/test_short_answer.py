from __future__ import annotations

import numpy as np
import pytest

from graph.types import Passage
from rag.answer.extractive.evidence import candidates
from rag.answer.extractive.passage_reader import SentenceReading
from rag.answer.extractive.read_sentences import ReadSentence
from rag.answer.extractive.reader import SpanPrediction
from rag.answer.extractive.short_answer import (
    SHORT_FEATURES,
    choose_answer,
    close_brackets,
    find_candidates,
    introduces,
    is_beside_asked,
    load_short_model,
    may_answer,
)
from rag.answer.extractive.situation import split_situation
from rag.answer.extractive.solve import NO_SOLUTION, Solution

TEXT = "The deposit for a key is 15 euros (20 euros for two)."


def sentence(text: str, answer: str, score: float = 4.0, margin: float = 8.0) -> ReadSentence:
    (found,) = candidates([Passage("p", "d", text, 0)])
    start = text.index(answer)
    return ReadSentence(found, SentenceReading(score, SpanPrediction(start, start + len(answer), margin)), score)


@pytest.mark.parametrize(
    ("asked", "text", "may"),
    [
        ("What percentage was Catholic?", "711,988", False),
        ("What percentage was Catholic?", "56.2%", True),
        ("How much does a key cost?", "the porter", False),
        ("How much does a key cost?", "15 euros", True),
        ("What does the syrup cost?", "sugar-free", False),
        ("What does delivery cost?", "free", True),
        ("What is the price of a berth?", "forty crowns", True),
        ("When did the club win before 2000?", "2000", False),
        ("Who won?", "。", False),
        ("Who won?", "Everyone", True),
    ],
)
def test_an_answer_has_the_form_that_is_asked_for(asked: str, text: str, may: bool) -> None:
    assert may_answer(asked, text) is may


@pytest.mark.parametrize(
    ("text", "closed"),
    [("9.6 days (range, 8 to 11 days", "9.6 days"), ("2 (two)", "2 (two)"), ("1) first", "1"), ("plain", "plain")],
)
def test_no_bracket_is_left_open(text: str, closed: str) -> None:
    assert close_brackets(text) == closed


@pytest.mark.parametrize(
    ("asked", "text", "sentence", "beside"),
    [
        ("Who is the executive director?", "Deputy", "The Deputy and Executive Director help.", True),
        ("Who is the director?", "Ada", "Ada, the director, and Bo met.", False),
        ("Who is the director?", "Ada", "Ada and the director met. Ada is the director.", False),
        ("Who met the director?", "Ada", "Ada and Bo met the director.", False),
    ],
)
def test_what_only_stands_beside_the_thing_asked_for_is_no_answer(
    asked: str, text: str, sentence: str, beside: bool
) -> None:
    assert is_beside_asked(asked, text, sentence) is beside


def test_what_announces_a_list_is_no_answer() -> None:
    assert introduces("two purposes", "It is used for two purposes:")
    assert introduces("two purposes", "It is used for **two purposes:**\n")
    assert not introduces("two purposes", "It serves two purposes: rest and play.")


def test_the_span_and_what_the_solver_found_are_candidates() -> None:
    read = sentence(TEXT, "15 euros")
    solved = Solution(0.9, (read.candidate,), "20 euros", 0)
    found = find_candidates(split_situation("How much is the deposit for a key?"), [read], solved)
    assert [candidate.text for candidate in found] == ["15 euros"]
    stepwise = Solution(0.9, (read.candidate,), "20 euros", 0, stepwise=True)
    found = find_candidates(split_situation("How much is the deposit for a key?"), [read], stepwise)
    assert [candidate.text for candidate in found] == ["15 euros", "20 euros"]
    assert all(candidate.features.shape == (len(SHORT_FEATURES),) for candidate in found)


def test_a_reason_has_no_short_answer_and_nothing_gives_none() -> None:
    read = sentence(TEXT, "15 euros")
    assert find_candidates(split_situation("Why is there a deposit?"), [read], NO_SOLUTION) == []
    assert find_candidates(split_situation("How much is it?"), [], NO_SOLUTION) == []
    assert choose_answer([], load_short_model()) is None


def test_a_clear_answer_is_likelier_than_a_doubtful_one() -> None:
    question = split_situation("How much is the deposit for a key?")
    clear = find_candidates(question, [sentence(TEXT, "15 euros")], NO_SOLUTION)
    doubtful = find_candidates(question, [sentence("The gate has 3 keys.", "3", -3.0, -6.0)], NO_SOLUTION)
    model = load_short_model()
    likely, unlikely = choose_answer(clear, model), choose_answer(doubtful, model)
    assert likely is not None
    assert unlikely is not None
    assert np.isfinite([likely.chance, unlikely.chance]).all()
    assert likely.chance > unlikely.chance
