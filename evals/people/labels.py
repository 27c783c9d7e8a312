"""Keeps what raters say of answers in the journal, where several of them can stop and go on."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from evals.jsonl import from_json, to_json
from evals.people.judged import Own
from evals.people.marks import Labelled, Mark
from evals.people.sample import Asked
from graph.database import Database
from graph.errors import UsageError
from graph.model import digest


def _tables(connection: sqlite3.Connection) -> None:
    connection.execute("CREATE TABLE labelled (id TEXT PRIMARY KEY, value TEXT NOT NULL)")
    connection.execute(
        "CREATE TABLE samples (position INTEGER PRIMARY KEY, id TEXT UNIQUE NOT NULL, value TEXT NOT NULL)"
    )
    connection.execute(
        "CREATE TABLE sampled (sample_id TEXT NOT NULL REFERENCES samples (id) ON DELETE CASCADE, "
        "position INTEGER NOT NULL, labelled_id TEXT NOT NULL REFERENCES labelled (id), "
        "PRIMARY KEY (sample_id, position))"
    )
    connection.execute(
        "CREATE TABLE marks (labelled_id TEXT NOT NULL REFERENCES labelled (id), rater TEXT NOT NULL, "
        "value TEXT NOT NULL, PRIMARY KEY (labelled_id, rater))"
    )
    connection.execute(
        "CREATE TABLE own_figures (metric TEXT NOT NULL, judge TEXT NOT NULL, value TEXT NOT NULL, "
        "PRIMARY KEY (metric, judge))"
    )


MIGRATIONS = (_tables,)


@dataclass(frozen=True, slots=True)
class Sample:
    """Answers drawn from runs; the same runs, count and seed are the same sample."""

    id: str
    created: str
    runs: tuple[str, ...]
    count: int
    seed: int

    @staticmethod
    def make(runs: Sequence[str], count: int, seed: int) -> Sample:
        """A sample with its id and time; `runs` are ids."""
        name = digest("sample", count, seed, *sorted(runs))[:12]
        return Sample(name, datetime.now(UTC).isoformat(timespec="seconds"), tuple(runs), count, seed)


class LabelBook:
    """Samples, marks and the figures drawn from them in one file; usable from any thread and several processes."""

    def __init__(self, path: Path) -> None:
        self._database = Database(path, "labels", MIGRATIONS)

    def begin(self, sample: Sample, answers: Sequence[Asked]) -> Sample:
        """Keep a sample with its answers; one that is there already is given back as it was."""
        with self._database.write() as connection:
            known = connection.execute("SELECT value FROM samples WHERE id = ?", (sample.id,)).fetchone()
            if known:
                return from_json(Sample, known[0])
            connection.executemany(
                "INSERT OR IGNORE INTO labelled (id, value) VALUES (?, ?)", ((one.id, to_json(one)) for one in answers)
            )
            connection.execute("INSERT INTO samples (id, value) VALUES (?, ?)", (sample.id, to_json(sample)))
            connection.executemany(
                "INSERT INTO sampled (sample_id, position, labelled_id) VALUES (?, ?, ?)",
                ((sample.id, place, one.id) for place, one in enumerate(answers)),
            )
        return sample

    def samples(self) -> list[Sample]:
        """All samples, the newest first."""
        with self._database.read() as connection:
            rows = connection.execute("SELECT value FROM samples ORDER BY position DESC").fetchall()
        return [from_json(Sample, value) for (value,) in rows]

    def answers(self, sample_id: str) -> list[Asked]:
        """The answers of a sample in the order in which they are shown."""
        with self._database.read() as connection:
            rows = connection.execute(
                "SELECT value FROM sampled JOIN labelled ON labelled_id = id WHERE sample_id = ? ORDER BY position",
                (sample_id,),
            ).fetchall()
        return [from_json(Asked, value) for (value,) in rows]

    def mark(self, marks: Iterable[Mark]) -> int:
        """Keep marks and say how many; a later one of the same rater replaces the earlier. UsageError names an answer
        that was in no sample, and then none is kept."""
        with self._database.write() as connection:
            known = {name for (name,) in connection.execute("SELECT id FROM labelled")}
            count = 0
            for one in marks:
                if one.asked_id not in known:
                    raise UsageError(
                        f"no sample holds the answer {one.asked_id!r}", "import into the data folder that exported it"
                    )
                connection.execute(
                    "INSERT OR REPLACE INTO marks (labelled_id, rater, value) VALUES (?, ?, ?)",
                    (one.asked_id, one.rater, to_json(one)),
                )
                count += 1
        return count

    def marks(self, rater: str | None = None) -> list[Mark]:
        """All marks, or those of one rater."""
        with self._database.read() as connection:
            rows = connection.execute("SELECT value FROM marks ORDER BY labelled_id, rater").fetchall()
        found = [from_json(Mark, value) for (value,) in rows]
        return [one for one in found if rater in (None, one.rater)]

    def labelled(self) -> list[Labelled]:
        """Every answer that has a mark, with all its marks."""
        by_answer: dict[str, list[Mark]] = {}
        for one in self.marks():
            by_answer.setdefault(one.asked_id, []).append(one)
        with self._database.read() as connection:
            rows = connection.execute("SELECT id, value FROM labelled ORDER BY id").fetchall()
        return [Labelled(from_json(Asked, value), tuple(by_answer[name])) for name, value in rows if name in by_answer]

    def keep(self, figures: Iterable[Own]) -> None:
        """Keep how far judges agree with the labels; an earlier figure of the same judge is replaced."""
        with self._database.write() as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO own_figures (metric, judge, value) VALUES (?, ?, ?)",
                ((one.metric, one.judge, to_json(one)) for one in figures),
            )

    def figures(self) -> list[Own]:
        """How far judges were found to agree with the labels."""
        with self._database.read() as connection:
            rows = connection.execute("SELECT value FROM own_figures ORDER BY metric, judge").fetchall()
        return [from_json(Own, value) for (value,) in rows]

    def close(self) -> None:
        self._database.close()
