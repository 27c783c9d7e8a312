"""An immutable part of the index: the passages of some documents as arrays, and the merging of such parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from graph.bm25 import Postings
from graph.csr import Mask, entry_rows, pointers
from graph.neighborhood import PassageBlock
from graph.types import Integers

# Columns of equal length; the first holds the passage or sentence of each row, ascending.
SegmentTable = tuple[npt.NDArray[Any], ...]


@dataclass(frozen=True, slots=True, eq=False)
class SegmentTables:
    """The input of a segment. Passages and sentences are given by row, entities, names and words by number.

    documents: one number per passage. sentences: their number per passage. postings: passage, word, count. named:
    passage, name. mentions: passage, entity, count. within: sentence, entity. relations: passage, subject, object,
    weight. passage_vectors, sentence_vectors: row, vector.
    """

    ids: list[str]
    documents: Integers
    sentences: Integers
    postings: SegmentTable
    named: SegmentTable
    mentions: SegmentTable
    within: SegmentTable
    relations: SegmentTable
    passage_vectors: SegmentTable
    sentence_vectors: SegmentTable


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """Tables sealed for searching."""

    documents: Integers
    block: PassageBlock
    postings: Postings
    named: SegmentTable
    passage_vectors: SegmentTable
    sentence_vectors: SegmentTable
    sentence_passage: Integers

    def __len__(self) -> int:
        return len(self.documents)


def seal(tables: SegmentTables, width: int) -> Segment:
    """Build a segment for searching; `width` is the number of entities."""
    from scipy.sparse import csr_array

    count = len(tables.ids)
    owners, entities, counts = tables.mentions
    places = (entities.astype(np.int32), pointers(owners, count).astype(np.int32))
    weights = csr_array((1 + np.log(counts.astype(np.float64)), *places), shape=(count, width))
    passages, subjects, objects, strengths = tables.relations
    words = tables.postings
    block = PassageBlock(
        ids=tables.ids,
        rows={name: row for row, name in enumerate(tables.ids)},
        weights=weights,
        counts=counts.astype(np.float32),
        sentences=np.concatenate([[0], np.cumsum(tables.sentences)]).astype(np.int64),
        named=pointers(tables.within[0], int(tables.sentences.sum())),
        named_entity=tables.within[1],
        relations=pointers(passages, count),
        relation_subject=subjects,
        relation_object=objects,
        relation_weight=strengths.astype(np.float32),
    )
    return Segment(
        documents=tables.documents,
        block=block,
        postings=Postings.build(words[0], words[1], words[2], count),
        named=tables.named,
        passage_vectors=tables.passage_vectors,
        sentence_vectors=tables.sentence_vectors,
        sentence_passage=np.repeat(np.arange(count), tables.sentences),
    )


def merge_segments(segments: Sequence[Segment], masks: Sequence[Mask], width: int) -> Segment:
    """Merge segments, keeping the passages left by the masks, in the order of the segments."""
    parts: list[SegmentTables] = []
    passages = sentences = 0
    for segment, mask in zip(segments, masks, strict=True):
        parts.append(_left(segment, mask, passages, sentences))
        passages += len(parts[-1].ids)
        sentences += int(parts[-1].sentences.sum())
    return seal(
        SegmentTables(
            ids=[name for part in parts for name in part.ids],
            documents=np.concatenate([part.documents for part in parts]),
            sentences=np.concatenate([part.sentences for part in parts]),
            postings=_stacked([part.postings for part in parts]),
            named=_stacked([part.named for part in parts]),
            mentions=_stacked([part.mentions for part in parts]),
            within=_stacked([part.within for part in parts]),
            relations=_stacked([part.relations for part in parts]),
            passage_vectors=_stacked([part.passage_vectors for part in parts]),
            sentence_vectors=_stacked([part.sentence_vectors for part in parts]),
        ),
        width,
    )


def _left(segment: Segment, mask: Mask, passages: int, sentences: int) -> SegmentTables:
    """Return the tables of the passages left by the mask, with rows offset by the preceding segments."""
    block = segment.block
    to = _moves(mask, passages)
    to_sentence = _moves(mask[segment.sentence_passage], sentences)
    rows = entry_rows(block.weights.indptr.astype(np.int64))
    return SegmentTables(
        ids=[block.ids[row] for row in np.flatnonzero(mask).tolist()],
        documents=segment.documents[mask],
        sentences=np.diff(block.sentences)[mask],
        postings=_moved(segment.postings.entries(), to),
        named=_moved(segment.named, to),
        mentions=_moved((rows, block.weights.indices.astype(np.int64), block.counts), to),
        within=_moved((entry_rows(block.named), block.named_entity), to_sentence),
        relations=_moved(
            (entry_rows(block.relations), block.relation_subject, block.relation_object, block.relation_weight), to
        ),
        passage_vectors=_moved(segment.passage_vectors, to),
        sentence_vectors=_moved(segment.sentence_vectors, to_sentence),
    )


def _moves(mask: Mask, start: int) -> Integers:
    """Return the new index of each row; -1 for a dropped one."""
    return np.where(mask, np.cumsum(mask) - 1 + start, -1)


def _moved(table: SegmentTable, to: Integers) -> SegmentTable:
    owners = to[table[0]]
    kept = owners >= 0
    if kept.all():
        return (owners, *table[1:])
    return (owners[kept], *(column[kept] for column in table[1:]))


def _stacked(tables: Sequence[SegmentTable]) -> SegmentTable:
    """Concatenate the tables; an empty table of vectors is skipped, as its dimensions may be unknown."""
    filled = [table for table in tables if len(table[0])] or tables[:1]
    return tuple(np.concatenate(columns) for columns in zip(*filled, strict=True))
