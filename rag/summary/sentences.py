"""Choose the sentences of a summary: those that hold most of what many passages say, within so many words."""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence

import numpy as np

from graph.blocks import CELL_SEPARATOR
from graph.text.stemming import stems
from graph.types import Passage, Vector
from rag.answer.extractive.evidence import Candidate, candidates
from rag.answer.extractive.read_sentences import says_something
from rag.embed.protocol import Embedder
from rag.summary.concepts import Concept, read_concepts, weigh_concepts

MIN_WORDS, MAX_WORDS = 8, 60
"""Words of a sentence that may stand in a summary."""

TOPIC_POWER = 4.0
"""The power of a sentence's similarity to the topic by which its gain is multiplied."""

COST_POWER = 0.5
"""With a topic, the power of a sentence's words by which its gain is divided: short ones to the point count more."""

MIN_SIMILARITY = 0.35
"""The similarity to a topic, as a share of the best sentence's, below which a sentence is not about it."""

WORDS_POWER = 0.25
"""The power of the share of the topic's words that a sentence, or its passage, holds."""

_OPEN_ENDS = ("—", "—.", "–", "-", "…", ":", "：")
"""What a sentence that is broken off, or introduces others, ends with."""


def summary_candidates(passages: Sequence[Passage]) -> list[Candidate]:
    """Return the sentences that may stand in a summary; rows of tables only where nothing else does."""
    fitting = [one for one in candidates(passages) if _is_fit(one)]
    prose = [one for one in fitting if CELL_SEPARATOR not in one.text]
    return prose or fitting


def select_sentences(
    found: Sequence[Candidate], passages: Sequence[Passage], budget: int, similarity: Vector | None = None
) -> list[Candidate]:
    """Return the chosen sentences, best first; `similarity` is that of each candidate to the topic, if there is one.

    Greedy maximum coverage of weighted concepts: each step takes the sentence that adds most.
    """
    held = [read_concepts(candidate.text) for candidate in found]
    weights = weigh_concepts(read_concepts(passage.text) for passage in passages)
    costs = np.array([len(candidate.text.split()) for candidate in found], np.float32)
    factors = np.ones(len(found), np.float32)
    if similarity is not None:
        factors = np.maximum(similarity, 0.0) ** TOPIC_POWER / costs**COST_POWER
    return [found[index] for index in _choose_greedily(held, weights, costs, factors, float(budget))]


def topic_similarity(found: Sequence[Candidate], topic: str, embedder: Embedder) -> Vector:
    """Return how much each candidate is about the topic: its cosine, by the words of the topic that it and its passage
    hold; 0 for those that are not about it."""
    wanted = frozenset(stems(topic))
    passages = {one.passage.id: _held_share(wanted, f"{one.passage.heading}\n{one.passage.text}") for one in found}
    held = [_held_share(wanted, one.text) * passages[one.passage.id] for one in found]
    similarity: Vector = np.maximum(_cosines(found, topic, embedder), 0.0) * np.array(held, np.float32)
    return np.where(similarity >= MIN_SIMILARITY * similarity.max(), similarity, np.float32(0.0))


def _held_share(wanted: frozenset[str], text: str) -> float:
    """Return a factor that grows with the share of words that a text holds."""
    share = len(wanted.intersection(stems(text))) / len(wanted) if wanted else 1.0
    return float((0.5 + share) ** WORDS_POWER)


def _cosines(found: Sequence[Candidate], topic: str, embedder: Embedder) -> Vector:
    rows: dict[int, list[int]] = {}
    for index, candidate in enumerate(found):
        rows.setdefault(candidate.rank, []).append(index)
    texts = [found[indexes[0]].passage.text for indexes in rows.values()]
    spans = [[(found[index].start, found[index].end) for index in indexes] for indexes in rows.values()]
    asked = embedder.embed([topic], "query")[0]
    cosines = np.zeros(len(found), np.float32)
    for indexes, matrix in zip(rows.values(), embedder.embed_spans(texts, spans), strict=True):
        cosines[indexes] = matrix @ asked
    return cosines


def _is_fit(candidate: Candidate) -> bool:
    """Whether a sentence is whole, says something, and is neither too short nor too long."""
    text = candidate.text
    whole = not text[0].islower() and not text.endswith(_OPEN_ENDS)
    return whole and MIN_WORDS <= len(text.split()) <= MAX_WORDS and says_something(candidate)


def _choose_greedily(
    held: Sequence[frozenset[Concept]],
    weights: Mapping[Concept, float],
    costs: Vector,
    factors: Vector,
    budget: float,
) -> list[int]:
    """Return indexes in the order of choice; each adds something new and fits into what is left of the budget."""
    kept = [concepts & weights.keys() for concepts in held]
    gains = [sum(weights[concept] for concept in concepts) * float(factors[i]) for i, concepts in enumerate(kept)]
    covered: set[Concept] = set()
    chosen: list[int] = []
    # Gains only fall as more is covered: the largest known one is computed anew until it stays the largest.
    queue = [(-gain, index) for index, gain in enumerate(gains)]
    heapq.heapify(queue)
    while queue:
        _, index = heapq.heappop(queue)
        gain = sum(weights[concept] for concept in kept[index] - covered) * float(factors[index])
        if costs[index] > budget or gain <= 0:
            continue
        if queue and (-gain, index) > queue[0]:
            heapq.heappush(queue, (-gain, index))
            continue
        chosen.append(index)
        covered |= kept[index]
        budget -= float(costs[index])
    return chosen
