"""What a reader takes from a file, and how much it may cost; free of heavy imports, for the process that reads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Loaded:
    """One text of a file; `pages` are the offsets at which its pages start, `notes` what a person should know of it.

    `hidden` are the stretches of the text, in order, that a reader of the file does not see.
    """

    title: str
    text: str
    locator: str = ""
    language: str = ""
    pages: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()
    hidden: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class LoadedFile:
    """All texts of a file, the format its content has, and the digest of the bytes that were read."""

    format: str
    file_hash: str
    texts: tuple[Loaded, ...]

    @property
    def scale(self) -> float:
        return 1.0

    def __iter__(self) -> Iterator[Loaded]:
        return iter(self.texts)


class Reading(Protocol):
    """A file while it is read. `format` is known from the first text on, `file_hash` when all were taken.

    `scale` is how many bytes of the file stand for one code point of its texts.
    """

    @property
    def format(self) -> str: ...

    @property
    def scale(self) -> float: ...

    @property
    def file_hash(self) -> str: ...

    def __iter__(self) -> Iterator[Loaded]:
        """The texts; raises Refused."""
        ...


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may cost: bytes of the file, seconds, bytes of memory."""

    file_bytes: int = 200_000_000
    seconds: float = 30.0
    memory_bytes: int = 1_500_000_000
