"""What the pages keep of the graph depends on: where it is, its revision, and what people decided of its entities."""

from __future__ import annotations

from dataclasses import dataclass

from graph.correction import Correction
from graph.relation_correction import RelationCorrection
from graph.types import Decision
from ui.access.reader_workspace import visibility_key
from ui.workspace import Workspace


@dataclass(frozen=True, slots=True)
class GraphState:
    """The graph as it is read; whatever is read twice in one state is the same.

    `folder` is the data folder, with the labels of a reader.
    """

    folder: str
    collection: str
    revision: int
    decisions: tuple[Decision, ...]
    corrections: tuple[Correction, ...]
    relations: tuple[RelationCorrection, ...]


def read_graph_state(space: Workspace, revision: int) -> GraphState:
    """Return the state of a workspace's graph at a revision."""
    store = space.store
    corrections = tuple(store.corrections()), tuple(store.relation_corrections())
    return GraphState(
        visibility_key(space), space.settings.collection, revision, tuple(store.decisions()), *corrections
    )
