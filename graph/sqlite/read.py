"""Read stored values in batches of one transaction each, so that a slow consumer holds no transaction open."""

# ruff: noqa: S608 (what is put into statements is written here; values are bound)

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from graph.blocks import unpack_blocks
from graph.entity_view import EntityView, choose_kind, is_name
from graph.held_state import ReadSource
from graph.sqlite.filter import encode_list, filter_condition
from graph.types import Document, Entity, Filter, Fragment, Meta, Passage

T = TypeVar("T")

BATCH_SIZE = 200
MAX_BATCH_CHARS = 2_000_000
"""Code points of text read per batch, unless a single document is longer."""

DOCUMENT_COLUMNS = (
    "id, source, title, text, content_hash, locator, format, language, pages, tags, access, hidden, blocks, "
    "date, collection, fingerprint"
)
PASSAGE_SELECT = (
    "SELECT passages.id, documents.id, passages.text, passages.start, passages.page, passages.ordinal, "
    "documents.title, documents.source, passages.hidden, passages.context, documents.date "
    "FROM passages JOIN documents ON documents.number = passages.document "
)
DOCUMENT_ORDER = "ORDER BY documents.source, documents.locator, documents.id"
PASSAGE_ORDER = f"{DOCUMENT_ORDER}, passages.ordinal, passages.start, passages.id"


def build_document(row: Sequence[str]) -> Document:
    """Build a document from the columns of DOCUMENT."""
    *columns, blocks, date, collection, fingerprint = row
    name, source, title, text, content_hash, locator, kind, language, *lists = columns
    pages, tags, access, hidden = map(json.loads, lists)
    spans = tuple(map(tuple, hidden))
    meta = Meta(kind, language, tuple(pages), tuple(tags), tuple(access), spans, unpack_blocks(blocks), date)
    return Document(name, source, title, text, content_hash, locator, meta, collection, fingerprint)


def build_passage(row: Sequence[Any]) -> Passage:
    """Build a passage from the columns of PASSAGE."""
    *columns, hidden, context, date = row
    return Passage(*columns, bool(hidden), context, date)  # type: ignore[call-arg]


def read_documents(database: ReadSource, where: Filter) -> Iterator[Document]:
    """Yield visible documents by source, locator and id."""
    query = f"SELECT {DOCUMENT_COLUMNS} FROM documents WHERE number = ?"
    yield from map(build_document, _by_document(database, query, where, DOCUMENT_COLUMNS.split(", ").index("text")))


def read_document(connection: sqlite3.Connection, document_id: str) -> Document | None:
    """Return a stored document; None if there is none."""
    query = f"SELECT {DOCUMENT_COLUMNS} FROM documents WHERE id = ?"
    row = connection.execute(query, (document_id,)).fetchone()
    return None if row is None else build_document(row)


def passages(database: ReadSource, ids: Sequence[str] | None, where: Filter) -> Iterator[Passage]:
    """Yield passages in the order of `ids`, or all, by document and position."""
    if ids is not None:
        allowed, values = filter_condition(where)
        query = f"{PASSAGE_SELECT} WHERE {allowed} AND passages.id IN (SELECT value FROM json_each(?))"
        for batch in _batches(list(ids)):
            with database.read() as connection:
                rows = connection.execute(query, (*values, encode_list(batch))).fetchall()
            found = {row[0]: build_passage(row) for row in rows}
            yield from (found[name] for name in batch if name in found)
        return
    query = f"{PASSAGE_SELECT} WHERE documents.number = ? {PASSAGE_ORDER}"
    yield from map(build_passage, _by_document(database, query, where, text=2))


