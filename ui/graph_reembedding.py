"""Embeds the documents of the graph in use anew, with the embedder of the settings.

The long part fills a graph beside the one in use, which stays as it is. Then nothing else may use the graph until the
new one has taken its place.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import Literal

from graph.errors import StoreError, UsageError
from graph.store import GraphStore
from graph.store_spec import StoreLocation
from graph.text.counting import count_noun
from rag.llm.map_concurrent import no_progress
from ui.graph_replacement import replace_graph
from ui.kept_graphs import clear_graph
from ui.progress import Watch
from ui.reembedding_folder import ReembeddingFolder
from ui.settings import Settings
from ui.stores import EMBEDDED_STORE, locate_store, open_closed_store, open_store
from ui.tuned_models import TunedModels, read_use
from ui.tuning import reembed_documents
from ui.workspace import Workspace

COMPARED = ("documents", "passages", "sentences", "mentions", "relations")


@dataclass(frozen=True, slots=True)
class ReembeddedGraph:
    """Whose vectors the graph holds, of how many documents; `current` if it held them before."""

    state: Literal["embedded", "current", "empty"]
    embedder: str = ""
    dimensions: int = 0
    documents: int = 0


def reembed_graph(workspace: Workspace, watch: Watch) -> ReembeddedGraph:
    """Embed the documents anew unless the graph holds the vectors of the settings' embedder.

    Can be interrupted and run again. Raises StoreError, ModelError; UsageError if the documents are in another graph.
    """
    settings = workspace.settings
    _refuse_tuned(settings)
    folder, where = ReembeddingFolder(settings.data_dir), locate_store(settings, workspace.version)
    resumed = folder.is_complete()
    if resumed:
        with folder.lock():
            _replace(settings, folder, where, watch)
    filled = _is_needed(workspace, where, resumed)
    if filled:
        with folder.lock():
            _fill(workspace, folder, where, watch)
            _replace(settings, folder, where, watch)
    elif folder.path.exists():
        with folder.lock():
            folder.delete()
    if where.is_missing():
        return ReembeddedGraph("empty")
    with closing(open_store(settings, where)) as store:
        about = store.about()
    if not about.documents:
        return ReembeddedGraph("empty")
    state: Literal["embedded", "current"] = "embedded" if filled or resumed else "current"
    return ReembeddedGraph(state, about.embedder, about.dimensions, about.documents)


def _refuse_tuned(settings: Settings) -> None:
    use = read_use(TunedModels(settings).use_file)
    if use is not None and use.versions and use.embedder != settings.embedder.name:
        raise UsageError(
            f"the documents are in the graph of {use.versions[-1]!r}, which was tuned from {use.embedder}",
            f"first graphloop config set embedder.name {use.embedder}, graphloop tune rollback; then change it again",
        )


def _is_needed(workspace: Workspace, where: StoreLocation, resumed: bool) -> bool:
    """Return whether there are documents there with other vectors; of what was just resumed the name is enough."""
    if where.is_missing():
        return False
    with closing(open_closed_store(workspace.settings, where)) as store:
        held = store.about()
    embedder = workspace.embedder
    if not held.documents or (resumed and held.embedder == embedder.name):
        return False
    return (held.embedder, held.dimensions) != (embedder.name, embedder.dimensions)


def _fill(workspace: Workspace, folder: ReembeddingFolder, where: StoreLocation, watch: Watch) -> None:
    """Fill the graph beside the one there, which nobody may use at the end.

    Interrupted before, that is in use as it was.
    """
    settings, embedder = workspace.settings, workspace.embedder
    beside = StoreLocation(EMBEDDED_STORE, folder.graph)
    folder.reopen_graph()
    try:
        with closing(open_store(settings, where)) as source, closing(open_store(settings, beside)) as target:
            known = target.about()
            if (known.embedder, known.dimensions) != (embedder.name, embedder.dimensions):
                clear_graph(target)
            reembed_documents(workspace, source, target, embedder, watch("embedding", "documents"))
            folder.close_graph(where)
            # What was changed until others were refused.
            reembed_documents(workspace, source, target, embedder, no_progress)
            _compare(source, target)
        folder.complete()
    finally:
        if not folder.is_complete():
            folder.reopen_graph()


def _compare(source: GraphStore, target: GraphStore) -> None:
    """Raise StoreError if the new graph does not hold as much as the old one, or is not whole."""
    old, new = source.about(), target.about()
    for name in COMPARED:
        if getattr(old, name) != getattr(new, name):
            raise StoreError(
                f"the new graph has {getattr(new, name)} {name}, not {getattr(old, name)}; nothing was changed",
                "graphloop store check; if the graph is intact, run it again",
            )
    if problems := target.check():
        raise StoreError(
            f"the new graph has {count_noun(len(problems), 'fault')}: {problems[0]}; nothing was changed",
            "run it again",
        )


def _replace(settings: Settings, folder: ReembeddingFolder, where: StoreLocation, watch: Watch) -> None:
    """Replace the graph there by the new one, and let others use it."""
    folder.refuse_other(where)
    replace_graph(settings, folder.graph, where, watch("copying", "documents"))
    folder.delete()
