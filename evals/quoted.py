"""Find and erase cases, runs and human judgements that quote removed documents.

Cases, feedback, labels and votes are removed. A version keeps its other cases, under a new digest. A run keeps its
scores, which describe what was measured; its texts are erased, and cases it has not asked yet are removed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from evals.archive import Archive, Overview
from evals.human.feedback import FeedbackBook
from evals.human.labels import LabelBook
from evals.human.votes import VoteBook
from evals.types import Case, Gold, Result, Score
from evals.versions import Versions
from graph.text.quotation import ErasableQuote, QuoteDetector, QuoteReason, QuotingRecord
from rag.conversation_removal import ERASED_TEXT, redact_answer, strongest_reason
from rag.types import Answer

_NONE: QuoteReason = ""


@dataclass(frozen=True, slots=True)
class EvaluationBooks:
    """All the evaluation stores of a journal."""

    archive: Archive
    versions: Versions
    feedback: FeedbackBook
    labels: LabelBook
    votes: VoteBook


def find_evaluation(books: EvaluationBooks, quotation: QuoteDetector) -> Iterator[ErasableQuote]:
    """Find everything in the books that quotes the documents."""
    yield from _cases(books.archive, quotation)
    yield from _versions(books.versions, quotation)
    touched: set[str] = set()
    runs = books.archive.runs()
    for run in runs:
        yield from _run(books.archive, run, quotation, touched)
    yield from _feedback(books.feedback, quotation)
    yield from _labels(books.labels, quotation)
    yield from _votes(books.votes, {run.id for run in runs}, quotation, touched)


def quotation_reason(case: Case, quotation: QuoteDetector) -> QuoteReason:
    """Return why a case counts as quoting the documents; empty if it does not."""
    if quotation.cites(case.path) or _is_gold(case.gold, quotation):
        return "cited"
    texts = (case.question, case.reference, *case.aliases, case.bridge, *(turn.text for turn in case.history))
    return quotation.repeats((*texts, *(gold.quote for gold in case.gold)))


def _is_gold(gold: Iterable[Gold], quotation: QuoteDetector) -> bool:
    passages = tuple(gold)
    return quotation.cites(one.passage_id for one in passages) or quotation.are_from(one.source for one in passages)


def _cases(archive: Archive, quotation: QuoteDetector) -> Iterator[ErasableQuote]:
    for case in archive.cases():
        if reason := quotation_reason(case, quotation):
            yield ErasableQuote(
                QuotingRecord("case", case.id, case.question, reason), partial(archive.remove, [case.id])
            )


def _versions(versions: Versions, quotation: QuoteDetector) -> Iterator[ErasableQuote]:
    for version in versions.all():
        reasons = {
            case.id: reason for case in versions.cases(version.name) if (reason := quotation_reason(case, quotation))
        }
        if reasons:
            quote = QuotingRecord(
                "version", version.name, f"{len(reasons)} of {version.cases} cases", strongest_reason(reasons.values())
            )
            yield ErasableQuote(quote, partial(versions.withdraw, version.name, tuple(reasons)))


def _run(archive: Archive, run: Overview, quotation: QuoteDetector, touched: set[str]) -> Iterator[ErasableQuote]:
    changed: list[Result] = []
    unasked: list[str] = []
    reasons: list[QuoteReason] = [quotation.reason(run.name)]
    for case, result in archive.asked(run.id):
        if result is None or (result.fault and quotation_reason(case, quotation)):
            reasons.append(quotation_reason(case, quotation))
            unasked += [case.id] if reasons[-1] else []
        elif new := _erase_result(result, quotation):
            changed.append(new[0])
            reasons.append(new[1])
            touched.update([case.id] if new[1] != "found" else [])
    if reason := strongest_reason(reasons):
        name = f"{run.name} ({len(changed) + len(unasked)} of {run.cases} cases)".strip()
        title = ERASED_TEXT if reasons[0] else ""
        yield ErasableQuote(
            QuotingRecord("run", run.id, name, reason), partial(_erase_run, archive, run.id, changed, unasked, title)
        )


def _erase_run(archive: Archive, run_id: str, changed: Iterable[Result], unasked: Iterable[str], title: str) -> None:
    for result in changed:
        archive.rewrite(run_id, result)
    archive.withdraw(run_id, unasked)
    if title:
        archive.rename(run_id, title)


def _erase_result(result: Result, quotation: QuoteDetector) -> tuple[Result, QuoteReason] | None:
    """Return the result without the documents' text; None if it holds none."""
    of_case = quotation_reason(result.case, quotation)
    answer, of_answer = result.answer, _NONE
    if answer:
        answer, of_answer = redact_answer(answer, quotation)
    about = bool(of_case or of_answer)
    fault = quotation.reason(result.fault, about)
    gone = bool(of_case) or of_answer not in ("", "found")
    scores = tuple(
        _erase_score(score) if gone or _score_quotes(score, quotation, about) else score for score in result.scores
    )
    if not (about or fault or scores != result.scores):
        return None
    case = _erase_case(result.case) if of_case else result.case
    reason = strongest_reason((of_case, of_answer, fault)) or "words"
    return Result(case, answer, scores, ERASED_TEXT if fault else result.fault), reason


