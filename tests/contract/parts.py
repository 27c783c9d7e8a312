"""Small parts of a graph, written by hand: the same words always give the same ids and vectors."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from graph.blocks import Block
from graph.text.names import name_key
from graph.types import (
    Document,
    Entity,
    Fragment,
    Kind,
    Matrix,
    Mention,
    Meta,
    Passage,
    Relation,
    Sentence,
    Subgraph,
    Vector,
    Vectors,
    digest,
)

DIMENSIONS = 8


def vector(text: str) -> Vector:
    """A unit vector that the text alone decides."""
    found = np.random.default_rng(int(digest(text)[:15], 16)).normal(size=DIMENSIONS).astype(np.float32)
    return (found / np.linalg.norm(found)).astype(np.float32)


def entity_id(name: str, collection: str = "default") -> str:
    return Entity.make(name_key(name), collection=collection).id


def part(
    source: str,
    paragraphs: Sequence[str],
    names: Sequence[str] = (),
    title: str = "",
    relations: Sequence[tuple[str, str, str]] = (),
    meta: Meta = Meta(),
    collection: str = "default",
    embedded: bool = True,
) -> Subgraph:
    """One passage a paragraph, one sentence for each full stop, a mention wherever a name stands.

    A relation belongs to the first passage that mentions both its ends; every entity is described by the first
    sentence that names it. A name with an odd number of letters is that of a place.
    """
    document = Document.make(source, title, "\n".join(paragraphs), meta=meta, collection=collection)
    passages = _passages(document, paragraphs)
    sentences = tuple(sentence for passage in passages for sentence in _sentences(passage))
    entities = {name: Entity.make(name_key(name), collection=collection) for name in names}
    mentions = tuple(mention for passage in passages for mention in _mentions(passage, entities))
    mentioned = {mention.entity_id for mention in mentions}
    kept = tuple(dict.fromkeys(entity for entity in entities.values() if entity.id in mentioned))
    return Subgraph(
        documents=(document,),
        passages=passages,
        sentences=sentences,
        entities=kept,
        mentions=mentions,
        relations=_relations(passages, entities, relations),
        fragments=_fragments(passages, mentions),
        vectors=_vectors(passages, sentences, kept) if embedded else {},
    )


def name_of(found: Subgraph) -> str:
    """The id of a part's document."""
    return found.documents[0].id


def _passages(document: Document, paragraphs: Sequence[str]) -> tuple[Passage, ...]:
    found: list[Passage] = []
    place = 0
    for ordinal, text in enumerate(paragraphs):
        occurrence = sum(earlier.text == text for earlier in found)
        name = Passage.name(document.id, text, occurrence)
        page = document.page_of(place)
        own = Passage(name, document.id, text, place, page, ordinal, document.title, document.source)
        found.append(replace(own, date=document.meta.date))
        place += len(text) + 1
    return tuple(found)


def _sentences(passage: Passage) -> list[Sentence]:
    spans = [match.span() for match in re.finditer(r"[^.\s][^.]*\.?", passage.text)]
    return [Sentence(passage.id, ordinal, *span) for ordinal, span in enumerate(spans)]


def _mentions(passage: Passage, entities: dict[str, Entity]) -> list[Mention]:
    return [
        Mention(passage.id, entity.id, *match.span(), in_title, "place" if len(name) % 2 else "", "rules" * in_title)
        for in_title, text in ((True, passage.title), (False, passage.text))
        for name, entity in entities.items()
        for match in re.finditer(rf"\b{re.escape(name)}\b", text)
    ]


def _relations(
    passages: Sequence[Passage], entities: dict[str, Entity], relations: Sequence[tuple[str, str, str]]
) -> tuple[Relation, ...]:
    found: list[Relation] = []
    for subject, predicate, target in relations:
        evidence = next(passage for passage in passages if subject in passage.text and target in passage.text)
        ends = (entities[subject].id, predicate, entities[target].id)
        words = (evidence.text.find(subject), len(evidence.text))
        found.append(Relation(*ends, evidence.id, 0.5, *words, "model"))
    return tuple(found)


def _fragments(passages: Sequence[Passage], mentions: Sequence[Mention]) -> tuple[Fragment, ...]:
    texts = {passage.id: passage.text for passage in passages}
    first = {mention.entity_id: mention.passage_id for mention in reversed(mentions)}
    return tuple(Fragment(entity, passage, texts[passage].split(".")[0], "model") for entity, passage in first.items())


def _vectors(
    passages: Sequence[Passage], sentences: Sequence[Sentence], entities: Sequence[Entity]
) -> dict[Kind, Vectors]:
    texts = {passage.id: passage.text for passage in passages}
    found: dict[Kind, tuple[tuple[str, ...], list[Vector]]] = {
        "passage": (tuple(texts), [vector(f"{passage.title}\n{passage.text}") for passage in passages]),
        "sentence": (
            tuple(sentence.id for sentence in sentences),
            [vector(texts[sentence.passage_id][sentence.start : sentence.end]) for sentence in sentences],
        ),
        "entity": (tuple(entity.id for entity in entities), [vector(entity.key) for entity in entities]),
    }
    return {kind: Vectors(ids, _matrix(rows)) for kind, (ids, rows) in found.items() if ids}


def _matrix(rows: Sequence[Vector]) -> Matrix:
    return np.stack(rows).astype(np.float32)


def concealed(found: Subgraph, ordinal: int) -> Subgraph:
    """The part with one of its passages hidden from a reader, and nothing learned from it."""
    (document,) = found.documents
    passage = next(one for one in found.passages if one.ordinal == ordinal)
    meta = replace(document.meta, hidden=((passage.start, passage.end),))
    return replace(
        found,
        documents=(replace(document, meta=meta),),
        passages=tuple(replace(one, hidden=one is passage) for one in found.passages),
    )


def structured(found: Subgraph, context: str) -> Subgraph:
    """The part with a block for each of its passages, a context on each but the first, and a date."""
    (document,) = found.documents
    blocks = tuple(Block("paragraph", one.start, one.end, 0, context) for one in found.passages)
    return replace(
        found,
        documents=(replace(document, meta=replace(document.meta, blocks=blocks, date="2024-03-01")),),
        passages=tuple(
            replace(one, context=context if one.ordinal else "", date="2024-03-01") for one in found.passages
        ),
    )
