"""What a format declares so that files of it are recognised and read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ingest.decode import ReadBytes
from ingest.types import LoadedText


@dataclass(frozen=True, slots=True)
class FormatSpec:
    """A format by name: `title` is what people call it, `summary` one line on what is read of it.

    `looks_like` returns the confidence that bytes have the format, 0 to 1, given the file's suffix in lower case with
    its dot. `load` returns the texts of the bytes, given the file's name without suffix; it raises Refused. `stream`,
    if given, yields the texts of a long file that is read piece by piece. `is_text` means that the bytes are text, in a
    charset that may have to be guessed.
    """

    name: str
    title: str
    summary: str
    suffixes: tuple[str, ...]
    looks_like: Callable[[bytes, str], float]
    load: Callable[[bytes, str], list[LoadedText]]
    stream: Callable[[ReadBytes, str], Iterator[LoadedText]] | None = None
    is_text: bool = False
