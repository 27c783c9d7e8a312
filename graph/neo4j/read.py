"""Read stored values in batches of documents; within a batch each document is read at one version."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import chain
from typing import Any, TypeVar

from graph.blocks import unpack_blocks
from graph.entity_view import EntityView, choose_kind, is_name
from graph.neo4j import schema
from graph.neo4j.connect import Connection, StaleRead, Transaction
from graph.neo4j.filter import filter_parameters
from graph.types import Document, Entity, Filter, Fragment, Meta, Passage

T = TypeVar("T")

BATCH_SIZE = 200


def document(held: dict[str, Any]) -> Document:
    """Build a document from the properties of its node."""
    hidden = held.get("hidden", [])
    return Document(
        id=held["id"],
        source=held["source"],
        title=held["title"],
        text=held["text"],
        content_hash=held["content_hash"],
        locator=held["locator"],
        meta=Meta(
            format=held["format"],
            language=held["language"],
            pages=tuple(held["pages"]),
            tags=tuple(held["tags"]),
            access=tuple(held["access"]),
            hidden=tuple(zip(hidden[::2], hidden[1::2], strict=True)),
            blocks=unpack_blocks(held.get("blocks", "[]")),
            date=held.get("date", ""),
        ),
        collection=held["collection"],
        fingerprint=held["fingerprint"],
    )


def read_consistently(tx: Transaction, versions: dict[str, str], ask: Callable[[], T]) -> T:
    """Return the result of `ask` on these versions; raise StaleRead if one of them has been replaced meanwhile."""
    try:
        found = ask()
    except (KeyError, TypeError, ValueError) as fault:
        # What a writer removes while it is read has no properties left.
        if _are_current(tx, versions):
            raise
        raise StaleRead from fault
    if not _are_current(tx, versions):
        raise StaleRead
    return found


def _are_current(tx: Transaction, versions: dict[str, str]) -> bool:
    return dict(tx.rows(VERSIONS_QUERY, ids=list(versions))) == versions


def read_documents(connection: Connection, where: Filter) -> Iterator[Document]:
    """Yield visible documents by source, locator and id."""
    for batch in _batches(_ordered(connection, where)):
        found = connection.read(partial(_documents, ids=batch, where=where))
        yield from (found[name] for name in batch if name in found)


def passages(connection: Connection, ids: Sequence[str] | None, where: Filter) -> Iterator[Passage]:
    """Yield passages in the order of `ids`, or all, by document and position."""
    if ids is None:
        for batch in _batches(_ordered(connection, where)):
            yield from connection.read(partial(_passages_of, batch=batch, where=where))
        return
    for wanted in _batches(list(ids)):
        rows = connection.read(partial(_passages, ids=wanted, where=where))
        found = {row[0]: Passage(*row) for row in rows}
        yield from (found[name] for name in wanted if name in found)


def _documents(tx: Transaction, ids: Sequence[str], where: Filter) -> dict[str, Document]:
    rows = tx.rows(DOCUMENTS_QUERY, ids=ids, **filter_parameters(where))
    versions = {name: held.get("version", "") for name, held in rows}
    return read_consistently(tx, versions, lambda: {name: document(held) for name, held in rows})


def _passages(tx: Transaction, ids: Sequence[str], where: Filter) -> list[Any]:
    rows = tx.rows(PASSAGES_QUERY, ids=ids, **filter_parameters(where))
    versions = {row[1]: row[-1] for row in rows}
    return read_consistently(tx, versions, lambda: [row[:-1] for row in rows])


def _passages_of(tx: Transaction, batch: Sequence[str], where: Filter) -> list[Passage]:
    rows = tx.rows(PASSAGES_OF_DOCUMENTS_QUERY, ids=batch, **filter_parameters(where))
    versions = {row[1]: row[-1] for row in rows}
    found = [Passage(*row[:-1]) for row in rows]
    place = {name: number for number, name in enumerate(batch)}
    found.sort(key=lambda one: (place[one.document_id], one.ordinal, one.start, one.id))
    return read_consistently(tx, versions, lambda: found)


def entities(connection: Connection, ids: Sequence[str] | None, where: Filter) -> Iterator[EntityView]:
    """Yield entities that a visible passage mentions, in the order of `ids`, or all, by id."""
    if ids is None:
        rows = connection.read(lambda tx: tx.rows(ENTITIES_QUERY, **filter_parameters(where)))
        ids = sorted(name for (name,) in rows)
    for batch in _batches(list(ids)):
        found = connection.read(partial(_views, ids=batch, where=where))
        yield from (found[name] for name in batch if name in found)


def _views(tx: Transaction, ids: Sequence[str], where: Filter) -> dict[str, EntityView]:
    """Return the entities as seen through visible passages, by id."""
    found: dict[str, EntityView] = {}
    for name, key, kind, sense, collection, spread, surfaces, fragments, kinds in tx.columns(
        VIEWS_QUERY, ids=list(dict.fromkeys(ids)), **filter_parameters(where)
    )[0]:
        if key is None:
            raise StaleRead
        forms = sorted((-count, surface) for surface, count in surfaces)
        mentions, typed = -sum(count for count, _ in forms), Counter(chain.from_iterable(kinds)).items()
        found[name] = EntityView(
            entity=Entity(name, key, kind, sense, collection),
            name=forms[0][1],
            aliases=tuple(text for _, text in forms[1:]),
            descriptions=tuple(Fragment(name, *row[-3:]) for row in sorted(fragments)),
            mentions=mentions,
            passages=spread,
            kind=choose_kind(typed, kind),
            is_name=is_name(typed, mentions),
        )
    return found


def count_passages(connection: Connection, groups: Sequence[Sequence[str]], where: Filter) -> list[int]:
    """Return for each group of entities how many visible passages mention one of them."""
    asked = [list(group) for group in groups]
    rows = connection.read(lambda tx: tx.rows(PASSAGE_COUNTS_QUERY, groups=asked, **filter_parameters(where)))
    return [count for _, count in sorted(rows)]


def _ordered(connection: Connection, where: Filter) -> list[str]:
    rows = connection.read(lambda tx: tx.rows(ORDER_QUERY, **filter_parameters(where)))
    return [row[-1] for row in sorted(row for row in rows if None not in row)]


def _batches(found: Sequence[T]) -> Iterator[Sequence[T]]:
    return (found[place : place + BATCH_SIZE] for place in range(0, len(found), BATCH_SIZE))


VERSIONS_QUERY = """UNWIND $ids AS id MATCH (d:Document {graph: $graph, id: id}) WHERE d.version IS NOT NULL
RETURN d.id, d.version"""
ORDER_QUERY = f"MATCH (d:Document) WHERE {schema.VISIBLE} RETURN d.source, d.locator, d.id"
DOCUMENTS_QUERY = f"""UNWIND $ids AS id MATCH (d:Document {{graph: $graph, id: id}}) WHERE {schema.VISIBLE}
RETURN d.id, properties(d)"""
PASSAGES_QUERY = f"""UNWIND $ids AS id MATCH (p:Passage) WHERE p.graph = $graph AND p.id = id AND p.version IS NOT NULL
MATCH (d:Document)-[:HAS]->(p) WHERE p.version = d.version AND {schema.VISIBLE}
RETURN p.id, d.id, p.text, p.start, p.page, p.ordinal, d.title, d.source, coalesce(p.hidden, false),
 coalesce(p.context, ''), coalesce(d.date, ''), d.version"""
PASSAGES_OF_DOCUMENTS_QUERY = f"""UNWIND $ids AS id MATCH (d:Document {{graph: $graph, id: id}}) WHERE {schema.VISIBLE}
WITH d, d.version AS version, d.title AS title, d.source AS source, coalesce(d.date, '') AS date
MATCH (d)-[:HAS]->(p:Passage) WHERE p.version = version
RETURN p.id, d.id, p.text, p.start, p.page, p.ordinal, title, source, coalesce(p.hidden, false),
 coalesce(p.context, ''), date, version"""
ENTITIES_QUERY = f"""MATCH (e:Entity) WHERE e.graph = $graph AND e.collection IS NOT NULL
 AND ($collection IS NULL OR e.collection = $collection)
 AND EXISTS {{ (e)<-[:MENTIONS]-(p:Passage)<-[:HAS]-(d:Document) WHERE p.version = d.version AND {schema.VISIBLE} }}
