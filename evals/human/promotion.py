"""Keep the test question made from feedback, and close the feedback with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from evals.archive import Archive
from evals.human.feedback import FeedbackBook, promote_feedback
from evals.types import Case, Feedback
from graph.errors import UsageError
from graph.store import GraphReader


def add_case(feedback: Feedback, store: GraphReader, archive: Archive, book: FeedbackBook) -> Case:
    """Store the case made from feedback and mark the feedback as done; UsageError if no right answer is known.

    A reviewer's decision on the same case stays; unreviewed cases made from this feedback before are replaced.
    """
    case = promote_feedback(feedback, store)
    earlier = [known for known in archive.cases([case.kind]) if known.origin == case.origin or known.id == case.id]
    same = next((known for known in earlier if known.id == case.id), case)
    kept = replace(case, status=same.status)
    archive.remove(known.id for known in earlier if known.id != case.id and known.status == "unreviewed")
    archive.add([kept])
    book.rewrite(replace(feedback, status="done"))
    return kept


def is_case(feedback: Feedback, store: GraphReader, cases: Sequence[Case]) -> bool:
    """Whether the case that the feedback would become is stored, with the same right passages."""
    if all(case.origin != f"feedback:{feedback.id}" for case in cases):
        return False
    try:
        made = promote_feedback(feedback, store)
    except UsageError:
        return False
    return any(case.id == made.id and case.gold == made.gold for case in cases)
