"""Store people's preferences between two answers in the journal."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

from evals.comparison.arena import Vote
from evals.comparison.duel import Ballot, ballot_vote, ballots
from evals.jsonl import from_json, to_json
from evals.types import Run
from graph.database import CollectionOf, Database
from graph.errors import UsageError

BallotKey = tuple[str, str, str, str]
"""The case, the two run ids in sorted order, and the voter."""

BallotSide = Literal["left", "right", "tie"]


def _tables(connection: sqlite3.Connection) -> None:
    connection.execute(
        "CREATE TABLE votes (case_id TEXT NOT NULL, run_a TEXT NOT NULL, run_b TEXT NOT NULL, rater TEXT NOT NULL, "
        "value TEXT NOT NULL, PRIMARY KEY (case_id, run_a, run_b, rater))"
    )


def _collections(connection: sqlite3.Connection) -> None:
    # A run that was written to a file may be compared in several collections, so its id alone is not unique.
    connection.execute(
        "CREATE TABLE kept (collection TEXT NOT NULL, case_id TEXT NOT NULL, run_a TEXT NOT NULL, run_b TEXT NOT NULL, "
        "rater TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (collection, case_id, run_a, run_b, rater))"
    )
    connection.execute("INSERT INTO kept SELECT '', case_id, run_a, run_b, rater, value FROM votes")
    connection.execute("DROP TABLE votes")
    connection.execute("ALTER TABLE kept RENAME TO votes")


MIGRATIONS = (_tables, _collections)


class VoteBook:
    """The filled-in ballots of one collection, in a file; safe across threads and processes."""

    def __init__(self, path: Path, collection: str = "default") -> None:
        self._database = Database(path, "votes", MIGRATIONS)
        self._collection = collection

    def adopt(self, collection_of: CollectionOf) -> None:
        """Assign ballots that predate collections to their run's collection; `collection_of` takes the run id."""
        with self._database.read() as connection:
            rows = connection.execute("SELECT DISTINCT run_a FROM votes WHERE collection = ''").fetchall()
        assignments = [(collection_of(run), run) for (run,) in rows]
        if assignments:
            with self._database.write() as connection:
                connection.executemany(
                    "UPDATE votes SET collection = ? WHERE collection = '' AND run_a = ?", assignments
                )

    def cast(self, ballot: Ballot, runs: tuple[Run, Run], winner: BallotSide, by: str) -> None:
        """Store a person's vote on two answers, replacing an earlier vote on the same two."""
        name = " ".join(by.split())
        if not name:
            raise UsageError("no voter is named", "name the voter")
        first, second = _ids(runs)
        value = to_json(replace(ballot, winner=winner, by=name))
        with self._database.write() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO votes (collection, case_id, run_a, run_b, rater, value) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                (self._collection, ballot.case_id, first, second, name, value),
            )

    def ballots(self, runs: tuple[Run, Run], by: str | None = None) -> list[Ballot]:
        """Return the filled-in ballots on these two runs, by all voters or one."""
        with self._database.read() as connection:
            rows = connection.execute(
                "SELECT rater, value FROM votes WHERE collection = ? AND run_a = ? AND run_b = ? "
                "ORDER BY case_id, rater",
                (self._collection, *_ids(runs)),
            ).fetchall()
        return [from_json(Ballot, value) for rater, value in rows if by in (None, rater)]

    def cast_ballots(self) -> list[tuple[Ballot, BallotKey]]:
        """Return every filled-in ballot with its key."""
        with self._database.read() as connection:
            rows = connection.execute(
                "SELECT value, case_id, run_a, run_b, rater FROM votes WHERE collection = ?", (self._collection,)
            ).fetchall()
        return [(from_json(Ballot, value), (case_id, a, b, rater)) for value, case_id, a, b, rater in rows]

    def forget_run(self, run_id: str) -> None:
        """Delete every ballot on a run."""
        with self._database.write() as connection:
            connection.execute(
                "DELETE FROM votes WHERE collection = ? AND ? IN (run_a, run_b)", (self._collection, run_id)
            )

    def withdraw(self, key: BallotKey) -> None:
        """Delete a ballot."""
        with self._database.write() as connection:
            connection.execute(
                "DELETE FROM votes WHERE collection = ? AND case_id = ? AND run_a = ? AND run_b = ? AND rater = ?",
                (self._collection, *key),
            )

    def votes(self, runs: Sequence[Run]) -> list[Vote]:
        """Return the votes on every pair of these runs."""
        pairs = [(a, b) for index, a in enumerate(runs) for b in runs[index + 1 :]]
        return [ballot_vote(ballot) for pair in pairs for ballot in self.ballots(pair)]

    def close(self) -> None:
        self._database.close()


def open_ballots(runs: tuple[Run, Run], done: Sequence[Ballot]) -> list[Ballot]:
    """Return the ballots on two runs that are not yet done."""
    known = {ballot.case_id for ballot in done}
    return [ballot for ballot in ballots(runs) if ballot.case_id not in known]


def _ids(runs: tuple[Run, Run]) -> tuple[str, str]:
    first, second = sorted(run.id for run in runs)
    return first, second