RETURN e.id"""
_SHOWN = f"(p:Passage)<-[:HAS]-(d:Document) WHERE p.version = d.version AND {schema.VISIBLE}"
# An entity without a visible mention has no surfaces, and so no row.
VIEWS_QUERY = f"""UNWIND $ids AS id MATCH (e:Entity {{graph: $graph, id: id}})
CALL (e) {{
  MATCH (e)<-[m:MENTIONS]-{_SHOWN} WITH collect(m.surfaces) AS mentioned
  UNWIND mentioned AS held UNWIND held AS surface WITH size(mentioned) AS passages, surface, count(*) AS count
  RETURN passages, collect([surface, count]) AS surfaces
}}
CALL (e) {{
  OPTIONAL MATCH (e)<-[f:DESCRIBES]-{_SHOWN}
  RETURN [row IN collect([d.source, d.locator, d.id, p.ordinal, p.start, p.id, f.text, coalesce(f.origin, '')])
   WHERE row[0] IS NOT NULL AND row[-2] IS NOT NULL] AS fragments
}}
CALL (e) {{
  MATCH (e)<-[m:MENTIONS]-{_SHOWN} AND any(kind IN m.kinds WHERE kind <> '') RETURN collect(m.kinds) AS kinds
}}
RETURN collect([id, e.key, e.kind, e.sense, e.collection, passages, surfaces, fragments, kinds])"""
PASSAGE_COUNTS_QUERY = f"""UNWIND range(0, size($groups) - 1) AS place CALL (place) {{
  UNWIND $groups[place] AS id MATCH (e:Entity {{graph: $graph, id: id}})<-[:MENTIONS]-{_SHOWN}
  RETURN count(DISTINCT p) AS passages
}}
RETURN place, passages"""
