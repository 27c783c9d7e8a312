"""Lets the language model of a workspace enrich its graph."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from graph.errors import UsageError
from graph.types import Filter
from ingest.enrich.marks import EnrichmentMarks
from ingest.enrich.ontology import Ontology
from ingest.enrich.plan import EnrichSetup
from rag.llm.families import is_small
from rag.llm.usage import Prices

if TYPE_CHECKING:
    from ui.workspace import Workspace


@contextmanager
def open_enrichment(
    workspace: Workspace,
    ontology: Ontology,
    where: Filter,
    workers: int = 4,
    gleanings: int = 0,
) -> Iterator[EnrichSetup]:
    """Yield what an enrichment of the visible documents works with; UsageError without a model or documents."""
    workspace.need_documents()
    model = workspace.model()
    if model is None:
        raise UsageError("there is no language model to ask", "graphloop config set llm.model NAME, or graphloop model")
    marks = EnrichmentMarks(workspace.journal, workspace.settings.collection)
    try:
        setup = EnrichSetup(workspace.store, model, marks, where, ontology)
        yield replace(setup, workers=workers, brief=is_small(model.name), gleanings=gleanings)
    finally:
        marks.close()


def model_prices(workspace: Workspace) -> Prices:
    """Return the prices of the settings."""
    return Prices(workspace.settings.llm.price_read, workspace.settings.llm.price_written)


def forget_enrichment(workspace: Workspace, documents: Sequence[str]) -> None:
    """Forget that these documents were enriched."""
    marks = EnrichmentMarks(workspace.journal, workspace.settings.collection)
    try:
        marks.forget(documents)
    finally:
        marks.close()
