"""Atomic file writes: a file appears complete or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from graph.errors import UsageError


@contextmanager
def open_atomic(path: Path, encoding: str = "utf-8", newline: str = "\n") -> Iterator[TextIO]:
    """Yield a file that replaces `path` only once it is fully written; UsageError if it cannot be written."""
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("w", encoding=encoding, newline=newline) as file:
            yield file
        os.replace(part, path)
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}", "choose another path")
