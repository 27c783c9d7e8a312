from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.judges.short_answers import FEATURES, short_answer_features, short_answer_judge
from evals.metrics.answer_correctness import judge_correctness
from evals.types import CORRECT_FROM
from rag.embed.protocol import Embedder


def value(question: str, said: str, reference: str, embedder: Embedder) -> dict[str, float]:
    row = short_answer_features(question, said, (reference,), embedder)[0]
    return dict(zip(FEATURES, map(float, row), strict=True))


@pytest.mark.parametrize(
    ("question", "reference", "right", "wrong"),
    [
        ("when did the ferry sink", "10 May 1940", "It sank on May 10th, 1940.", "It sank on June 3rd, 1951."),
        ("how many towers has the castle", "four", "The castle has 4 towers.", "The castle has 7 towers."),
        ("who keeps the lamp", "Anna Maria Brodie", "It is kept by Anna Brodie.", "It is kept by Morag Lamont."),
        ("where do the Andersens come from", "Denmark", "They come from Denmark originally.", "From Portugal."),
    ],
)
def test_other_forms_of_the_reference_are_right(
    minilm: Embedder, question: str, reference: str, right: str, wrong: str
) -> None:
    good, bad = (judge_correctness(question, said, (reference,), minilm)[0] for said in (right, wrong))
    assert good >= CORRECT_FROM > bad


def test_initials_speak_for_a_name(minilm: Embedder) -> None:
    name = ("Friedman Billings Ramsey",)
    fbr, bbc = (judge_correctness("who pays", f"The fair is paid by {who}.", name, minilm)[0] for who in ("FBR", "BBC"))
    assert fbr > 2 * bbc


def test_the_words_of_the_question_are_no_answer(minilm: Embedder) -> None:
    found = value("which mission did Lasuen found", "The mission was founded long ago.", "Mission Soledad", minilm)
    assert found["found"] == 0.5
    assert found["found not asked"] == 0.0


def test_features_tell_numbers_names_and_acronyms(minilm: Embedder) -> None:
    found = value("who paid", "The FBR paid 30 crowns.", "Friedman Billings Ramsey", minilm)
    assert found["acronym"] == 1.0
    assert found["names missing"] == 1.0
    assert value("how many", "There are 3.", "4", minilm)["numbers missing"] == 1.0


def test_the_best_reference_counts(minilm: Embedder) -> None:
    both = judge_correctness(
        "who wrote it", "It was written by Olivia Brien.", ("Garrett Nash", "Olivia O'Brien"), minilm
    )
    assert both[0] > judge_correctness("who wrote it", "It was written by Olivia Brien.", ("Garrett Nash",), minilm)[0]


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=40), st.text(max_size=40), st.text(min_size=1, max_size=20))
def test_any_text_has_a_likelihood(minilm: Embedder, question: str, said: str, reference: str) -> None:
    found = judge_correctness(question, said, (reference,), minilm)[0]
    assert 0.0 <= found <= 1.0


def test_the_shipped_judge_names_its_items() -> None:
    shipped = short_answer_judge()
    assert "EVOUNA" in shipped.about
    assert len(shipped.marks) > 1000
    assert not shipped.knows("who keeps the lamp")
    assert np.isfinite(shipped.model.weights).all()
