"""The graphs of the versions of the embedder that are not in use, which hold the same documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing

from graph.store import GraphStore
from ui.settings import Settings
from ui.stores import locate_store, open_graph
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


def clear_graphs(settings: Settings) -> None:
    """Remove every document from the graph in use and from the kept ones."""
    for version in TunedModels(settings).versions():
        if not locate_store(settings, version).is_missing():
            with closing(open_graph(settings, version)) as store:
                _clear(store)
                store.compact()


def remove_version(settings: Settings, version: str) -> None:
    """Delete a tuned embedder with its graph; UsageError if it is not one, is in use, or may be rolled back to."""
    models = TunedModels(settings)
    folder = models.folder_of(version)
    models.refuse_used(version)
    if not folder.exists():
        models.find(version)
    if locate_store(settings, version).file is None:
        with closing(open_graph(settings, version)) as store:
            _clear(store)
    models.remove(version)


def _clear(store: GraphStore) -> None:
    for document in [document.id for document in store.documents()]:
        store.replace(document, None)


def _kept(settings: Settings) -> Iterator[GraphStore]:
    models = TunedModels(settings)
    current = models.current()
    for version in models.versions():
        if version != current and not locate_store(settings, version).is_missing():
            yield open_graph(settings, version)
