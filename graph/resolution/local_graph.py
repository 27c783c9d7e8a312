"""A local graph in which each group of entities is one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Set
from dataclasses import replace

import numpy as np

from graph.local import LocalGraph, Seeds
from graph.neighborhood import ROUND_DECAY
from graph.pagerank import mention_weights
from graph.types import Integers, Relation, Vector


def merge_entities(local: LocalGraph, names: Mapping[str, str], frequency: Mapping[str, int]) -> LocalGraph:
    """Return a local graph with each member of a group under the id in `names`, which `frequency` counts.

    Counts of mentions are added up, and edges between members of one group are left out.
    """
    ids = [names.get(id_, id_) for id_ in local.entities]
    entities = tuple(sorted(set(ids)))
    place = {id_: number for number, id_ in enumerate(entities)}
    column = np.array([place[id_] for id_ in ids], np.int64)
    mention_passage, mention_entity, pair = _unique_pairs(local.mention_passage, column[local.mention_entity])
    sentence_index, sentence_entity, _ = _unique_pairs(local.sentence_index, column[local.sentence_entity])
    subject, target = column[local.edge_subject], column[local.edge_object]
    edges = np.lexsort((local.edge_weight, target, subject, local.edge_passage))
    edges = edges[((subject != target) | (local.edge_subject == local.edge_object))[edges]]
    passages = np.zeros(len(entities), np.float32)
    passages[column] = [frequency.get(id_, count) for id_, count in zip(ids, local.frequency.tolist(), strict=True)]
    return LocalGraph(
        passages=local.passages,
        entities=entities,
        sentences=local.sentences,
        sentence_passage=local.sentence_passage,
        mention_passage=mention_passage,
        mention_entity=mention_entity,
        mention_count=np.bincount(pair, local.mention_count, len(mention_passage)).astype(np.float32),
        sentence_index=sentence_index,
        sentence_entity=sentence_entity,
        edge_subject=subject[edges],
        edge_object=target[edges],
        edge_weight=local.edge_weight[edges],
        edge_passage=local.edge_passage[edges],
        frequency=passages,
        total=local.total,
    )


def remove_entities(local: LocalGraph, gone: Set[str]) -> LocalGraph:
    """Return a local graph without some entities and what leads over them; its passages and sentences stay."""
    kept = np.array([id_ not in gone for id_ in local.entities], bool)
    if kept.all():
        return local
    place = np.cumsum(kept) - 1
    mentions, sentences = kept[local.mention_entity], kept[local.sentence_entity]
    edges = kept[local.edge_subject] & kept[local.edge_object]
    return replace(
        local,
        entities=tuple(id_ for id_ in local.entities if id_ not in gone),
        mention_passage=local.mention_passage[mentions],
        mention_entity=place[local.mention_entity[mentions]],
        mention_count=local.mention_count[mentions],
        sentence_index=local.sentence_index[sentences],
        sentence_entity=place[local.sentence_entity[sentences]],
        edge_subject=place[local.edge_subject[edges]],
        edge_object=place[local.edge_object[edges]],
        edge_weight=local.edge_weight[edges],
        edge_passage=local.edge_passage[edges],
        frequency=local.frequency[kept],
    )


def remove_relations(local: LocalGraph, gone: Iterable[Relation]) -> LocalGraph:
    """Return a local graph without the edges of some relations; what else is stated of their entities stays."""
    known = list(gone)
    passages = {id_: row for row, id_ in enumerate(local.passages)}
    places = local.entity_places({id_ for one in known for id_ in (one.subject_id, one.object_id)})
    left = Counter(
        (passages[one.passage_id], places[one.subject_id], places[one.object_id], float(np.float32(one.weight)))
        for one in known
        if one.passage_id in passages and one.subject_id in places and one.object_id in places
    )
    if not left:
        return local
    columns = (local.edge_passage, local.edge_subject, local.edge_object, local.edge_weight)
    kept = np.ones(len(local.edge_weight), bool)
    for row, edge in enumerate(zip(*(column.tolist() for column in columns), strict=True)):
        if left[edge]:
            left[edge] -= 1
            kept[row] = False
    return replace(
        local,
        edge_subject=local.edge_subject[kept],
        edge_object=local.edge_object[kept],
        edge_weight=local.edge_weight[kept],
        edge_passage=local.edge_passage[kept],
    )


def _unique_pairs(first: Integers, second: Integers) -> tuple[Integers, Integers, Integers]:
    """Return the distinct pairs in ascending order as two columns, and the number of each given pair among them."""
    width = int(second.max(initial=0)) + 1
    pairs, numbers = np.unique(first * width + second, return_inverse=True)
    return pairs // width, pairs % width, numbers


def arriving_mass(local: LocalGraph, seeds: Seeds) -> Vector:
    """Return what arrives at each entity from passages, as `graph.neighborhood` spreads it, in units of the first
    round."""
    holder, named = local.mention_passage, local.mention_entity
    weights, counted = mention_weights(local), 1.0 + np.log(local.mention_count)
    leaving = weights / np.bincount(holder, weights, len(local.passages))[holder]
    share = counted / np.bincount(named, counted, len(local.entities))[named]
    start = np.array([seeds.passages.get(id_, 0.0) for id_ in local.passages])
    first = np.bincount(named, leaving * start[holder], len(local.entities))
    reached = first + np.array([seeds.entities.get(id_, 0.0) for id_ in local.entities])
    onward = np.bincount(holder, share * reached[named], len(local.passages))
    second = np.bincount(named, leaving * onward[holder], len(local.entities))
    return np.asarray(first + ROUND_DECAY * second, np.float32)
