"""The score by which evidence is chosen."""

from __future__ import annotations

import numpy as np

from graph.types import Passage
from rag.answer.extractive.evidence import candidates
from rag.answer.extractive.evidence_score import score_evidence
from rag.answer.extractive.passage_reader import SentenceReading
from rag.answer.extractive.read_sentences import ReadSentence
from rag.answer.extractive.reader import SpanPrediction

NOTHING = SentenceReading(0.0, SpanPrediction(0, 0, 0.0))


def test_of_sentences_read_alike_the_more_similar_and_the_one_with_the_words_score_higher() -> None:
    passage = Passage("p", "d", "The gate opens at nine. The pool is heated. The shop has tea.", 0)
    read = [ReadSentence(candidate, NOTHING, 1.0) for candidate in candidates([passage])]
    gate, pool, shop = (one.score for one in score_evidence("When is the gate open?", read, np.array([0.4, 0.6, 0.4])))
    assert gate > shop
    assert pool > shop
