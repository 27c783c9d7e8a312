"""Backs up and restores everything in a data folder while other processes use it.

A graph on a server is copied into a file for the backup and back from it, so either store can be restored from a
backup of the other. Settings and keys are not part of a backup; caches are rebuilt.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from graph.copy import copy
from graph.database_copy import copy_database
from graph.errors import StoreError, UsageError
from graph.private_files import FOLDER_MODE, make_folder
from graph.sqlite.generation import begin_generation, last_revision
from graph.store import GraphStore
from ui import backup_file
from ui.backup_file import GRAPH, JOURNAL, Manifest, Step
from ui.database_faults import database_faults, journal_rows
from ui.settings import Settings
from ui.stores import Place, open_store, place

UPLOADS = "uploads"
TRIES = 5


def write_backup(
    settings: Settings, file: Path, replace: bool = False, step: Step = lambda _done, _all: None
) -> Manifest:
    """Write the contents of the data folder to a file. Raises UsageError, StoreError; OSError becomes a UsageError."""
    if file.is_dir() or (file.exists() and not replace):
        raise UsageError(f"{file} is there already", "choose another name, or --replace")
    if not settings.data_dir.is_dir():
        raise UsageError(
            f"there is nothing to back up in {settings.data_dir}", "graphloop config path says where it looks"
        )
    backend = settings.store.backend
    now = datetime.now(UTC).isoformat(timespec="seconds")
    manifest = Manifest(backup_file.FORM, version("graphloop"), now, str(settings.data_dir), backend, ())
    try:
        with _workplace(settings.data_dir) as work:
            sources = dict(_sources(settings, work))
            if not sources:
                raise UsageError(f"there is nothing to back up in {settings.data_dir}", "graphloop ingest PATH begins")
            return backup_file.pack(file, manifest, sources, step)
    except OSError as error:
        raise UsageError(f"cannot write {file}: {error.strerror or error}", "choose another place, or make room")


def restore_backup(
    settings: Settings, file: Path, replace: bool = False, step: Step = lambda _done, _all: None
) -> Manifest:
    """Restore a backup into the data folder and its store; with `replace`, existing data is replaced.

    The whole backup is verified before anything changes. Each database changes in one transaction; to finish an
    interrupted restore, run it again with `replace`. Raises Damaged, UsageError, StoreError.
    """
    manifest = backup_file.verify(file, step)
    try:
        make_folder(settings.data_dir)
        with _workplace(settings.data_dir, manifest.size) as work:
            databases = {GRAPH: work / GRAPH, JOURNAL: work / JOURNAL}
            backup_file.unpack(file, manifest, databases.get)
            _refuse_faults(settings, work)
            if not replace:
                _refuse_to_replace(settings)
            _restore_journal(settings, databases[JOURNAL])
            _restore_uploads(settings, file, manifest)
            _restore_graph(settings, databases[GRAPH])
    except OSError as error:
        raise UsageError(f"cannot write {settings.data_dir}: {error.strerror or error}", "make room, then run it again")
    return manifest


def _sources(settings: Settings, work: Path) -> Iterator[tuple[str, Path]]:
    """Yield the parts of a backup by name; databases as consistent snapshots."""
    journal = settings.data_dir / JOURNAL
    if journal.exists():
        copy_database(journal, work / JOURNAL)
        yield JOURNAL, work / JOURNAL
    graph = place(settings)
    if graph.file is None:
        with closing(open_store(settings, graph)) as store:
            _copy_graph(settings, store, work / GRAPH)
        yield GRAPH, work / GRAPH
    elif graph.file.exists():
        copy_database(graph.file, work / GRAPH)
        yield GRAPH, work / GRAPH
    uploads = settings.data_dir / UPLOADS
    for upload in sorted(uploads.glob("*/*")):
        if upload.is_file() and not upload.name.startswith("."):
            yield upload.relative_to(settings.data_dir).as_posix(), upload


def _copy_graph(settings: Settings, source: GraphStore, file: Path) -> None:
    """Copy a store that others may write to meanwhile; retry if it changed during the copy."""
    with closing(open_store(settings, Place(file))) as target:
        for left in range(TRIES, 0, -1):
            wanted = {document.id for document in source.documents()}
            for document in [document.id for document in target.documents() if document.id not in wanted]:
                target.replace(document, None)
            try:
                found = copy(source, target)
            except (StoreError, UsageError):
                if left == 1:
                    raise
                continue
            if found.differences:
                raise StoreError(f"the copy of the graph differs: {found.differences[0]}", "graphloop store check")
            return


def _refuse_faults(settings: Settings, work: Path) -> None:
    """Raise an error if the databases of the backup are damaged or were written by a later version."""
    from ui.workspace import Workspace

    own = settings.model_copy(
        update={"data_dir": work, "store": settings.store.model_copy(update={"backend": "sqlite"})}
    )
    faults = [fault for name in (GRAPH, JOURNAL) for fault in database_faults(work / name)]
    with Workspace(own) as opened:
        if (work / GRAPH).exists():
            faults += opened.store.check()
        if (work / JOURNAL).exists():
            opened.open_journal()
    if faults:
        raise backup_file.Damaged(f"the backup is not whole: {faults[0]}", "nothing was changed; take another backup")


def _refuse_to_replace(settings: Settings) -> None:
    """Raise UsageError if the restore would overwrite documents, conversations, cases or feedback."""
    where = place(settings)
    held: list[str] = []
    if where.file is None or where.file.exists():
        with closing(open_store(settings, where)) as store:
            count = store.about().documents
            held += [f"{count} document(s) in {where}"] if count else []
    try:
        rows = journal_rows(settings.data_dir / JOURNAL)
    except sqlite3.DatabaseError:
        rows = 1
    held += [f"conversations, cases or feedback in {settings.data_dir / JOURNAL}"] if rows else []
    if held:
        raise UsageError(f"there is something already: {' and '.join(held)}", "--replace puts the backup in its place")


def _restore_journal(settings: Settings, source: Path) -> None:
    target = settings.data_dir / JOURNAL
    if database_faults(target) or not source.exists():
        _forget(target)
    if source.exists():
        copy_database(source, target)


def _restore_uploads(settings: Settings, file: Path, manifest: Manifest) -> None:
    """Restore the uploads of the backup and delete all others."""
    kept = {part.name for part in manifest.parts}
    backup_file.unpack(file, manifest, lambda name: settings.data_dir / name if name.startswith(UPLOADS) else None)
    for upload in (settings.data_dir / UPLOADS).glob("*/*"):
        if upload.relative_to(settings.data_dir).as_posix() not in kept:
            upload.unlink()
    for folder in (settings.data_dir / UPLOADS).glob("*"):
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()


def _restore_graph(settings: Settings, source: Path) -> None:
    where = place(settings)
    if where.file is not None:
        before = last_revision(where.file) if where.file.exists() else 0
        if database_faults(where.file) or not source.exists():
            _forget(where.file)
        if source.exists():
            copy_database(source, where.file)
            begin_generation(where.file, before)
        return
    with closing(open_store(settings, Place(source))) as origin, closing(open_store(settings, where)) as target:
        known = {document.id for document in origin.documents()}
        for document in [document.id for document in target.documents() if document.id not in known]:
            target.replace(document, None)
        found = copy(origin, target)
    if found.differences:
        raise StoreError(f"the restored graph differs: {found.differences[0]}", "graphloop store check")


def _forget(database: Path) -> None:
    for name in (database.name, f"{database.name}-wal", f"{database.name}-shm"):
        database.with_name(name).unlink(missing_ok=True)


def forget_left(data_dir: Path) -> None:
    """Delete the work folders, with copies of the databases, that backups of dead processes left in the data folder."""
    for left in data_dir.glob(".backup-*"):
        if not _lives(left.name.rpartition("-")[2]):
            shutil.rmtree(left, ignore_errors=True)


@contextmanager
def _workplace(data_dir: Path, needed: int = 0) -> Iterator[Path]:
    """Yield a temporary work folder in the data folder, after deleting those left by dead processes."""
    forget_left(data_dir)
    if shutil.disk_usage(data_dir).free < 2 * needed:
        raise UsageError(f"the backup needs {2 * needed / 1e9:.1f} GB in {data_dir}", "make room on the disk")
    work = data_dir / f".backup-{os.getpid()}"
    work.mkdir(FOLDER_MODE)
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _lives(process: str) -> bool:
    import psutil  # type: ignore[import-untyped]

    return process.isdigit() and bool(psutil.pid_exists(int(process)))
