"""Named versions of the test set, stored in the journal: a run of a version always asks the same cases."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from evals.jsonl import from_json, to_json
from evals.types import Case
from graph.database import CollectionOf, Database
from graph.errors import UsageError
from graph.types import digest

VERSION_NAME = re.compile(r"[\w.-]{1,60}")


def _tables(connection: sqlite3.Connection) -> None:
    connection.execute(
        "CREATE TABLE versions (position INTEGER PRIMARY KEY, name TEXT UNIQUE NOT NULL, created TEXT NOT NULL, "
        "digest TEXT NOT NULL, count INTEGER NOT NULL)"
    )
    connection.execute(
        "CREATE TABLE version_cases (name TEXT NOT NULL REFERENCES versions (name) ON DELETE CASCADE, "
        "position INTEGER NOT NULL, value TEXT NOT NULL, PRIMARY KEY (name, position))"
    )


def _collections(connection: sqlite3.Connection) -> None:
    connection.execute(
        "CREATE TABLE kept (position INTEGER PRIMARY KEY, collection TEXT NOT NULL, name TEXT NOT NULL, "
        "created TEXT NOT NULL, digest TEXT NOT NULL, count INTEGER NOT NULL, UNIQUE (collection, name))"
    )
    connection.execute(
        "CREATE TABLE kept_cases (collection TEXT NOT NULL, name TEXT NOT NULL, position INTEGER NOT NULL, "
        "value TEXT NOT NULL, PRIMARY KEY (collection, name, position), FOREIGN KEY (collection, name) "
        "REFERENCES kept (collection, name) ON DELETE CASCADE ON UPDATE CASCADE)"
    )
    connection.execute("INSERT INTO kept SELECT position, '', name, created, digest, count FROM versions")
    connection.execute("INSERT INTO kept_cases SELECT '', name, position, value FROM version_cases")
    connection.execute("DROP TABLE version_cases")
    connection.execute("DROP TABLE versions")
    connection.execute("ALTER TABLE kept RENAME TO versions")
    connection.execute("ALTER TABLE kept_cases RENAME TO version_cases")


def _withdrawn(connection: sqlite3.Connection) -> None:
    connection.execute("ALTER TABLE versions ADD COLUMN withdrawn INTEGER NOT NULL DEFAULT 0")


MIGRATIONS = (_tables, _collections, _withdrawn)


@dataclass(frozen=True, slots=True)
class Version:
    """A saved test set: the number of cases, and a digest of their content.

    `withdrawn` counts cases removed with the documents they were made from; the digest covers the remaining cases.
    """

    name: str
    created: str
    digest: str
    cases: int
    withdrawn: int = 0


class Versions:
    """The versions of one collection in a journal; a saved one changes only when documents are removed everywhere."""

    def __init__(self, path: Path, collection: str = "default") -> None:
        self._database = Database(path, "case versions", MIGRATIONS)
        self._collection = collection

    def adopt(self, collection_of: CollectionOf) -> None:
        """Assign versions that predate collections to the collection of the passages their cases name."""
        with self._database.read() as connection:
            rows = connection.execute(
                "SELECT name, group_concat(value) FROM version_cases WHERE collection = '' GROUP BY name"
            ).fetchall()
        assignments = [(collection_of(text), name) for name, text in rows]
        if assignments:
            with self._database.write() as connection:
                connection.executemany(
                    "UPDATE OR IGNORE versions SET collection = ? WHERE collection = '' AND name = ?", assignments
                )

    def save(self, name: str, cases: Sequence[Case]) -> Version:
        """Save the cases under a name; UsageError if the name is taken or invalid, or there are no cases."""
        if not VERSION_NAME.fullmatch(name):
            raise UsageError(f"{name!r} is not a valid version name", "use letters, digits, dots and dashes, as in v1")
        if not cases:
            raise UsageError("there are no cases to save", "generate or import some first")
        version = Version(name, datetime.now(UTC).isoformat(timespec="seconds"), digest_cases(cases), len(cases))
        try:
            with self._database.write() as connection:
                connection.execute(
                    "INSERT INTO versions (collection, name, created, digest, count) VALUES (?, ?, ?, ?, ?)",
                    (self._collection, name, version.created, version.digest, version.cases),
                )
                connection.executemany(
                    "INSERT INTO version_cases (collection, name, position, value) VALUES (?, ?, ?, ?)",
                    ((self._collection, name, position, to_json(case)) for position, case in enumerate(cases)),
                )
        except sqlite3.IntegrityError:
            raise UsageError(f"version {name!r} already exists", "versions cannot be changed: choose another name")
        return version

    def find(self, name: str) -> Version:
        """Find the version of that name; UsageError if there is none."""
        for version in self.all():
            if version.name == name:
                return version
        raise UsageError(f"there is no version {name!r}", "list them: graphloop eval cases --versions")

    def cases(self, name: str) -> list[Case]:
        """Return the cases of a version, in the order they were saved."""
        self.find(name)
        with self._database.read() as connection:
            rows = connection.execute(
                "SELECT value FROM version_cases WHERE name = ? AND collection = ? ORDER BY position",
                (name, self._collection),
            ).fetchall()
        return [from_json(Case, value) for (value,) in rows]

    def withdraw(self, name: str, case_ids: Sequence[str]) -> None:
        """Remove cases from a version, updating its digest and its count of withdrawn cases."""
        remaining = [case for case in self.cases(name) if case.id not in case_ids]
        key = (self._collection, name)
        with self._database.write() as connection:
            stored = connection.execute("DELETE FROM version_cases WHERE collection = ? AND name = ?", key).rowcount
            connection.executemany(
                "INSERT INTO version_cases (collection, name, position, value) VALUES (?, ?, ?, ?)",
                ((*key, position, to_json(case)) for position, case in enumerate(remaining)),
            )
            connection.execute(
                "UPDATE versions SET digest = ?, count = ?, withdrawn = withdrawn + ? "
                "WHERE collection = ? AND name = ?",
                (digest_cases(remaining), len(remaining), stored - len(remaining), *key),
            )

    def remove(self, name: str) -> None:
        """Delete a version; UsageError if there is none."""
        self.find(name)
        with self._database.write() as connection:
            connection.execute("DELETE FROM versions WHERE collection = ? AND name = ?", (self._collection, name))

    def all(self) -> list[Version]:
        """Return all versions, newest first."""
        with self._database.read() as connection:
            rows = connection.execute(
                "SELECT name, created, digest, count, withdrawn FROM versions WHERE collection = ? "
                "ORDER BY position DESC",
                (self._collection,),
            ).fetchall()
        return [Version(*row) for row in rows]

    def close(self) -> None:
        self._database.close()


def digest_cases(cases: Sequence[Case]) -> str:
    """Return a digest of the cases that does not depend on their order."""
    return digest(*sorted(to_json(case) for case in cases))
