"""Turn a part of a graph into rows to write, in chunks that fit into a server transaction."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeVar

import numpy as np

from graph.blocks import pack_blocks
from graph.errors import Unstorable
from graph.invariants import find_faults
from graph.neo4j.filter import name_tokens, scope_tokens
from graph.text.names import name_key
from graph.text.words import words
from graph.types import (
    Document,
    Entity,
    Fragment,
    Kind,
    Mention,
    Passage,
    Relation,
    Sentence,
    Subgraph,
    Vector,
    digest,
)

UNSTORABLE_HINT = "the fault is in what made this part; nothing was written"
CHUNK_PASSAGES = 100
MAX_CAPTION_CHARS = 60

Row = dict[str, Any]
OfPassage = TypeVar("OfPassage", Sentence, Mention, Relation, Fragment)


@dataclass(frozen=True, slots=True)
class RowChunk:
    """Rows of some passages and everything attached to them."""

    passages: list[Row]
    following: list[tuple[str, str]]
    sentences: list[Row]
    entities: list[Row]
    names: list[Row]
    mentions: list[Row]
    relations: list[Row]
    fragments: list[Row]


@dataclass(frozen=True, slots=True)
class PreparedDocument:
    """A checked part as rows; `document` holds the properties that are made visible last."""

    id: str
    document: Row
    passages: list[str]
    chunks: tuple[RowChunk, ...]
    dimensions: int


def prepare_document(graph: str, document_id: str, part: Subgraph) -> PreparedDocument:
    """Check a part and turn it into rows; Unstorable reports the first fault."""
    if [document.id for document in part.documents] != [document_id]:
        raise Unstorable(f"a part for document {document_id} must hold that document and no other", UNSTORABLE_HINT)
    document = part.documents[0]
    if found := list(find_faults(document, part)):
        more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
        raise Unstorable(f"document {document.source}: {found[0]}{more}", UNSTORABLE_HINT)
    maker = _Maker(graph, document, part)
    ordered = sorted(part.passages, key=lambda passage: (passage.ordinal, passage.start, passage.id))
    chunks = tuple(maker.chunk(ordered, place) for place in range(0, max(len(ordered), 1), CHUNK_PASSAGES))
    return PreparedDocument(
        id=document.id,
        document=maker.document(chunks),
        passages=[passage.id for passage in ordered],
        chunks=chunks,
        dimensions=maker.dimensions,
    )


def pack_vector(row: Vector) -> bytes:
    """Pack a vector as little-endian float32."""
    return np.ascontiguousarray(row, dtype="<f4").tobytes()


def number(entity_id: str) -> int:
    """Return a 64-bit number for an entity; collisions within a store are rarer than disk failures."""
    return int(digest("number", entity_id)[:16], 16) - 2**63


def _packed(values: Sequence[int]) -> bytes:
    return np.array(values, "<i8").tobytes()


class _Maker:
    """Builds rows from a part's values, looked up by passage."""

    def __init__(self, graph: str, document: Document, part: Subgraph) -> None:
        self.held, self.graph, self.scope = document, graph, scope_tokens(graph, document)
        self.relations = list(dict.fromkeys(part.relations))
        self.dimensions = max((v.matrix.shape[1] for v in part.vectors.values() if v.ids), default=0)
        self._entities = {entity.id: entity for entity in part.entities}
        self._sentences = _by_passage(sorted(part.sentences, key=lambda sentence: sentence.ordinal))
        self._mentions = _by_passage(dict.fromkeys(part.mentions))
        self._relations = _by_passage(self.relations)
        self._fragments = _by_passage(dict.fromkeys(part.fragments))
        self._vectors: dict[Kind, dict[str, Vector]] = {
            kind: dict(zip(vectors.ids, vectors.matrix, strict=True)) for kind, vectors in part.vectors.items()
        }
        self._named: set[str] = set()

    def document(self, chunks: Sequence[RowChunk]) -> Row:
        """Return the properties of the document node, with its counts."""
        held, meta = self.held, self.held.meta
        return {
            "name": held.title or held.source,
            "source": held.source,
            "locator": held.locator,
            "title": held.title,
            "text": held.text,
            "content_hash": held.content_hash,
            "fingerprint": held.fingerprint,
            "collection": held.collection,
            "format": meta.format,
            "language": meta.language,
            "pages": list(meta.pages),
            "tags": list(meta.tags),
            "access": list(meta.access),
            "hidden": [place for stretch in meta.hidden for place in stretch],
            "blocks": pack_blocks(meta.blocks),
            "date": meta.date,
            "passages": sum(len(chunk.passages) for chunk in chunks),
            "sentences": sum(len(chunk.sentences) for chunk in chunks),
            "length": sum(row["length"] for chunk in chunks for row in chunk.passages),
            "most": max((len(row["properties"]["entities"]) for chunk in chunks for row in chunk.passages), default=0),
            "mentions": sum(len(held) for held in self._mentions.values()),
            "relations": len(self.relations),
            "dimensions": self.dimensions,
            "entity_vectors": sum(row["vector"] is not None for chunk in chunks for row in chunk.entities),
        }

    def chunk(self, ordered: Sequence[Passage], place: int) -> RowChunk:
        """Return the rows of the passages from this position on."""
        passages = ordered[place : place + CHUNK_PASSAGES]
        ids = [passage.id for passage in ordered[max(place - 1, 0) : place + CHUNK_PASSAGES]]
        relations = [relation for passage in passages for relation in self._relations[passage.id]]
        fragments = [fragment for passage in passages for fragment in self._fragments[passage.id]]
        mentioned = dict.fromkeys(m.entity_id for passage in passages for m in self._mentions[passage.id])
        ends = [end for relation in relations for end in (relation.subject_id, relation.object_id)]
        needed = sorted({*mentioned, *ends, *(fragment.entity_id for fragment in fragments)})
        return RowChunk(
            passages=[self._passage(passage) for passage in passages],
            following=list(pairwise(ids)),
            sentences=[row for passage in passages for row in self._sentence_rows(passage)],
            entities=[self._entity(self._entities[name]) for name in needed],
            names=list(self._name_rows(passages)),
            mentions=[row for passage in passages for row in self._mention_rows(passage)],
            relations=[_relation(relation) for relation in relations],
            fragments=[
                {"passage": f.passage_id, "entity": f.entity_id, "text": f.text, "origin": f.origin} for f in fragments
            ],
        )

    def _passage(self, passage: Passage) -> Row:
        tokens = words(f"{self.held.title}\n{passage.context}\n{passage.text}")
        sentences = self._sentences[passage.id]
        counts = _counts(self._mentions[passage.id])
        entities = sorted(counts)
        relations = self._relations[passage.id]
        properties: Row = {
            "id": passage.id,
            "document": self.held.id,
            "name": _caption(f"{self.held.title or self.held.source} {passage.ordinal + 1}"),
            "text": passage.text,
            "start": passage.start,
            "page": passage.page,
            "ordinal": passage.ordinal,
            "hidden": passage.hidden,
            "context": passage.context,
            "bounds": [place for sentence in sentences for place in (sentence.start, sentence.end)],
            "words": f" {' '.join(tokens)} ",
            "length": len(tokens),
            "scope": self.scope,
            "entities": entities,
            "numbers": _packed([number(entity) for entity in entities]),
            "counts": _packed([counts[entity] for entity in entities]),
            "named": _packed(list(_incidence(sentences, self._mentions[passage.id], entities))),
            "related": _packed([end for r in relations for end in (number(r.subject_id), number(r.object_id))]),
            "weights": np.array([relation.weight for relation in relations], "<f8").tobytes(),
        }
        return {**self._vector("passage", passage.id), "properties": properties, "length": len(tokens)}

    def _vector(self, kind: Kind, name: str) -> Row:
        row = self._vectors.get(kind, {}).get(name)
        if row is None:
            return {"vector": None, "embedding": None}
        # A zero vector has no direction, and no place in a cosine index.
        return {"vector": pack_vector(row), "embedding": row.tolist() if row.any() else None}

    def _sentence_rows(self, passage: Passage) -> Iterator[Row]:
        for sentence in self._sentences[passage.id]:
            text = passage.text[sentence.start : sentence.end]
            properties = {
                "id": sentence.id,
                "passage": passage.id,
                "name": _caption(text),
                "text": text,
                "ordinal": sentence.ordinal,
            }
            yield {**self._vector("sentence", sentence.id), "passage": passage.id, "properties": properties}

    def _entity(self, entity: Entity) -> Row:
        properties = {
            "number": number(entity.id),
            "name": entity.key,
            "key": entity.key,
            "kind": entity.kind,
            "sense": entity.sense,
            "collection": entity.collection,
        }
        return {**self._vector("entity", entity.id), "id": entity.id, "properties": properties}

    def _surface(self, passage: Passage, mention: Mention) -> str:
        return (self.held.title if mention.in_title else passage.text)[mention.start : mention.end]

    def _name_rows(self, passages: Sequence[Passage]) -> Iterator[Row]:
        pairs = {(m.entity_id, self._surface(p, m)) for p in passages for m in self._mentions[p.id]}
        for entity, surface in sorted(pairs):
            name = digest("name", entity, surface)
            if name in self._named:
                continue
            self._named.add(name)
            properties = {
                "name": surface,
                "entity": entity,
                "words": f" {' '.join(sorted(set(words(name_key(surface)))))} ",
                "scope": name_tokens(self.graph, self.held.collection),
                "collection": self.held.collection,
            }
            yield {"id": name, "entity": entity, "properties": properties}

    def _mention_rows(self, passage: Passage) -> Iterator[Row]:
        by_entity: defaultdict[str, list[Mention]] = defaultdict(list)
        for mention in self._mentions[passage.id]:
            by_entity[mention.entity_id].append(mention)
        counts = _counts(self._mentions[passage.id])
        for entity, mentions in sorted(by_entity.items()):
            properties = {
                "count": counts[entity],
                "starts": [mention.start for mention in mentions],
                "ends": [mention.end for mention in mentions],
                "titled": [mention.in_title for mention in mentions],
                "surfaces": [self._surface(passage, mention) for mention in mentions],
                "kinds": [mention.kind for mention in mentions],
                "origins": [mention.origin for mention in mentions],
            }
            yield {"passage": passage.id, "entity": entity, "properties": properties}


