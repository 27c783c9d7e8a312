"""Invariants of one document's part of a graph, the same for every store.

A store rejects a part that breaks them, and reports stored violations from `check()`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator
from itertools import pairwise

import numpy as np

from graph.types import Document, Kind, Mention, Passage, Sentence, Subgraph


def find_faults(document: Document, part: Subgraph) -> Iterator[str]:
    """Yield the broken invariants of a part in plain words; nothing if it is sound."""
    passages = {passage.id: passage for passage in part.passages}
    if not _lie_in_order(document, document.meta.hidden):
        yield "its hidden stretches overlap, or lie outside of its text"
    if not _lie_in_order(document, ((block.start, block.end) for block in document.meta.blocks)):
        yield "its blocks overlap, or lie outside of its text"
    if len(passages) < len(part.passages):
        yield "two passages have the same id"
    for passage in part.passages:
        yield from _passage(document, passage)
    strays = list(_strays(part, passages))
    yield from (f"{stray}, which is not a passage of document {document.id}" for stray in strays)
    if not strays:
        yield from _sentences(part, passages)
        yield from _entities(document, part, passages)
        yield from _described(part, passages)
        yield from _repeated(part)
        yield from _vectors(part, passages)


def _lie_in_order(document: Document, stretches: Iterable[tuple[int, int]]) -> bool:
    ends = (0, *(place for stretch in stretches for place in stretch), len(document.text))
    return all(left <= right for left, right in pairwise(ends))


def _strays(part: Subgraph, passages: Container[str]) -> Iterator[str]:
    """Yield what names a passage that the part does not have."""
    named = (
        ("a sentence of", part.sentences),
        ("a mention in", part.mentions),
        ("a relation in", part.relations),
        ("a fragment of", part.fragments),
    )
    for what, values in named:
        for value in values:
            if value.passage_id not in passages:
                yield f"{what} passage {value.passage_id}"


def _passage(document: Document, passage: Passage) -> Iterator[str]:
    if passage.document_id != document.id:
        yield f"passage {passage.id} belongs to another document"
    if not passage.text or document.text[passage.start : passage.end] != passage.text or passage.start < 0:
        yield f"the text of passage {passage.id} is not what its document has at {passage.start}"
    first = bisect_right(document.meta.pages, passage.start)
    last = bisect_right(document.meta.pages, passage.end - 1)
    if first != last:
        yield f"passage {passage.id} crosses from page {first} to page {last}"
    elif first != passage.page:
        yield f"passage {passage.id} names page {passage.page} and lies on page {first}"
    if passage.hidden != document.hides(passage.start, passage.end):
        yield f"passage {passage.id} is {'' if passage.hidden else 'not '}marked as hidden, unlike its text"
    elif passage.hidden and not any(a <= passage.start and passage.end <= b for a, b in document.meta.hidden):
        yield f"passage {passage.id} is hidden in part only"


def _sentences(part: Subgraph, passages: dict[str, Passage]) -> Iterator[str]:
    by_passage: defaultdict[str, list[Sentence]] = defaultdict(list)
    for sentence in part.sentences:
        by_passage[sentence.passage_id].append(sentence)
    for passage_id, sentences in by_passage.items():
        sentences.sort(key=lambda sentence: sentence.ordinal)
        if [sentence.ordinal for sentence in sentences] != list(range(len(sentences))):
            yield f"the sentences of passage {passage_id} are not numbered from 0 without gaps"
        place = 0
        for sentence in sentences:
            if not place <= sentence.start <= sentence.end <= len(passages[passage_id].text):
                yield f"sentence {sentence.id} lies outside its passage or overlaps the one before"
            place = sentence.end


def _entities(document: Document, part: Subgraph, passages: dict[str, Passage]) -> Iterator[str]:
    known = {entity.id for entity in part.entities}
    for entity in part.entities:
        if entity.collection != document.collection:
            yield f"entity {entity.id} is of collection {entity.collection}, its document of {document.collection}"
    for mention in part.mentions:
        if mention.entity_id not in known:
            yield f"a mention in passage {mention.passage_id} names the unknown entity {mention.entity_id}"
        if not 0 <= mention.start < mention.end <= len(_mentioned(document, passages, mention)):
            yield f"a mention of {mention.entity_id} lies outside the text of passage {mention.passage_id}"


def _described(part: Subgraph, passages: dict[str, Passage]) -> Iterator[str]:
    mentioned = {mention.entity_id for mention in part.mentions}
    for relation in part.relations:
        for end in (relation.subject_id, relation.object_id):
            if end not in mentioned:
                yield f"a relation in passage {relation.passage_id} has an end that is not mentioned: {end}"
        if not 0 <= relation.start <= relation.end <= len(passages[relation.passage_id].text):
            yield f"the words of a relation lie outside the text of passage {relation.passage_id}"
    for fragment in part.fragments:
        if fragment.entity_id not in mentioned:
            yield f"a fragment of passage {fragment.passage_id} describes an entity not mentioned: {fragment.entity_id}"


def _repeated(part: Subgraph) -> Iterator[str]:
    """Yield what is there twice, with another kind, other words or another origin."""
    mentions = [(m.passage_id, m.entity_id, m.start, m.end, m.in_title) for m in set(part.mentions)]
    relations = [(r.passage_id, r.subject_id, r.predicate, r.object_id, r.weight) for r in set(part.relations)]
    fragments = [(f.passage_id, f.entity_id, f.text) for f in set(part.fragments)]
    for noun, values in (("mention", mentions), ("relation", relations), ("fragment", fragments)):
        if len(set(values)) < len(values):
            yield f"a {noun} is there twice, with different properties"


def _mentioned(document: Document, passages: dict[str, Passage], mention: Mention) -> str:
    return document.title if mention.in_title else passages[mention.passage_id].text


def _vectors(part: Subgraph, passages: dict[str, Passage]) -> Iterator[str]:
    expected: dict[Kind, set[str]] = {
        "passage": set(passages),
        "sentence": {sentence.id for sentence in part.sentences},
        "entity": {entity.id for entity in part.entities},
    }
    for kind, vectors in part.vectors.items():
        known = set(vectors.ids)
        if len(known) < len(vectors.ids):
            yield f"two {kind} vectors have the same id"
        if not known <= expected[kind]:
            yield f"there is a {kind} vector for what is not there: {min(known - expected[kind])}"
        elif kind != "entity" and known != expected[kind]:
            yield f"{len(expected[kind] - known)} of {len(expected[kind])} {kind} vectors are missing"
        # Accumulate in double precision without converting the matrix.
        lengths = np.sqrt(np.einsum("ij,ij->i", vectors.matrix, vectors.matrix, dtype=np.float64))
        if not np.all((np.abs(lengths - 1) < 1e-3) | (lengths == 0)):
            yield f"some {kind} vectors are not of unit length"
    if len({vectors.matrix.shape[1] for vectors in part.vectors.values() if vectors.ids}) > 1:
        yield "vectors of different dimensions"
