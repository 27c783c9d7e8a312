"""The tables of conversations, by numbered migrations."""

from __future__ import annotations

import sqlite3


def _create_tables(connection: sqlite3.Connection) -> None:
    connection.execute(
        "CREATE TABLE threads (id TEXT PRIMARY KEY, title TEXT NOT NULL, created TEXT NOT NULL, updated TEXT NOT NULL)"
    )
    connection.execute(
        "CREATE TABLE exchanges (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,"
        " thread_id TEXT NOT NULL REFERENCES threads ON DELETE CASCADE, question TEXT NOT NULL, answer TEXT NOT NULL,"
        " state TEXT NOT NULL, reason TEXT NOT NULL, created TEXT NOT NULL, updated TEXT NOT NULL)"
    )
    connection.execute("CREATE INDEX exchanges_thread ON exchanges (thread_id, number)")


def _collections(connection: sqlite3.Connection) -> None:
    connection.execute("ALTER TABLE threads ADD COLUMN collection TEXT NOT NULL DEFAULT ''")
    connection.execute("ALTER TABLE threads ADD COLUMN last INTEGER NOT NULL DEFAULT 0")
    connection.execute(
        "UPDATE threads SET last = place FROM (SELECT threads.id AS thread, row_number() OVER"
        " (ORDER BY coalesce(max(exchanges.number), 0), threads.rowid) AS place"
        " FROM threads LEFT JOIN exchanges ON thread_id = threads.id GROUP BY threads.id) WHERE id = thread"
    )


def _broken_off(connection: sqlite3.Connection) -> None:
    connection.execute("ALTER TABLE exchanges ADD COLUMN broken_off INTEGER NOT NULL DEFAULT 0")


def _pins_and_versions(connection: sqlite3.Connection) -> None:
    connection.execute("ALTER TABLE threads ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0")
    connection.execute("ALTER TABLE exchanges ADD COLUMN replaces TEXT NOT NULL DEFAULT ''")


def _owners(connection: sqlite3.Connection) -> None:
    connection.execute("ALTER TABLE threads ADD COLUMN owner TEXT NOT NULL DEFAULT ''")


MIGRATIONS = (_create_tables, _collections, _broken_off, _pins_and_versions, _owners)
