"""Check invariants: of the file, between tables, and within each document."""

# ruff: noqa: S608 (what is put into statements is written here; values are bound)

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator

from graph.database import Database, find_damage
from graph.invariants import find_faults
from graph.sqlite.codec import unpack_integers
from graph.sqlite.read import DOCUMENT_COLUMNS, build_document
from graph.sqlite.subgraph import read_document_part
from graph.text.names import name_key
from graph.text.words import words

# Rows that must not exist, by description.
_NEVER = {
    "entities that no passage mentions": "entities WHERE number NOT IN (SELECT entity FROM names)",
    "names that no passage holds": "names WHERE number NOT IN (SELECT name FROM mentions)",
    "passages without words": "passages WHERE number NOT IN (SELECT passage FROM postings)",
    "passages without sentence bounds": "passages WHERE number NOT IN (SELECT passage FROM bounds)",
    "passages whose number of sentences is not that of their bounds": """
        passages JOIN bounds ON passage = number WHERE length(bounds) <> 8 * sentences""",
    "passages without a vector in a store that has an embedder": """
        passages WHERE number NOT IN (SELECT passage FROM passage_vectors)
        AND (EXISTS (SELECT 1 FROM passage_vectors) OR EXISTS (SELECT 1 FROM origin WHERE embedder <> ''))""",
    "passage vectors of another length than the store's": """
        passage_vectors WHERE length(vector) <> 4 * (SELECT dimensions FROM origin)""",
    "entity vectors of another length than the store's": """
        entity_vectors WHERE length(vector) <> 4 * (SELECT dimensions FROM origin)""",
    "passages with more or fewer sentence vectors than sentences": """
        sentence_vectors JOIN passages ON number = passage
        WHERE length(vectors) <> 4 * sentences * (SELECT dimensions FROM origin)""",
    "relations from an entity that is not there": "relations WHERE subject NOT IN (SELECT number FROM entities)",
    "relations to an entity that is not there": "relations WHERE object NOT IN (SELECT number FROM entities)",
    "mentions of an entity of another collection than their document": """
        mentions JOIN names ON names.number = name JOIN entities ON entities.number = names.entity
        JOIN passages ON passages.number = passage JOIN documents ON documents.number = passages.document
        WHERE entities.collection <> documents.collection""",
    "documents that the log does not know, or knows as removed": """
        documents
        WHERE number IS NOT (SELECT added FROM log WHERE document = id ORDER BY revision DESC LIMIT 1)""",
    "documents that the log knows and that are not there": """
        log AS last WHERE added IS NOT NULL AND added NOT IN (SELECT number FROM documents)
        AND revision = (SELECT max(revision) FROM log WHERE document = last.document)""",
}


def find_problems(database: Database) -> list[str]:
    """Return every broken invariant in plain words; documents are only checked if the tables are consistent."""
    with database.read() as connection:
        found = [*find_damage(connection), *_tables(connection)]
        return found or [*_words(connection), *_documents(connection)]


def _tables(connection: sqlite3.Connection) -> Iterator[str]:
    for what, where in _NEVER.items():
        (count,) = connection.execute(f"SELECT count(*) FROM {where}").fetchone()
        if count:
            yield f"{count} {what}"


def _words(connection: sqlite3.Connection) -> Iterator[str]:
    """Check that stored words are those of each passage and name, and that word use counts are right."""
    known: dict[int, str] = dict(connection.execute("SELECT number, word FROM words"))
    uses: Counter[int] = Counter()
    query = (
        "SELECT passages.id, title, context, passages.text, postings.words, counts FROM passages "
        "JOIN postings ON passage = passages.number JOIN documents ON documents.number = document"
    )
    for passage, title, context, text, held, counts in connection.execute(query):
        stored = unpack_integers(held).tolist()
        uses.update(stored)
        found = {
            known.get(word, ""): count for word, count in zip(stored, unpack_integers(counts).tolist(), strict=False)
        }
        if found != Counter(words(f"{title}\n{context}\n{text}")):
            yield f"the counted words of passage {passage} are not those of its text"
    for number, text, held in connection.execute("SELECT number, text, words FROM names"):
        stored = unpack_integers(held).tolist()
        uses.update(stored)
        if {known.get(word, "") for word in stored} != set(words(name_key(text))):
            yield f"the words of name {number} are not those of its key"
    counted: dict[int, int] = dict(connection.execute("SELECT number, uses FROM words"))
    if counted != dict(uses):
        yield "words are counted more or less often than they are used"


def _documents(connection: sqlite3.Connection) -> Iterator[str]:
    """Check each document's passages, sentences and mentions against its text, and the surface forms."""
    numbered = [number for (number,) in connection.execute("SELECT number FROM documents ORDER BY number")]
    query = f"SELECT {DOCUMENT_COLUMNS} FROM documents WHERE number = ?"
    for number in numbered:
        held = build_document(connection.execute(query, (number,)).fetchone())
        for fault in find_faults(held, read_document_part(connection, number, held)):
            yield f"document {held.id}: {fault}"
    surfaces = (
        "SELECT passages.id, in_title, documents.title, passages.text, mentions.start, mentions.end, names.text "
        "FROM mentions JOIN names ON names.number = name JOIN passages ON passages.number = passage "
        "JOIN documents ON documents.number = document"
    )
    for passage, in_title, title, text, start, end, name in connection.execute(surfaces):
        if (title if in_title else text)[start:end] != name:
            yield f"passage {passage} does not have the name that is stored for its mention at {start}"
