"""What a reader takes from a file, and how much it may cost; free of heavy imports, for the process that reads."""

from __future__ import annotations

from dataclasses import dataclass


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


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may cost: bytes of the file, seconds, bytes of memory."""

    file_bytes: int = 200_000_000
    seconds: float = 30.0
    memory_bytes: int = 1_500_000_000
