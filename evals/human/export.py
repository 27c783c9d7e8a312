"""Export feedback for other tools: JSON Lines, or a table for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.jsonl import write_lines
from evals.table import write_rows
from evals.types import Feedback, FeedbackStatus, Gold, Rating


@dataclass(frozen=True, slots=True)
class CitationRow:
    """A citation as exported: its source and whether its quote was found there."""

    source: str
    page: int
    quote: str
    verified: bool
    passage_id: str


@dataclass(frozen=True, slots=True)
class FeedbackRow:
    """One piece of feedback as exported."""

    id: str
    created: str
    question: str
    answer: str
    abstained: bool
    citations: tuple[CitationRow, ...]
    rating: Rating
    reasons: tuple[str, ...]
    comment: str
    expected: str
    model: str
    thread_id: str
    gold: tuple[Gold, ...]
    status: FeedbackStatus
    withdrawn: bool


def feedback_rows(feedback: Iterable[Feedback]) -> list[FeedbackRow]:
    """Convert feedback to export rows."""
    return [_row(entry) for entry in feedback]


def _row(feedback: Feedback) -> FeedbackRow:
    passages = {hit.passage.id: hit.passage for hit in feedback.answer.hits}
    cited = [
        CitationRow(
            passages[citation.passage_id].source if citation.passage_id in passages else "",
            passages[citation.passage_id].page if citation.passage_id in passages else 0,
            citation.quote,
            citation.verified,
            citation.passage_id,
        )
        for citation in feedback.answer.citations
    ]
    return FeedbackRow(
        id=feedback.id,
        created=feedback.created,
        question=feedback.question,
        answer=feedback.answer.text,
        abstained=feedback.answer.abstained,
        citations=tuple(cited),
        rating=feedback.rating,
        reasons=feedback.complaints,
        comment=feedback.comment,
        expected=feedback.expected,
        model=feedback.answer.model,
        thread_id=feedback.thread_id,
        gold=feedback.gold,
        status=feedback.status,
        withdrawn=feedback.withdrawn,
    )


def write_feedback_jsonl(path: Path, feedback: Iterable[Feedback]) -> int:
    """Write feedback as JSON Lines and return how many."""
    return write_lines(path, feedback_rows(feedback))


def write_feedback_csv(path: Path, feedback: Iterable[Feedback]) -> int:
    """Write feedback as CSV for spreadsheets and return the number of rows; no cell can run as a formula."""
    header = "id created question answer rating reasons comment expected sources model status".split()
    rows = feedback_rows(feedback)
    write_rows(path, header, (_cells(row) for row in rows))
    return len(rows)


def _cells(row: FeedbackRow) -> Sequence[str]:
    sources = dict.fromkeys(cited.source for cited in row.citations if cited.source)
    reasons = "; ".join(row.reasons)
    return (
        row.id,
        row.created,
        row.question,
        row.answer,
        row.rating,
        reasons,
        row.comment,
        row.expected,
        "; ".join(sources),
        row.model,
        row.status,
    )
