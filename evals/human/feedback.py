"""User feedback on answers, stored in the journal and promoted to cases."""

from __future__ import annotations

import sqlite3
import uuid
from datetime import UTC, datetime
from pathlib import Path

from evals.jsonl import from_json, to_json
from evals.types import Case, Feedback, Gold, Rating
from graph.database import CollectionOf, Database
from graph.errors import UsageError
from graph.store import GraphReader
from rag.types import Answer

UNKNOWN_REASON = "should have said “don't know”"
FEEDBACK_REASONS = (
    "the answer is wrong",
    "incomplete",
    "not what I asked",
    "not in my documents",
    "wrong source cited",
    "source does not say this",
    "missing document",
    "outdated",
    "wrong entity merged",
    UNKNOWN_REASON,
    "too slow",
    "other",
)


def _tables(connection: sqlite3.Connection) -> None:
    connection.execute(
        "CREATE TABLE feedback (position INTEGER PRIMARY KEY, id TEXT UNIQUE NOT NULL, thread_id TEXT NOT NULL, "
        "turn TEXT NOT NULL, value TEXT NOT NULL, UNIQUE (thread_id, turn))"
    )


def _collections(connection: sqlite3.Connection) -> None:
    connection.execute(
        "CREATE TABLE kept (position INTEGER PRIMARY KEY, collection TEXT NOT NULL, id TEXT UNIQUE NOT NULL, "
        "thread_id TEXT NOT NULL, turn TEXT NOT NULL, value TEXT NOT NULL, UNIQUE (collection, thread_id, turn))"
    )
    connection.execute("INSERT INTO kept SELECT position, '', id, thread_id, turn, value FROM feedback")
    connection.execute("DROP TABLE feedback")
    connection.execute("ALTER TABLE kept RENAME TO feedback")


MIGRATIONS = (_tables, _collections)


def make_feedback(
    question: str,
    answer: Answer,
    rating: Rating,
    reasons: tuple[str, ...] = (),
    comment: str = "",
    expected: str = "",
    thread_id: str = "",
) -> Feedback:
    """Build feedback with an id and time; UsageError for a reason that is not in the list."""
    for reason in reasons:
        if reason not in FEEDBACK_REASONS:
            raise UsageError(f"{reason!r} is not a reason", f"choose from: {'; '.join(FEEDBACK_REASONS)}")
    created = datetime.now(UTC).isoformat(timespec="seconds")
    return Feedback(
        uuid.uuid4().hex[:12], created, question, answer, rating, reasons, comment.strip(), expected.strip(), thread_id
    )


