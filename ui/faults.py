"""User-facing messages for errors from outside the program: operating system, memory, input."""

from __future__ import annotations

import errno
import os
from dataclasses import dataclass

from ui.streams import output_fault

REPORT_HINT = "please report it with the output of the same command and --debug"

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_SPENT = (errno.EMFILE, errno.ENFILE, errno.EAGAIN, errno.ENOMEM)
_NO_MEMORY = ("bad_alloc", "bad allocation", "failed to map segment", "cannot allocate memory", "failed to allocate")


@dataclass(frozen=True, slots=True)
class Fault:
    """An error message of one line, a hint, and the exit code."""

    message: str
    hint: str
    code: int = 1


def explain_error(error: Exception) -> Fault:
    """Return what happened and what to do about it."""
    if isinstance(error, OSError):
        return _explain_os_error(error)
    if isinstance(error, UnicodeError):
        return Fault("the input is not valid UTF-8 text", "convert it to UTF-8", 2)
    text = str(error)
    if isinstance(error, ValueError) and "embedded null byte" in text:
        return Fault("a path cannot contain a NUL character", "check the paths and graphloop config", 2)
    if isinstance(error, MemoryError) or any(words in text.casefold() for words in _NO_MEMORY):
        return Fault("there is not enough memory", "close other programs, or raise the limit (ulimit -v)")
    if isinstance(error, RuntimeError) and "can't start new thread" in text:
        return Fault("the system refuses to start more threads", "raise the limit (ulimit -u or -v)")
    return Fault(f"unexpected {type(error).__name__}: {text}", REPORT_HINT)


def _explain_os_error(error: OSError) -> Fault:
    output = output_fault()
    if output is not None:
        return Fault(f"standard output cannot be written: {output.strerror}", "redirect it to a disk with free space")
    if isinstance(error, FileNotFoundError) and not _has_folder():
        return Fault("the current folder no longer exists", "change to an existing folder: cd", 2)
    reason = str(error.strerror or error)
    if error.errno in _FULL:
        return Fault(f"{_name_file(error)}: {reason}", "make room on the disk; nothing written before is lost")
    if error.errno in _SPENT:
        return Fault(
            f"a limit of the system was reached: {reason}", "close other programs, or raise the limits (ulimit -a)"
        )
    return Fault(f"cannot use {_name_file(error)}: {reason}", "check the path and its permissions")


def _name_file(error: OSError) -> str:
    name = error.filename
    return os.fsdecode(name) if isinstance(name, str | bytes) else "a file"


def _has_folder() -> bool:
    try:
        return bool(os.getcwd())
    except OSError:
        return False
