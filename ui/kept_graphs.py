"""The graphs beside the one in use, which hold the same documents: of other versions of the embedder, and the one that
is being embedded anew."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing

from graph.database_copy import delete_database
from graph.store import GraphStore
from graph.store_spec import StoreLocation
from graph.types import Filter
from ui.reembedding_folder import ReembeddingFolder
from ui.settings import Settings
from ui.stores import EMBEDDED_STORE, locate_store, open_graph, open_store
from ui.tuned_models import TunedModels


def open_kept_graphs(settings: Settings, version: str) -> Iterator[GraphStore]:
    """Yield the graphs of all versions but one, and the one that is being embedded anew, each open until the next."""
    anew = StoreLocation(EMBEDDED_STORE, ReembeddingFolder(settings.data_dir).graph)
    if not anew.is_missing():
        with closing(open_store(settings, anew)) as store:
            yield store
    for other in TunedModels(settings).versions():
        if other != version and not locate_store(settings, other).is_missing():
            with closing(open_graph(settings, other)) as store:
                yield store


def remove_outdated(settings: Settings, version: str, graph: GraphStore, sources: Sequence[str]) -> None:
    """Remove from the kept graphs what the graph in use no longer holds of these sources, or holds with other text."""
    where = Filter(settings.collection, sources=tuple(sources))
    current = {document.id: document.content_hash for document in graph.documents(where)}
    for store in open_kept_graphs(settings, version):
        for document in list(store.documents(where)):
            if current.get(document.id) != document.content_hash:
                store.replace(document.id, None)


def remove_other_graphs(settings: Settings, version: str) -> None:
    """Delete the graphs of all versions but one; those in files may be damaged."""
    for other in TunedModels(settings).versions():
        where = locate_store(settings, other)
        if other == version or where.is_missing():
            continue
        if where.file is not None and where.store == EMBEDDED_STORE:
            delete_database(where.file)
        else:
            with closing(open_graph(settings, other)) as store:
                clear_graph(store)


def remove_version(settings: Settings, version: str) -> None:
    """Delete a tuned embedder with its graph; UsageError if it is not one, is in use, or may be rolled back to."""
    models = TunedModels(settings)
    folder = models.folder_of(version)
    models.refuse_used(version)
    if not folder.exists():
        models.find(version)
    if locate_store(settings, version).file is None:
        with closing(open_graph(settings, version)) as store:
            clear_graph(store)
    models.remove(version)


def clear_graph(store: GraphStore) -> None:
    """Remove every document, decision and correction."""
    for document in [document.id for document in store.documents()]:
        store.replace(document, None)
    clear_decisions(store)


def clear_decisions(store: GraphStore) -> None:
    """Remove every decision and correction."""
    for decision in list(store.decisions()):
        store.forget(decision.pair)
    for correction in list(store.corrections()):
        store.restore(correction.entity_id)
    for relation in list(store.relation_corrections()):
        store.restore_relation(relation.triple)
