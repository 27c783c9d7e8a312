"""Store raters' annotations in the journal, so that several raters can pause and resume."""

# ruff: noqa: S608 (all SQL text is written here; values are bound)

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from evals.human.annotations import AnnotatedAnswer, Annotation
from evals.human.judge_agreement import LocalAgreement
from evals.human.sample import SampledAnswer
from evals.jsonl import from_json, to_json
from graph.database import CollectionOf, Database
from graph.errors import UsageError
from graph.types import digest


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


_KEPT = """
CREATE TABLE kept_labelled (
    collection TEXT NOT NULL, id TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (collection, id)
);
CREATE TABLE kept_samples (
    position INTEGER PRIMARY KEY, collection TEXT NOT NULL, id TEXT NOT NULL, value TEXT NOT NULL,
    UNIQUE (collection, id)
);
CREATE TABLE kept_sampled (
    collection TEXT NOT NULL, sample_id TEXT NOT NULL, position INTEGER NOT NULL, labelled_id TEXT NOT NULL,
    PRIMARY KEY (collection, sample_id, position),
    FOREIGN KEY (collection, sample_id) REFERENCES kept_samples (collection, id) ON DELETE CASCADE,
    FOREIGN KEY (collection, labelled_id) REFERENCES kept_labelled (collection, id)
);
CREATE TABLE kept_marks (
    collection TEXT NOT NULL, labelled_id TEXT NOT NULL, rater TEXT NOT NULL, value TEXT NOT NULL,
    PRIMARY KEY (collection, labelled_id, rater),
    FOREIGN KEY (collection, labelled_id) REFERENCES kept_labelled (collection, id)
);
CREATE TABLE kept_own_figures (
    collection TEXT NOT NULL, metric TEXT NOT NULL, judge TEXT NOT NULL, value TEXT NOT NULL,
    PRIMARY KEY (collection, metric, judge)
);
INSERT INTO kept_labelled SELECT '', id, value FROM labelled;
INSERT INTO kept_samples SELECT position, '', id, value FROM samples;
INSERT INTO kept_sampled SELECT '', sample_id, position, labelled_id FROM sampled;
INSERT INTO kept_marks SELECT '', labelled_id, rater, value FROM marks;
INSERT INTO kept_own_figures SELECT '', metric, judge, value FROM own_figures;
"""
_SPLIT_SAMPLES = """
INSERT OR IGNORE INTO samples (collection, id, value)
SELECT DISTINCT sampled.collection, samples.id, samples.value FROM samples JOIN sampled ON sample_id = samples.id
WHERE samples.collection = '' AND sampled.collection <> '' ORDER BY samples.position
"""
_TABLES = ("sampled", "marks", "samples", "labelled", "own_figures")


def _collections(connection: sqlite3.Connection) -> None:
    for statement in _KEPT.split(";\n"):
        connection.execute(statement)
    for table in _TABLES:
        connection.execute(f"DROP TABLE {table}")
    for table in _TABLES:
        connection.execute(f"ALTER TABLE kept_{table} RENAME TO {table}")


MIGRATIONS = (_tables, _collections)


@dataclass(frozen=True, slots=True)
class LabelSample:
    """Answers drawn from runs; the same runs, count and seed give the same sample."""

    id: str
    created: str
    runs: tuple[str, ...]
    count: int
    seed: int

    @staticmethod
    def make(runs: Sequence[str], count: int, seed: int) -> LabelSample:
        """Build a sample with its id and time; `runs` are ids."""
        name = digest("sample", count, seed, *sorted(runs))[:12]
        return LabelSample(name, datetime.now(UTC).isoformat(timespec="seconds"), tuple(runs), count, seed)


