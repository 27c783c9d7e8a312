"""The folders that documents were read from, so that they can be looked through again."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

from ui import uploads
from ui.samples.questions import SAMPLE_DOCUMENTS


def find_read_folders(sources: Iterable[str], data_dir: Path, allowed: Collection[Path] = ()) -> tuple[Path, ...]:
    """Return the outermost folders of these files, without uploads and samples.

    An allowed folder stands for all that was read in it.
    """
    samples = SAMPLE_DOCUMENTS.resolve()
    folders = {
        next((folder for folder in allowed if Path(source).is_relative_to(folder)), Path(source).parent)
        for source in sources
        if not uploads.is_upload(data_dir, source) and not Path(source).is_relative_to(samples)
    }
    return tuple(sorted(folder for folder in folders if folders.isdisjoint(folder.parents)))
