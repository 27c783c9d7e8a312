"""The folder within the data folder in which a backup is put together, or a training that is not kept."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from graph.errors import UsageError
from graph.private_files import FOLDER_MODE


def delete_stale_work_folders(data_dir: Path) -> None:
    """Delete the work folders, with copies of the databases, that dead processes left in the data folder."""
    for folder in data_dir.glob(".backup-*"):
        if not _is_running(folder.name.rpartition("-")[2]):
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def work_folder(data_dir: Path, needed: int = 0) -> Iterator[Path]:
    """Yield a temporary work folder in the data folder, after deleting those left by dead processes."""
    delete_stale_work_folders(data_dir)
    if shutil.disk_usage(data_dir).free < 2 * needed:
        raise UsageError(f"the backup needs {2 * needed / 1e9:.1f} GB in {data_dir}", "make room on the disk")
    work = data_dir / f".backup-{os.getpid()}"
    work.mkdir(FOLDER_MODE)
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _is_running(process: str) -> bool:
    import psutil

    return process.isdigit() and bool(psutil.pid_exists(int(process)))
