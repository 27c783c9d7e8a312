"""The standard streams however they were given: closed, full, endless, in another encoding."""

from __future__ import annotations

import io
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal, TextIO

from graph.errors import UsageError

LONGEST_LINE = 64_000
"""Bytes of a line of standard input, more than any path or question has."""

LONGEST_TEXT = 1_000_000
"""Bytes of a text that is read from standard input as a whole."""


NARROWEST = 40
"""Characters of a line that help and tables are written for, whatever the terminal says of itself."""


class Output(io.TextIOWrapper):
    """Standard output that remembers that it could not be written: what failed once may seem to work again."""

    fault: OSError | None = None

    def write(self, text: str) -> int:
        """Write, and note a fault other than that the reader has gone."""
        with self._noted():
            return super().write(text)

    def flush(self) -> None:
        """Flush, and note a fault likewise."""
        with self._noted():
            super().flush()

    @contextmanager
    def _noted(self) -> Iterator[None]:
        try:
            yield
        except BrokenPipeError:
            raise
        except OSError as error:
            self.fault = error
            raise


def prepare() -> None:
    """Give the program streams that it can use: Python has none for what the caller closed."""
    # In order, so that each takes its own number and no file that is opened later can be written to by mistake.
    sys.stdin = sys.stdin or _nothing(os.O_RDONLY, "r")
    # Writing here fails, as it would where the caller closed it: what is said there is what was asked for.
    sys.stdout = sys.stdout or _nothing(os.O_RDONLY, "w")
    sys.stderr = sys.stderr or _nothing(os.O_WRONLY, "w")
    if type(sys.stdout) is io.TextIOWrapper:
        own = sys.stdout
        encoding, by_line = own.encoding, own.line_buffering
        sys.stdout = Output(own.detach(), encoding, line_buffering=by_line)
    for stream in (sys.stdout, sys.stderr):
        # Documents may hold what the terminal's encoding has no letter for.
        getattr(stream, "reconfigure", lambda **_: None)(errors="backslashreplace")


def output_fault() -> OSError | None:
    """Why what was written to standard output does not arrive; None where it does, or where its reader has gone."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        return None
    except OSError as error:
        return error
    return getattr(sys.stdout, "fault", None)


def width() -> int:
    """Characters of a line of the terminal, or of one where there is none."""
    return max(shutil.get_terminal_size().columns, NARROWEST)


def silence(stream: TextIO) -> None:
    """Let nothing more be written to a stream that takes nothing: the interpreter would complain while it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def read_text() -> str:
    """All of standard input; UsageError where it is no text, or too long."""
    data = _read(LONGEST_TEXT + 1)
    if len(data) > LONGEST_TEXT:
        raise UsageError(f"standard input holds more than {LONGEST_TEXT:,} bytes", "give less")
    return decoded(data)


def read_line() -> bytes:
    """The next line of standard input with its end, empty where there are no more; UsageError where it is too long."""
    try:
        line = sys.stdin.buffer.readline(LONGEST_LINE + 1)
    except OSError as error:
        raise _unreadable(error)
    if len(line) > LONGEST_LINE:
        raise UsageError(f"a line of standard input is longer than {LONGEST_LINE:,} bytes", "give shorter lines")
    return line


def read_lines() -> Iterator[bytes]:
    """The lines of standard input without their ends."""
    while line := read_line():
        yield line.rstrip(b"\r\n")


def decoded(data: bytes) -> str:
    """UTF-8, whatever the encoding of the terminal; UsageError for anything else."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"not valid UTF-8 text: {shown(data)}", "write it in UTF-8")


def argument(text: str) -> str:
    """An argument as it was typed; UsageError where its bytes are no UTF-8."""
    try:
        return decoded(os.fsencode(text))
    except UnicodeEncodeError:
        raise UsageError("an argument is not valid text", "write it in UTF-8")


def shown(data: bytes) -> str:
    """Bytes that may be no text, for people to read."""
    return data[:80].decode("utf-8", "backslashreplace")


def _nothing(flags: int, mode: Literal["r", "w"]) -> TextIO:
    descriptor = os.open(os.devnull, flags)
    return os.fdopen(descriptor, mode, encoding="utf-8")


def _read(most: int) -> bytes:
    try:
        return sys.stdin.buffer.read(most)
    except OSError as error:
        raise _unreadable(error)


def _unreadable(error: OSError) -> UsageError:
    return UsageError(f"standard input cannot be read: {error.strerror}", "give it a file or a pipe")
