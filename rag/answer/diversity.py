"""Choose which hits to answer from: no source fills more than half of them while others are relevant.

Otherwise someone who can add one document could fill the whole prompt with near duplicates of one text. The ranking
itself is unchanged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from graph.text.words import words
from graph.types import Filter
from rag.types import Hit, Retriever

MIN_RELEVANT_SCORE_SHARE = 0.35
"""The fraction of the best score from which a passage counts as relevant."""
OVERFETCH_FACTOR = 3
"""The factor by which k grows if one source fills more than half of the hits."""
NEAR_DUPLICATE_SIMILARITY = 0.8
"""The Jaccard similarity of words from which two texts are near duplicates."""


def retrieve_diverse(retriever: Retriever, question: str, k: int, where: Filter) -> list[Hit]:
    """Return the k passages to answer from, by rank; more are retrieved only if one source crowds them."""
    hits = retriever(question, k, where)
    if not is_crowded(hits, k):
        return hits
    known = {hit.passage.id for hit in hits}
    more = [hit for hit in retriever(question, OVERFETCH_FACTOR * k, where) if hit.passage.id not in known]
    return select_diverse([*hits, *more], k)


def is_crowded(hits: Sequence[Hit], k: int) -> bool:
    """Whether one source, or one text with its near duplicates, has more than half of k passages."""
    groups = _groups(hits)
    counts = Counter(group for hit_groups in groups for group in hit_groups)
    return k > 1 and max(counts.values(), default=0) > k // 2


def select_diverse(hits: Sequence[Hit], k: int) -> list[Hit]:
    """Return the best k: at most half from one source or of near duplicates, unless no others are relevant."""
    counts: Counter[int] = Counter()
    selected: list[int] = []
    postponed: list[int] = []
    for rank, groups in enumerate(_groups(hits)):
        if any(counts[group] >= max(1, k // 2) for group in groups) or not _relevant(hits, rank, k):
            postponed.append(rank)
        elif len(selected) < k:
            counts.update(groups)
            selected.append(rank)
    return [hits[rank] for rank in sorted((*selected, *postponed[: k - len(selected)]))]


def _relevant(hits: Sequence[Hit], rank: int, k: int) -> bool:
    """Whether a passage is among the best k, or its score is close enough to the best."""
    best = max(hit.score for hit in hits)
    return rank < k or (best > 0 and hits[rank].score >= MIN_RELEVANT_SCORE_SHARE * best)


def _groups(hits: Sequence[Hit]) -> list[tuple[int, int]]:
    """Return for each passage the number of its source, and of the first text that it nearly duplicates."""
    sources: dict[str, int] = {}
    texts: list[frozenset[str]] = []
    groups = []
    for hit in hits:
        source = sources.setdefault(hit.passage.source or hit.passage.document_id, len(sources))
        text_words = frozenset(words(hit.passage.text))
        text_number = next(
            (number for number, other in enumerate(texts) if _is_near_duplicate(text_words, other)), len(texts)
        )
        if text_number == len(texts):
            texts.append(text_words)
        groups.append((source, -1 - text_number))
    return groups


def _is_near_duplicate(first: frozenset[str], second: frozenset[str]) -> bool:
    return len(first & second) >= NEAR_DUPLICATE_SIMILARITY * max(1, len(first | second))
