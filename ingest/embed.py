"""Embed passages and sentences: one pass of the model over title and passage gives both.

A sentence is pooled together with its title. Sentences alone, best sentence per record, recall@5 on the even questions
of 2wiki, musique and hotpotqa (dev200): .762, .543, .780 with the title, .750, .533, .760 without.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeVar

import numpy as np

from graph.errors import GraphloopError
from graph.types import Document, Kind, Matrix, Passage, Sentence, Subgraph, Vector, Vectors, digest
from ingest.fault import Fault, fault_of
from rag.embed.protocol import Bounds, Embedder

# Passages per embedder call: enough for every thread, few enough to stop soon when interrupted.
BATCH_PASSAGES = 64
# Version of how vectors are pooled from spans: change it when the vectors change.
VERSION = 1

# The rows of longer documents are kept while they are made.
KEPT_PASSAGES = 2 * BATCH_PASSAGES

T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False)
class DocumentPart:
    """A document with everything but its vectors; `known` holds reusable rows (passage, then its sentences)."""

    document: Document
    passages: tuple[Passage, ...]
    sentences: tuple[Sentence, ...]
    found: Subgraph = Subgraph()
    known: Mapping[str, Matrix] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EmbeddingInput:
    """A text to embed, and its spans: all of it, its title if it has one, then each sentence."""

    text: str
    spans: tuple[Bounds, ...]
    titled: bool

    @staticmethod
    def of(passage: Passage, sentences: Sequence[Sentence]) -> EmbeddingInput:
        heading = passage.heading
        before = f"{heading}\n" if heading else ""
        text = before + passage.text
        title = ((0, len(heading)),) if heading else ()
        bounds = ((len(before) + sentence.start, len(before) + sentence.end) for sentence in sentences)
        return EmbeddingInput(text, ((0, len(text)), *title, *bounds), bool(heading))

    def digest(self, embedder: Embedder) -> str:
        """Identify the rows that this embedder makes of it."""
        return digest("rows", embedder.name, VERSION, self.text, *(place for bounds in self.spans for place in bounds))


@dataclass(frozen=True, slots=True, eq=False)
class EmbeddedRow:
    """The rows of one passage of an unfinished document; `input` is the digest of what was embedded."""

    document_id: str
    input: str
    rows: Matrix


def _ignore(*_: object) -> None:
    """Take no note."""


@dataclass(frozen=True, slots=True)
class EmbeddingRun:
    """The embedder and its thread, in which `keep` gets the rows of long documents; it must not raise.

    `advance` gets the number of characters that were embedded, in the thread that uses the results.
    """

    embedder: Embedder
    pool: ThreadPoolExecutor
    keep: Callable[[Sequence[EmbeddedRow]], None] = _ignore
    advance: Callable[[int], None] = _ignore


@dataclass(frozen=True, slots=True)
class _Slice:
    """Inputs embedded together, and their number of characters."""

    made: Future[list[Matrix]]
    characters: int


def vectors(embedder: Embedder, inputs: Sequence[EmbeddingInput]) -> list[Matrix]:
    """Return for each input the row of the passage, then one per sentence pooled with its title."""
    rows = embedder.embed_spans([one.text for one in inputs], [one.spans for one in inputs])
    return [_under_title(one, matrix) if one.titled else matrix for one, matrix in zip(inputs, rows, strict=True)]


def _under_title(one: EmbeddingInput, rows: Matrix) -> Matrix:
    """Weight sentence and title by length, as if their tokens were pooled together; the title never weighs more."""
    (title, *bounds), (passage, named, *plain) = one.spans[1:], rows
    if not plain:
        return rows[:1]
    lengths = np.array([end - start for start, end in bounds], np.float32)[:, None]
    mixed = np.stack(plain) * lengths + named * np.minimum(lengths, np.float32(title[1]))
    norms = np.linalg.norm(mixed, axis=1, keepdims=True)
    return np.concatenate([passage[None], mixed / np.where(norms > 0, norms, 1)]).astype(np.float32)


def group_by_passage(sentences: Iterable[Sentence]) -> dict[str, list[Sentence]]:
    """Group sentences by passage."""
    grouped: defaultdict[str, list[Sentence]] = defaultdict(list)
    for sentence in sentences:
        grouped[sentence.passage_id].append(sentence)
    return grouped


def known_rows(stored: Subgraph) -> dict[str, Matrix]:
    """Return the rows of a stored document's passages: the passage's own, then those of its sentences."""
    if "passage" not in stored.vectors:
        return {}
    rows = {
        name: row for vectors in stored.vectors.values() for name, row in zip(vectors.ids, vectors.matrix, strict=True)
    }
    grouped = group_by_passage(stored.sentences)
    found: dict[str, Matrix] = {}
    for passage in stored.passages:
        names = [passage.id, *(sentence.id for sentence in grouped.get(passage.id, ()))]
        if all(name in rows for name in names):
            found[passage.id] = np.stack([rows[name] for name in names])
    return found


def embed_batches(
    batches: Iterable[tuple[T, Sequence[DocumentPart]]], run: EmbeddingRun
) -> Iterator[tuple[T, Iterator[Subgraph | Fault]]]:
    """Embed the parts of each batch; yield what came with them and whole subgraphs, or a fault for a failed part.

    While one batch is embedded, the next is prepared and the previous one is used. Raises ModelError.
    """
    waiting: tuple[T, Sequence[DocumentPart], deque[_Slice]] | None = None
    for beside, parts in batches:
        begun = _begin(parts, run)
        if waiting is not None:
            yield waiting[0], _finish(waiting[1], waiting[2], run)
        waiting = beside, parts, begun
    if waiting is not None:
        yield waiting[0], _finish(waiting[1], waiting[2], run)


def _begin(parts: Sequence[DocumentPart], run: EmbeddingRun) -> deque[_Slice]:
    try:
        inputs = [(_kept_as(part), one) for part in parts for one in _inputs(part)]
    except MemoryError as error:
        failed: Future[list[Matrix]] = Future()
        failed.set_exception(error)
        return deque([_Slice(failed, 0)])
    slices = (inputs[start : start + BATCH_PASSAGES] for start in range(0, len(inputs), BATCH_PASSAGES))
    return deque(
        _Slice(run.pool.submit(_embed_slice, run, some), sum(len(one.text) for _, one in some)) for some in slices
    )


def _kept_as(part: DocumentPart) -> str:
    """Return the id under which rows of a long document are kept; empty for a short one."""
    return part.document.id if len(part.passages) > KEPT_PASSAGES else ""


def _embed_slice(run: EmbeddingRun, inputs: Sequence[tuple[str, EmbeddingInput]]) -> list[Matrix]:
    made = vectors(run.embedder, [one for _, one in inputs])
    rows = zip(inputs, made, strict=True)
    run.keep([EmbeddedRow(name, one.digest(run.embedder), matrix) for (name, one), matrix in rows if name])
    return made


def _inputs(part: DocumentPart) -> list[EmbeddingInput]:
    """Return the inputs to embed for a part."""
    wanted = [passage for passage in part.passages if passage.id not in part.known]
    return list(passage_inputs(wanted, part.sentences))


def passage_inputs(passages: Iterable[Passage], sentences: Iterable[Sentence]) -> Iterator[EmbeddingInput]:
    """Yield the input of each passage, given the sentences of all."""
    grouped = group_by_passage(sentences)
    return (EmbeddingInput.of(passage, grouped.get(passage.id, ())) for passage in passages)


def _finish(parts: Sequence[DocumentPart], slices: deque[_Slice], run: EmbeddingRun) -> Iterator[Subgraph | Fault]:
    errors = []
    for one in slices:
        if error := one.made.exception():
            errors.append(error)
        run.advance(one.characters)
    for error in errors:
        if isinstance(error, GraphloopError):
            raise error
    if errors:
        # A slice holds passages of several documents: each is retried alone to find the faulty one.
        for part in parts:
            try:
                alone = _begin([part], run)
                yield _whole(part, _results(alone))
            except Exception as error:  # noqa: BLE001 - a text may break an embedder in any way; other documents still succeed
                yield fault_of(error)
        return
    made = _results(slices)
    for part in parts:
        rows = islice(made, sum(passage.id not in part.known for passage in part.passages))
        try:
            found: Subgraph | Fault = _whole(part, rows)
        except MemoryError as error:
            deque(rows, maxlen=0)  # drop the rest of this part's rows, so that the next part does not get them
            found = fault_of(error)
        yield found


def _results(slices: deque[_Slice]) -> Iterator[Matrix]:
    """Yield the rows of each input; each is released once yielded."""
    while slices:
        yield from slices.popleft().made.result()


def _whole(part: DocumentPart, made: Iterator[Matrix]) -> Subgraph:
    stored: dict[Kind, Vectors] = {}
    passages: list[Vector] = []
    sentences: Matrix | None = None
    place = 0
    for passage in part.passages:
        rows = part.known[passage.id] if passage.id in part.known else next(made)
        passages.append(rows[0].copy())
        if sentences is None:
            sentences = np.empty((len(part.sentences), rows.shape[1]), np.float32)
        sentences[place : place + len(rows) - 1] = rows[1:]
        place += len(rows) - 1
    if sentences is not None:
        stored["passage"] = Vectors(tuple(passage.id for passage in part.passages), np.stack(passages))
    if sentences is not None and part.sentences:
        stored["sentence"] = Vectors(tuple(sentence.id for sentence in part.sentences), sentences)
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
