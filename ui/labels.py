"""Labelling in a workspace: the current sample, and the agreement of judges with human labels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from graph.errors import UsageError

if TYPE_CHECKING:
    from evals.card import Card, JudgingCost
    from evals.human.judge_agreement import LocalAgreement
    from evals.human.labels import LabelBook, LabelSample
    from evals.human.sample import SampledAnswer
    from ui.workspace import Workspace

DEFAULT_SAMPLE_SIZE = 60
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class LabellingTask:
    """A sample with its answers in order, and the ids of those a rater has labelled."""

    sample: LabelSample
    answers: tuple[SampledAnswer, ...]
    done: frozenset[str]

    @property
    def left(self) -> tuple[SampledAnswer, ...]:
        """The answers not labelled yet."""
        return tuple(answer for answer in self.answers if answer.id not in self.done)


def draw_sample(
    workspace: Workspace, which: Sequence[str], count: int = DEFAULT_SAMPLE_SIZE, seed: int = 0
) -> LabelSample:
    """Return the sample of these runs, drawn on first use; without runs the last sample, else one of the last run."""
    from evals.human.labels import LabelSample
    from evals.human.sample import draw_answers

    known = workspace.labels.samples()
    if not which and known:
        return known[0]
    runs = [workspace.archive.load(name) for name in which or ("latest",)]
    return workspace.labels.begin(
        LabelSample.make([run.id for run in runs], count, seed), draw_answers(runs, count, seed)
    )


def open_labelling_task(workspace: Workspace, sample: LabelSample, rater: str) -> LabellingTask:
    """Return what a rater has to label in a sample; UsageError without a name."""
    if not rater.strip():
        raise UsageError("no rater is given", "name the person who labels: --rater NAME")
    book: LabelBook = workspace.labels
    done = frozenset(mark.asked_id for mark in book.marks(" ".join(rater.split())))
    return LabellingTask(sample, tuple(book.answers(sample.id)), done)


def measure_judges(workspace: Workspace, by_model: bool, progress: Progress) -> list[LocalAgreement]:
    """Score every labelled answer and store the agreement of each judge with the labels; LLM judges on request."""
    from evals.card import judge_of
    from evals.human.judge_agreement import measure_judges

    labelled = workspace.labels.labelled()
    # An offline judge over samples has the language model draw them.
    offline = [
        metric for metric in workspace.metrics if metric.judge == "offline" and getattr(metric, "samples", None) is None
    ]
    metrics = workspace.metrics if by_model else offline
    name = workspace.embedder.name
    agreements = measure_judges(labelled, metrics, lambda metric: judge_of(metric, name), progress)
    workspace.labels.keep(agreements)
    return agreements


def build_cards(workspace: Workspace, file: Path | None = None) -> list[Card]:
    """Return the card of every metric, with figures on stored labels; `file` replaces the shipped published figures."""
    from evals.card import build_cards, read_agreement_rows

    agreements = workspace.labels.figures()
    return build_cards(
        workspace.metrics,
        read_agreement_rows(file),
        workspace.embedder.name,
        agreements,
        estimate_judging_cost(workspace),
    )


def estimate_judging_cost(workspace: Workspace) -> JudgingCost:
    """Estimate the cost of judging the labelled answers, or a sample of default size, with a model."""
    from evals.card import JudgingCost
    from rag.answer.prompt import tokens

    labelled = workspace.labels.labelled()
    texts = [
        "\n".join((asked.result.case.question, asked.result.answer.text, *(hit.passage.text for hit in answer.hits)))
        for asked in (labelled_answer.asked for labelled_answer in labelled)
        if (answer := asked.result.answer)
    ]
    price = workspace.settings.llm.price_read or None
    return (
        JudgingCost(len(texts), sum(map(tokens, texts)) // len(texts), price)
        if texts
        else JudgingCost(DEFAULT_SAMPLE_SIZE, price=price)
    )
