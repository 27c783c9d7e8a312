"""The checks of `graphloop doctor`: everything that has to work, and what to do if it does not."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from graph.contents import describe_contents
from graph.errors import EmbedderMismatch, GraphloopError
from graph.finding import Finding, run_check
from graph.private_files import open_to_others
from graph.stores import require_store
from graph.text.counting import count_noun
from ui.asking import check_embedder
from ui.database_faults import REPAIR_HINT, database_faults
from ui.models import describe_endpoint, llm_options
from ui.settings import Settings, find_unknown_variables
from ui.stores import locate_store, store_options
from ui.workspace import Workspace

EXTRAS = (
    ("models", "sentence_transformers", "other embedders"),
    ("langchain", "langchain", "LangChain models and retrievers"),
    ("ragas", "ragas", "ragas metrics"),
)
MIN_FREE_BYTES = 1_000_000_000


def run_checks(settings: Settings) -> Iterator[Finding]:
    """Yield every finding, starting with the checks that depend on nothing."""
    yield _version()
    for name in find_unknown_variables():
        yield Finding("environment", "note", f"{name} is not a setting", "graphloop config shows the settings")
    yield _file(settings)
    yield _folder(settings.data_dir)
    with Workspace(settings) as workspace:
        yield from _store_findings(workspace)
        yield _journal(workspace.journal)
        for what, look in (("embedder", _embedder), ("names", _tagger), ("model", _model)):
            yield _looked(what, look, workspace)
    for extra, module, purpose in EXTRAS:
        there = find_spec(module) is not None
        hint = "" if there else f'pip install "graphloop[{extra}]" adds {purpose}'
        yield Finding(f"extra {extra}", "ok" if there else "note", "installed" if there else "not installed", hint)


def _looked(what: str, look: Callable[[Workspace], Finding], workspace: Workspace) -> Finding:
    return run_check(what, lambda: look(workspace))


def _version() -> Finding:
    try:
        own = version("graphloop")
    except PackageNotFoundError:
        own = "not installed"
    return Finding("graphloop", "ok", f"{own} on Python {platform.python_version()}, {sys.platform}")


def _file(settings: Settings) -> Finding:
    if not settings.file.exists():
        return Finding("settings file", "ok", f"none; {settings.file} would be written")
    if settings.file.stat().st_mode & 0o077 and any(_secrets(settings)):
        return Finding(
            "settings file", "note", f"{settings.file} contains a key and can be read by other users", "chmod 600 it"
        )
    return Finding("settings file", "ok", str(settings.file))


def _secrets(settings: Settings) -> Iterator[str]:
    for key in (settings.llm.api_key, settings.embedder.api_key, settings.store.password):
        if key.get_secret_value():
            yield key.get_secret_value()


def _folder(folder: Path) -> Finding:
    there = next(place for place in (folder, *folder.parents) if place.exists())
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        reads = "; reading works" if folder.exists() else ""
        return Finding("data folder", "fault", f"{folder} cannot be written{reads}", "choose another: --data-dir")
    if there == folder and open_to_others(folder):
        told = f"{folder} can be opened by other users"
        return Finding("data folder", "note", told, "choose a folder of its own: --data-dir")
    free = shutil.disk_usage(there).free
    told = f"{folder}, {free / 1e9:.1f} GB free"
    return Finding(
        "data folder",
        "ok" if free > MIN_FREE_BYTES else "note",
        told,
        "" if free > MIN_FREE_BYTES else "make room on the disk",
    )


def _store_findings(workspace: Workspace) -> Iterator[Finding]:
    settings = workspace.settings
    check = require_store(settings.store.backend).check
    if check is None:
        yield _looked("store", _store, workspace)
    else:
        yield from check(store_options(settings), lambda: workspace.embedder)


def _store(workspace: Workspace) -> Finding:
    if locate_store(workspace.settings).is_missing():
        return Finding("store", "ok", "does not exist yet; graphloop ingest PATH creates it")
    faults = workspace.store.check()
    if faults:
        return Finding(
            "store",
            "fault",
            f"{count_noun(len(faults), 'fault')}: {faults[0]}",
            f"graphloop store check lists them; {REPAIR_HINT}",
        )
    try:
        check_embedder(workspace)
    except EmbedderMismatch:
        raise
    except GraphloopError:
        pass  # the check of the embedder says so
    return Finding("store", "ok", describe_contents(workspace.store.about()))


def _journal(file: Path) -> Finding:
    if not file.exists():
        return Finding("journal", "ok", "does not exist yet")
    faults = database_faults(file)
    if faults:
        return Finding("journal", "fault", f"{count_noun(len(faults), 'fault')}: {faults[0]}", REPAIR_HINT)
    return Finding("journal", "ok", f"intact, {file.stat().st_size / 1e6:.1f} MB")


def _embedder(workspace: Workspace) -> Finding:
    embedder = workspace.embedder
    embedder.embed(["ready"], "query")
    return Finding("embedder", "ok", f"{embedder.name}, {embedder.dimensions} dimensions")


def _tagger(workspace: Workspace) -> Finding:
    workspace.tagger.mentions("Ada Lovelace")
    return Finding("names", "ok", f"tagged by {workspace.tagger.name}")


def _model(workspace: Workspace) -> Finding:
    from rag.llm.providers import require_provider

    llm = workspace.settings.llm
    if workspace.model() is None:
        return Finding("model", "ok", "not set: answers are quoted from the documents")
    place = describe_endpoint(llm)
    list_models = require_provider(llm.provider).list_models
    models = list_models(llm_options(llm)) if list_models else (llm.model,)
    if llm.model not in models:
        some = ", ".join(models[:8]) or "no model"
        return Finding("model", "fault", f"{place} does not offer {llm.model}", f"it offers {some}")
    return Finding("model", "ok", f"{llm.model} at {place}")
