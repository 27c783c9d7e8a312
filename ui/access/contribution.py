"""Takes what a contributor uploads: it gets the contributor's labels, and nothing that is there is changed by it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from graph.errors import AccessDenied, UsageError
from graph.store import GraphStore
from graph.types import Filter
from ui import uploads
from ui.access.reader import Reader
from ui.workspace import Workspace

if TYPE_CHECKING:
    from ingest.report import Progress, Report


def ingest_uploads(
    whole: Workspace, reader: Reader, visible: GraphStore, paths: Sequence[str | Path], progress: Progress | None
) -> Report:
    """Ingest uploaded files with the reader's labels; `visible` is the store as the reader sees it.

    Raises AccessDenied for any other file, UsageError for a file that is stored already: reading it again would label
    it anew.
    """
    from ingest.choices import Choices
    from ingest.labels import Labels
    from ui.ingesting import ingest_files

    folder = whole.settings.data_dir
    for path in paths:
        if not (Path(path).is_file() and uploads.is_upload(folder, str(Path(path).resolve()))):
            raise AccessDenied(f"a contributor may upload files, but not read {path}", "upload it, or ask an admin")
    _refuse_stored(whole, visible, [Path(path).resolve() for path in paths])
    return ingest_files(whole, paths, progress, Choices(labels=Labels(access=reader.labels)), keep_former=True)


def _refuse_stored(whole: Workspace, visible: GraphStore, paths: Sequence[Path]) -> None:
    from ingest.ledger import file_digest

    collection = whole.settings.collection
    known = {entry.file_hash: source for source, entry in whole.ledger.entries(collection).items()}
    for path in paths:
        source = known.get(file_digest(path))
        if source is None:
            continue
        seen = next(iter(visible.documents(Filter(collection, sources=(source,)))), None)
        where = "" if seen is None else f" as {Path(source).name}"
        raise UsageError(f"the content of {path.name} is stored already{where}", "ask an admin if you do not find it")
