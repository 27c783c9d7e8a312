from __future__ import annotations

import numpy as np

from evals.judges.relevance import FEATURES, relevance, relevance_features, relevance_judge
from rag.embed.protocol import Embedder

WHEN = "When was the lighthouse at Skerry Point finished?"
ANSWERS = "The lighthouse at Skerry Point was finished in 1874."
BESIDE = "The lighthouse at Skerry Point is painted white."
ELSEWHERE = "The bakery on Mill Lane sells rye bread."


def test_what_answers_is_likelier_than_what_speaks_of_it(minilm: Embedder) -> None:
    first, second, third = relevance(WHEN, [("", ANSWERS), ("", BESIDE), ("", ELSEWHERE)], minilm)
    assert 1.0 >= first > second > third >= 0.0


def test_a_passage_is_as_relevant_as_its_best_sentence(minilm: Embedder) -> None:
    alone, among = relevance(WHEN, [("", ANSWERS), ("", f"{ELSEWHERE} {ANSWERS}")], minilm)
    assert among > 0.7 * alone
    assert relevance(WHEN, [("", "")], minilm) == [0.0]


def test_the_title_names_what_the_sentence_does_not() -> None:
    sentence = "It was finished in 1874."
    named, unnamed = (relevance_features(WHEN, title, sentence, 0.5) for title in ("Skerry Point lighthouse", ""))
    missing = FEATURES.index("names missing")
    assert (named[missing], unnamed[missing]) == (0.0, 2.0)


def test_a_value_of_the_kind_asked_for_counts_where_it_is_new() -> None:
    new = FEATURES.index("new of the kind")
    assert relevance_features(WHEN, "", ANSWERS, 0.5)[new] == 1.0
    assert relevance_features(WHEN, "", BESIDE, 0.5)[new] == 0.0
    assert relevance_features("Who dredged it in 1950?", "", "1950 was dry.", 0.5)[new] == 0.0


def test_a_blank_question_is_answered_by_nothing(minilm: Embedder) -> None:
    assert all(0.0 <= one <= 1.0 for one in relevance("", [("", ANSWERS)], minilm))
    assert np.isfinite(relevance_judge().model.weights).all()
