"""The result of one check of `graphloop doctor`: its state, and what to do if it fails."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from graph.errors import GraphloopError

FindingState = Literal["ok", "note", "fault"]


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check."""

    what: str
    state: FindingState
    detail: str
    hint: str = ""


def run_check(what: str, look: Callable[[], Finding]) -> Finding:
    """Run a check; a GraphloopError it raises becomes a fault."""
    try:
        return look()
    except GraphloopError as error:
        return Finding(what, "fault", error.message, error.hint)
