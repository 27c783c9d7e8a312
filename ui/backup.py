"""Backs up and restores everything in a data folder while other processes use it.

A graph of another store is copied into an SQLite file for the backup and back from it, so every store can be restored
from a backup of any other. Settings and keys are not part of a backup; caches are rebuilt.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from graph.copy import copy_graph
from graph.database_copy import copy_database, delete_database
from graph.errors import StoreError, UsageError
from graph.private_files import make_folder
from graph.store import GraphStore
from graph.store_spec import StoreLocation
from graph.text.counting import count_noun
from ui import backup_file
from ui.backup_file import GRAPH_PART, JOURNAL_PART, ByteProgress, Manifest
from ui.backup_work_folder import work_folder
from ui.database_faults import count_journal_rows, database_faults
from ui.graph_replacement import replace_graph
from ui.kept_graphs import remove_other_graphs
from ui.reembedding_folder import ReembeddingFolder
from ui.settings import Settings
from ui.stores import EMBEDDED_STORE, locate_store, open_store
from ui.tuned_models import ORIGINAL, TUNED_FOLDER, USE_FILE, TunedModels, read_use

UPLOADS_PREFIX = "uploads"
USE_PART = f"{TUNED_FOLDER}/{USE_FILE}"
MAX_COPY_TRIES = 5


def write_backup(
    settings: Settings, file: Path, replace: bool = False, step: ByteProgress = lambda _done, _all: None
) -> Manifest:
    """Write the contents of the data folder to a file. Raises UsageError, StoreError; OSError becomes a UsageError."""
    if file.is_dir() or (file.exists() and not replace):
        raise UsageError(f"{file} already exists", "choose another name, or overwrite it with --replace")
    if not settings.data_dir.is_dir():
        raise UsageError(
            f"there is nothing to back up in {settings.data_dir}", "graphloop config path shows which folder is used"
        )
    backend = settings.store.backend
    now = datetime.now(UTC).isoformat(timespec="seconds")
    manifest = Manifest(backup_file.FORMAT_VERSION, version("graphloop"), now, str(settings.data_dir), backend, ())
    try:
        with work_folder(settings.data_dir) as work:
            sources = dict(_sources(settings, work))
            if not sources:
                raise UsageError(
                    f"there is nothing to back up in {settings.data_dir}", "add documents first: graphloop ingest PATH"
                )
            return backup_file.pack_backup(file, manifest, sources, step)
    except OSError as error:
        raise UsageError(
            f"cannot write {file}: {error.strerror or error}", "choose another path, or make room on the disk"
        )


def restore_backup(
    settings: Settings, file: Path, replace: bool = False, step: ByteProgress = lambda _done, _all: None
) -> Manifest:
    """Restore a backup into the data folder and its store; with `replace`, existing data is replaced.

    The whole backup is verified before anything changes. Each database changes in one transaction; to finish an
    interrupted restore, run it again with `replace`. Raises Damaged, UsageError, StoreError.
    """
    manifest = backup_file.verify_backup(file, step)
    try:
        make_folder(settings.data_dir)
        with work_folder(settings.data_dir, manifest.size) as work:
            unpacked = {name: work / Path(name).name for name in (GRAPH_PART, JOURNAL_PART, USE_PART)}
            backup_file.unpack_backup(file, manifest, unpacked.get)
            version = _used_version(settings, unpacked[USE_PART])
            _refuse_faults(settings, work)
            if not replace:
                _refuse_to_replace(settings)
            _restore_journal(settings, unpacked[JOURNAL_PART])
            _restore_uploads(settings, file, manifest)
            ReembeddingFolder(settings.data_dir).delete()
            replace_graph(settings, unpacked[GRAPH_PART], locate_store(settings, version))
            _restore_embedder(settings, file, manifest, unpacked[USE_PART], version)
    except OSError as error:
        raise UsageError(
            f"cannot write {settings.data_dir}: {error.strerror or error}", "make room on the disk, then run it again"
        )
    return manifest


def _sources(settings: Settings, work: Path) -> Iterator[tuple[str, Path]]:
    """Yield the parts of a backup by name; databases as consistent snapshots."""
    journal = settings.data_dir / JOURNAL_PART
    if journal.exists():
        copy_database(journal, work / JOURNAL_PART)
        yield JOURNAL_PART, work / JOURNAL_PART
    graph = locate_store(settings)
    if not graph.is_missing():
        if graph.file is not None and graph.store == EMBEDDED_STORE:
            copy_database(graph.file, work / GRAPH_PART)
        else:
            with closing(open_store(settings, graph)) as store:
                _copy_graph(settings, store, work / GRAPH_PART)
        yield GRAPH_PART, work / GRAPH_PART
    uploads = settings.data_dir / UPLOADS_PREFIX
    for upload in sorted(uploads.glob("*/*")):
        if upload.is_file() and not upload.name.startswith("."):
            yield upload.relative_to(settings.data_dir).as_posix(), upload
    yield from TunedModels(settings).export_use(work)


def _copy_graph(settings: Settings, source: GraphStore, file: Path) -> None:
    """Copy a store that others may write to meanwhile; retry if it changed during the copy."""
    with closing(open_store(settings, StoreLocation(EMBEDDED_STORE, file))) as target:
        for tries_left in range(MAX_COPY_TRIES, 0, -1):
            wanted = {document.id for document in source.documents()}
            for document in [document.id for document in target.documents() if document.id not in wanted]:
                target.replace(document, None)
            try:
                copied = copy_graph(source, target)
            except (StoreError, UsageError):
                if tries_left == 1:
                    raise
                continue
            if copied.differences:
                raise StoreError(f"the copy of the graph differs: {copied.differences[0]}", "graphloop store check")
            return


def _refuse_faults(settings: Settings, work: Path) -> None:
    """Raise an error if the databases of the backup are damaged or were written by a later version."""
    from ui.workspace import Workspace

    scratch_settings = settings.model_copy(
        update={"data_dir": work, "store": settings.store.model_copy(update={"backend": EMBEDDED_STORE})}
    )
    faults = [fault for name in (GRAPH_PART, JOURNAL_PART) for fault in database_faults(work / name)]
    with Workspace(scratch_settings) as opened:
        if (work / GRAPH_PART).exists():
            faults += opened.store.check()
        if (work / JOURNAL_PART).exists():
            opened.open_journal()
    if faults:
        raise backup_file.DamagedBackup(
            f"the backup is damaged: {faults[0]}", "nothing was changed; use another backup"
        )


def _refuse_to_replace(settings: Settings) -> None:
    """Raise UsageError if the restore would overwrite documents, tuned models, conversations, cases or feedback."""
    where = locate_store(settings)
    existing: list[str] = []
    if not where.is_missing():
        with closing(open_store(settings, where)) as store:
            count = store.about().documents
            existing += [f"{count_noun(count, 'document')} in {where}"] if count else []
    tuned = [version for version in TunedModels(settings).versions() if version != ORIGINAL]
    existing += [count_noun(len(tuned), "tuned model")] if tuned else []
    try:
        rows = count_journal_rows(settings.data_dir / JOURNAL_PART)
    except sqlite3.DatabaseError:
        rows = 1
    existing += [f"conversations, cases or feedback in {settings.data_dir / JOURNAL_PART}"] if rows else []
    if existing:
        raise UsageError(f"the restore would replace {' and '.join(existing)}", "to replace them, add --replace")


def _used_version(settings: Settings, note: Path) -> str:
    """Return the version of the embedder that the backup uses; UsageError if it was tuned for another embedder."""
    use = read_use(note)
    if use is None or not use.versions:
        return ORIGINAL
    if use.embedder != settings.embedder.name:
        raise UsageError(
            f"the backup uses a model that was tuned from the embedder {use.embedder}, and embedder.name is "
            f"{settings.embedder.name}",
            f"nothing was changed; graphloop config set embedder.name {use.embedder}",
        )
    return use.versions[-1]


def _restore_embedder(settings: Settings, file: Path, manifest: Manifest, note: Path, version: str) -> None:
    """Restore the tuned embedder that was in use, if one was, and delete all others with their graphs.

    Comes after the graph: until then the former embedder finds the former documents.
    """
    models = TunedModels(settings)
    names = {part.name for part in manifest.parts if part.name.startswith(f"{TUNED_FOLDER}/")} - {USE_PART}
    backup_file.unpack_backup(file, manifest, lambda name: settings.data_dir / name if name in names else None)
    models.take_over(note)
    remove_other_graphs(settings, version)
    models.keep_only(version, {settings.data_dir / name for name in names})


def _restore_journal(settings: Settings, source: Path) -> None:
    target = settings.data_dir / JOURNAL_PART
    if database_faults(target) or not source.exists():
        delete_database(target)
    if source.exists():
        copy_database(source, target)


def _restore_uploads(settings: Settings, file: Path, manifest: Manifest) -> None:
    """Restore the uploads of the backup and delete all others."""
    names = {part.name for part in manifest.parts}
    backup_file.unpack_backup(
        file, manifest, lambda name: settings.data_dir / name if name.startswith(UPLOADS_PREFIX) else None
    )
    for upload in (settings.data_dir / UPLOADS_PREFIX).glob("*/*"):
        if upload.relative_to(settings.data_dir).as_posix() not in names:
            upload.unlink()
    for folder in (settings.data_dir / UPLOADS_PREFIX).glob("*"):
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
