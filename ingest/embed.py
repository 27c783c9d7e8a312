"""Vectors of passages and sentences: one pass of the model over title and passage gives both.

A sentence is pooled together with its title. Sentences alone, best sentence a record, recall@5 on the even questions
of 2wiki, musique and hotpotqa (dev200): .762, .543, .780 with the title, .750, .533, .760 without.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np

from graph.model import Document, Kind, Matrix, Passage, Sentence, Subgraph, Vectors
from rag.models.embed.protocol import Bounds, Embedder

# Passages given to the embedder at once: enough for every thread, few enough to stop soon when interrupted.
SLICE = 64
# Names the way in which vectors are made of spans: another number makes other vectors.
VERSION = 1

T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A document with everything but its vectors; `known` holds rows (passage, then its sentences) it had before."""

    document: Document
    passages: tuple[Passage, ...]
    sentences: tuple[Sentence, ...]
    found: Subgraph
    known: Mapping[str, Matrix] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Input:
    """A text to embed, and the spans wanted of it: all of it, its title if it has one, then each sentence."""

    text: str
    spans: tuple[Bounds, ...]
    titled: bool

    @staticmethod
    def of(passage: Passage, sentences: Sequence[Sentence]) -> Input:
        before = f"{passage.title}\n" if passage.title else ""
        text = before + passage.text
        title = ((0, len(passage.title)),) if passage.title else ()
        bounds = ((len(before) + sentence.start, len(before) + sentence.end) for sentence in sentences)
        return Input(text, ((0, len(text)), *title, *bounds), bool(passage.title))


def vectors(embedder: Embedder, inputs: Sequence[Input]) -> list[Matrix]:
    """For each input the row of the passage, then one of each sentence with the title it stands under."""
    rows = embedder.embed_spans([one.text for one in inputs], [one.spans for one in inputs])
    return [_under_title(one, matrix) if one.titled else matrix for one, matrix in zip(inputs, rows, strict=True)]


def _under_title(one: Input, rows: Matrix) -> Matrix:
    """Sentence and title weigh by their length, as if their tokens were pooled as one; the title never weighs more."""
    (title, *bounds), (passage, named, *plain) = one.spans[1:], rows
    if not plain:
        return rows[:1]
    lengths = np.array([end - start for start, end in bounds], np.float32)[:, None]
    mixed = np.stack(plain) * lengths + named * np.minimum(lengths, np.float32(title[1]))
    norms = np.linalg.norm(mixed, axis=1, keepdims=True)
    return np.concatenate([passage[None], mixed / np.where(norms > 0, norms, 1)]).astype(np.float32)


def of_passage(sentences: Iterable[Sentence]) -> dict[str, list[Sentence]]:
    """Sentences by passage."""
    grouped: defaultdict[str, list[Sentence]] = defaultdict(list)
    for sentence in sentences:
        grouped[sentence.passage_id].append(sentence)
    return grouped


def known_rows(stored: Subgraph) -> dict[str, Matrix]:
    """The rows of a stored document's passages: the passage's own, then those of its sentences."""
    if "passage" not in stored.vectors:
        return {}
    rows = {
        name: row for vectors in stored.vectors.values() for name, row in zip(vectors.ids, vectors.matrix, strict=True)
    }
    grouped = of_passage(stored.sentences)
    found: dict[str, Matrix] = {}
    for passage in stored.passages:
        names = [passage.id, *(sentence.id for sentence in grouped.get(passage.id, ()))]
        if all(name in rows for name in names):
            found[passage.id] = np.stack([rows[name] for name in names])
    return found


def embedded(
    batches: Iterable[tuple[T, Sequence[Part]]], embedder: Embedder, pool: ThreadPoolExecutor
) -> Iterator[tuple[T, list[Subgraph]]]:
    """The parts of each batch as whole subgraphs, beside what came with them.

    While one batch is embedded the next is prepared and the one before is used.
    """
    waiting: tuple[T, Sequence[Part], list[Future[list[Matrix]]]] | None = None
    for beside, parts in batches:
        begun = _begin(parts, embedder, pool)
        if waiting is not None:
            yield waiting[0], _finish(*waiting[1:])
        waiting = beside, parts, begun
    if waiting is not None:
        yield waiting[0], _finish(*waiting[1:])


def _begin(parts: Sequence[Part], embedder: Embedder, pool: ThreadPoolExecutor) -> list[Future[list[Matrix]]]:
    inputs: list[Input] = []
    for part in parts:
        grouped = of_passage(part.sentences)
        wanted = (passage for passage in part.passages if passage.id not in part.known)
        inputs.extend(Input.of(passage, grouped.get(passage.id, ())) for passage in wanted)
    slices = [inputs[start : start + SLICE] for start in range(0, len(inputs), SLICE)]
    return [pool.submit(vectors, embedder, one) for one in slices]


def _finish(parts: Sequence[Part], futures: Sequence[Future[list[Matrix]]]) -> list[Subgraph]:
    made = iter([matrix for future in futures for matrix in future.result()])
    return [_whole(part, made) for part in parts]


def _whole(part: Part, made: Iterator[Matrix]) -> Subgraph:
    matrices = [part.known[p.id] if p.id in part.known else next(made) for p in part.passages]
    stored: dict[Kind, Vectors] = {}
    if matrices:
        passages = np.stack([matrix[0] for matrix in matrices])
        stored["passage"] = Vectors(tuple(passage.id for passage in part.passages), passages)
    if part.sentences:
        rows = np.concatenate([matrix[1:] for matrix in matrices])
        stored["sentence"] = Vectors(tuple(sentence.id for sentence in part.sentences), rows)
    return Subgraph(
        documents=(part.document,),
        passages=part.passages,
        sentences=part.sentences,
        entities=part.found.entities,
        mentions=part.found.mentions,
        relations=part.found.relations,
        fragments=part.found.fragments,
        vectors=stored,
    )
