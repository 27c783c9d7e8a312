"""What labels come to in a workspace: the sample that is open, and the judges held against what raters say."""

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
    """A sample with its answers in order, and which of them a rater has judged."""

    sample: Sample
    answers: tuple[SampledAnswer, ...]
    done: frozenset[str]

    @property
    def left(self) -> tuple[SampledAnswer, ...]:
        """The answers that are not judged yet."""
        return tuple(one for one in self.answers if one.id not in self.done)


def draw_sample(workspace: Workspace, which: Sequence[str], count: int = COUNT, seed: int = 0) -> Sample:
    """The sample of these runs, drawn when it is first asked for; without runs the last sample, else the last run's."""
    from evals.human.labels import Sample
    from evals.human.sample import draw

    known = workspace.labels.samples()
    if not which and known:
        return known[0]
    found = [workspace.archive.load(one) for one in which or ("latest",)]
    return workspace.labels.begin(Sample.make([run.id for run in found], count, seed), draw(found, count, seed))


def work_of(workspace: Workspace, sample: Sample, rater: str) -> Work:
    """What a rater has to judge of a sample; UsageError without a name."""
    if not rater.strip():
        raise UsageError("nobody is named as the rater", "say who judges: --rater NAME")
    book: LabelBook = workspace.labels
    done = frozenset(mark.asked_id for mark in book.marks(" ".join(rater.split())))
    return Work(sample, tuple(book.answers(sample.id)), done)


def hold_judges(workspace: Workspace, by_model: bool, progress: Progress) -> list[Own]:
    """Judge every labelled answer anew and keep how far each judge agrees; the model's judges only on request."""
    from evals.card import judge_of
    from evals.human.judged import measured

    labelled = workspace.labels.labelled()
    # An offline judge of samples has the language model draw them.
    silent = [one for one in workspace.metrics if one.judge == "offline" and getattr(one, "samples", None) is None]
    metrics = workspace.metrics if by_model else silent
    name = workspace.embedder.name
    found = measured(labelled, metrics, lambda metric: judge_of(metric, name), progress)
    workspace.labels.keep(found)
    return found


def cards(workspace: Workspace, file: Path | None = None) -> list[Card]:
    """The card of every metric with the figures of the labels that are kept; the published ones of a file, if named."""
    from evals.card import cards_of, known_rows

    own = workspace.labels.figures()
    return cards_of(workspace.metrics, known_rows(file), workspace.embedder.name, own, load(workspace))


def load(workspace: Workspace) -> JudgingCost:
    """What asking a model of the labelled answers, or of as many as a sample has, would take."""
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
