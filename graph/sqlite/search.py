"""Rank what is visible: by words, by names, and by exact vector similarity."""

from __future__ import annotations

import sqlite3
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate

import numpy as np

from graph import bm25, entity_search
from graph.csr import Mask, top_k
from graph.errors import EmbedderMismatch
from graph.sqlite.filter import encode_list
from graph.sqlite.filtered_view import FilteredView, Snapshot
from graph.sqlite.segment import Segment
from graph.text.languages.expansion import read_query
from graph.text.spelling import find_similar_words, max_edits, rank_spellings
from graph.text.words import words
from graph.types import Integers, Kind, Matrix, Vector

Ranked = list[tuple[str, float]]
# Matrix products differ in their last bits by shape; scores this close are recomputed one by one.
RESCORE_MARGIN = 1e-4


def rank_passages(connection: sqlite3.Connection, sight: FilteredView, text: str, k: int) -> Ranked:
    """Return the k best passages by BM25."""
    query = read_query(text)
    forms = sight.snapshot.vocabulary(connection).find_forms(query) if query.language else ()
    groups = query.group(forms)
    known = _numbers(connection, [word for group in groups for word in group.words])
    segments = sight.snapshot.segments
    parts = [(segment.postings, mask) for segment, mask in zip(segments, sight.masks, strict=True)]
    numbered = [([known[word] for word in group.words if word in known], group.weight) for group in groups]
    found = bm25.score_groups(parts, [one for one in numbered if one[0]])
    flat = np.concatenate(found) if found else np.zeros(0)
    name = _passage_name(sight.snapshot)
    return [(name(place), float(flat[place])) for place in top_k(flat, k, name)]


def find_spellings(connection: sqlite3.Connection, sight: FilteredView, word: str) -> list[str]:
    """Return words of visible passages within reach of a word, best match first."""
    asked = "".join(words(word)[:1])
    between = (len(asked) - max_edits(asked), len(asked) + max_edits(asked))
    query = "SELECT word, number FROM words WHERE length(word) BETWEEN ? AND ?"
    numbers = dict(connection.execute(query, between)) if max_edits(asked) else {}
    distances = find_similar_words(asked, numbers)
    parts = [(segment.postings, mask) for segment, mask in zip(sight.snapshot.segments, sight.masks, strict=True)]
    return rank_spellings(distances, {other: bm25.document_frequency(parts, numbers[other]) for other in distances})


def rank_entities(connection: sqlite3.Connection, sight: FilteredView, text: str, k: int) -> Ranked:
    """Return the k entities whose names share most words with the text."""
    known = _numbers(connection, entity_search.query_words(text))
    return entity_search.search_entities(sight.names, sorted(known.values()), sight.snapshot.register.ids, k)


def _numbers(connection: sqlite3.Connection, asked: Sequence[str]) -> dict[str, int]:
    query = "SELECT word, number FROM words WHERE word IN (SELECT value FROM json_each(?))"
    return dict(connection.execute(query, (encode_list(dict.fromkeys(asked)),)))


def rank_by_similarity(sight: FilteredView, vector: Vector, k: int, of: Kind) -> Ranked:
    """Return the k highest cosines."""
    asked = np.asarray(vector, np.float32).ravel()
    snapshot = sight.snapshot
    blocks = [block for block in _named(sight, of) if len(block[0])]
    if k <= 0 or not blocks:
        return []
    check_dimensions(asked, snapshot)
    rough = [np.where(mask, matrix @ asked, np.float32(-np.inf)) for matrix, mask, _ in blocks]
    every = np.concatenate(rough)
    bar = np.partition(every, len(every) - k)[len(every) - k] - RESCORE_MARGIN if k < len(every) else -np.inf
    found: list[tuple[float, str]] = []
    wide = asked.astype(np.float64)
    for score, (matrix, mask, names) in zip(rough, blocks, strict=True):
        places = np.flatnonzero((score >= bar) & mask)
        exact = np.einsum("ij,j->i", matrix[places].astype(np.float64), wide).astype(np.float32)
        found += zip((-exact).tolist(), names(places), strict=True)
    return [(name, -value) for value, name in sorted(found)[:k]]


def check_dimensions(asked: Vector, snapshot: Snapshot) -> None:
    """Raise EmbedderMismatch for a vector whose dimensions differ from the stored ones."""
    if len(asked) != snapshot.dimensions:
        raise EmbedderMismatch(
            f"the question's vector has {len(asked)} dimensions, the store's have {snapshot.dimensions}",
            "ask with the embedder that the store was written with",
        )


def _named(sight: FilteredView, of: Kind) -> Iterator[tuple[Matrix, Mask, Callable[[Integers], list[str]]]]:
    """Yield each matrix of vectors, its visible rows, and a function that returns their ids."""
    snapshot = sight.snapshot
    if of == "entity":
        for (owners, matrix), mask in zip(snapshot.entity_vectors, sight.entity_rows, strict=True):
            yield matrix, mask, _owners(snapshot.register.ids, owners)
        return
    masks = sight.passage_rows if of == "passage" else sight.sentence_rows
    for segment, mask in zip(snapshot.segments, masks, strict=True):
        if of == "passage":
            owners, matrix = segment.passage_vectors
            yield matrix, mask, _owners(segment.block.ids, owners)
        else:
            yield segment.sentence_vectors[1], mask, _sentences(segment)


def _owners(ids: Sequence[str], owners: Integers) -> Callable[[Integers], list[str]]:
    return lambda rows: [ids[owner] for owner in owners[rows].tolist()]


def _sentences(segment: Segment) -> Callable[[Integers], list[str]]:
    ids, starts, owners = segment.block.ids, segment.block.sentences, segment.sentence_vectors[0]

    def names(rows: Integers) -> list[str]:
        sentences = owners[rows]
        passages = segment.sentence_passage[sentences]
        ordinals = (sentences - starts[passages]).tolist()
        return [f"{ids[passage]}#{ordinal}" for passage, ordinal in zip(passages.tolist(), ordinals, strict=True)]

    return names


def _passage_name(snapshot: Snapshot) -> Callable[[int], str]:
    ids = [segment.block.ids for segment in snapshot.segments]
    offsets = list(accumulate(map(len, ids), initial=0))

    def name(flat: int) -> str:
        segment = bisect_right(offsets, flat) - 1
        return ids[segment][flat - offsets[segment]]

    return name
