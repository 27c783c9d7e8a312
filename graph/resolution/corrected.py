"""Reading in which entities go by the names that people gave them, and what they left out is not there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from typing import Literal

from graph.correction import Correction
from graph.entity_search import query_words
from graph.entity_view import EntityView
from graph.local import LocalGraph, Seeds
from graph.relation_correction import Triple, triple_of
from graph.resolution.left_out import find_left_out
from graph.resolution.local_graph import remove_entities, remove_relations
from graph.store import GraphReader, GraphStore
from graph.types import EVERYTHING, Filter, Kind, Relation, Vector
from graph.wrapped_store import WrappedReader, WrappedStore

Ranked = list[tuple[str, float]]
Corrections = Mapping[str, Correction]


class CorrectedReader(WrappedReader):
    """A `graph.store.GraphReader` over another one; `read`, `vectors` and `similarities` give what is stored."""

    def __init__(
        self, reader: GraphReader, corrections: Callable[[], Corrections], left_out: Callable[[], Set[Triple]]
    ) -> None:
        WrappedReader.__init__(self, reader)
        self._corrections = corrections
        self._left_out = left_out

    @contextmanager
    def snapshot(self) -> Iterator[GraphReader]:
        yield self

    def entities(self, ids: Sequence[str] | None = None, where: Filter = EVERYTHING) -> Iterator[EntityView]:
        known = self._corrections()
        views = self._reader.entities(ids, where)
        return (_correct(view, known) for view in views if not _is_left_out(known, view.entity.id)) if known else views

    def count_passages(self, groups: Sequence[Sequence[str]], where: Filter = EVERYTHING) -> list[int]:
        known = self._corrections()
        return self._reader.count_passages(
            [[id_ for id_ in one if not _is_left_out(known, id_)] for one in groups], where
        )

    def relations(
        self, subject_ids: Sequence[str], object_ids: Sequence[str], where: Filter = EVERYTHING
    ) -> list[Relation]:
        """Return what is stated and was not left out, of entities that were not."""
        known, left_out = self._corrections(), self._left_out()
        subjects, objects = ([id_ for id_ in ids if not _is_left_out(known, id_)] for ids in (subject_ids, object_ids))
        found = self._reader.relations(subjects, objects, where)
        return [one for one in found if triple_of(one) not in left_out]

    def nearest(self, vector: Vector, k: int, of: Kind = "passage", where: Filter = EVERYTHING) -> Ranked:
        if of != "entity":
            return self._reader.nearest(vector, k, of, where)
        known = self._corrections()
        return _shown(self._reader.nearest(vector, k + len(known), "entity", where), known)[:k]

    def search(
        self, text: str, k: int, of: Literal["passage", "entity"] = "passage", where: Filter = EVERYTHING
    ) -> Ranked:
        """Search as the store does; an entity is also found by the name that it was given."""
        known = self._corrections() if of == "entity" else {}
        if not known or k <= 0:
            return self._reader.search(text, k, of, where)
        found = _shown(self._reader.search(text, k + len(known), "entity", where), known)
        asked = set(query_words(text))
        given = {id_: _share(one.name, asked) for id_, one in known.items() if one.name}
        renamed = {id_ for id_, share in given.items() if share}
        visible = {view.entity.id for view in self._reader.entities(sorted(renamed), where)}
        shares = dict(found)
        raised = {id_: max(given[id_], shares.get(id_, 0.0)) for id_ in sorted(visible)}
        rest = [(id_, share) for id_, share in found if id_ not in raised]
        # Sorting keeps the store's order among those of one share.
        return sorted([*raised.items(), *rest], key=lambda hit: -hit[1])[:k]

    def around(self, seeds: Seeds, limit: int, where: Filter = EVERYTHING) -> LocalGraph:
        """Return the neighbourhood of the seeds without the entities and relations that were left out; passages that
        only such entities link may be in it."""
        known = self._corrections()
        gone = {id_ for id_, one in known.items() if not one.name}
        kept = Seeds(seeds.passages, {id_: weight for id_, weight in seeds.entities.items() if id_ not in gone})
        local = remove_entities(self._reader.around(kept, limit, where), gone)
        left_out = self._left_out()
        places = local.entity_places({id_ for triple in left_out for id_ in (triple[0], triple[2])})
        there = {triple for triple in left_out if triple[0] in places and triple[2] in places}
        if not there:
            return local
        subjects, objects = sorted({one[0] for one in there}), sorted({one[2] for one in there})
        stated = self._reader.relations(subjects, objects, where)
        return remove_relations(local, (one for one in stated if triple_of(one) in there))


class CorrectedStore(CorrectedReader, WrappedStore):
    """A `graph.store.GraphStore` over another one, `stored`."""

    def __init__(self, stored: GraphStore) -> None:
        WrappedStore.__init__(self, stored)
        CorrectedReader.__init__(self, stored, self._read_corrections, self._read_left_out)

    def _read_corrections(self) -> Corrections:
        return {one.entity_id: one for one in self.stored.corrections()}

    def _read_left_out(self) -> Set[Triple]:
        return find_left_out(self.stored)

    @contextmanager
    def snapshot(self) -> Iterator[GraphReader]:
        """Open a view of the stored data, with the corrections at its first question about entities."""
        with self.stored.snapshot() as held:
            yield CorrectedReader(held, cache(self._read_corrections), cache(self._read_left_out))


def _is_left_out(known: Corrections, entity_id: str) -> bool:
    return entity_id in known and not known[entity_id].name


def _correct(view: EntityView, known: Corrections) -> EntityView:
    one = known.get(view.entity.id)
    if one is None:
        return view
    others = tuple(name for name in (view.name, *view.aliases) if name != one.name)
    return replace(view, name=one.name, aliases=others, is_name=True)


def _shown(hits: Ranked, known: Corrections) -> Ranked:
    return [hit for hit in hits if not _is_left_out(known, hit[0])]


def _share(name: str, asked: set[str]) -> float:
    own = set(query_words(name))
    return round(len(own & asked) / len(own), 6) if own else 0.0


def uncorrected(store: GraphStore) -> GraphStore:
    """Return the store in which entities are as the documents have them."""
    return store.stored if isinstance(store, CorrectedStore) else store
