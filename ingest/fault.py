"""A failure of one file or document as a value, so that the others can still be ingested."""

from __future__ import annotations

from dataclasses import dataclass

from graph.errors import GraphloopError, Reason, Refused, Unstorable
from graph.text.clean import clean_line

_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Fault:
    """Why something was not ingested, and how to fix it."""

    reason: Reason
    message: str
    hint: str


def fault_of(error: Exception) -> Fault:
    """Return the fault that an error is for its document; an error that concerns all documents is raised again."""
    match error:
        case Refused():
            return Fault(error.reason, error.message, error.hint)
        case Unstorable():
            return Fault(Reason.CORRUPT, error.message, error.hint)
        case GraphloopError():
            raise error
        case MemoryError():
            return Fault(Reason.TOO_LARGE, "taking it in needs more memory than there is", "split the file")
        case RecursionError():
            return Fault(Reason.CORRUPT, "its parts are nested too deeply", "save it in a simpler form")
    said = clean_line(f"{type(error).__name__}: {error}", _LONGEST)
    return Fault(Reason.CORRUPT, f"its text cannot be taken in: {said}", "save it in another form, and report this")
