"""Choose the format of a file's content.

A module of `ingest.load` that has a `FORMAT` is a format, and so is what an installed distribution names in its entry
points of the group `graphloop.formats`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache

from graph.errors import Reason, Refused
from graph.registry import PluginKind, find_plugins
from ingest.decode import ReadBytes, charset_notes, is_text
from ingest.load.spec import FormatSpec
from ingest.parts import limit_texts, split_text
from ingest.types import LoadedText

FORMATS = PluginKind("format", "ingest.load", "FORMAT", "graphloop.formats", FormatSpec)
_BINARY = (
    (b"GIF8", "a GIF image"),
    (b"RIFF", "a media file"),
    (b"MZ", "a Windows program"),
    (b"\x7fELF", "a program"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"PK\x03\x04", "a zip archive without a document"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"\xd0\xcf\x11\xe0", "an old Office file"),
    (b"SQLite format 3", "a database"),
    (b"%!PS", "a PostScript file"),
)
# Longer texts are read piece by piece; their format is recognised from their first bytes.
_STREAMED, _HEAD = 4_000_000, 1 << 20


@cache
def list_formats() -> Mapping[str, FormatSpec]:
    """Return the formats by name, in alphabetical order; UsageError when two have the same name."""
    return find_plugins(FORMATS)


def list_suffixes() -> tuple[str, ...]:
    """Return all suffixes known to some format."""
    return tuple(sorted({suffix for spec in list_formats().values() for suffix in spec.suffixes}))


def enumerate_formats(conjunction: str) -> str:
    """Return what people call the formats, as a part of a sentence: "CSV, DOCX and PDF"."""
    *others, last = (spec.title for spec in list_formats().values())
    return f"{', '.join(others)} {conjunction} {last}"


def recognise_format(data: bytes, suffix: str) -> str:
    """Return the name of the content's format; Refused if there is none."""
    sure, name = max((spec.looks_like(data, suffix.lower()), name) for name, spec in list_formats().items())
    if sure > 0.5:
        return name
    hint = "save it as PDF, DOCX, HTML or text"
    start = data[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    for magic, kind in _BINARY:
        if start.startswith(magic):
            raise Refused(Reason.UNSUPPORTED, f"this is {kind}", hint)
    if sure == 0.0 or not is_text(data):
        raise Refused(Reason.UNSUPPORTED, "the content is of no format that is read", hint)
    return name


def read_texts(data: bytes, name: str, suffix: str) -> tuple[str, list[LoadedText]]:
    """Return the format and the non-empty texts of a file; Refused if there are none, or too much text."""
    if not data.strip(b"\xef\xbb\xbf \t\r\n\x00"):
        raise Refused(Reason.EMPTY, "the file holds no text")
    chosen = recognise_format(data, suffix)
    spec = list_formats()[chosen]
    whole = limit_texts(spec.load(data, name), len(data))
    texts = [part for text in whole for part in split_text(text) if part.text.strip()]
    if not texts:
        raise Refused(Reason.EMPTY, "the file holds no text")
    notes = charset_notes(data) if spec.is_text else ()
    return chosen, [replace(texts[0], notes=texts[0].notes + notes), *texts[1:]]


def stream_texts(bytes_of: ReadBytes, size: int, name: str, suffix: str) -> tuple[str, Iterator[LoadedText]] | None:
    """Return the format of a long text and its texts one by one; None for small files and other formats."""
    if size <= _STREAMED:
        return None
    head = bytes_of(0, _HEAD)
    try:
        chosen = list_formats()[recognise_format(head, suffix)]
    except Refused:
        return None
    # Content that begins like JSON can only be recognised as a whole.
    maybe_json = suffix.lower() not in chosen.suffixes and head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")
    if chosen.stream is None or maybe_json:
        return None
    return chosen.name, (text for text in chosen.stream(bytes_of, name) if text.text.strip())
