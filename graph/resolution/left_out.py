"""The relations that people left out."""

from __future__ import annotations

from graph.relation_correction import Triple
from graph.resolution.groups import group_entities
from graph.store import GraphStore


def find_left_out(store: GraphStore) -> frozenset[Triple]:
    """Return what is left out, and the same of entities that are decided to be the same."""
    known = [one for one in store.relation_corrections() if one.state == "left out"]
    groups = group_entities(store.decisions() if known else ())
    return frozenset(
        (subject, one.predicate, target)
        for one in known
        for subject in groups.members(one.subject_id)
        for target in groups.members(one.object_id)
    )
