"""Extractive question answering: the system's own answer over the benchmark's text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from evals.benchmarks.calibration import CALIBRATION_BINS, measure_calibration
from evals.benchmarks.types import Benchmark, BenchmarkReply, BenchmarkResult, BenchmarkSystem, Measurement, ReadingItem
from evals.judges.matching import contains_phrase, exact_match, token_f1
from evals.judges.sentences import wordings
from evals.proportion import wilson_interval
from graph.errors import GraphloopError
from graph.types import Document, Passage
from rag.llm.map_concurrent import Progress, map_or_fault
from rag.types import Answer, Hit, Question

READING_NOTE = (
    "asked over the given text alone, without retrieval; the prediction is the answer's first line, empty if it "
    "abstains"
)


def measure_reading(
    published: Benchmark, items: Sequence[ReadingItem], system: BenchmarkSystem, progress: Progress
) -> BenchmarkResult:
    """Measure SQuAD's exact match and F1, overall and for questions with and without an answer."""
    answers = map_or_fault(items, lambda item: ask_reading(item, system), system.workers, progress)
    replies = tuple(_reply(item, answer) for item, answer in zip(items, answers, strict=True))
    return BenchmarkResult(
        published.name, system.name, "answers", tuple(_figures(items, replies)), replies, (READING_NOTE,)
    )


def ask_reading(item: ReadingItem, system: BenchmarkSystem) -> Answer:
    """Answer the question over the item's own text."""
    return system.answerer(Question(item.question), [Hit(passage_of(item.id, item.context), 1.0)])


def passage_of(name: str, text: str) -> Passage:
    """Wrap a text as a passage that is in no store."""
    document = Document.make(name, "", text)
    return Passage(Passage.name(document.id, text, 0), document.id, text, 0, source=name)


def predicted_text(answer: Answer) -> str:
    """Return the short form of the answer for string comparison; empty if it abstains."""
    return "" if answer.abstained else answer.likely or wordings(answer.text)[-1]


def _reply(item: ReadingItem, answer: Answer | GraphloopError) -> BenchmarkReply:
    expected = " / ".join(item.answers)
    if isinstance(answer, GraphloopError):
        return BenchmarkReply(item.id, item.question, expected, "", group=item.group, fault=str(answer))
    prediction = predicted_text(answer)
    right = best_score(exact_match, prediction, item.answers)
    holds = not answer.abstained and any(
        contains_phrase(answer.text, expected_answer) for expected_answer in item.answers
    )
    return BenchmarkReply(
        item.id, item.question, expected, prediction, right, answer.confidence, item.group, holds=holds
    )


def best_score(score: Callable[[str, str], float], prediction: str, answers: Sequence[str]) -> float:
    """Return the best score over the right answers; if there are none, only an empty answer is right."""
    return max(score(prediction, answer) for answer in answers or ("",))


def _figures(items: Sequence[ReadingItem], replies: Sequence[BenchmarkReply]) -> list[Measurement]:
    scored = [(item, reply) for item, reply in zip(items, replies, strict=True) if not reply.fault]
    parts = [("", scored)]
    answerable = [(item, reply) for item, reply in scored if item.answers]
    if len(answerable) < len(scored):
        parts += [("has answer", answerable), ("no answer", [pair for pair in scored if not pair[0].answers])]
    groups = sorted({item.group for item, _ in scored if item.group})
    parts += [(group, [pair for pair in scored if pair[0].group == group]) for group in groups if len(groups) > 1]
    figures = [figure for group, part in parts for figure in _group_figures(group, part)]
    answered = [reply for _, reply in scored if reply.said]
    figures.append(
        measure_proportion(
            "what is answered holds a right answer", sum(reply.holds for reply in answered), len(answered)
        )
    )
    return figures + calibration_figures([replace(reply, right=float(reply.holds)) for reply in answered])


def _group_figures(group: str, part: Sequence[tuple[ReadingItem, BenchmarkReply]]) -> list[Measurement]:
    count = len(part)
    f1 = sum(best_score(token_f1, reply.said, item.answers) for item, reply in part)
    return [
        measure_proportion("exact match", sum(reply.right or 0.0 for _, reply in part), count, group),
        Measurement("F1", f1 / count if count else None, count, group=group),
        measure_proportion("answered", sum(bool(reply.said) for _, reply in part), count, group),
    ]


def measure_proportion(measure: str, hits: float, items: int, group: str = "") -> Measurement:
    """Return a proportion with Wilson's interval; no value if nothing was counted."""
    if not items:
        return Measurement(measure, None, 0, group=group)
    low, high = wilson_interval(hits, items)
    return Measurement(measure, hits / items, items, low, high, group)


def calibration_figures(replies: Sequence[BenchmarkReply]) -> list[Measurement]:
    """Return the calibration of the replies with a confidence; empty if there are none."""
    pairs = [(reply.confidence, reply.right) for reply in replies if reply.confidence is not None]
    calibration = measure_calibration([confidence for confidence, _ in pairs], [right or 0.0 for _, right in pairs])
    if calibration is None:
        return []
    return [
        Measurement(f"calibration error ({CALIBRATION_BINS} equal bins)", calibration.error, len(pairs)),
        Measurement("Brier score", calibration.brier, len(pairs)),
    ]
