"""Joins what a model found to a document's part of the graph, takes it out again, and keeps it over a new version."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import replace

from graph.types import Kind, Mention, Subgraph, Vectors
from ingest.enrich.origin import is_found_by_model

Place = tuple[str, str, int, int, bool]


def merge_facts(part: Subgraph, facts: Subgraph) -> Subgraph:
    """Return the part with these facts; a mention that rules found gets the kind that the facts give it."""
    given = {_place(mention): mention for mention in facts.mentions}
    known = {_place(mention) for mention in part.mentions}
    kept = tuple(_with_kind(mention, given.get(_place(mention))) for mention in part.mentions)
    added = tuple(mention for place, mention in given.items() if is_found_by_model(mention) and place not in known)
    mentions = (*kept, *added)
    mentioned = {mention.entity_id for mention in mentions}
    stated = {(one.passage_id, one.subject_id, one.predicate, one.object_id) for one in part.relations}
    described = {(one.passage_id, one.entity_id, one.text) for one in part.fragments}
    relations = [
        one
        for one in facts.relations
        if {one.subject_id, one.object_id} <= mentioned
        and (one.passage_id, one.subject_id, one.predicate, one.object_id) not in stated
    ]
    fragments = [
        one
        for one in facts.fragments
        if one.entity_id in mentioned and (one.passage_id, one.entity_id, one.text) not in described
    ]
    new = tuple(entity for entity in facts.entities if entity.id in mentioned)
    return replace(
        part,
        entities=tuple(dict.fromkeys((*part.entities, *new))),
        mentions=mentions,
        relations=(*part.relations, *relations),
        fragments=(*part.fragments, *fragments),
    )


def strip_facts(part: Subgraph, passages: Set[str]) -> Subgraph:
    """Return the part without what models found in these passages, and without the kinds that they gave."""
    mentions = tuple(
        replace(one, kind="", origin="") if one.origin and one.passage_id in passages else one
        for one in part.mentions
        if not (is_found_by_model(one) and one.passage_id in passages)
    )
    mentioned = {mention.entity_id for mention in mentions}
    return replace(
        part,
        entities=tuple(entity for entity in part.entities if entity.id in mentioned),
        mentions=mentions,
        relations=tuple(one for one in part.relations if not (one.origin and one.passage_id in passages)),
        fragments=tuple(one for one in part.fragments if not (one.origin and one.passage_id in passages)),
        vectors=_without_entities(part, mentioned),
    )


def carry_over(found: Subgraph, stored: Subgraph, passages: Set[str]) -> Subgraph:
    """Return what rules found in a new version of a document, with what models found in these passages of the old."""
    facts = Subgraph(
        entities=stored.entities,
        mentions=tuple(one for one in stored.mentions if one.passage_id in passages and one.origin),
        relations=tuple(one for one in stored.relations if one.passage_id in passages and one.origin),
        fragments=tuple(one for one in stored.fragments if one.passage_id in passages and one.origin),
    )
    return merge_facts(found, facts) if facts.mentions else found


def _place(mention: Mention) -> Place:
    return mention.passage_id, mention.entity_id, mention.start, mention.end, mention.in_title


def _with_kind(mention: Mention, given: Mention | None) -> Mention:
    if given is None or not given.kind or is_found_by_model(mention):
        return mention
    return replace(mention, kind=given.kind, origin=given.origin)


def _without_entities(part: Subgraph, kept: Set[str]) -> Mapping[Kind, Vectors]:
    """Return the vectors, of entities only those that are kept."""
    held = part.vectors.get("entity")
    if held is None:
        return part.vectors
    rows = [row for row, name in enumerate(held.ids) if name in kept]
    return {**part.vectors, "entity": Vectors(tuple(held.ids[row] for row in rows), held.matrix[rows])}
