"""How much a filter lets be seen: added up over all documents once, and then followed by the log.

A (:Change) tells by how much it changed what there is. Those that do not, which other writers may leave, are no fault:
documents are then added up again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import astuple, dataclass, replace

from graph.neo4j import schema
from graph.neo4j.connect import Transaction
from graph.neo4j.filter import values
from graph.types import Filter


@dataclass(frozen=True, slots=True)
class Totals:
    """Counts of visible documents, passages, sentences and words of passages; the passages with vectors; the entities
    with one, once for each document; and a bound of how many entities one passage has."""

    documents: int
    passages: int
    sentences: int
    length: int
    embedded: int
    entity_vectors: int
    most: int

    def plus(self, other: Totals) -> Totals:
        """All counts added, and the higher bound."""
        sums = [one + more for one, more in zip(astuple(self), astuple(other), strict=True)]
        return replace(Totals(*sums), most=max(self.most, other.most))


class Following:
    """The totals of the graph and of its collections at the revisions asked for; for any thread."""

    def __init__(self) -> None:
        self._known: dict[str | None, tuple[int, Totals]] = {}

    def of(self, tx: Transaction, where: Filter, revision: int, still: Callable[[], bool]) -> Totals:
        """The totals at this revision; `still` says whether it is the newest and nobody has been writing since."""
        if where != Filter(collection=where.collection):
            return scanned(tx, where)
        since, before = self._known.get(where.collection, (0, None))
        if before is not None:
            change = followed(tx, where.collection, since, revision)
            if change is not None:
                found = before.plus(change)
                self._known[where.collection] = revision, found
                return found
        found = scanned(tx, where)
        # Documents may have changed while they were added up: then there is nothing to go on from.
        if still():
            self._known[where.collection] = revision, found
        return found


def scanned(tx: Transaction, where: Filter) -> Totals:
    """The totals of all visible documents."""
    return Totals(*tx.columns(SCANNED, **values(where)))


def followed(tx: Transaction, collection: str | None, since: int, until: int) -> Totals | None:
    """By how much totals changed after one revision and up to another; None where the log does not tell."""
    told, *changes = tx.columns(FOLLOWED, collection=collection, since=since, until=until)
    return Totals(*changes) if told == until - since else None


# What one version of a document brings, none if it has no version.
OF_DOCUMENT = """{documents: CASE WHEN d.version IS NULL THEN 0 ELSE 1 END, passages: coalesce(d.passages, 0),
 sentences: coalesce(d.sentences, 0), length: coalesce(d.length, 0), entity_vectors: coalesce(d.entity_vectors, 0),
 embedded: CASE WHEN d.dimensions > 0 THEN d.passages ELSE 0 END}"""
SCANNED = f"""MATCH (d:Document) WHERE {schema.VISIBLE}
RETURN count(d), sum(d.passages), sum(d.sentences), sum(d.length),
 sum(CASE WHEN d.dimensions > 0 THEN d.passages ELSE 0 END), sum(d.entity_vectors), coalesce(max(d.most), 0)"""
FOLLOWED = """MATCH (c:Change) WHERE c.graph = $graph AND c.revision > $since AND c.revision <= $until
WITH c, CASE WHEN $collection IS NULL OR c.collection = $collection THEN 1 ELSE 0 END AS inside
RETURN count(c.documents), sum(inside * c.documents), sum(inside * c.passages), sum(inside * c.sentences),
 sum(inside * c.length), sum(inside * c.embedded), sum(inside * c.entity_vectors), coalesce(max(inside * c.most), 0)"""
# What a change tells of a document that was `old` and is `new`.
TOLD = """c.documents = new.documents - old.documents, c.passages = new.passages - old.passages,
 c.sentences = new.sentences - old.sentences, c.length = new.length - old.length,
 c.embedded = new.embedded - old.embedded, c.entity_vectors = new.entity_vectors - old.entity_vectors"""
