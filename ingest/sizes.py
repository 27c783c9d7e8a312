"""How large a source is, for what is told of its progress."""

from __future__ import annotations

from pathlib import Path

from ingest.types import LoadedFile


def count_chars(loaded: LoadedFile) -> int:
    """Return the number of code points, which replaces bytes for texts without a file."""
    return sum(len(text.text) for text in loaded.texts)


def file_size(path: Path) -> int:
    """Return the size in bytes; 0 for an unreachable file."""
    try:
        return path.stat().st_size
    except OSError:
        return 0
