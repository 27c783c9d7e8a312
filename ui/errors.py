"""Error analysis of a run with the documents, retriever and labels of a workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.errors import EmbedderMismatch, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evals.error_analysis import ErrorAnalysis, Search
    from evals.types import Run
    from rag.types import Hit
    from ui.workspace import Workspace


def find_error_causes(workspace: Workspace, run: Run, threshold: float | None = None) -> ErrorAnalysis:
    """Return the causes of a run's wrong answers; the default threshold is that of the metric's card.

    Raises UsageError for a run saved without passages.
    """
    from evals.card import threshold_of
    from evals.error_analysis import LEADING_METRIC, analyse_errors
    from evals.evidence_location import DocumentLibrary
    from evals.human.rubric import RIGHT_GRADE
    from ui.labels import build_cards

    if not has_passages(run):
        raise UsageError("the run was saved without its passages", "save it with them: graphloop eval save --passages")
    cut = threshold_of(LEADING_METRIC, build_cards(workspace)) if threshold is None else threshold
    has_documents = workspace.store.about().documents > 0
    graded = [(answer.asked, answer.worth("correct")) for answer in workspace.labels.labelled()]
    right = frozenset(asked.id for asked, worth in graded if worth is not None and worth > RIGHT_GRADE)
    library = DocumentLibrary(workspace.store if has_documents else None, workspace.where)
    return analyse_errors(run, library, cut, _search(workspace, run) if has_documents else None, right)


def has_passages(run: Run) -> bool:
    """Whether the answers of a run include their passages, which error analysis needs."""
    answers = [result.answer for result in run.results if result.answer]
    return not answers or any(answer.hits for answer in answers)


def _search(workspace: Workspace, run: Run) -> Search | None:
    """Return a search with the run's own retriever; None if the retriever or its vectors are not available here."""
    try:
        find = workspace.retriever(dict(run.settings).get("retriever"))
    except (EmbedderMismatch, UsageError):  # for example a run of another system, whose retriever is not available
        return None

    def search(question: str, k: int) -> Sequence[Hit]:
        return find(question, k, workspace.where)

    return search
