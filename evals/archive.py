"""Store cases and runs in the journal, so that an interrupted run can be resumed."""

# ruff: noqa: S608 (all SQL text is written here; values are bound)

from __future__ import annotations

import json
import sqlite3
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from evals.jsonl import from_json, to_json
from evals.types import Case, Result, Run
from graph.database import CollectionOf, Database
from graph.errors import UsageError


def _tables(connection: sqlite3.Connection) -> None:
    connection.execute(
        "CREATE TABLE cases (position INTEGER PRIMARY KEY, id TEXT UNIQUE NOT NULL, kind TEXT NOT NULL, "
        "value TEXT NOT NULL)"
    )
    connection.execute(
        "CREATE TABLE runs (position INTEGER PRIMARY KEY, id TEXT UNIQUE NOT NULL, created TEXT NOT NULL, "
        "name TEXT NOT NULL, settings TEXT NOT NULL)"
    )
    # A run keeps its own copy of the cases: editing or removing a case later does not change what was measured.
    connection.execute(
        "CREATE TABLE asked (run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE, position INTEGER NOT NULL, "
        "case_id TEXT NOT NULL, value TEXT NOT NULL, result TEXT, fault INTEGER NOT NULL DEFAULT 0, "
        "PRIMARY KEY (run_id, position), UNIQUE (run_id, case_id))"
    )


def _collections(connection: sqlite3.Connection) -> None:
    # The same case may be in several collections, so its id alone is not unique.
    connection.execute(
        "CREATE TABLE kept (position INTEGER PRIMARY KEY, collection TEXT NOT NULL, id TEXT NOT NULL, "
        "kind TEXT NOT NULL, value TEXT NOT NULL, UNIQUE (collection, id))"
    )
    connection.execute("INSERT INTO kept SELECT position, '', id, kind, value FROM cases")
    connection.execute("DROP TABLE cases")
    connection.execute("ALTER TABLE kept RENAME TO cases")
    connection.execute("ALTER TABLE runs ADD COLUMN collection TEXT NOT NULL DEFAULT ''")


MIGRATIONS = (_tables, _collections)


_OWN = "run_id IN (SELECT id FROM runs WHERE collection = ?)"


@dataclass(frozen=True, slots=True)
class Overview:
    """A run without its results: the number of cases, how many were asked, and how many of those failed."""

    id: str
    created: str
    name: str
    settings: tuple[tuple[str, str], ...]
    cases: int
    asked: int
    faults: int

    @property
    def finished(self) -> bool:
        return self.asked == self.cases and not self.faults