def _by_document(database: ReadSource, query: str, where: Filter, text: int) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of each visible document; a batch ends once the text column adds up to too much.

    The first document is read alone: often it is only asked whether there is one.
    """
    numbers = _document_numbers(database, where)
    place = 0
    while place < len(numbers):
        rows: list[tuple[Any, ...]] = []
        held, last = 0, place + (BATCH_SIZE if place else 1)
        with database.read() as connection:
            while place < min(last, len(numbers)) and held < MAX_BATCH_CHARS:
                of_document = connection.execute(query, (numbers[place],)).fetchall()
                held += sum(len(row[text]) for row in of_document)
                rows.extend(of_document)
                place += 1
        yield from rows


def entities(database: ReadSource, ids: Sequence[str] | None, where: Filter) -> Iterator[EntityView]:
    """Yield entities that a visible passage mentions, in the order of `ids`, or all, by id."""
    names: list[str] = list(ids) if ids is not None else _entity_ids(database, where)
    for batch in _batches(names):
        with database.read() as connection:
            found = read_entity_views(connection, batch, where)
        yield from (found[name] for name in batch if name in found)


def count_passages(database: ReadSource, groups: Sequence[Sequence[str]], where: Filter) -> list[int]:
    """Return for each group of entities how many visible passages mention one of them."""
    joined, allowed, values = _of_mentions(where)
    known = "SELECT number FROM entities WHERE id IN (SELECT value FROM json_each(?))"
    query = f"SELECT count(DISTINCT mentions.passage) {joined} WHERE names.entity IN ({known}) AND {allowed}"
    with database.read() as connection:
        return [connection.execute(query, (encode_list(group), *values)).fetchone()[0] for group in groups]


def read_entity_views(connection: sqlite3.Connection, ids: Sequence[str], where: Filter) -> dict[str, EntityView]:
    """Return the entities as seen through visible passages, by id; entities without a visible mention are omitted."""
    joined, allowed, values = _of_mentions(where)
    known = "SELECT number, id, key, kind, sense, collection FROM entities WHERE id IN (SELECT value FROM json_each(?))"
    rows = connection.execute(known, (encode_list(ids),)).fetchall()
    entities = {number: Entity(*row) for number, *row in rows}
    named = f"{joined} WHERE names.entity IN (SELECT value FROM json_each(?)) AND {allowed}"
    counted = (
        f"SELECT names.entity, names.text, count(*) {named} GROUP BY names.number ORDER BY count(*) DESC, names.text"
    )
    typed = f"SELECT names.entity, mentions.kind, count(*) {named} AND mentions.kind <> '' GROUP BY 1, 2"
    spread = f"SELECT names.entity, count(DISTINCT mentions.passage) {named} GROUP BY names.entity"
    bound = (encode_list(entities), *values)
    surfaces: defaultdict[int, list[tuple[str, int]]] = defaultdict(list)
    for number, text, count in connection.execute(counted, bound):
        surfaces[number].append((text, count))
    kinds: defaultdict[int, list[tuple[str, int]]] = defaultdict(list)
    for number, kind, count in connection.execute(typed, bound):
        kinds[number].append((kind, count))
    passages: dict[int, int] = dict(connection.execute(spread, bound))
    fragments = _fragments(connection, where, entities)
    return {
        entities[number].id: EntityView(
            entity=entities[number],
            name=found[0][0],
            aliases=tuple(text for text, _ in found[1:]),
            descriptions=tuple(fragments[number]),
            mentions=sum(count for _, count in found),
            passages=passages[number],
            kind=choose_kind(kinds[number], entities[number].kind),
            is_name=is_name(kinds[number], sum(count for _, count in found)),
        )
        for number, found in surfaces.items()
    }


def _fragments(
    connection: sqlite3.Connection, where: Filter, entities: dict[int, Entity]
) -> defaultdict[int, list[Fragment]]:
    allowed, values = filter_condition(where)
    query = (
        "SELECT fragments.entity, passages.id, fragments.text, origin FROM fragments "
        "JOIN passages ON passages.number = fragments.passage JOIN documents ON documents.number = passages.document "
        f"WHERE fragments.entity IN (SELECT value FROM json_each(?)) AND {allowed} "
        f"{PASSAGE_ORDER}, fragments.text"
    )
    found: defaultdict[int, list[Fragment]] = defaultdict(list)
    for number, passage, text, origin in connection.execute(query, (encode_list(entities), *values)):
        found[number].append(Fragment(entities[number].id, passage, text, origin))
    return found


def _of_mentions(where: Filter) -> tuple[str, str, list[str]]:
    """Return the join of names and mentions, the condition for a visible mention, and the values it binds."""
    allowed, values = filter_condition(where)
    joined = "FROM names JOIN mentions ON mentions.name = names.number"
    if values:
        joined += " JOIN passages ON passages.number = mentions.passage"
        joined += " JOIN documents ON documents.number = passages.document"
    return joined, allowed, values


def _document_numbers(database: ReadSource, where: Filter) -> list[int]:
    allowed, values = filter_condition(where)
    query = f"SELECT number FROM documents WHERE {allowed} {DOCUMENT_ORDER}"
    with database.read() as connection:
        return [number for (number,) in connection.execute(query, values)]


def _entity_ids(database: ReadSource, where: Filter) -> list[str]:
    joined, allowed, values = _of_mentions(where)
    query = f"SELECT id FROM entities WHERE number IN (SELECT names.entity {joined} WHERE {allowed}) ORDER BY id"
    with database.read() as connection:
        return [name for (name,) in connection.execute(query, values)]


def _batches(values: Sequence[T]) -> Iterator[Sequence[T]]:
    return (values[place : place + BATCH_SIZE] for place in range(0, len(values), BATCH_SIZE))
