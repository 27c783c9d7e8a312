"""Stores the scores of answers that people were given in the journal: numbers, and no word of what was said."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from evals.online.traffic import TrafficAnswer
from evals.types import Score
from graph.database import Database


@dataclass(frozen=True, slots=True)
class OnlineScore:
    """One metric's value for an answer given at `asked`, UTC in ISO 8601; None if the metric does not apply to it."""

    exchange_id: str
    asked: str
    metric: str
    version: int
    value: float | None


def _tables(connection: sqlite3.Connection) -> None:
    connection.execute(
        "CREATE TABLE online (collection TEXT NOT NULL, exchange_id TEXT NOT NULL, asked TEXT NOT NULL, "
        "metric TEXT NOT NULL, version INTEGER NOT NULL, value REAL, PRIMARY KEY (collection, exchange_id, metric))"
    )


MIGRATIONS = (_tables,)


class OnlineBook:
    """The scores of one collection's answers in a file; safe across threads and processes.

    They stay when a conversation is removed.
    """

    def __init__(self, path: Path, collection: str = "default") -> None:
        self._database = Database(path, "online", MIGRATIONS)
        self._collection = collection

    def add(self, given: TrafficAnswer, scores: Iterable[Score]) -> None:
        """Store the scores of an answer, replacing those of the same metrics."""
        rows = [
            (self._collection, given.exchange_id, given.asked, score.metric, score.version, score.value)
            for score in scores
        ]
        with self._database.write() as connection:
            connection.executemany("INSERT OR REPLACE INTO online VALUES (?, ?, ?, ?, ?, ?)", rows)

    def scores(self) -> list[OnlineScore]:
        """Return all scores, the earliest answer first."""
        with self._database.read() as connection:
            rows = connection.execute(
                "SELECT exchange_id, asked, metric, version, value FROM online WHERE collection = ?"
                " ORDER BY asked, exchange_id, metric",
                (self._collection,),
            )
            return [OnlineScore(*row) for row in rows]

    def close(self) -> None:
        self._database.close()
