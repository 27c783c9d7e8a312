"""BM25 over raw counts: idf and average length are computed at query time, so a filter changes them too.

S. Robertson and H. Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009, with Lucene's idf.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from graph.csr import Floats, Mask, pointers
from graph.idf import bm25_idf
from graph.types import Integers, Vector

K1 = 1.2
B = 0.75


@dataclass(frozen=True, slots=True, eq=False)
class Postings:
    """Term counts by word: for entry i of a word's column, text `texts[i]` holds the word `counts[i]` times.

    `words` are the word numbers of the columns, ascending; `lengths` is the number of words of each text.
    """

    words: Integers
    pointers: Integers
    texts: npt.NDArray[np.int32]
    counts: Vector
    lengths: Vector

    @staticmethod
    def build(owners: Integers, words: Integers, counts: npt.NDArray[np.integer | np.floating], texts: int) -> Postings:
        """Build postings from one entry per text and word, texts in ascending order."""
        from scipy.sparse import csr_array

        seen = np.zeros(int(words.max(initial=-1)) + 1, bool)
        seen[words] = True
        columns = np.flatnonzero(seen)
        place = np.cumsum(seen) - 1
        values = counts.astype(np.float32)
        shape = (texts, len(columns))
        by_word = csr_array((values, place[words], pointers(owners, texts)), shape=shape).tocsc()
        lengths = np.bincount(owners, weights=values, minlength=texts).astype(np.float32)
        return Postings(
            columns, by_word.indptr.astype(np.int64), by_word.indices.astype(np.int32), by_word.data, lengths
        )

    def entries(self) -> tuple[Integers, Integers, Vector]:
        """Return text, word and count of every entry, texts in ascending order."""
        words = np.repeat(self.words, np.diff(self.pointers))
        order = np.argsort(self.texts, kind="stable")
        return self.texts[order].astype(np.int64), words[order], self.counts[order]

    def of(self, word: int) -> slice:
        """Return the slice of a word's entries."""
        column = int(np.searchsorted(self.words, word))
        if column == len(self.words) or self.words[column] != word:
            return slice(0, 0)
        return slice(int(self.pointers[column]), int(self.pointers[column + 1]))


def document_frequency(parts: Sequence[tuple[Postings, Mask]], word: int) -> int:
    """Count the visible texts that contain a word."""
    return sum(int(np.count_nonzero(visible[postings.texts[postings.of(word)]])) for postings, visible in parts)


def score_groups(parts: Sequence[tuple[Postings, Mask]], groups: Sequence[tuple[Sequence[int], float]]) -> list[Floats]:
    """Score every text of every part for groups of words, each with what it counts; the words of a group are one.

    Hidden texts score 0 and count towards nothing.
    """
    total = sum(int(np.count_nonzero(visible)) for _, visible in parts)
    length = sum(float(postings.lengths[visible].sum(dtype=np.float64)) for postings, visible in parts)
    found = [np.zeros(len(postings.lengths)) for postings, _ in parts]
    if not length:
        return found
    for words, share in groups:
        held = [_count_group(postings, words) for postings, _ in parts]
        frequency = sum(int(np.count_nonzero(visible[one[0]])) for one, (_, visible) in zip(held, parts, strict=True))
        weight = share * float(bm25_idf(total, frequency))
        for score, (postings, visible), (texts, counts) in zip(found, parts, held, strict=True):
            norm = K1 * (1 - B + B * postings.lengths[texts] / (length / total))
            score[texts] += weight * counts / (counts + norm) * visible[texts]
    return found


def _count_group(postings: Postings, words: Sequence[int]) -> tuple[npt.NDArray[np.int32], Floats]:
    """Return the texts that hold any of some words, and how many of them each holds."""
    places = [postings.of(word) for word in words]
    texts = [postings.texts[place] for place in places]
    counts = [postings.counts[place].astype(np.float64) for place in places]
    if len(places) == 1:
        return texts[0], counts[0]
    every, inverse = np.unique(np.concatenate(texts), return_inverse=True)
    return every, np.bincount(inverse, weights=np.concatenate(counts), minlength=len(every)).astype(np.float64)
