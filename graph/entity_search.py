"""Find entities whose names share words with a text.

A name's score is the idf-weighted share of its words that occur in the text, with idf over the visible names; an entity
scores as its best name. Ties are ordered by the weight of the matched words, then by id.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from graph.bm25 import Postings
from graph.csr import Floats, Mask
from graph.idf import bm25_idf
from graph.text.names import name_key
from graph.text.words import words
from graph.types import Integers


@dataclass(frozen=True, slots=True, eq=False)
class Names:
    """Names numbered from `first`, with each one's entity number and the words of its key."""

    first: int
    entities: Integers
    postings: Postings

    def __len__(self) -> int:
        return len(self.entities)


@dataclass(frozen=True, slots=True, eq=False)
class WeightedNames:
    """The names visible to a reader, the idf weight of every word number, and the total weight of every name."""

    blocks: tuple[Names, ...]
    masks: tuple[Mask, ...]
    weights: Floats
    totals: tuple[Floats, ...]


def weight_names(blocks: Sequence[Names], visible: Mask) -> WeightedNames:
    """Compute word weights over the visible names; `visible` marks, by name number, names held by a visible passage."""
    masks = tuple(visible[block.first : block.first + len(block)] for block in blocks)
    size = 1 + max((int(block.postings.words.max(initial=-1)) for block in blocks), default=-1)
    holding = np.zeros(size)
    for block, mask in zip(blocks, masks, strict=True):
        holding += np.bincount(_words(block), mask[block.postings.texts].astype(np.float64), size)
    weights = bm25_idf(int(np.count_nonzero(visible)), holding)
    totals = tuple(
        np.bincount(block.postings.texts, weights[_words(block)], len(block)).astype(np.float64) for block in blocks
    )
    return WeightedNames(tuple(blocks), masks, weights, totals)


def _words(block: Names) -> npt.NDArray[np.int64]:
    return np.repeat(block.postings.words, np.diff(block.postings.pointers))


def query_words(text: str) -> list[str]:
    """Return the words of a text to match against names."""
    return sorted({*words(text), *words(name_key(text))})


def search_entities(
    names: WeightedNames, asked_words: Sequence[int], ids: Sequence[str], k: int
) -> list[tuple[str, float]]:
    """Return the k best entities for these word numbers, as (id, share)."""
    parts: list[tuple[Integers, Floats, Floats]] = []
    for block, mask, totals in zip(names.blocks, names.masks, names.totals, strict=True):
        matched = np.zeros(len(block))
        for word in asked_words:
            place = block.postings.of(word)
            matched[block.postings.texts[place]] += names.weights[word] if word < len(names.weights) else 0.0
        hits = np.flatnonzero((matched > 0) & mask)
        parts.append((block.entities[hits], np.round(matched[hits] / totals[hits], 6), np.round(matched[hits], 6)))
    if k <= 0 or not parts:
        return []
    entities, shares, weights = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.lexsort((-weights, -shares))
    _, firsts = np.unique(entities[order], return_index=True)
    best = order[np.sort(firsts)]
    if len(best) > k:
        best = best[shares[best] >= shares[best[k - 1]]]
    rows = zip((-shares[best]).tolist(), (-weights[best]).tolist(), entities[best].tolist(), strict=True)
    ordered = sorted((share, weight, ids[entity]) for share, weight, entity in rows)
    return [(name, -share) for share, _, name in ordered[:k]]
