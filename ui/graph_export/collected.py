"""The entities that a reader sees, and what their passages state of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graph.entity_view import EntityView
from graph.relation_view import RelationView, read_relations, read_relations_by_hand
from graph.resolution.groups import group_entities
from graph.store import GraphStore
from graph.types import Filter

DOCUMENTS_READ = 50
"""Documents whose relations are read at once."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A relation between two entities, by ids: the words that state it, their document and page (0: none).

    `origin` is the model that found it, empty for rules; of one by hand, words and document may be empty.
    """

    subject_id: str
    predicate: str
    object_id: str
    quote: str
    document: str
    page: int
    origin: str


@dataclass(frozen=True, slots=True)
class CollectedGraph:
    """Entities by name, and statements in the order of the documents; both ends of each are among the entities."""

    entities: tuple[EntityView, ...]
    statements: tuple[Statement, ...]

    @property
    def by_id(self) -> dict[str, EntityView]:
        """The entities by id."""
        return {view.entity.id: view for view in self.entities}


def collect_graph(store: GraphStore, where: Filter) -> CollectedGraph:
    """Collect what is visible; entities that are decided to be the same are one."""
    named = (view for view in store.entities(where=where) if view.is_name)
    views = sorted(named, key=lambda view: (view.name.casefold(), view.entity.id))
    groups = group_entities(store.decisions())
    ends = {id_: view.entity.id for view in views for id_ in groups.members(view.entity.id)}
    documents = [document.id for document in store.documents(where)]
    return CollectedGraph(tuple(views), tuple(_statements(store, documents, where, ends)))


def _statements(
    store: GraphStore, documents: Sequence[str], where: Filter, ends: dict[str, str]
) -> Iterator[Statement]:
    for start in range(0, len(documents), DOCUMENTS_READ):
        for one in read_relations(store, documents[start : start + DOCUMENTS_READ], where):
            yield from _statement(one, ends)
    for one in read_relations_by_hand(store, where):
        yield from _statement(one, ends)


def _statement(one: RelationView, ends: dict[str, str]) -> Iterator[Statement]:
    """Yield the statement of a relation, unless its ends are not among the entities or have become one."""
    subject, target = ends.get(one.subject_id), ends.get(one.object_id)
    if subject and target and (subject != target or one.subject_id == one.object_id):
        name = (one.passage.title or one.passage.source) if one.passage else ""
        page = one.passage.page if one.passage else 0
        yield Statement(subject, one.predicate, target, one.quote, name, page, one.origin)
