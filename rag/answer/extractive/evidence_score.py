"""How close a sentence comes to a question: as it is read, as its vector lies, and in the words they share.

The reader knows questions and answers that look alike, and misses one in other words; the vectors of the default
embedder know other words: "Smoking is prohibited inside" for "Can I smoke in the kitchen?".
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from graph.text.stemming import stems
from graph.types import Vector
from rag.answer.extractive.evidence import covered_share, word_rarity
from rag.answer.extractive.read_sentences import ReadSentence

SIMILARITY_WEIGHT, COVERED_WEIGHT = 6.0, 2.0
"""What the cosine and the share of the question's words, by their rarity, count beside the reader's log-odds.

Rounded from a fit on the even-numbered everyday questions on rules, contracts, papers and tables.
"""

MIDDLE = 0.5
"""The cosine and the share that change nothing."""

MIN_EVIDENCE_SCORE = -2.4
"""The score of the closest sentence below which nothing was found.

Of the even-numbered everyday questions whose gold was retrieved, at most one in twenty of a set lies below.
"""


def score_evidence(question: str, sentences: Sequence[ReadSentence], similarities: Vector) -> list[ReadSentence]:
    """Return the sentences with the score by which evidence is chosen; `similarities` has a cosine for each."""
    said = [stems(sentence.candidate.text) for sentence in sentences]
    rarity, unseen, asked = word_rarity(said), math.log1p(len(said)) + 1, set(stems(question))
    shares = [covered_share(asked, set(words), rarity, unseen) for words in said]
    return [
        replace(sentence, score=sentence.score + _weigh(float(similarity), share))
        for sentence, similarity, share in zip(sentences, similarities, shares, strict=True)
    ]


def _weigh(similarity: float, share: float) -> float:
    return SIMILARITY_WEIGHT * (similarity - MIDDLE) + COVERED_WEIGHT * (share - MIDDLE)
