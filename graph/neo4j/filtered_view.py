"""The part of the graph visible under one filter at one revision, while a query is answered."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from graph.errors import StoreError
from graph.lru_cache import LRUCache
from graph.neo4j.connect import Connection, StaleRead, Transaction
from graph.neo4j.corpus_stats import TotalsTracker
from graph.neo4j.filter import filter_parameters
from graph.neo4j.filter_stats import FilterStats
from graph.neo4j.writing import WriteMark
from graph.types import EVERYTHING, Filter

T = TypeVar("T")

MAX_CACHED_VIEWS = 16


class DocumentVersions:
    """The version of every document that contributes to an answer."""

    def __init__(self) -> None:
        self.versions: dict[str, str] = {}

    def add(self, documents: Sequence[str], versions: Sequence[str]) -> None:
        """Record versions; raise StaleRead if the answer would mix two versions of a document."""
        for document, version in dict.fromkeys(zip(documents, versions, strict=True)):
            if self.versions.setdefault(document, version) != version:
                raise StaleRead


@dataclass(frozen=True, slots=True)
class Neo4jView:
    """A query in progress: its transaction, filter, counts, and the documents it has read.

    calm: nobody is writing, so every stored passage belongs to its document's current version.
    """

    tx: Transaction
    where: Filter
    facts: FilterStats
    seen: DocumentVersions
    calm: bool

    @property
    def clear(self) -> bool:
        """Whether every stored passage is visible, without checking its document."""
        return self.calm and self.facts.whole

    @property
    def apart(self) -> bool:
        """Whether every passage reached within the filter's collection is visible."""
        return self.clear or (self.calm and self.where == Filter(collection=self.where.collection))

    def rows(self, text: str, /, **bound: object) -> list[Any]:
        """Return rows, with the filter bound."""
        return self.tx.rows(text, **filter_parameters(self.where), **bound)

    def columns(self, text: str, /, **bound: object) -> list[Any]:
        """Return collected columns, with the filter bound."""
        return self.tx.columns(text, **filter_parameters(self.where), **bound)


class Neo4jViewCache:
    """Counts at the latest revision, by filter and by whether nobody was writing."""

    def __init__(self, writing: WriteMark) -> None:
        self._writing = writing
        self._totals = TotalsTracker()
        self._ids: dict[int, str] = {}
        self._known: LRUCache[tuple[Filter, bool], FilterStats] = LRUCache(MAX_CACHED_VIEWS)
        self._revision = -1
        self._lock = threading.Lock()

    def look(self, connection: Connection, where: Filter, ask: Callable[[Neo4jView], T]) -> T:
        """Answer a query such that every document is read at one version.

        Optimistically reuse the state of the previous query, and validate it at the end of this one.
        """

        def work(tx: Transaction) -> T:
            state = None
            if (known := self._cached(where)) is not None:
                before, facts = known
                # A failure may be due to outdated state.
                with suppress(StoreError, LookupError), self._counting((where, True)):
                    found = ask(Neo4jView(tx, where, facts, DocumentVersions(), calm=True))
                    state = _state(tx)
                    if state == (0, before):
                        return found
                self._known.discard((where, True))
            writing, revision = state or _state(tx)
            key = where, not writing
            sight = Neo4jView(tx, where, self._facts(tx, key, revision), DocumentVersions(), calm=not writing)
            with self._counting(key):
                found = ask(sight)
                _settled(sight, revision)
            return found

        self._writing.rest(connection)
        return connection.read(work)

    def forget(self) -> None:
        """Make the next query revalidate everything, as this process has written."""
        self._known.clear()

    def _cached(self, where: Filter) -> tuple[int, FilterStats] | None:
        """Return the latest revision and its counts, if they were taken while nobody was writing."""
        with self._lock:
            facts = self._known.get((where, True))
            return None if facts is None else (self._revision, facts)

    @contextmanager
    def _counting(self, key: tuple[Filter, bool]) -> Iterator[None]:
        """Discard what was counted in this block if it fails: it may stem from a version that is not shown."""
        try:
            yield
        except BaseException:  # any failure
            self._known.discard(key)
            raise

    def _facts(self, tx: Transaction, key: tuple[Filter, bool], revision: int) -> FilterStats:
        with self._lock:
            if revision != self._revision:
                self._known.clear()
                self._revision = revision
            known = self._known.get(key)
            if known is not None:
                return known
        where, calm = key

        def still() -> bool:
            return calm and _state(tx) == (0, revision)

        seen = self._totals.of(tx, where, revision, still)
        whole = seen if where == EVERYTHING else self._totals.of(tx, EVERYTHING, revision, still)
        found = FilterStats(
            whole=seen.documents == whole.documents,
            passages=seen.passages,
            sentences=seen.sentences,
            length=seen.length,
            embedded=seen.embedded,
            entity_vectors=seen.entity_vectors,
            most=seen.most,
            ids=self._ids,
        )
        with self._lock:
            if revision == self._revision:
                self._known.put(key, found)
        return found


def _state(tx: Transaction) -> tuple[int, int]:
    """Return the number of writes in progress and the newest revision, read after them."""
    ((writing, found),) = tx.rows(STATE_QUERY, known=tx.memory.revision)
    if found is None and tx.memory.revision:
        ((writing, found),) = tx.rows(STATE_QUERY, known=0)
    tx.memory.revision = found or 0
    return writing, tx.memory.revision


def _settled(sight: Neo4jView, revision: int) -> None:
    """Raise StaleRead unless the answer is consistent."""
    versions = sight.seen.versions
    if not versions and not sight.apart:
        return
    writing, now = _state(sight.tx)
    if sight.apart and (writing or now != revision):
        raise StaleRead
    if now == revision:
        return
    names, shown_now, revisions = sight.tx.columns(DOCUMENT_STATES_QUERY, ids=list(versions))
    states = dict(zip(names, zip(shown_now, revisions, strict=True), strict=True))
    for name, version in versions.items():
        shown, at = states.get(name, ("", 0))
        if shown != version or at > revision:
            raise StaleRead


# Writes are counted first: a write that is no longer found has already raised the revision.
STATE_QUERY = """OPTIONAL MATCH (w:Write) WHERE w.graph = $graph AND w.version IS NOT NULL WITH count(w) AS writing
CALL (writing) { MATCH (c:Change) WHERE c.graph = $graph AND c.revision >= $known RETURN max(c.revision) AS revision }
RETURN writing, revision"""
DOCUMENT_STATES_QUERY = """UNWIND $ids AS id MATCH (d:Document {graph: $graph, id: id})
RETURN collect(d.id), collect(coalesce(d.version, '')), collect(coalesce(d.revision, 0))"""
