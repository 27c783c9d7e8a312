"""Choose the loader for a file's content; every module of `ingest.load` is a loader."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Protocol, cast

import ingest.load
from graph.errors import Reason, Refused
from ingest.decode import ReadBytes, is_text
from ingest.load import text as plain
from ingest.parts import limit_texts, split_text
from ingest.types import LoadedText


class Format(Protocol):
    """A module of `ingest.load`."""

    SUFFIXES: tuple[str, ...]

    def looks_like(self, data: bytes, suffix: str) -> float:
        """Return the confidence that the bytes have this format, 0 to 1; the suffix is lower-case with its dot."""
        ...

    def load(self, data: bytes, name: str) -> list[LoadedText]:
        """Return the texts of the bytes; `name` is the file's name without suffix. Raises Refused."""
        ...


_BINARY = (
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"RIFF", "a media file"),
    (b"MZ", "a Windows program"),
    (b"\x7fELF", "a program"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"PK\x03\x04", "a zip archive without a Word document"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"\xd0\xcf\x11\xe0", "an old Office file"),
    (b"SQLite format 3", "a database"),
    (b"{\\rtf", "an RTF file"),
    (b"%!PS", "a PostScript file"),
    (b"<?xml", "an XML file"),
)
# Longer texts are read piece by piece; their format is recognised from their first bytes.
_STREAMED, _HEAD = 4_000_000, 1 << 20
_HINT = "save it as PDF, DOCX, HTML, Markdown, text, CSV, JSON or EML"


@cache
def list_formats() -> Mapping[str, Format]:
    """Return the loaders by name."""
    found = sorted(module.name for module in pkgutil.iter_modules(ingest.load.__path__))
    return {name: cast(Format, importlib.import_module(f"ingest.load.{name}")) for name in found}


def list_suffixes() -> tuple[str, ...]:
    """Return all suffixes known to some loader."""
    return tuple(sorted({suffix for reader in list_formats().values() for suffix in reader.SUFFIXES}))


def recognise_format(data: bytes, suffix: str) -> str:
    """Return the name of the content's format; Refused if no loader reads it."""
    sure, name = max((reader.looks_like(data, suffix.lower()), name) for name, reader in list_formats().items())
    if sure > 0.5:
        return name
    start = data[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    for magic, kind in _BINARY:
        if start.startswith(magic):
            raise Refused(Reason.UNSUPPORTED, f"this is {kind}", _HINT)
    if sure == 0.0 or not is_text(data):
        raise Refused(Reason.UNSUPPORTED, "the content is of no format that is read", _HINT)
    return name


def read_texts(data: bytes, name: str, suffix: str) -> tuple[str, list[LoadedText]]:
    """Return the format and the non-empty texts of a file; Refused if there are none, or too much text."""
    if not data.strip(b"\xef\xbb\xbf \t\r\n\x00"):
        raise Refused(Reason.EMPTY, "the file holds no text")
    chosen = recognise_format(data, suffix)
    whole = limit_texts(list_formats()[chosen].load(data, name), len(data))
    texts = [part for text in whole for part in split_text(text) if part.text.strip()]
    if not texts:
        raise Refused(Reason.EMPTY, "the file holds no text")
    return chosen, texts


def stream_texts(bytes_of: ReadBytes, size: int, name: str, suffix: str) -> tuple[str, Iterator[LoadedText]] | None:
    """Return the format of a long text and its texts one by one; None for small files and other formats."""
    if size <= _STREAMED:
        return None
    head = bytes_of(0, _HEAD)
    try:
        chosen = recognise_format(head, suffix)
    except Refused:
        return None
    # Content that begins like JSON can only be recognised as a whole.
    maybe_json = suffix.lower() not in plain.SUFFIXES and head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")
    if chosen != "text" or maybe_json:
        return None
    return chosen, (text for text in plain.stream_text(bytes_of, name) if text.text.strip())
