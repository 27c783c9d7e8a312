"""Choose the sentences of a summary: those that hold most of what many passages say, within so many words."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from graph.blocks import CELL_SEPARATOR
from graph.text.stemming import stems
from graph.types import Passage, Vector
from rag.answer.extractive.evidence import Candidate, candidates
from rag.answer.extractive.read_sentences import says_something
from rag.embed.protocol import Embedder
from rag.summary.concepts import Concept, read_concepts, weigh_concepts
from rag.summary.speakers import find_speakers, name_speaker

MIN_WORDS, MAX_WORDS = 8, 60
"""Words of a sentence that may stand in a summary."""

TOPIC_POWER = 1.5
"""The power of a sentence's similarity to the topic by which its gain is multiplied."""

COST_POWER = 1.0
"""The power of a sentence's words by which its gain is divided: what says most in fewest words is chosen."""

FEW_COST_POWER = 0.0
"""The same where few sentences are chosen, which are to say much each."""

AGAIN = 0.7
"""What the gain of a sentence is multiplied by for each sentence of its passage that is chosen already."""

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
    found: Sequence[Candidate],
    passages: Sequence[Passage],
    budget: int,
    similarity: Vector | None = None,
    cost_power: float = COST_POWER,
) -> list[Candidate]:
    """Return the chosen sentences, best first; `similarity` is that of each candidate to the topic, if there is one.

    Greedy maximum coverage of weighted concepts: each step takes the sentence that adds most for its words, those that
    name its speaker included.
    """
    held = [read_concepts(candidate.text) for candidate in found]
    weights = weigh_concepts(read_concepts(passage.text) for passage in passages)
    costs = _count_words(found, find_speakers(passages))
    factors = costs**-cost_power
    if similarity is not None:
        factors = factors * np.maximum(similarity, 0.0) ** TOPIC_POWER
    places = [candidate.rank for candidate in found]
    return [found[index] for index in _choose_greedily(held, weights, _Choice(costs, factors, places), float(budget))]


def topic_similarity(found: Sequence[Candidate], topic: str, embedder: Embedder) -> Vector:
    """Return how much each candidate is about the topic: its cosine, by the words of the topic that it and its passage
    hold; 0 for those that are not about it."""
    wanted = frozenset(stems(topic))
    passages = {one.passage.id: _held_share(wanted, f"{one.passage.heading}\n{one.passage.text}") for one in found}
    held = [_held_share(wanted, one.text) * passages[one.passage.id] for one in found]
    similarity: Vector = np.maximum(_cosines(found, topic, embedder), 0.0) * np.array(held, np.float32)
    return np.where(similarity >= MIN_SIMILARITY * similarity.max(), similarity, np.float32(0.0))


def _count_words(found: Sequence[Candidate], speakers: frozenset[str]) -> Vector:
    said = [f"{name_speaker(candidate, speakers)} {candidate.text}" for candidate in found]
    return np.array([len(text.split()) for text in said], np.float32)


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


@dataclass(frozen=True, slots=True)
class _Choice:
    """What sentences cost in words, what their gains are multiplied by, and the passages that they stand in."""

    costs: Vector
    factors: Vector
    passages: Sequence[int]


def _choose_greedily(
    held: Sequence[frozenset[Concept]], weights: Mapping[Concept, float], choice: _Choice, budget: float
) -> list[int]:
    """Return indexes in the order of choice; each adds something new and fits into what is left of the budget."""
    kept = [concepts & weights.keys() for concepts in held]
    covered: set[Concept] = set()
    used: Counter[int] = Counter()
    chosen: list[int] = []

    def gain_of(index: int) -> float:
        new = sum(weights[concept] for concept in kept[index] - covered)
        return new * float(choice.factors[index]) * AGAIN ** used[choice.passages[index]]

    # Gains only fall as more is covered: the largest known one is computed anew until it stays the largest.
    queue = [(-gain_of(index), index) for index in range(len(kept))]
    heapq.heapify(queue)
    while queue:
        _, index = heapq.heappop(queue)
        gain = gain_of(index)
        if choice.costs[index] > budget or gain <= 0:
            continue
        if queue and (-gain, index) > queue[0]:
            heapq.heappush(queue, (-gain, index))
            continue
        chosen.append(index)
        covered |= kept[index]
        used[choice.passages[index]] += 1
        budget -= float(choice.costs[index])
    return chosen
