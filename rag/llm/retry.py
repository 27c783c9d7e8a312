"""The one place where failed model calls are retried."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from rag.llm.faults import TransientError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """The number of attempts, the first and the longest pause, and the most to wait in total, in seconds."""

    attempts: int = 4
    first: float = 0.5
    longest: float = 8.0
    total: float = 60.0


SINGLE_ATTEMPT = RetryPolicy(attempts=1)


def call_with_retry(
    call: Callable[[], T],
    patience: RetryPolicy = RetryPolicy(),
    sleep: Callable[[float], None] = time.sleep,
    left: Callable[[], float] = lambda: math.inf,
) -> T:
    """Return the result of the call; retry transient failures after the pause the server asks for, or a growing one.

    The pause doubles and has jitter in its upper half, so that many callers do not retry at once. A failure is final if
    its pause would exceed the seconds left.
    """
    waited = 0.0
    for attempt in range(1, patience.attempts + 1):
        try:
            return call()
        except TransientError as error:
            pause = error.after
            if pause is None:
                longest = min(patience.longest, patience.first * 2 ** (attempt - 1))
                pause = longest * (0.5 + random.random() / 2)  # noqa: S311 - jitter, not a secret
            if attempt == patience.attempts or waited + pause > patience.total or pause >= left():
                raise
        sleep(pause)
        waited += pause
    raise ValueError("Patience.attempts must be at least 1")
