"""Files that came through the browser, kept in the data folder under the hash of their content."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from pathlib import Path

from graph.errors import UsageError
from graph.private_files import make_folder, write_file

_UNSAFE = re.compile(r"[^\w .()+-]+")
_LONGEST = 80


def keep(data_dir: Path, name: str, content: bytes) -> Path:
    """Write a file to `uploads/HASH/LABEL` and return its place; the same content and name is written once.

    The folder is decided by the content alone. The label only tells readers what the file was called: it holds
    letters, digits, spaces and `.-_+()`, and never begins with a dot.
    """
    folder = data_dir / "uploads" / hashlib.sha256(content).hexdigest()[:32]
    place = folder / safe_label(name)
    if place.exists() and place.stat().st_size == len(content):
        return place
    part = folder / f".{os.getpid()}.part"
    try:
        make_folder(folder)
        write_file(part, content)
        os.replace(part, place)
    except OSError as error:
        raise UsageError(f"the upload cannot be kept: {error.strerror}", f"check {data_dir}")
    return place


def discard(data_dir: Path, source: str) -> None:
    """Remove an uploaded file; one that lies elsewhere is the user's own and stays."""
    if is_upload(data_dir, source):
        place = Path(source)
        place.unlink(missing_ok=True)
        if place.parent.is_dir() and not any(place.parent.iterdir()):
            place.parent.rmdir()


def is_upload(data_dir: Path, source: str) -> bool:
    """Whether a document came through the browser."""
    place = Path(source)
    return place.parent.parent == data_dir / "uploads" and ".." not in place.parts


def safe_label(name: str) -> str:
    """The last part of a name with only harmless characters, its suffix kept; at most 80 bytes of either."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    stem, dot, suffix = _UNSAFE.sub("_", last).strip(" .").rpartition(".")
    if not dot:
        stem, suffix = suffix, ""
    stem = _cut(stem.strip(" ."), _LONGEST) or "document"
    return f"{stem}.{_cut(suffix, 12)}" if suffix else stem


def _cut(text: str, size: int) -> str:
    return text.encode()[:size].decode(errors="ignore").strip()