def _relation(held: Relation) -> Row:
    stated = {"start": held.start, "end": held.end, "origin": held.origin}
    properties = {"predicate": held.predicate, "passage": held.passage_id, "weight": held.weight, **stated}
    return {"subject": held.subject_id, "object": held.object_id, "properties": properties}


def _caption(text: str) -> str:
    return text if len(text) <= MAX_CAPTION_CHARS else f"{text[: MAX_CAPTION_CHARS - 1]}…"


def _counts(mentions: Iterable[Mention]) -> Counter[str]:
    """Count mentions by entity; a title that names an entity counts as two, however often it does."""
    held = list(mentions)
    found = Counter(mention.entity_id for mention in held if not mention.in_title)
    found.update(dict.fromkeys({mention.entity_id for mention in held if mention.in_title}, 2))
    return found


def _incidence(sentences: Sequence[Sentence], mentions: Iterable[Mention], entities: Sequence[str]) -> Iterator[int]:
    """Yield which sentence names which entity, as alternating ordinal and index into `entities`."""
    place = {entity: number for number, entity in enumerate(entities)}
    held = list(mentions)
    for sentence in sentences:
        inside = {
            place[m.entity_id] for m in held if m.in_title or (sentence.start <= m.start and m.end <= sentence.end)
        }
        for number in sorted(inside):
            yield from (sentence.ordinal, number)


def _by_passage(values: Iterable[OfPassage]) -> defaultdict[str, list[OfPassage]]:
    found: defaultdict[str, list[OfPassage]] = defaultdict(list)
    for value in values:
        found[value.passage_id].append(value)
    return found