class FeedbackBook:
    """The feedback of one collection in a file; safe across threads and processes."""

    def __init__(self, path: Path, collection: str = "default") -> None:
        self._database = Database(path, "feedback", MIGRATIONS)
        self._collection = collection

    def adopt(self, collection_of: CollectionOf) -> None:
        """Assign feedback that predates collections to the collection of the passages its answer cites."""
        with self._database.read() as connection:
            rows = connection.execute("SELECT position, value FROM feedback WHERE collection = ''").fetchall()
        assignments = [(collection_of(value), position) for position, value in rows]
        if assignments:
            with self._database.write() as connection:
                connection.executemany(
                    "UPDATE OR IGNORE feedback SET collection = ? WHERE position = ? AND collection = ''", assignments
                )

    def add(self, feedback: Feedback) -> None:
        """Store feedback, replacing earlier feedback on the same question and answer in its thread."""
        turn = f"{feedback.question}\n{feedback.answer.text}"
        with self._database.write() as connection:
            connection.execute(
                "DELETE FROM feedback WHERE collection = ? AND thread_id = ? AND turn = ?",
                (self._collection, feedback.thread_id, turn),
            )
            connection.execute(
                "INSERT OR REPLACE INTO feedback (collection, id, thread_id, turn, value) VALUES (?, ?, ?, ?, ?)",
                (self._collection, feedback.id, feedback.thread_id, turn, to_json(feedback)),
            )

    def list(
        self, rating: Rating | None = None, thread_id: str | None = None, withdrawn: bool = False
    ) -> list[Feedback]:
        """Return all feedback, oldest first, optionally by rating or thread; what was withdrawn only if wished."""
        with self._database.read() as connection:
            rows = connection.execute(
                "SELECT value FROM feedback WHERE collection = ? AND thread_id = coalesce(?, thread_id) "
                "ORDER BY position",
                (self._collection, thread_id),
            ).fetchall()
        entries = [from_json(Feedback, value) for (value,) in rows]
        return [
            feedback
            for feedback in entries
            if rating in (None, feedback.rating) and (withdrawn or not feedback.withdrawn)
        ]

    def get(self, which: str) -> Feedback:
        """Find feedback by id or id prefix; UsageError if none or several match."""
        matches = [feedback for feedback in self.list() if which and feedback.id.startswith(which)]
        if len(matches) != 1:
            number = f"{len(matches)} feedback ids begin with" if matches else "there is no feedback"
            raise UsageError(
                f"{number} {which!r}", "it may have been deleted or taken back; list the feedback to see the ids"
            )
        return matches[0]

    def rewrite(self, feedback: Feedback) -> None:
        """Replace the text stored under the feedback's id; UsageError if there is none any more."""
        turn = f"{feedback.question}\n{feedback.answer.text}"
        with self._database.write() as connection:
            changed = connection.execute(
                "UPDATE feedback SET turn = ?, value = ? WHERE id = ? AND collection = ?",
                (turn, to_json(feedback), feedback.id, self._collection),
            ).rowcount
        if not changed:
            raise UsageError(f"there is no feedback {feedback.id!r}", "it was deleted meanwhile: rate the answer again")

    def remove(self, feedback_id: str) -> bool:
        """Delete one piece of feedback; False if there was none."""
        with self._database.write() as connection:
            return (
                connection.execute(
                    "DELETE FROM feedback WHERE id = ? AND collection = ?", (feedback_id, self._collection)
                ).rowcount
                > 0
            )

    def close(self) -> None:
        self._database.close()


def promote_feedback(feedback: Feedback, store: GraphReader) -> Case:
    """Turn feedback into a case: the expected or upvoted answer, and as gold what `right_passages` returns.

    "Should have said don't know" gives an unanswerable case. UsageError if no right answer is known.
    """
    if UNKNOWN_REASON in feedback.complaints and not feedback.expected:
        return Case.make(feedback.question, "", (), "feedback", f"feedback:{feedback.id}")
    reference = feedback.expected or (feedback.answer.text if feedback.rating == "up" else "")
    if feedback.rating == "up" and feedback.answer.abstained and not feedback.expected:
        return Case.make(feedback.question, "", (), "feedback", f"feedback:{feedback.id}")
    if not reference.strip():
        raise UsageError(
            f"the right answer to {feedback.question!r} is unknown", "add the expected answer, then promote"
        )
    return Case.make(
        feedback.question, reference, right_passages(feedback, store), "feedback", f"feedback:{feedback.id}"
    )


def right_passages(feedback: Feedback, store: GraphReader) -> tuple[Gold, ...]:
    """Return the passages that were marked as right, else the verified quotes of a liked answer.

    A disliked answer's own quotes are no evidence for the right one.
    """
    if feedback.gold or feedback.rating == "down":
        return feedback.gold
    cited = [citation for citation in feedback.answer.citations if citation.verified]
    sources = {passage.id: passage.source for passage in store.passages([c.passage_id for c in cited])}
    known = {hit.passage.id: hit.passage.source for hit in feedback.answer.hits}
    return tuple(
        dict.fromkeys(
            Gold(c.passage_id, c.quote, sources.get(c.passage_id, known.get(c.passage_id, ""))) for c in cited
        )
    )
