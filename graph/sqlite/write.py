"""Replace a document by its new version: its own rows, and reference counts of what it shares."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from graph.blocks import pack_blocks
from graph.errors import EmbedderMismatch, Unstorable
from graph.sqlite.codec import pack_integers, pack_vectors, unpack_integers
from graph.sqlite.filter import encode_list
from graph.sqlite.prepare import UNSTORABLE_HINT, PackedPassage, PreparedPart
from graph.types import Document, Relation


def replace_document(connection: sqlite3.Connection, document_id: str, part: PreparedPart | None) -> None:
    """Within the caller's transaction, remove the old version, add the new one, and delete what is no longer used."""
    uses: Counter[int] = Counter()
    removed, names = _remove(connection, document_id, uses)
    added = None
    try:
        if part is not None:
            added = _add(connection, part, uses)
    except sqlite3.IntegrityError as error:
        raise Unstorable(f"document {document_id} cannot be stored beside the others: {error}", UNSTORABLE_HINT)
    except UnicodeEncodeError:
        raise Unstorable(f"document {document_id} holds half a character (a lone surrogate)", UNSTORABLE_HINT)
    _collect(connection, names, uses)
    _count(connection, uses)
    if removed is not None or added is not None:
        row = (document_id, removed, added)
        connection.execute("INSERT INTO log (document, removed, added) VALUES (?, ?, ?)", row)


def _remove(connection: sqlite3.Connection, document_id: str, uses: Counter[int]) -> tuple[int | None, list[int]]:
    known = connection.execute("SELECT number FROM documents WHERE id = ?", (document_id,)).fetchone()
    if known is None:
        return None, []
    of_passages = "SELECT words FROM postings JOIN passages ON number = passage WHERE document = ?"
    for (blob,) in connection.execute(of_passages, known):
        uses.subtract(unpack_integers(blob).tolist())
    of_mentions = "SELECT DISTINCT name FROM mentions JOIN passages ON number = passage WHERE document = ?"
    names = [name for (name,) in connection.execute(of_mentions, known)]
    connection.execute("DELETE FROM documents WHERE number = ?", known)
    return int(known[0]), names


def _add(connection: sqlite3.Connection, part: PreparedPart, uses: Counter[int]) -> int:
    _bind(connection, part.dimensions)
    document = _document(connection, part.document)
    of_passages = (word for packed in part.passages for word in packed.words)
    of_names = (word for held in part.names.values() for word in held)
    words = _words(connection, dict.fromkeys((*of_passages, *of_names)))
    passages = {packed.passage.id: _passage(connection, document, packed, words, uses) for packed in part.passages}
    entities = _entities(connection, part)
    names = _names(connection, part, entities, words, uses)
    connection.executemany(
        "INSERT INTO mentions (passage, name, start, end, in_title, kind, origin) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            (passages[m.passage_id], names[m.entity_id, surface], m.start, m.end, int(m.in_title), m.kind, m.origin)
            for m, surface in part.mentions
        ),
    )
    connection.executemany(
        "INSERT INTO relations (passage, subject, predicate, object, weight, start, end, origin) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (_relation(relation, passages, entities) for relation in dict.fromkeys(part.graph.relations)),
    )
    connection.executemany(
        "INSERT INTO fragments (passage, entity, text, origin) VALUES (?, ?, ?, ?)",
        (
            (passages[f.passage_id], entities[f.entity_id], f.text, f.origin)
            for f in dict.fromkeys(part.graph.fragments)
        ),
    )
    return document


def _relation(relation: Relation, passages: Mapping[str, int], entities: Mapping[str, int]) -> tuple[object, ...]:
    ends = (entities[relation.subject_id], relation.predicate, entities[relation.object_id])
    return (passages[relation.passage_id], *ends, relation.weight, relation.start, relation.end, relation.origin)


def _bind(connection: sqlite3.Connection, dimensions: int) -> None:
    embedder, known = connection.execute("SELECT embedder, dimensions FROM origin").fetchone()
    if not dimensions or known == dimensions:
        return
    if known:
        raise EmbedderMismatch(
            f"the vectors in the store have {known} dimensions, these have {dimensions}",
            f"use the embedder {embedder or 'that wrote them'}, or another data folder",
        )
    connection.execute("UPDATE origin SET dimensions = ?", (dimensions,))


def _document(connection: sqlite3.Connection, document: Document) -> int:
    meta = document.meta
    names = (document.id, document.collection, document.source, document.locator, document.title)
    state = (document.content_hash, document.fingerprint, meta.format, meta.language)
    lists = (json.dumps(meta.pages), json.dumps(meta.tags), json.dumps(meta.access))
    row = (*names, *state, *lists, document.text, json.dumps(meta.hidden), pack_blocks(meta.blocks), meta.date)
    return _insert(
        connection, "INSERT INTO documents VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row
    )


