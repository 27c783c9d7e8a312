from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.text.sentences import sentence_bounds
from graph.types import Passage
from rag.retrieve.graph.term_coverage import cover

QUESTION = "Where was the director of Copper Lantern born?"


def passages(*texts: tuple[str, str]) -> list[Passage]:
    return [Passage(str(place), "d", text, 0, title=title) for place, (title, text) in enumerate(texts)]


def counts(given_: list[Passage]) -> list[int]:
    return [len(sentence_bounds(passage.text)) for passage in given_]


def test_words_meet_by_their_stems_and_titles_count_in_every_sentence() -> None:
    made = passages(("Copper Lantern", "It was directed by Ines Varga. It won."), ("", "Bread is baked."))
    found = cover(QUESTION, made, counts(made))
    assert found.held.sum(axis=1).tolist() == [3, 2, 0]


def test_two_sentences_hold_the_words_of_both_once() -> None:
    made = passages(("", "Copper Lantern was directed by Ines Varga."), ("", "The director was born in Holmsund."))
    found = cover(QUESTION, made, counts(made))
    assert found.together()[0, 1] == pytest.approx(1.0)
    assert found.together()[0, 0] == pytest.approx(found.shares()[0])


def test_a_text_in_another_number_of_sentences_stands_as_a_whole_in_each() -> None:
    made = passages(("", "Copper. Lantern. Born."))
    assert cover(QUESTION, made, [2]).held.sum(axis=1).tolist() == [3, 3]


def test_a_word_that_few_passages_hold_weighs_more() -> None:
    made = passages(("", "A copper pan."), ("", "A copper kettle."), ("", "A director."))
    found = cover("copper director", made, counts(made))
    assert found.shares()[2] > found.shares()[0]


@pytest.mark.parametrize("question", ["", "?", "the of and"])
def test_a_question_without_words_covers_nothing(question: str) -> None:
    made = passages(("Bread", "Bread is baked."))
    found = cover(question, made, [1])
    assert found.shares().tolist() == [0.0]
    assert found.together().tolist() == [[0.0]]


@given(st.text(max_size=80), st.lists(st.tuples(st.text(max_size=20), st.text(max_size=80)), max_size=4))
def test_shares_lie_between_none_and_all(question: str, texts: list[tuple[str, str]]) -> None:
    made = passages(*texts)
    found = cover(question, made, counts(made))
    together = found.together()
    assert np.all((found.shares() >= 0) & (found.shares() <= 1 + 1e-5))
    assert np.allclose(together, together.T, atol=1e-5)
    assert np.all(together >= np.maximum.outer(found.shares(), found.shares()) - 1e-5)
