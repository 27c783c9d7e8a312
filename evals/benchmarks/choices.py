"""Score multiple choice: accuracy against guessing, and calibration if the system reports confidences."""

from __future__ import annotations

from collections.abc import Sequence

from evals.benchmarks.choosing import OptionScores, select_chooser
from evals.benchmarks.reading import calibration_figures, measure_proportion
from evals.benchmarks.types import (
    AnswerMethod,
    Benchmark,
    BenchmarkReply,
    BenchmarkResult,
    BenchmarkSystem,
    Measurement,
    MultipleChoice,
)
from graph.errors import GraphloopError
from rag.llm.map_concurrent import Progress, map_or_fault

METHOD_NOTES: dict[AnswerMethod, str] = {
    "log-probability": "by the log-probability of each option's text after the question",
    "letter by log-probability": "by the most likely letter as the reply's first token; options are shuffled",
    "letter": "by the letter of the model's reply; options are shuffled",
    "answer over the context": "without a language model: the option most similar to the offline answer over the "
    "context; if that abstains, the option that says unknown, else the one most similar to the text and question",
    "likeness": "without a language model: the option most similar to the question by the embedder, which knows no "
    "facts; for meaningful results set llm.base_url and llm.model",
}


def measure_choices(
    published: Benchmark, items: Sequence[MultipleChoice], system: BenchmarkSystem, progress: Progress
) -> BenchmarkResult:
    """Measure accuracy, overall and by group, with the guessing baseline."""
    how, replies, _ = choose_answers(items, system, progress)
    return BenchmarkResult(
        published.name,
        system.name,
        how,
        tuple(choice_figures(items, replies)),
        replies,
        choice_notes(how, items, replies),
    )


def choose_answers(
    items: Sequence[MultipleChoice], system: BenchmarkSystem, progress: Progress
) -> tuple[AnswerMethod, tuple[BenchmarkReply, ...], list[OptionScores | None]]:
    """Return the method of choosing, the replies, and the choice behind each; None where choosing failed."""
    how, choose = select_chooser(system, items)
    outcomes = map_or_fault(items, choose, system.workers, progress)
    replies = tuple(reply_of(item, outcome) for item, outcome in zip(items, outcomes, strict=True))
    choices = [None if isinstance(outcome, GraphloopError) else outcome for outcome in outcomes]
    if how == "letter" and all(choice.probabilities for choice in choices if choice):
        how = "letter by log-probability"
    return how, replies, choices


def reply_of(item: MultipleChoice, outcome: OptionScores | GraphloopError) -> BenchmarkReply:
    """Score a choice; options that are true besides the best are excluded."""
    expected = item.options[item.right]
    if isinstance(outcome, GraphloopError):
        return BenchmarkReply(item.id, item.question, expected, "", group=item.group, fault=str(outcome))
    eligible = [index for index in range(len(item.options)) if index not in item.also]
    index = outcome.best(eligible)
    chosen = outcome.reply if index is None else item.options[index]
    return BenchmarkReply(
        item.id, item.question, expected, chosen, float(index == item.right), outcome.confidence, item.group
    )


def choice_figures(items: Sequence[MultipleChoice], replies: Sequence[BenchmarkReply]) -> list[Measurement]:
    """Return accuracy with its interval, guessing, the majority baseline, accuracy by group, and calibration."""
    scored = [(item, reply) for item, reply in zip(items, replies, strict=True) if not reply.fault]
    right = [reply.right or 0.0 for _, reply in scored]
    figures = [measure_proportion("accuracy", sum(right), len(right))]
    if scored:
        guess = sum(1 / (len(item.options) - len(item.also)) for item, _ in scored) / len(scored)
        figures.append(Measurement("guessing", guess, len(scored)))
    if scored and all(item.labels for item, _ in scored):
        most = max(sum(item.right == index for item, _ in scored) for index in range(len(scored[0][0].options)))
        figures.append(Measurement("always the most frequent", most / len(scored), len(scored)))
    groups = sorted({item.group for item, _ in scored if item.group})
    for group in groups if len(groups) > 1 else ():
        rights = [reply.right or 0.0 for item, reply in scored if item.group == group]
        figures.append(measure_proportion("accuracy", sum(rights), len(rights), group))
    return figures + calibration_figures([reply for _, reply in scored])


def choice_notes(
    how: AnswerMethod, items: Sequence[MultipleChoice], replies: Sequence[BenchmarkReply], *more: str
) -> tuple[str, ...]:
    """Describe how the system chose, and how many replies named no option."""
    both = zip(items, replies, strict=True)
    unnamed = sum(not reply.fault and reply.said not in item.options for item, reply in both)
    notes = (METHOD_NOTES[how], *more)
    return (*notes, f"replies that named no option, counted as wrong: {unnamed}") if unnamed else notes
