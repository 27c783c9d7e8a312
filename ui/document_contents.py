"""What is known of one document: its passages, and the entities that they name."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from graph.resolution.groups import group_entities
from graph.store import GraphStore
from graph.types import EVERYTHING, Filter, Passage
from ui.entity_kinds import is_value


@dataclass(frozen=True, slots=True)
class NamedEntity:
    """An entity, and in the text of how many passages it is named: 0 if only the title names it."""

    id: str
    name: str
    kind: str
    passages: int


@dataclass(frozen=True, slots=True)
class DocumentContents:
    """The passages of a document in order; its entities, the most frequent first, without dates and amounts."""

    passages: tuple[Passage, ...] = ()
    entities: tuple[NamedEntity, ...] = ()


def read_contents(store: GraphStore, document_id: str, where: Filter = EVERYTHING) -> DocumentContents:
    """Return what is known of a document; nothing if it is not stored."""
    part = store.read([document_id], where)
    groups = group_entities(store.decisions())
    named: defaultdict[str, set[str]] = defaultdict(set)
    for mention in part.mentions:
        passages = named[groups.members(mention.entity_id)[0]]
        if not mention.in_title:
            passages.add(mention.passage_id)
    entities = [
        NamedEntity(view.entity.id, view.name, view.kind, len(named[groups.members(view.entity.id)[0]]))
        for view in store.entities(sorted(named), where)
        if view.is_name and not is_value(view)
    ]
    entities.sort(key=lambda one: (-one.passages, one.name.casefold(), one.id))
    return DocumentContents(tuple(sorted(part.passages, key=lambda one: one.ordinal)), tuple(entities))
