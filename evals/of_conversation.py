"""Find what the evaluation stores keep of a conversation: feedback on its answers, and the cases made from that.

A case made from feedback names it as its origin, and keeps doing so in versions, runs, labels and votes.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from evals.quoted import EvaluationBooks, blank_result
from evals.types import Case, Feedback
from graph.text.counting import count_noun
from graph.text.quotation import ErasableQuote, QuotingRecord

FEEDBACK_ORIGIN = "feedback:"


@dataclass(frozen=True, slots=True)
class PromotedCases:
    """Recognises cases made from a conversation: by their origin, or by the question where its feedback is gone.

    `origins` are those of its own feedback, `living` those of all the feedback that is left.
    """

    origins: Container[str]
    living: Container[str]
    questions: Container[str]

    def include(self, case: Case) -> bool:
        """Whether a case was made from the conversation."""
        made = case.origin.startswith(FEEDBACK_ORIGIN)
        orphan = case.origin not in self.living
        return made and (case.origin in self.origins or (orphan and case.question in self.questions))


def find_conversation_records(
    books: EvaluationBooks, thread_id: str, questions: Container[str]
) -> Iterator[ErasableQuote]:
    """Yield the records that keep something of a conversation with these questions."""
    feedback = books.feedback.list(thread_id=thread_id, withdrawn=True)
    for one in feedback:
        yield ErasableQuote(QuotingRecord("feedback", one.id, one.question, ""), partial(books.feedback.remove, one.id))
    promoted = PromotedCases(_origins(feedback), _origins(books.feedback.list(withdrawn=True)), questions)
    for case in filter(promoted.include, books.archive.cases(["feedback"])):
        yield ErasableQuote(QuotingRecord("case", case.id, case.question, ""), partial(books.archive.remove, [case.id]))
    yield from _versions(books, promoted)
    yield from _runs(books, promoted)
    yield from _judgements(books, promoted)


def _origins(feedback: Iterable[Feedback]) -> set[str]:
    return {f"{FEEDBACK_ORIGIN}{one.id}" for one in feedback}


def _versions(books: EvaluationBooks, promoted: PromotedCases) -> Iterator[ErasableQuote]:
    for version in books.versions.all():
        ids = [case.id for case in books.versions.cases(version.name) if promoted.include(case)]
        if ids:
            name = f"{version.name}: {count_noun(len(ids), 'case')}"
            yield ErasableQuote(
                QuotingRecord("version", version.name, name, ""), partial(books.versions.withdraw, version.name, ids)
            )


def _runs(books: EvaluationBooks, promoted: PromotedCases) -> Iterator[ErasableQuote]:
    for run in books.archive.runs():
        for case, result in books.archive.asked(run.id):
            if promoted.include(case):
                erase = (
                    partial(books.archive.withdraw, run.id, [case.id])
                    if result is None
                    else partial(books.archive.rewrite, run.id, blank_result(result))
                )
                yield ErasableQuote(QuotingRecord("run", run.id, f"{run.name}: {case.question}", ""), erase)


def _judgements(books: EvaluationBooks, promoted: PromotedCases) -> Iterator[ErasableQuote]:
    judged: set[str] = set()
    for sampled in books.labels.asked():
        case = sampled.result.case
        if promoted.include(case):
            judged.add(case.id)
            yield ErasableQuote(
                QuotingRecord("label", sampled.id, case.question, ""), partial(books.labels.withdraw, sampled.id)
            )
    asked = {
        case.id for run in books.archive.runs() for case, _ in books.archive.asked(run.id) if promoted.include(case)
    }
    for ballot, key in books.votes.cast_ballots():
        if ballot.case_id in asked | judged:
            yield ErasableQuote(
                QuotingRecord("vote", ballot.case_id, ballot.question, ""), partial(books.votes.withdraw, key)
            )
