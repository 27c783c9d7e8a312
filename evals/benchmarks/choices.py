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
from evals.map_concurrent import Progress, map_or_fault
from graph.errors import GraphloopError

METHOD_NOTES: dict[AnswerMethod, str] = {
    "log-probability": "by the log-probability of each option's text after the question",
    "letter by log-probability": "by the likeliest letter as the first token of a reply, the options shuffled",
    "letter": "by the letter that the model replies, the options shuffled",
    "answer over the context": "without a language model: the option likest to the offline answer over the context; "
    "where it abstains, the one that says unknown, or else the likest to the text and question",
    "likeness": "without a language model: the option likest to the question by the embedder, which knows no facts; "
    "for real answers set llm.base_url and llm.model",
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
    found = map_or_fault(items, choose, system.workers, progress)
    replies = tuple(reply_of(item, one) for item, one in zip(items, found, strict=True))
    told = [None if isinstance(one, GraphloopError) else one for one in found]
    if how == "letter" and all(one.probabilities for one in told if one):
        how = "letter by log-probability"
    return how, replies, told


def reply_of(item: MultipleChoice, found: OptionScores | GraphloopError) -> BenchmarkReply:
    """Score a choice; options that are true besides the best are excluded."""
    wanted = item.options[item.right]
    if isinstance(found, GraphloopError):
        return BenchmarkReply(item.id, item.question, wanted, "", group=item.group, fault=str(found))
    among = [place for place in range(len(item.options)) if place not in item.also]
    place = found.best(among)
    said = found.said if place is None else item.options[place]
    return BenchmarkReply(
        item.id, item.question, wanted, said, float(place == item.right), found.confidence, item.group
    )


def choice_figures(items: Sequence[MultipleChoice], replies: Sequence[BenchmarkReply]) -> list[Measurement]:
    """Return accuracy with its interval, guessing, the majority baseline, accuracy by group, and calibration."""
    kept = [(item, reply) for item, reply in zip(items, replies, strict=True) if not reply.fault]
    right = [reply.right or 0.0 for _, reply in kept]
    found = [measure_proportion("accuracy", sum(right), len(right))]
    if kept:
        guess = sum(1 / (len(item.options) - len(item.also)) for item, _ in kept) / len(kept)
        found.append(Measurement("guessing", guess, len(kept)))
    if kept and all(item.labels for item, _ in kept):
        most = max(sum(item.right == place for item, _ in kept) for place in range(len(kept[0][0].options)))
        found.append(Measurement("always the most frequent", most / len(kept), len(kept)))
    groups = sorted({item.group for item, _ in kept if item.group})
    for group in groups if len(groups) > 1 else ():
        part = [reply.right or 0.0 for item, reply in kept if item.group == group]
        found.append(measure_proportion("accuracy", sum(part), len(part), group))
    return found + calibration_figures([reply for _, reply in kept])


def choice_notes(
    how: AnswerMethod, items: Sequence[MultipleChoice], replies: Sequence[BenchmarkReply], *more: str
) -> tuple[str, ...]:
    """Describe how the system chose, and how many replies named no option."""
    both = zip(items, replies, strict=True)
    lost = sum(not reply.fault and reply.said not in item.options for item, reply in both)
    said = (METHOD_NOTES[how], *more)
    return (*said, f"{lost} reply(ies) named no option and count as wrong") if lost else said