def _words(connection: sqlite3.Connection, held: Iterable[str]) -> dict[str, int]:
    """Return the number of every word; new words are added with no uses yet."""
    wanted = list(held)
    query = "SELECT word, number FROM words WHERE word IN (SELECT value FROM json_each(?))"
    known: dict[str, int] = dict(connection.execute(query, (encode_list(wanted),)))
    for word in wanted:
        if word not in known:
            known[word] = _insert(connection, "INSERT INTO words (word, uses) VALUES (?, 0)", (word,))
    return known


def _passage(
    connection: sqlite3.Connection, document: int, packed: PackedPassage, words: dict[str, int], uses: Counter[int]
) -> int:
    passage = packed.passage
    place = (passage.id, document, passage.ordinal, passage.start, passage.page)
    row = (*place, packed.sentences, passage.text, int(passage.hidden), passage.context)
    number = _insert(connection, "INSERT INTO passages VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
    held = [words[word] for word in packed.words]
    uses.update(held)
    counts = pack_integers(list(packed.words.values()))
    connection.execute("INSERT INTO postings VALUES (?, ?, ?)", (number, pack_integers(held), counts))
    connection.execute("INSERT INTO bounds VALUES (?, ?)", (number, packed.bounds))
    if packed.vector is not None:
        connection.execute("INSERT INTO passage_vectors VALUES (?, ?)", (number, pack_vectors(packed.vector)))
    if packed.sentence_vectors is not None:
        connection.execute(
            "INSERT INTO sentence_vectors VALUES (?, ?)", (number, pack_vectors(packed.sentence_vectors))
        )
    return number


def _entities(connection: sqlite3.Connection, part: PreparedPart) -> dict[str, int]:
    """Return the number of every entity of the part; an entity keeps the first vector it was given."""
    query = "SELECT id, number FROM entities WHERE id IN (SELECT value FROM json_each(?))"
    known: dict[str, int] = dict(connection.execute(query, (encode_list(entity.id for entity in part.entities),)))
    for entity in part.entities:
        if entity.id not in known:
            row = (entity.id, entity.key, entity.kind, entity.sense, entity.collection)
            known[entity.id] = _insert(connection, "INSERT INTO entities VALUES (NULL, ?, ?, ?, ?, ?)", row)
    vectors = [(known[name], blob) for name, blob in part.entity_vectors.items()]
    connection.executemany("INSERT OR IGNORE INTO entity_vectors VALUES (?, ?)", vectors)
    return known


def _names(
    connection: sqlite3.Connection,
    part: PreparedPart,
    entities: dict[str, int],
    words: dict[str, int],
    uses: Counter[int],
) -> dict[tuple[str, str], int]:
    """Return the number of every surface form of the part's entities."""
    query = "SELECT entity, text, number FROM names WHERE entity IN (SELECT value FROM json_each(?))"
    rows = connection.execute(query, (encode_list(entities.values()),))
    stored = {(entity, text): number for entity, text, number in rows}
    known: dict[tuple[str, str], int] = {}
    for (entity, surface), held in part.names.items():
        number = stored.get((entities[entity], surface))
        if number is None:
            of_key = [words[word] for word in held]
            uses.update(of_key)
            row = (entities[entity], surface, pack_integers(of_key))
            number = _insert(connection, "INSERT INTO names VALUES (NULL, ?, ?, ?)", row)
        known[entity, surface] = number
    return known


def _collect(connection: sqlite3.Connection, names: list[int], uses: Counter[int]) -> None:
    """Delete those of these names that no passage holds any more, then the entities left without a name."""
    unused = (
        "SELECT number, entity, words FROM names WHERE number IN (SELECT value FROM json_each(?)) "
        "AND NOT EXISTS (SELECT 1 FROM mentions WHERE name = names.number)"
    )
    gone = connection.execute(unused, (encode_list(names),)).fetchall()
    for _, _, blob in gone:
        uses.subtract(unpack_integers(blob).tolist())
    connection.executemany("DELETE FROM names WHERE number = ?", ((number,) for number, _, _ in gone))
    nameless = (
        "DELETE FROM entities WHERE number IN (SELECT value FROM json_each(?)) "
        "AND NOT EXISTS (SELECT 1 FROM names WHERE entity = entities.number)"
    )
    connection.execute(nameless, (encode_list({entity for _, entity, _ in gone}),))


def _count(connection: sqlite3.Connection, uses: Counter[int]) -> None:
    changed = [(change, number) for number, change in uses.items() if change]
    connection.executemany("UPDATE words SET uses = uses + ? WHERE number = ?", changed)
    fewer = [(number,) for change, number in changed if change < 0]
    connection.executemany("DELETE FROM words WHERE number = ? AND uses = 0", fewer)


def _insert(connection: sqlite3.Connection, statement: str, row: Sequence[object]) -> int:
    number = connection.execute(statement, tuple(row)).lastrowid
    assert number is not None
    return number
