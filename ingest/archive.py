"""Check a zip-based file before anything of it is unpacked or parsed."""

from __future__ import annotations

import io
import zipfile
import zlib

from graph.errors import Reason, Refused
from ingest.doctype import find_declaration

_MOST_BYTES, _MOST_ENTRIES, _MOST_PACKED, _PACKED_FROM = 200_000_000, 10_000, 100, 1_000_000


def refuse_bombs(data: bytes, what: str, declaring: tuple[str, ...] = ()) -> None:
    """Check the archive's directory before unpacking anything, and every part before parsing any; raises Refused.

    `what` is what people call the format, with its article left out: "Word document". Parts with a suffix of
    `declaring` may have a document type, since they are not parsed as XML.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            packed = any(
                entry.file_size > _PACKED_FROM and entry.file_size > _MOST_PACKED * entry.compress_size
                for entry in entries
            )
            if packed or len(entries) > _MOST_ENTRIES or sum(e.file_size for e in entries) > _MOST_BYTES:
                raise Refused(Reason.TOO_LARGE, "it unpacks to far more than its size", "save the file again")
            if any(entry.flag_bits & 1 for entry in entries):
                raise Refused(Reason.ENCRYPTED, "a password is needed to open it", "save it without a password")
            for entry in entries:
                if entry.filename.lower().endswith(declaring):
                    continue
                with archive.open(entry) as part:
                    if fault := find_declaration(part, entry.filename):
                        raise Refused(Reason.CORRUPT, f"{entry.filename} {fault}"[:200], "save the file again")
    except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError, zlib.error) as error:
        raise Refused(Reason.CORRUPT, f"not readable as a {what}: {error}", "save the file again")
