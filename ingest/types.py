"""What a loader extracts from a file, and resource limits; without heavy imports, for the reading process."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from graph.blocks import Block


@dataclass(frozen=True, slots=True)
class LoadedText:
    """One text of a file; `pages` are the offsets at which its pages start, `notes` are messages to the user.

    `hidden` are the spans of the text, in order, that a reader of the file does not see, and `blocks` its structure.
    `date` is the day that the document itself states, as YYYY-MM-DD, or YYYY-MM or YYYY; empty if it states none.
    `tags` are those that it gives itself.
    """

    title: str
    text: str
    locator: str = ""
    language: str = ""
    pages: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()
    hidden: tuple[tuple[int, int], ...] = ()
    blocks: tuple[Block, ...] = ()
    date: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LoadedFile:
    """All texts of a file, its detected format, and the digest of the bytes read."""

    format: str
    file_hash: str
    texts: tuple[LoadedText, ...]

    @property
    def scale(self) -> float:
        return 1.0

    def __iter__(self) -> Iterator[LoadedText]:
        return iter(self.texts)


class TextReading(Protocol):
    """A file being read. `format` is known from the first text on, `file_hash` once all have been read.

    `scale` is the number of bytes of the file per code point of its texts.
    """

    @property
    def format(self) -> str: ...

    @property
    def scale(self) -> float: ...

    @property
    def file_hash(self) -> str: ...

    def __iter__(self) -> Iterator[LoadedText]:
        """Yield the texts; raises Refused."""
        ...


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits for reading one file: bytes of the file, seconds, bytes of memory."""

    file_bytes: int = 200_000_000
    seconds: float = 30.0
    memory_bytes: int = 1_500_000_000
