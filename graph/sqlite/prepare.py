"""Checks and packs a document's part of a graph before the lock is taken, so that the lock is held briefly."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from graph.errors import StoreError
from graph.invariants import faults
from graph.model import Document, Entity, Mention, Passage, Sentence, Subgraph
from graph.names import name_key
from graph.sqlite.pack import floats, integers
from graph.words import words

HINT = "the fault is in what made this part; nothing was written"


@dataclass(frozen=True, slots=True)
class Packed:
    """A passage with what is stored beside it; vectors are None where the part has none."""

    passage: Passage
    sentences: int
    bounds: bytes
    words: Counter[str]
    vector: bytes | None
    sentence_vectors: bytes | None


@dataclass(frozen=True, slots=True)
class Part:
    """A sound part: names are surface forms by entity id, with the words of their keys."""

    document: Document
    passages: tuple[Packed, ...]
    entities: tuple[Entity, ...]
    names: dict[tuple[str, str], tuple[str, ...]]
    mentions: tuple[tuple[Mention, str], ...]
    graph: Subgraph
    entity_vectors: dict[str, bytes]
    dimensions: int


def prepare(document_id: str, part: Subgraph) -> Part:
    """The part, checked and packed; StoreError names the first things that are wrong."""
    if [document.id for document in part.documents] != [document_id]:
        raise StoreError(f"a part for document {document_id} must hold that document and no other", HINT)
    document = part.documents[0]
    found = list(faults(document, part))
    if found:
        more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
        raise StoreError(f"document {document.source}: {found[0]}{more}", HINT)
    texts = {passage.id: passage.text for passage in part.passages}
    mentions = tuple(
        (mention, (document.title if mention.in_title else texts[mention.passage_id])[mention.start : mention.end])
        for mention in dict.fromkeys(part.mentions)
    )
    mentioned = {mention.entity_id for mention in part.mentions}
    return Part(
        document=document,
        passages=tuple(_pack(document, part)),
        entities=tuple(entity for entity in dict.fromkeys(part.entities) if entity.id in mentioned),
        names={
            (entity, surface): tuple(sorted(set(words(name_key(surface)))))
            for entity, surface in sorted({(mention.entity_id, surface) for mention, surface in mentions})
        },
        mentions=mentions,
        graph=part,
        entity_vectors={name: row for name, row in _rows(part, "entity").items() if name in mentioned},
        dimensions=max((vectors.matrix.shape[1] for vectors in part.vectors.values() if vectors.ids), default=0),
    )


def _pack(document: Document, part: Subgraph) -> Iterable[Packed]:
    sentences: defaultdict[str, list[Sentence]] = defaultdict(list)
    for sentence in sorted(part.sentences, key=lambda sentence: sentence.ordinal):
        sentences[sentence.passage_id].append(sentence)
    vectors = _rows(part, "passage")
    of_sentences = _rows(part, "sentence")
    for passage in part.passages:
        own = sentences[passage.id]
        yield Packed(
            passage=passage,
            sentences=len(own),
            bounds=integers([place for sentence in own for place in (sentence.start, sentence.end)]),
            words=Counter(words(f"{document.title}\n{passage.text}")),
            vector=vectors.get(passage.id),
            sentence_vectors=b"".join(of_sentences[sentence.id] for sentence in own) if of_sentences else None,
        )


def _rows(part: Subgraph, kind: str) -> dict[str, bytes]:
    for known, vectors in part.vectors.items():
        if known == kind:
            return {name: floats(row) for name, row in zip(vectors.ids, vectors.matrix, strict=True)}
    return {}
