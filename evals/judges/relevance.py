"""Features for the relevance of a sentence to a question, and the fitted judge over them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

import numpy as np

from evals.judges.fitted import FittedJudge, load_judge
from evals.judges.forms import best_similarities, forms
from evals.judges.sentences import sentences
from graph.text.names import INNER_LATIN_NAME
from graph.text.stemming import stems
from graph.types import Matrix, Vector
from rag.answer.extractive.answer_type import answer_spans, asked_answer_type
from rag.answer.extractive.evidence import focus_stem
from rag.embed.protocol import Embedder

FEATURES = (
    "found",
    "missing",
    "names found",
    "names missing",
    "likeness",
    "kind",
    "new of the kind",
    "focus",
    "side by side",
    "words",
)

_NAME = re.compile(rf"{INNER_LATIN_NAME}|\d+")
_MATCH_SIMILARITY = 0.85

SENTENCES_PER_PASSAGE = 2
"""Sentences per passage that are embedded and compared with the question."""


def relevance_judge() -> FittedJudge:
    """Load the fitted judge of relevance."""
    return load_judge("relevance", FEATURES)


def relevance(question: str, passages: Sequence[tuple[str, str]], embedder: Embedder) -> list[float]:
    """Return the probability that each (title, text) is relevant to the question, 0..1: that of its best sentence."""
    question_forms = set(forms(question))
    candidates = [
        (index, title, sentence)
        for index, (title, text) in enumerate(passages)
        for sentence in _best_sentences(question_forms, text)
    ]
    question_vector = embedder.embed([question], "query")[0]
    similarities = embedder.embed([sentence for _, _, sentence in candidates]) @ question_vector
    rows = [
        relevance_features(question, title, sentence, float(value))
        for (_, title, sentence), value in zip(candidates, similarities, strict=True)
    ]
    scores = [0.0] * len(passages)
    for (index, _, _), value in zip(candidates, relevance_judge()(stack_rows(rows)), strict=True):
        scores[index] = max(scores[index], float(value))
    return scores


def _best_sentences(question_forms: set[str], text: str) -> list[str]:
    """Return the sentences that share most words with the question, best first; embedding all would add little."""
    all_sentences = sentences(text)
    return sorted(all_sentences, key=lambda sentence: -len(question_forms & set(forms(sentence))))[
        :SENTENCES_PER_PASSAGE
    ]


def relevance_features(question: str, title: str, sentence: str, likeness: float) -> Vector:
    """Return the values of `FEATURES`; the title's words count as the sentence's."""
    question_forms, sentence_forms = forms(question), (*forms(title), *forms(sentence))
    known_forms = set(sentence_forms)
    similarities = best_similarities(question_forms, sentence_forms)
    names = {form for match in _NAME.finditer(question.strip()) for form in forms(match.group())}
    kind, aim = asked_answer_type(question), focus_stem(question)
    spans = [forms(sentence[low:high]) for low, high in answer_spans(kind, sentence)]
    values = (
        sum(similarities) / len(similarities) if similarities else 0.0,
        sum(value < _MATCH_SIMILARITY for value in similarities),
        len(names & known_forms) / len(names) if names else 0.7,
        len(names - known_forms),
        max(0.0, likeness),
        kind not in ("any", "reason"),
        any(not set(span) <= set(question_forms) for span in spans) if kind not in ("any", "reason") else 0.5,
        aim in {*stems(sentence), *stems(title)} if aim else 1.0,
        _beside(question_forms, sentence_forms),
        np.log1p(len(sentence_forms)),
    )
    return np.array(values, np.float32)


def _beside(question_forms: Sequence[str], sentence_forms: Sequence[str]) -> float:
    """Return the share of the question's word bigrams whose words are at most three apart in the sentence."""
    positions = {form: index for index, form in enumerate(sentence_forms)}
    pairs = list(itertools.pairwise(question_forms))
    close = sum(a in positions and b in positions and abs(positions[a] - positions[b]) <= 3 for a, b in pairs)
    return close / len(pairs) if pairs else 0.0


def stack_rows(rows: Sequence[Vector]) -> Matrix:
    """Stack rows to a matrix, which has no rows if there are none."""
    return np.stack(rows) if rows else np.zeros((0, len(FEATURES)), np.float32)
