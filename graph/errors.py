"""The errors of graphloop, each with a message and a hint for the user.

GraphloopError                 1  message + hint, shown in one line
├── UsageError                 2  the request cannot be carried out
│   ├── SettingsError          2  a settings file or variable is not usable
│   └── AccessDenied           2  the reader may not do or see this
├── StoreError                 5  the store cannot be used
│   ├── StoreUnavailable       5  locked, missing, unreachable
│   ├── StoreFull              5  no room left on its disk
│   ├── StoreTooNew            5  written by a later version
│   ├── EmbedderMismatch       5  was written with another embedder
│   └── Unstorable             5  one document cannot be stored; the store is fine
├── ModelError                 1  a language model or embedder failed
└── Refused                    1  a file was rejected, with a typed reason
"""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar


class GraphloopError(Exception):
    """A failure with a hint on how to fix it."""

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} ({self.hint})" if self.hint else self.message


class UsageError(GraphloopError):
    """The request cannot be carried out."""

    exit_code = 2


class SettingsError(UsageError):
    """A settings file or variable cannot be used."""


class AccessDenied(UsageError):
    """The reader may not do or see this."""


class StoreError(GraphloopError):
    """The store cannot be used."""

    exit_code = 5


class StoreUnavailable(StoreError):
    """The store is locked, missing or cannot be reached."""


class StoreFull(StoreError):
    """There is no room left on the store's disk; earlier writes are intact."""


class StoreTooNew(StoreError):
    """The store was written by a later version of graphloop."""


class EmbedderMismatch(StoreError):
    """The store was written with another embedder."""


REEMBED_HINT = "embed the documents anew: graphloop store reembed; or set the embedder back to that one"
"""The hint where the embedder of the settings is not the one that a graph was written with."""


class Unstorable(StoreError):
    """One document cannot be stored; none of it was written, and others still can be."""


class ModelError(GraphloopError):
    """A language model, embedder or tagger failed or cannot be reached."""


class Reason(StrEnum):
    """Why a file was rejected."""

    EMPTY = "empty"
    NEEDS_OCR = "needs OCR"
    ENCRYPTED = "encrypted"
    CORRUPT = "corrupt"
    UNSUPPORTED = "unsupported"
    TOO_LARGE = "too large"
    TIMED_OUT = "timed out"
    UNREADABLE = "unreadable"


class Refused(GraphloopError):
    """A file was rejected, with a typed reason."""

    def __init__(self, reason: Reason, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.reason = reason

    def __reduce__(self) -> tuple[type[Refused], tuple[Reason, str, str]]:
        return Refused, (self.reason, self.message, self.hint)