def blank_result(result: Result) -> Result:
    """Return the result without any text; the values of its scores stay."""
    answer = replace(Answer(ERASED_TEXT), model=result.answer.model) if result.answer else None
    scores = tuple(map(_erase_score, result.scores))
    return Result(_erase_case(result.case), answer, scores, ERASED_TEXT if result.fault else "")


def _erase_case(case: Case) -> Case:
    """Reduce a case to its id, kind, origin, difficulty and status; one without a reference stays unanswerable."""
    return Case(
        case.id,
        ERASED_TEXT,
        ERASED_TEXT if case.reference else "",
        kind=case.kind,
        origin=case.origin,
        difficulty=case.difficulty,
        status=case.status,
    )


def _erase_score(score: Score) -> Score:
    return replace(score, reason=ERASED_TEXT if score.reason else "", details=())


def _score_quotes(score: Score, quotation: QuoteDetector, about: bool) -> bool:
    texts = (text for detail in score.details for text in (detail.claim, detail.evidence, detail.why))
    return bool(quotation.repeats((score.reason, *texts), about))


def _feedback(book: FeedbackBook, quotation: QuoteDetector) -> Iterator[ErasableQuote]:
    for feedback in book.list(withdrawn=True):
        answer, reason = redact_answer(feedback.answer, quotation)
        quotes = (gold.quote for gold in feedback.gold)
        texts = (feedback.question, feedback.comment, feedback.expected, *quotes)
        marked: QuoteReason = "cited" if _is_gold(feedback.gold, quotation) else ""
        repeated = marked or quotation.repeats(texts, about_them=bool(reason))
        quote = QuotingRecord("feedback", feedback.id, feedback.question, strongest_reason((reason, repeated)))
        if repeated or reason not in ("", "found"):
            yield ErasableQuote(quote, partial(book.remove, feedback.id))
        elif reason:
            yield ErasableQuote(quote, partial(book.rewrite, replace(feedback, answer=answer)))


def _labels(book: LabelBook, quotation: QuoteDetector) -> Iterator[ErasableQuote]:
    marks = book.marks()
    for asked in book.asked():
        erased = _erase_result(asked.result, quotation)
        quote = QuotingRecord("label", asked.id, asked.result.case.question, erased[1] if erased else "words")
        if erased and erased[1] != "found":
            yield ErasableQuote(quote, partial(book.withdraw, asked.id))
            continue
        if erased:
            yield ErasableQuote(quote, partial(book.rewrite, replace(asked, result=erased[0])))
        for mark in marks:
            if mark.asked_id == asked.id and (reason := quotation.reason(mark.comment, about_them=bool(erased))):
                blank = replace(mark, comment=ERASED_TEXT)
                yield ErasableQuote(replace(quote, reason=reason), partial(book.mark, [blank]))


def _votes(book: VoteBook, runs: set[str], quotation: QuoteDetector, touched: set[str]) -> Iterator[ErasableQuote]:
    """Find the votes to erase; a ballot belongs to the collection of the runs it compares."""
    for ballot, key in book.cast_ballots():
        if not runs & set(key):
            continue
        reason = quotation.repeats((ballot.question, ballot.left, ballot.right))
        if reason or ballot.case_id in touched:
            quote = QuotingRecord("vote", ballot.case_id, ballot.question, reason or "cited")
            yield ErasableQuote(quote, partial(book.withdraw, key))