class LabelBook:
    """The samples, marks and derived figures of one collection; safe across threads and processes."""

    def __init__(self, path: Path, collection: str = "default") -> None:
        self._database = Database(path, "labels", MIGRATIONS)
        self._collection = collection

    def adopt(self, collection_of: CollectionOf) -> None:
        """Assign answers that predate collections, with their marks, to the collections of the passages they name.

        A sample is then copied to each collection with answers of it; figures go to the collection of most answers.
        """
        with self._database.read() as connection:
            rows = connection.execute("SELECT id, value FROM labelled WHERE collection = ''").fetchall()
            figures = connection.execute("SELECT count(*) FROM own_figures WHERE collection = ''").fetchone()[0]
        if not rows and not figures:
            return
        assignments = [(collection_of(value), name) for name, value in rows]
        most = Counter(chosen for chosen, _ in assignments).most_common(1)[0][0] if assignments else collection_of("")
        with self._database.write() as connection:
            connection.execute("PRAGMA defer_foreign_keys = ON")
            for table, key in (("labelled", "id"), ("marks", "labelled_id"), ("sampled", "labelled_id")):
                connection.executemany(
                    f"UPDATE OR IGNORE {table} SET collection = ? WHERE collection = '' AND {key} = ?", assignments
                )
            connection.execute(_SPLIT_SAMPLES)
            connection.execute("DELETE FROM samples WHERE collection = ''")
            connection.execute("UPDATE OR IGNORE own_figures SET collection = ? WHERE collection = ''", (most,))

    def begin(self, sample: LabelSample, answers: Sequence[SampledAnswer]) -> LabelSample:
        """Store a sample with its answers; an existing sample is returned unchanged."""
        with self._database.write() as connection:
            known = connection.execute(
                "SELECT value FROM samples WHERE id = ? AND collection = ?", (sample.id, self._collection)
            ).fetchone()
            if known:
                return from_json(LabelSample, known[0])
            connection.executemany(
                "INSERT OR IGNORE INTO labelled (collection, id, value) VALUES (?, ?, ?)",
                ((self._collection, answer.id, to_json(answer)) for answer in answers),
            )
            connection.execute(
                "INSERT INTO samples (collection, id, value) VALUES (?, ?, ?)",
                (self._collection, sample.id, to_json(sample)),
            )
            connection.executemany(
                "INSERT INTO sampled (collection, sample_id, position, labelled_id) VALUES (?, ?, ?, ?)",
                ((self._collection, sample.id, position, answer.id) for position, answer in enumerate(answers)),
            )
        return sample

    def samples(self) -> list[LabelSample]:
        """Return all samples, newest first."""
        with self._database.read() as connection:
            rows = connection.execute(
                "SELECT value FROM samples WHERE collection = ? ORDER BY position DESC", (self._collection,)
            ).fetchall()
        return [from_json(LabelSample, value) for (value,) in rows]

    def answers(self, sample_id: str) -> list[SampledAnswer]:
        """Return the answers of a sample in display order."""
        with self._database.read() as connection:
            rows = connection.execute(
                "SELECT value FROM sampled JOIN labelled USING (collection) "
                "WHERE labelled_id = id AND collection = ? AND sample_id = ? ORDER BY position",
                (self._collection, sample_id),
            ).fetchall()
        return [from_json(SampledAnswer, value) for (value,) in rows]

    def asked(self) -> list[SampledAnswer]:
        """Return the answers of all samples, labelled or not."""
        with self._database.read() as connection:
            rows = connection.execute(
                "SELECT value FROM labelled WHERE collection = ? ORDER BY id", (self._collection,)
            ).fetchall()
        return [from_json(SampledAnswer, value) for (value,) in rows]

    def rewrite(self, asked: SampledAnswer) -> None:
        """Replace the text of an answer, keeping its id."""
        with self._database.write() as connection:
            connection.execute(
                "UPDATE labelled SET value = ? WHERE collection = ? AND id = ?",
                (to_json(asked), self._collection, asked.id),
            )

    def withdraw(self, asked_id: str) -> None:
        """Delete an answer with its marks; samples continue without it."""
        key = (self._collection, asked_id)
        with self._database.write() as connection:
            connection.execute("DELETE FROM marks WHERE collection = ? AND labelled_id = ?", key)
            connection.execute("DELETE FROM sampled WHERE collection = ? AND labelled_id = ?", key)
            connection.execute("DELETE FROM labelled WHERE collection = ? AND id = ?", key)
            connection.execute(
                "DELETE FROM samples WHERE collection = ?1 AND id NOT IN "
                "(SELECT sample_id FROM sampled WHERE collection = ?1)",
                (self._collection,),
            )

    def mark(self, marks: Iterable[Annotation]) -> int:
        """Store marks and return how many, replacing earlier ones of the same rater.

        UsageError names an answer that is in no sample; then no mark is stored.
        """
        with self._database.write() as connection:
            rows = connection.execute("SELECT id FROM labelled WHERE collection = ?", (self._collection,))
            known = {name for (name,) in rows}
            count = 0
            for annotation in marks:
                if annotation.asked_id not in known:
                    raise UsageError(
                        f"no sample contains the answer {annotation.asked_id!r}",
                        "import into the data folder that exported it",
                    )
                connection.execute(
                    "INSERT OR REPLACE INTO marks (collection, labelled_id, rater, value) VALUES (?, ?, ?, ?)",
                    (self._collection, annotation.asked_id, annotation.rater, to_json(annotation)),
                )
                count += 1
        return count

    def marks(self, rater: str | None = None) -> list[Annotation]:
        """Return all marks, or those of one rater."""
        with self._database.read() as connection:
            rows = connection.execute(
                "SELECT value FROM marks WHERE collection = ? ORDER BY labelled_id, rater", (self._collection,)
            ).fetchall()
        annotations = [from_json(Annotation, value) for (value,) in rows]
        return [annotation for annotation in annotations if rater in (None, annotation.rater)]

    def labelled(self) -> list[AnnotatedAnswer]:
        """Return every answer that has a mark, with all its marks."""
        by_answer: dict[str, list[Annotation]] = {}
        for annotation in self.marks():
            by_answer.setdefault(annotation.asked_id, []).append(annotation)
        with self._database.read() as connection:
            rows = connection.execute(
                "SELECT id, value FROM labelled WHERE collection = ? ORDER BY id", (self._collection,)
            ).fetchall()
        return [
            AnnotatedAnswer(from_json(SampledAnswer, value), tuple(by_answer[name]))
            for name, value in rows
            if name in by_answer
        ]

    def keep(self, figures: Iterable[LocalAgreement]) -> None:
        """Store the judges' agreement with the labels, replacing earlier figures of the same judge."""
        with self._database.write() as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO own_figures (collection, metric, judge, value) VALUES (?, ?, ?, ?)",
                ((self._collection, figure.metric, figure.judge, to_json(figure)) for figure in figures),
            )

    def figures(self) -> list[LocalAgreement]:
        """Return the stored agreement of judges with the labels."""
        with self._database.read() as connection:
            rows = connection.execute(
                "SELECT value FROM own_figures WHERE collection = ? ORDER BY metric, judge", (self._collection,)
            ).fetchall()
        return [from_json(LocalAgreement, value) for (value,) in rows]

    def close(self) -> None:
        self._database.close()
