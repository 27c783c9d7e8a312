"""Files uploaded through the browser, kept in the data folder under the hash of their content."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from pathlib import Path

from graph.errors import UsageError
from graph.private_files import make_folder, write_file

UPLOADS_FOLDER = "uploads"
_HASH = re.compile(r"[0-9a-f]{32}")
_PART = re.compile(r"\.\d+\.part")
_UNSAFE = re.compile(r"[^\w .()+-]+")
_MAX_STEM_BYTES = 80


def save_upload(data_dir: Path, name: str, content: bytes) -> Path:
    """Write a file to `uploads/HASH/LABEL` and return its path; the same content and name is written once.

    The folder depends on the content alone. The label only shows the original file name: it contains letters, digits,
    spaces and `.-_+()`, and never begins with a dot.
    """
    folder = data_dir / UPLOADS_FOLDER / hashlib.sha256(content).hexdigest()[:32]
    target = folder / sanitize_name(name)
    if target.exists() and target.stat().st_size == len(content):
        return target
    part = folder / f".{os.getpid()}.part"
    try:
        make_folder(folder)
        write_file(part, content)
        os.replace(part, target)
    except OSError as error:
        raise UsageError(
            f"the upload cannot be saved: {error.strerror}", f"check the permissions and free space of {data_dir}"
        )
    return target


def delete_upload(data_dir: Path, source: str) -> None:
    """Delete an uploaded file and leftovers of interrupted uploads beside it; files elsewhere stay."""
    upload = find_upload(data_dir, source)
    if upload is None:
        return
    upload.unlink(missing_ok=True)
    if not upload.parent.is_dir():
        return
    siblings = list(upload.parent.iterdir())
    if all(_PART.fullmatch(file.name) for file in siblings):
        for file in siblings:
            file.unlink(missing_ok=True)
        upload.parent.rmdir()


def is_upload(data_dir: Path, source: str) -> bool:
    """Whether a document was uploaded through the browser."""
    return find_upload(data_dir, source) is not None


def upload_name(source: str) -> str:
    """Return the file name of an upload."""
    return Path(source).name


def find_upload(data_dir: Path, source: str) -> Path | None:
    """Return the path of an upload, even if the data folder was moved since; None for any other source.

    Sources are stored with links resolved.
    """
    path = Path(source)
    if len(path.parts) < 3 or path.parts[-3] != UPLOADS_FOLDER or not _HASH.fullmatch(path.parts[-2]):
        return None
    if path.name in ("", ".", ".."):
        return None
    here = data_dir / UPLOADS_FOLDER / path.parts[-2] / path.name
    inside = path.parent.parent in (data_dir / UPLOADS_FOLDER, data_dir.resolve() / UPLOADS_FOLDER)
    moved = not path.exists() and here.is_file()
    return here if inside or moved else None


def sanitize_name(name: str) -> str:
    """Return the last part of a path with unsafe characters replaced; stem at most 80 bytes, suffix at most 12."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    stem, dot, suffix = _UNSAFE.sub("_", last).strip(" .").rpartition(".")
    if not dot:
        stem, suffix = suffix, ""
    stem = _cut(stem.strip(" ."), _MAX_STEM_BYTES) or "document"
    return f"{stem}.{_cut(suffix, 12)}" if suffix else stem


def _cut(text: str, size: int) -> str:
    return text.encode()[:size].decode(errors="ignore").strip()