class Archive:
    """The cases and runs of one collection in a file; safe across threads and processes."""

    def __init__(self, path: Path, collection: str = "default") -> None:
        self._database = Database(path, "archive", MIGRATIONS)
        self._collection = collection

    def adopt(self, collection_of: CollectionOf) -> None:
        """Assign cases and runs that predate collections to the collection of the passages they name."""
        with self._database.read() as connection:
            cases = connection.execute("SELECT position, value FROM cases WHERE collection = ''").fetchall()
            runs = connection.execute(
                "SELECT runs.position, group_concat(value || coalesce(result, '')) FROM runs "
                "LEFT JOIN asked ON run_id = id WHERE collection = '' GROUP BY runs.position"
            ).fetchall()
        for table, rows in (("cases", cases), ("runs", runs)):
            assignments = [(collection_of(text or ""), position) for position, text in rows]
            if assignments:
                with self._database.write() as connection:
                    connection.executemany(
                        f"UPDATE OR IGNORE {table} SET collection = ? WHERE position = ? AND collection = ''",
                        assignments,
                    )

    def add(self, cases: Iterable[Case]) -> int:
        """Store cases and return how many were new; a known case is replaced in place."""
        with self._database.write() as connection:
            before = self._count(connection)
            connection.executemany(
                "INSERT INTO cases (collection, id, kind, value) VALUES (?, ?, ?, ?) "
                "ON CONFLICT (collection, id) DO UPDATE SET kind = excluded.kind, value = excluded.value",
                ((self._collection, case.id, case.kind, to_json(case)) for case in cases),
            )
            return self._count(connection) - before

    def cases(self, kinds: Sequence[str] | None = None) -> list[Case]:
        """Return the cases of the given kinds, or all, in insertion order."""
        with self._database.read() as connection:
            rows = connection.execute(
                "SELECT kind, value FROM cases WHERE collection = ? ORDER BY position", (self._collection,)
            ).fetchall()
        return [from_json(Case, value) for kind, value in rows if kinds is None or kind in kinds]

    def remove(self, ids: Iterable[str]) -> int:
        """Delete cases and return how many there were; runs that asked them keep their copies."""
        with self._database.write() as connection:
            before = self._count(connection)
            connection.executemany(
                "DELETE FROM cases WHERE id = ? AND collection = ?", ((case_id, self._collection) for case_id in ids)
            )
            return before - self._count(connection)

    @staticmethod
    def _count(connection: sqlite3.Connection) -> int:
        return int(connection.execute("SELECT count(*) FROM cases").fetchone()[0])

    def create(self, name: str, cases: Sequence[Case], settings: tuple[tuple[str, str], ...] = ()) -> Run:
        """Create a run of these cases, each once, with nothing asked yet; UsageError if there are none."""
        if not cases:
            raise UsageError("there are no cases to ask", "generate or import some first")
        run = Run(uuid.uuid4().hex[:12], datetime.now(UTC).isoformat(timespec="seconds"), name, settings)
        once = {case.id: case for case in cases}
        with self._database.write() as connection:
            connection.execute(
                "INSERT INTO runs (id, created, name, settings, collection) VALUES (?, ?, ?, ?, ?)",
                (run.id, run.created, name, json.dumps(settings), self._collection),
            )
            connection.executemany(
                "INSERT INTO asked (run_id, position, case_id, value) VALUES (?, ?, ?, ?)",
                ((run.id, position, case.id, to_json(case)) for position, case in enumerate(once.values())),
            )
        return run

    def append(self, run_id: str, result: Result) -> None:
        """Save one result, replacing an earlier one of the same case."""
        with self._database.write() as connection:
            changed = connection.execute(
                f"UPDATE asked SET result = ?, fault = ? WHERE run_id = ? AND case_id = ? AND {_OWN}",
                (to_json(result), bool(result.fault), run_id, result.case.id, self._collection),
            ).rowcount
        if not changed:
            raise UsageError(f"run {run_id} has no case {result.case.id}", "create the run with the case in it")

    def pending(self, run_id: str) -> list[Case]:
        """Return the cases of a run that were not asked yet or whose asking failed, in order."""
        with self._database.read() as connection:
            rows = connection.execute(
                f"SELECT value FROM asked WHERE run_id = ? AND (result IS NULL OR fault) AND {_OWN} ORDER BY position",
                (run_id, self._collection),
            ).fetchall()
        return [from_json(Case, value) for (value,) in rows]

    def runs(self) -> list[Overview]:
        """Return all runs, newest first."""
        with self._database.read() as connection:
            rows = connection.execute(
                "SELECT id, created, name, settings, count(case_id), count(result), coalesce(sum(fault), 0) "
                "FROM runs LEFT JOIN asked ON run_id = id WHERE collection = ? GROUP BY id "
                "ORDER BY runs.position DESC",
                (self._collection,),
            ).fetchall()
        return [
            Overview(run_id, created, name, _settings(settings), cases, asked, faults)
            for run_id, created, name, settings, cases, asked, faults in rows
        ]

    def find(self, which: str = "latest") -> Overview:
        """Find a run by "latest", id, id prefix, or name (the newest with that name); UsageError if none."""
        runs = self.runs()
        if which == "latest" and runs:
            return runs[0]
        starting = [run for run in runs if run.id.startswith(which)] if which else []
        for run in (*(run for run in runs if run.id == which), *(run for run in runs if run.name == which)):
            return run
        if len(starting) == 1:
            return starting[0]
        if starting:
            raise UsageError(f"{which!r} matches {len(starting)} runs", "give a longer part of the id")
        raise UsageError(f"there is no run {which!r}", "list the runs, or make one first")

    def collection_of(self, run_id: str) -> str:
        """Return the collection of any run, or the archive's own collection if there is no such run."""
        with self._database.read() as connection:
            row = connection.execute("SELECT collection FROM runs WHERE id = ?", (run_id,)).fetchone()
        return str(row[0]) if row else self._collection

    def load(self, which: str = "latest") -> Run:
        """Load a run with its results so far, in the order of its cases; `which` as in `find`."""
        overview = self.find(which)
        with self._database.read() as connection:
            rows = connection.execute(
                "SELECT result FROM asked WHERE run_id = ? AND result IS NOT NULL ORDER BY position", (overview.id,)
            ).fetchall()
        results = tuple(from_json(Result, value) for (value,) in rows)
        return Run(overview.id, overview.created, overview.name, overview.settings, results)

    def asked(self, run_id: str) -> list[tuple[Case, Result | None]]:
        """Return the cases of a run in order, each with its result if there is one."""
        with self._database.read() as connection:
            rows = connection.execute(
                f"SELECT value, result FROM asked WHERE run_id = ? AND {_OWN} ORDER BY position",
                (run_id, self._collection),
            ).fetchall()
        return [(from_json(Case, value), from_json(Result, result) if result else None) for value, result in rows]

    def rewrite(self, run_id: str, result: Result) -> None:
        """Replace the text of a run's case and its result, keeping the case id."""
        with self._database.write() as connection:
            connection.execute(
                f"UPDATE asked SET value = ?, result = ? WHERE run_id = ? AND case_id = ? AND {_OWN}",
                (to_json(result.case), to_json(result), run_id, result.case.id, self._collection),
            )

    def withdraw(self, run_id: str, case_ids: Iterable[str]) -> None:
        """Remove cases from a run, with their results if any."""
        with self._database.write() as connection:
            connection.executemany(
                f"DELETE FROM asked WHERE run_id = ? AND case_id = ? AND {_OWN}",
                ((run_id, case_id, self._collection) for case_id in case_ids),
            )

    def rename(self, run_id: str, name: str) -> None:
        """Rename a run."""
        with self._database.write() as connection:
            connection.execute(
                "UPDATE runs SET name = ? WHERE id = ? AND collection = ?", (name, run_id, self._collection)
            )

    def discard(self, run_id: str) -> None:
        """Delete a run and its results."""
        with self._database.write() as connection:
            connection.execute("DELETE FROM runs WHERE id = ? AND collection = ?", (run_id, self._collection))

    def close(self) -> None:
        self._database.close()


def _settings(text: str) -> tuple[tuple[str, str], ...]:
    return tuple((str(name), str(value)) for name, value in json.loads(text))
