from __future__ import annotations

import pytest

from evals.judges.long_answers import completeness_score, correctness_score, precision_score, reference_overlap
from rag.embed.protocol import Embedder

QUESTION = "How is the harbour kept safe?"
REFERENCE = "Ships may not enter the inner harbour at night. The lamp is lit at dusk. A pilot meets every tanker."
HALF = "Ships may not enter the inner harbour at night."
PADDED = f"{REFERENCE} The bakery sells rye bread. Herring is landed in spring. The museum opens at ten on Sundays."


def test_saying_it_all_is_one(minilm: Embedder) -> None:
    found = reference_overlap(QUESTION, REFERENCE, REFERENCE, minilm)
    assert (found.precision, found.recall, found.covered) == (1.0, 1.0, 1.0)
    for formula in (correctness_score, precision_score, completeness_score):
        assert formula(found) == pytest.approx(1.0, abs=1e-5)


def test_half_of_it_is_precise_and_not_complete(minilm: Embedder) -> None:
    half, padded = (reference_overlap(QUESTION, text, REFERENCE, minilm) for text in (HALF, PADDED))
    assert half.precision == 1.0
    assert half.recall < 0.7
    assert padded.recall == 1.0
    assert padded.precision < 0.7
    assert completeness_score(padded) > completeness_score(half)
    assert precision_score(half) - completeness_score(half) > precision_score(padded) - completeness_score(padded)


def test_repeating_the_question_says_nothing(minilm: Embedder) -> None:
    found = reference_overlap(QUESTION, "The harbour is kept safe.", REFERENCE, minilm)
    assert found.precision == found.recall == 0.0


@pytest.mark.parametrize(("answer", "reference"), [("", REFERENCE), (REFERENCE, ""), ("…", "…")])
def test_nothing_said_is_nothing_shared(minilm: Embedder, answer: str, reference: str) -> None:
    found = reference_overlap(QUESTION, answer, reference, minilm)
    assert 0.0 <= correctness_score(found) <= 1.0
    assert found.precision == found.recall == 0.0
