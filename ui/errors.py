"""The wrong answers of a run by cause, as a workspace can tell them: its documents, its retriever, its labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.errors import EmbedderMismatch, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evals.error_analysis import Causes, Search
    from evals.types import Run
    from rag.types import Hit
    from ui.workspace import Workspace


def causes_here(workspace: Workspace, run: Run, threshold: float | None = None) -> Causes:
    """The causes of a run's wrong answers; without a threshold, that of the metric's card.

    UsageError for a run whose answers came without their passages.
    """
    from evals.card import threshold_of
    from evals.error_analysis import LEADING, causes_of
    from evals.evidence_location import Library
    from evals.human.rubric import RIGHT
    from ui.labels import cards

    if not has_passages(run):
        raise UsageError("the run came without its passages", "save it with them: graphloop eval save --passages")
    cut = threshold_of(LEADING, cards(workspace)) if threshold is None else threshold
    there = workspace.store.about().documents > 0
    called = [(one.asked, one.worth("correct")) for one in workspace.labels.labelled()]
    right = frozenset(asked.id for asked, worth in called if worth is not None and worth > RIGHT)
    library = Library(workspace.store if there else None, workspace.where)
    return causes_of(run, library, cut, _search(workspace, run) if there else None, right)


def has_passages(run: Run) -> bool:
    """Whether the answers of a run came with what they were made from, without which no cause can be told."""
    answers = [result.answer for result in run.results if result.answer]
    return not answers or any(answer.hits for answer in answers)


def _search(workspace: Workspace, run: Run) -> Search | None:
    """The run's own retriever; None where the store holds vectors of another embedder."""
    try:
        find = workspace.retriever(dict(run.settings).get("retriever"))
    except (EmbedderMismatch, UsageError):  # a run of a system that is not ours: its own search is not to be had
        return None

    def search(question: str, k: int) -> Sequence[Hit]:
        return find(question, k, workspace.where)

    return search
