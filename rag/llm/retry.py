"""The one place where a failed model call is tried again."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from rag.llm.faults import Transient

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Patience:
    """How often to try, the first and the longest pause, and the most to wait in all, in seconds."""

    attempts: int = 4
    first: float = 0.5
    longest: float = 8.0
    total: float = 60.0


ONCE = Patience(attempts=1)


def retried(
    call: Callable[[], T],
    patience: Patience = Patience(),
    sleep: Callable[[float], None] = time.sleep,
    left: Callable[[], float] = lambda: math.inf,
) -> T:
    """What the call returns; transient failures are tried again after the pause the server asks for, or a growing one.

    The pause doubles and is drawn from its upper half, so that many callers do not come back at one moment. A failure
    is final when its pause would take more than the seconds that are left.
    """
    waited = 0.0
    for attempt in range(1, patience.attempts + 1):
        try:
            return call()
        except Transient as error:
            pause = error.after
            if pause is None:
                longest = min(patience.longest, patience.first * 2 ** (attempt - 1))
                pause = longest * (0.5 + random.random() / 2)  # noqa: S311 - jitter, not a secret
            if attempt == patience.attempts or waited + pause > patience.total or pause >= left():
                raise
        sleep(pause)
        waited += pause
    raise ValueError("Patience.attempts must be at least 1")
