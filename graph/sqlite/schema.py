"""The tables of the graph, as numbered migrations: integer keys internally, digests as public ids.

A document's rows are deleted with it by cascade. Words, names and entities are shared between documents: they are
reference-counted and deleted with their last use. Text columns come last in their table, so that scans of other columns
skip them.
"""

from __future__ import annotations

import sqlite3

from graph.database import Migration

SCHEMA_COMPONENT = "graph"

_FIRST = """
-- One row: whose vectors these are, and which pipeline wrote them.
CREATE TABLE origin (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    embedder TEXT NOT NULL,
    dimensions INTEGER NOT NULL,
    fingerprint TEXT NOT NULL
);
INSERT INTO origin VALUES (1, '', 0, '');
-- pages, tags and access are JSON arrays.
CREATE TABLE documents (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    collection TEXT NOT NULL,
    source TEXT NOT NULL,
    locator TEXT NOT NULL,
    title TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    format TEXT NOT NULL,
    language TEXT NOT NULL,
    pages TEXT NOT NULL,
    tags TEXT NOT NULL,
    access TEXT NOT NULL,
    text TEXT NOT NULL
);
CREATE INDEX documents_by_source ON documents (source, locator, id);
CREATE TABLE passages (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    start INTEGER NOT NULL,
    page INTEGER NOT NULL,
    sentences INTEGER NOT NULL,
    text TEXT NOT NULL
);
CREATE INDEX passages_by_document ON passages (document, ordinal);
-- (start, end) of every sentence of a passage, int32.
CREATE TABLE bounds (
    passage INTEGER PRIMARY KEY REFERENCES passages ON DELETE CASCADE,
    bounds BLOB NOT NULL
);
-- `uses` is the number of passages and names that hold the word.
CREATE TABLE words (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    word TEXT NOT NULL UNIQUE,
    uses INTEGER NOT NULL
);
-- The words of a passage under its title, and how often each occurs, int32.
CREATE TABLE postings (
    passage INTEGER PRIMARY KEY REFERENCES passages ON DELETE CASCADE,
    words BLOB NOT NULL,
    counts BLOB NOT NULL
);
CREATE TABLE entities (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    key TEXT NOT NULL,
    kind TEXT NOT NULL,
    sense TEXT NOT NULL,
    collection TEXT NOT NULL
);
-- The surface forms of an entity, each with the words of its match key, int32.
CREATE TABLE names (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    entity INTEGER NOT NULL REFERENCES entities,
    text TEXT NOT NULL,
    words BLOB NOT NULL,
    UNIQUE (entity, text)
);
CREATE TABLE mentions (
    passage INTEGER NOT NULL REFERENCES passages ON DELETE CASCADE,
    name INTEGER NOT NULL REFERENCES names,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    in_title INTEGER NOT NULL,
    PRIMARY KEY (passage, name, start, end, in_title)
) WITHOUT ROWID;
CREATE INDEX mentions_by_name ON mentions (name, passage);
CREATE TABLE relations (
    passage INTEGER NOT NULL REFERENCES passages ON DELETE CASCADE,
    subject INTEGER NOT NULL REFERENCES entities,
    predicate TEXT NOT NULL,
    object INTEGER NOT NULL REFERENCES entities,
    weight REAL NOT NULL,
    PRIMARY KEY (passage, subject, predicate, object, weight)
) WITHOUT ROWID;
CREATE INDEX relations_by_subject ON relations (subject);
CREATE INDEX relations_by_object ON relations (object);
CREATE TABLE fragments (
    passage INTEGER NOT NULL REFERENCES passages ON DELETE CASCADE,
    entity INTEGER NOT NULL REFERENCES entities,
    text TEXT NOT NULL,
    PRIMARY KEY (passage, entity, text)
) WITHOUT ROWID;
CREATE INDEX fragments_by_entity ON fragments (entity);
-- float32; the vectors of a passage's sentences lie one after another in one blob.
CREATE TABLE passage_vectors (
    passage INTEGER PRIMARY KEY REFERENCES passages ON DELETE CASCADE,
    vector BLOB NOT NULL
);
CREATE TABLE sentence_vectors (
    passage INTEGER PRIMARY KEY REFERENCES passages ON DELETE CASCADE,
    vectors BLOB NOT NULL
);
CREATE TABLE entity_vectors (
    entity INTEGER PRIMARY KEY REFERENCES entities ON DELETE CASCADE,
    vector BLOB NOT NULL
);
CREATE TABLE decisions (
    first TEXT NOT NULL,
    second TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    score REAL NOT NULL,
    PRIMARY KEY (first, second),
    CHECK (first < second)
) WITHOUT ROWID;
-- What each write took away and what it put there, as numbers of documents; null where there was nothing.
CREATE TABLE log (
    revision INTEGER PRIMARY KEY AUTOINCREMENT,
    document TEXT NOT NULL,
    removed INTEGER,
    added INTEGER
);
CREATE INDEX log_by_document ON log (document, revision);
"""


