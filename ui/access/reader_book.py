"""The readers of a data folder, kept in the journal, and the tokens by which they sign in."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import sqlite3
import threading
from collections.abc import Iterable
from pathlib import Path

from graph.database import Database
from graph.errors import UsageError
from graph.tags import clean_tag, find_tag_fault, require_tags, tag_key
from ui.access.reader import Reader, Role

TOKEN_BYTES = 32
SALT_BYTES = 16


def _tables(connection: sqlite3.Connection) -> None:
    connection.execute(
        "CREATE TABLE readers (id TEXT PRIMARY KEY, name TEXT NOT NULL, key TEXT NOT NULL UNIQUE, role TEXT NOT NULL,"
        " labels TEXT NOT NULL, salt BLOB NOT NULL, token BLOB NOT NULL)"
    )


class ReaderBook:
    """The readers in a journal; usable from any thread and by several processes. There are none without a journal."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._opened: Database | None = None
        self._lock = threading.Lock()

    def list(self) -> list[Reader]:
        """Return the readers by name."""
        if self._opened is None and not self._path.exists():
            return []
        with self._database().read() as connection:
            rows = connection.execute("SELECT id, name, role, labels FROM readers ORDER BY key").fetchall()
        return [Reader(id_, name, Role(role), tuple(json.loads(labels))) for id_, name, role, labels in rows]

    def find(self, name: str) -> Reader:
        """Return the reader of that name, in any spelling of case; UsageError if there is none."""
        known = self.list()
        for reader in known:
            if tag_key(reader.name) == tag_key(clean_tag(name)):
                return reader
        some = ", ".join(reader.name for reader in known)
        raise UsageError(f"there is no reader {name!r}", f"known: {some}" if some else "graphloop readers add NAME")

    def get(self, reader_id: str) -> Reader | None:
        """Return a reader as they are now; None if they were removed."""
        return next((reader for reader in self.list() if reader.id == reader_id), None)

    def add(self, name: str, role: Role = Role.READER, labels: Iterable[str] = ()) -> tuple[Reader, str]:
        """Add a reader; return them with their token, of which only a salted hash is kept.

        Raises UsageError if the name is taken or no name.
        """
        name = clean_tag(name)
        if fault := find_tag_fault(name):
            raise UsageError(f"the name {name[:60]!r} {fault}", "give a word or a few")
        reader = Reader(secrets.token_hex(16), name, role, require_tags(labels, "access label"))
        token, salt = secrets.token_urlsafe(TOKEN_BYTES), secrets.token_bytes(SALT_BYTES)
        row = (reader.id, name, tag_key(name), role, json.dumps(reader.labels), salt, _hash(token, salt))
        with self._database().write() as connection:
            known = connection.execute("SELECT 1 FROM readers WHERE key = ?", (tag_key(name),)).fetchone()
            if known:
                raise UsageError(f"there is a reader {name!r} already", "change them: graphloop readers change NAME")
            connection.execute("INSERT INTO readers VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        return reader, token

    def change(self, name: str, role: Role | None = None, labels: Iterable[str] | None = None) -> Reader:
        """Set the role or labels of a reader, whose token stays; UsageError if there is none of that name."""
        before = self.find(name)
        own = before.labels if labels is None else require_tags(labels, "access label")
        reader = Reader(before.id, before.name, role or before.role, own)
        with self._database().write() as connection:
            connection.execute(
                "UPDATE readers SET role = ?, labels = ? WHERE id = ?", (reader.role, json.dumps(own), reader.id)
            )
        return reader

    def remove(self, name: str) -> Reader:
        """Remove a reader, who can sign in no more; UsageError if there is none of that name."""
        reader = self.find(name)
        with self._database().write() as connection:
            connection.execute("DELETE FROM readers WHERE id = ?", (reader.id,))
        return reader

    def identify(self, token: str) -> Reader | None:
        """Return the reader whose token this is; None if it is nobody's. All are compared, in constant time."""
        if self._opened is None and not self._path.exists():
            return None
        with self._database().read() as connection:
            rows = connection.execute("SELECT id, salt, token FROM readers").fetchall()
        matches = [id_ for id_, salt, known in rows if hmac.compare_digest(_hash(token.strip(), salt), known)]
        return self.get(matches[0]) if matches else None

    def close(self) -> None:
        if self._opened is not None:
            self._opened.close()

    def _database(self) -> Database:
        with self._lock:
            if self._opened is None:
                self._opened = Database(self._path, "readers", [_tables])
            return self._opened


def _hash(token: str, salt: bytes) -> bytes:
    # A token has 256 random bits, which a slow hash would protect no better.
    return hashlib.sha256(salt + token.encode()).digest()
