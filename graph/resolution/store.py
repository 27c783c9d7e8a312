"""A store in which entities that are decided to be the same are one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from graph.resolution.groups import EntityGroups, group_entities
from graph.resolution.reader import ResolvedReader
from graph.store import GraphReader, GraphStore
from graph.wrapped_store import WrappedStore


class ResolvedStore(ResolvedReader, WrappedStore):
    """A `graph.store.GraphStore` over another one, `stored`: what is written, checked and counted is what is stored."""

    def __init__(self, stored: GraphStore) -> None:
        WrappedStore.__init__(self, stored)
        ResolvedReader.__init__(self, stored, self._read_groups)

    def _read_groups(self) -> EntityGroups:
        return group_entities(self.stored.decisions())

    @contextmanager
    def snapshot(self) -> Iterator[GraphReader]:
        """Open a view of the stored data, with the decisions at its first question about entities."""
        with self.stored.snapshot() as held:
            yield ResolvedReader(held, cache(self._read_groups))


def unresolved(store: GraphStore) -> GraphStore:
    """Return the store in which every entity stands by itself."""
    return store.stored if isinstance(store, ResolvedStore) else store
