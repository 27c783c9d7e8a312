"""The graphs of the versions of the embedder that are not in use, which hold the same documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing

from graph.database_copy import delete_database
from graph.store import GraphStore
from ui.settings import Settings
from ui.stores import EMBEDDED_STORE, locate_store, open_graph
from ui.tuned_models import TunedModels


def remove_documents(settings: Settings, ids: Iterable[str]) -> bool:
    """Remove documents from every kept graph and compact it; False if another process prevents that."""
    names = tuple(ids)
    clean = True
    for store in _kept(settings):
        with closing(store):
            for name in names:
                store.replace(name, None)
            clean = store.compact() and clean
    return clean


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
    """Remove every document and decision."""
    for document in [document.id for document in store.documents()]:
        store.replace(document, None)
    for decision in list(store.decisions()):
        store.forget(decision.pair)


def _kept(settings: Settings) -> Iterator[GraphStore]:
    models = TunedModels(settings)
    current = models.current()
    for version in models.versions():
        if version != current and not locate_store(settings, version).is_missing():
            yield open_graph(settings, version)
