"""Labelling in a workspace: the current sample, and the agreement of judges with human labels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from graph.errors import UsageError

if TYPE_CHECKING:
    from evals.card import Card, JudgingCost
    from evals.human.judged import Own
    from evals.human.labels import LabelBook, Sample
    from evals.human.sample import SampledAnswer
    from ui.workspace import Workspace

COUNT = 60
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Work:
    """A sample with its answers in order, and the ids of those a rater has labelled."""

    sample: Sample
    answers: tuple[SampledAnswer, ...]
    done: frozenset[str]

    @property
    def left(self) -> tuple[SampledAnswer, ...]:
        """The answers not labelled yet."""
        return tuple(one for one in self.answers if one.id not in self.done)


def draw_sample(workspace: Workspace, which: Sequence[str], count: int = COUNT, seed: int = 0) -> Sample:
    """Return the sample of these runs, drawn on first use; without runs the last sample, else one of the last run."""
    from evals.human.labels import Sample
    from evals.human.sample import draw

    known = workspace.labels.samples()
    if not which and known:
        return known[0]
    found = [workspace.archive.load(one) for one in which or ("latest",)]
    return workspace.labels.begin(Sample.make([run.id for run in found], count, seed), draw(found, count, seed))


def work_of(workspace: Workspace, sample: Sample, rater: str) -> Work:
    """Return what a rater has to label in a sample; UsageError without a name."""
    if not rater.strip():
        raise UsageError("nobody is named as the rater", "say who judges: --rater NAME")
    book: LabelBook = workspace.labels
    done = frozenset(mark.asked_id for mark in book.marks(" ".join(rater.split())))
    return Work(sample, tuple(book.answers(sample.id)), done)


def hold_judges(workspace: Workspace, by_model: bool, progress: Progress) -> list[Own]:
    """Score every labelled answer and store the agreement of each judge with the labels; LLM judges on request."""
    from evals.card import judge_of
    from evals.human.judged import measured

    labelled = workspace.labels.labelled()
    # An offline judge over samples has the language model draw them.
    silent = [one for one in workspace.metrics if one.judge == "offline" and getattr(one, "samples", None) is None]
    metrics = workspace.metrics if by_model else silent
    name = workspace.embedder.name
    found = measured(labelled, metrics, lambda metric: judge_of(metric, name), progress)
    workspace.labels.keep(found)
    return found


def cards(workspace: Workspace, file: Path | None = None) -> list[Card]:
    """Return the card of every metric, with figures on stored labels; `file` replaces the shipped published figures."""
    from evals.card import cards_of, known_rows

    own = workspace.labels.figures()
    return cards_of(workspace.metrics, known_rows(file), workspace.embedder.name, own, load(workspace))


def load(workspace: Workspace) -> JudgingCost:
    """Estimate the cost of judging the labelled answers, or a sample of default size, with a model."""
    from evals.card import JudgingCost
    from rag.answer.pipeline import tokens

    labelled = workspace.labels.labelled()
    texts = [
        "\n".join((one.result.case.question, one.result.answer.text, *(hit.passage.text for hit in answer.hits)))
        for one in (found.asked for found in labelled)
        if (answer := one.result.answer)
    ]
    price = workspace.settings.llm.price_read or None
    return (
        JudgingCost(len(texts), sum(map(tokens, texts)) // len(texts), price)
        if texts
        else JudgingCost(COUNT, price=price)
    )
