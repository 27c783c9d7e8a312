"""Counts under a filter: summed over all documents once, then updated from the change log.

Each (:Change) records how it changed the counts. Changes without that, which other writers may leave, are no fault:
documents are then summed again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import astuple, dataclass, replace

from graph.neo4j import schema
from graph.neo4j.connect import Transaction
from graph.neo4j.filter import filter_parameters
from graph.types import Filter


@dataclass(frozen=True, slots=True)
class CorpusTotals:
    """Counts of visible documents, passages, sentences and words of passages; the passages with vectors; the entities
    with one, counted once per document; and an upper bound on the entities of one passage."""

    documents: int
    passages: int
    sentences: int
    length: int
    embedded: int
    entity_vectors: int
    most: int

    def plus(self, other: CorpusTotals) -> CorpusTotals:
        """Add all counts, and take the higher bound."""
        sums = [one + more for one, more in zip(astuple(self), astuple(other), strict=True)]
        return replace(CorpusTotals(*sums), most=max(self.most, other.most))


class TotalsTracker:
    """The totals of the graph and its collections at the latest revisions asked for; thread-safe."""

    def __init__(self) -> None:
        self._known: dict[str | None, tuple[int, CorpusTotals]] = {}

    def of(self, tx: Transaction, where: Filter, revision: int, still: Callable[[], bool]) -> CorpusTotals:
        """Return the totals at this revision; `still` tells whether it is the newest and nobody has written since."""
        if where != Filter(collection=where.collection):
            return scanned(tx, where)
        since, before = self._known.get(where.collection, (0, None))
        if before is not None:
            change = follow_totals(tx, where.collection, since, revision)
            if change is not None:
                found = before.plus(change)
                self._known[where.collection] = revision, found
                return found
        found = scanned(tx, where)
        # Documents may have changed during the scan: then the totals are no base for later updates.
        if still():
            self._known[where.collection] = revision, found
        return found


def scanned(tx: Transaction, where: Filter) -> CorpusTotals:
    """Compute the totals over all visible documents."""
    return CorpusTotals(*tx.columns(SCAN_TOTALS_QUERY, **filter_parameters(where)))


def follow_totals(tx: Transaction, collection: str | None, since: int, until: int) -> CorpusTotals | None:
    """Return the change in totals from one revision to another; None if the log does not record it."""
    told, *changes = tx.columns(FOLLOW_TOTALS_QUERY, collection=collection, since=since, until=until)
    return CorpusTotals(*changes) if told == until - since else None


# Counts of one version of a document, zeros without a version.
DOCUMENT_TOTALS = """{documents: CASE WHEN d.version IS NULL THEN 0 ELSE 1 END, passages: coalesce(d.passages, 0),
 sentences: coalesce(d.sentences, 0), length: coalesce(d.length, 0), entity_vectors: coalesce(d.entity_vectors, 0),
 embedded: CASE WHEN d.dimensions > 0 THEN d.passages ELSE 0 END}"""
SCAN_TOTALS_QUERY = f"""MATCH (d:Document) WHERE {schema.VISIBLE}
RETURN count(d), sum(d.passages), sum(d.sentences), sum(d.length),
 sum(CASE WHEN d.dimensions > 0 THEN d.passages ELSE 0 END), sum(d.entity_vectors), coalesce(max(d.most), 0)"""
FOLLOW_TOTALS_QUERY = """MATCH (c:Change) WHERE c.graph = $graph AND c.revision > $since AND c.revision <= $until
WITH c, CASE WHEN $collection IS NULL OR c.collection = $collection THEN 1 ELSE 0 END AS inside
RETURN count(c.documents), sum(inside * c.documents), sum(inside * c.passages), sum(inside * c.sentences),
 sum(inside * c.length), sum(inside * c.embedded), sum(inside * c.entity_vectors), coalesce(max(inside * c.most), 0)"""
# Counts recorded by a change from version `old` to `new` of a document.
RECORD_TOTALS = """c.documents = new.documents - old.documents, c.passages = new.passages - old.passages,
 c.sentences = new.sentences - old.sentences, c.length = new.length - old.length,
 c.embedded = new.embedded - old.embedded, c.entity_vectors = new.entity_vectors - old.entity_vectors"""