def create_tables(connection: sqlite3.Connection) -> None:
    """Create the tables of version 1."""
    for statement in _FIRST.split(";\n"):
        connection.execute(statement)


def add_hidden_columns(connection: sqlite3.Connection) -> None:
    """Add hidden text: spans of a document, as a JSON array of pairs, and whole passages."""
    connection.execute("ALTER TABLE documents ADD COLUMN hidden TEXT NOT NULL DEFAULT '[]'")
    connection.execute("ALTER TABLE passages ADD COLUMN hidden INTEGER NOT NULL DEFAULT 0")


def add_structure_columns(connection: sqlite3.Connection) -> None:
    """Add structure: blocks of a document, as a JSON array of arrays, its date, and the context of passages."""
    connection.execute("ALTER TABLE documents ADD COLUMN blocks TEXT NOT NULL DEFAULT '[]'")
    connection.execute("ALTER TABLE documents ADD COLUMN date TEXT NOT NULL DEFAULT ''")
    connection.execute("ALTER TABLE passages ADD COLUMN context TEXT NOT NULL DEFAULT ''")


def add_origin_columns(connection: sqlite3.Connection) -> None:
    """Add the kinds of mentions, the words that state a relation, and the model that found what rules did not."""
    for table in ("mentions", "relations", "fragments"):
        connection.execute(f"ALTER TABLE {table} ADD COLUMN origin TEXT NOT NULL DEFAULT ''")
    connection.execute("ALTER TABLE mentions ADD COLUMN kind TEXT NOT NULL DEFAULT ''")
    connection.execute("ALTER TABLE relations ADD COLUMN start INTEGER NOT NULL DEFAULT 0")
    connection.execute("ALTER TABLE relations ADD COLUMN end INTEGER NOT NULL DEFAULT 0")


def add_corrections(connection: sqlite3.Connection) -> None:
    """Add what people correct of entities: the names they are shown by, empty for those left out."""
    connection.execute(
        "CREATE TABLE corrections (entity TEXT PRIMARY KEY, name TEXT NOT NULL, reason TEXT NOT NULL) WITHOUT ROWID"
    )


def add_relation_corrections(connection: sqlite3.Connection) -> None:
    """Add what people correct of relations: those left out, and those stated by hand with their evidence."""
    connection.execute(
        "CREATE TABLE relation_corrections (subject TEXT NOT NULL, predicate TEXT NOT NULL, object TEXT NOT NULL, "
        "state TEXT NOT NULL, reason TEXT NOT NULL, passage TEXT NOT NULL, start INTEGER NOT NULL, "
        "end INTEGER NOT NULL, PRIMARY KEY (subject, predicate, object)) WITHOUT ROWID"
    )


MIGRATIONS: tuple[Migration, ...] = (
    create_tables,
    add_hidden_columns,
    add_structure_columns,
    add_origin_columns,
    add_corrections,
    add_relation_corrections,
)
