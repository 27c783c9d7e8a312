"""One thing that `graphloop doctor` looked at: how it is, and what to do where it does not work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from graph.errors import GraphloopError

State = Literal["ok", "note", "fault"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    what: str
    state: State
    detail: str
    hint: str = ""


def looked(what: str, look: Callable[[], Finding]) -> Finding:
    """What a look finds; where it cannot look, that is the finding."""
    try:
        return look()
    except GraphloopError as error:
        return Finding(what, "fault", error.message, error.hint)
