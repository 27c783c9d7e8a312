"""The backup file format: a zip archive with a manifest of its parts and their SHA-256 checksums.

graphloop-backup.json   the manifest
graph.db                the graph of every collection
tuned/                  the tuned embedder in use, if one is
journal.db              conversations, cases, runs, feedback
uploads/FOLDER/NAME     files uploaded through the browser
"""

from __future__ import annotations

import hashlib
import os
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from pydantic import TypeAdapter, ValidationError

from graph.errors import GraphloopError, StoreTooNew, UsageError
from graph.private_files import FILE_MODE, make_folder

FORMAT_VERSION = 1
MANIFEST_NAME = "graphloop-backup.json"
GRAPH_PART, JOURNAL_PART = "graph.db", "journal.db"
_NAMES = re.compile(
    r"graph\.db|journal\.db|uploads/[0-9a-f]{32}/[^/\\\0]{1,120}|"
    r"tuned/use\.json|tuned/[a-z0-9][a-z0-9-]{0,39}(?:/[A-Za-z0-9_][A-Za-z0-9_.-]{0,80}){1,4}"
)
_BLOCK = 1 << 20
_MAX_MANIFEST_BYTES = 100_000_000

ByteProgress = Callable[[int, int], None]
"""Called with the bytes done and the bytes in total."""


@dataclass(frozen=True, slots=True)
class BackupPart:
    """One file of a backup: its name in the archive, its length in bytes and its SHA-256."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds: the version that wrote it, the time (UTC), the data folder, the store backend, the parts."""

    form: int
    version: str
    created: str
    data_dir: str
    backend: str
    parts: tuple[BackupPart, ...]

    @property
    def size(self) -> int:
        """Size of all parts in bytes."""
        return sum(part.size for part in self.parts)


_MANIFEST = TypeAdapter(Manifest)


class DamagedBackup(GraphloopError):
    """The file is not a backup, or is incomplete or corrupt."""


def pack_backup(file: Path, manifest: Manifest, sources: Mapping[str, Path], step: ByteProgress) -> Manifest:
    """Write the archive atomically, readable only by its owner; return the manifest with its parts. Raises OSError.

    `sources` maps the name of each part to the file it is read from.
    """
    total = sum(source.stat().st_size for source in sources.values())
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        with (
            os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, FILE_MODE), "w+b") as stream,
            zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        ):
            parts: list[BackupPart] = []
            for name, source in sources.items():
                done = sum(packed.size for packed in parts)
                parts.append(_pack_part(archive, name, source, lambda size, done=done: step(done + size, total)))  # type: ignore[misc]
            whole = Manifest(
                FORMAT_VERSION, manifest.version, manifest.created, manifest.data_dir, manifest.backend, tuple(parts)
            )
            # Not `writestr`, which dates its entry and rejects years before 1980 and after 2107.
            with archive.open(MANIFEST_NAME, "w") as out:
                out.write(_MANIFEST.dump_json(whole, indent=2))
            archive.close()
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(part, file)
    finally:
        part.unlink(missing_ok=True)
    return whole


def verify_backup(file: Path, step: ByteProgress) -> Manifest:
    """Check that all parts are present and unchanged, and return the manifest. Raises Damaged, UsageError."""
    with _open_archive(file) as archive:
        manifest = _read_manifest(file, archive)
        for part, done in _parts_with_offsets(manifest):
            with archive.open(part.name) as stream:
                for read in _read_checked(file, part, stream):
                    step(done + read[1], manifest.size)
    return manifest


def unpack_backup(file: Path, manifest: Manifest, choose_path: Callable[[str], Path | None]) -> None:
    """Write each part to the path from `choose_path` (None skips it), private to its owner. Raises Damaged, OSError."""
    with _open_archive(file) as archive:
        for part in manifest.parts:
            target = choose_path(part.name)
            if target is None:
                continue
            make_folder(target.parent)
            handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, FILE_MODE)
            with os.fdopen(handle, "wb") as out, archive.open(part.name) as stream:
                for block, _ in _read_checked(file, part, stream):
                    out.write(block)


def _pack_part(archive: zipfile.ZipFile, name: str, source: Path, step: Callable[[int], None]) -> BackupPart:
    digest = hashlib.sha256()
    size = 0
    with source.open("rb") as stream, archive.open(name, "w", force_zip64=True) as out:
        while block := stream.read(_BLOCK):
            out.write(block)
            digest.update(block)
            size += len(block)
            step(size)
    return BackupPart(name, size, digest.hexdigest())


def _parts_with_offsets(manifest: Manifest) -> Iterator[tuple[BackupPart, int]]:
    """Yield each part with the total bytes of those before it."""
    done = 0
    for part in manifest.parts:
        yield part, done
        done += part.size


def _read_checked(file: Path, part: BackupPart, stream: IO[bytes]) -> Iterator[tuple[bytes, int]]:
    """Yield the blocks of a part, each with the bytes read so far; raise Damaged if size or checksum differ."""
    digest = hashlib.sha256()
    size = 0
    try:
        while block := stream.read(_BLOCK):
            size += len(block)
            if size > part.size:
                break
            digest.update(block)
            yield block, size
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise _damaged(file, f"{part.name}: {error}")
    if (size, digest.hexdigest()) != (part.size, part.sha256):
        raise _damaged(file, f"{part.name} has changed")


def _open_archive(file: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(file)
    except OSError as error:
        raise UsageError(f"cannot read {file}: {error.strerror}", "name a file written by graphloop backup")
    except (zipfile.BadZipFile, EOFError, ValueError, NotImplementedError) as error:
        raise _damaged(file, str(error))


def _read_manifest(file: Path, archive: zipfile.ZipFile) -> Manifest:
    try:
        info = archive.getinfo(MANIFEST_NAME)
        if info.file_size > _MAX_MANIFEST_BYTES:
            raise _damaged(file, "its manifest is too long")
        manifest = _MANIFEST.validate_json(archive.read(info))
    except KeyError:
        raise _damaged(file, "it is not a graphloop backup")
    except (ValidationError, zipfile.BadZipFile, zlib.error, EOFError):
        raise _damaged(file, "its manifest cannot be read")
    if manifest.form > FORMAT_VERSION:
        raise StoreTooNew(f"{file} was written by a later version of graphloop", "upgrade graphloop")
    names = [part.name for part in manifest.parts]
    strange = [name for name in names if not _NAMES.fullmatch(name) or name.endswith(("/.", "/.."))]
    missing = set(names) - set(archive.namelist())
    if strange or missing or len(set(names)) < len(names) or not {GRAPH_PART, JOURNAL_PART} & set(names):
        raise _damaged(file, "its manifest and its parts do not match")
    return manifest


def _damaged(file: Path, why: str) -> DamagedBackup:
    return DamagedBackup(f"{file} is not an intact backup: {why}", "nothing was changed; use another backup")
