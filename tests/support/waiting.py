"""Waits for what another thread does."""

from __future__ import annotations

import time
from collections.abc import Callable

SECONDS = 60.0


def until(true: Callable[[], bool]) -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + SECONDS
    while not true():
        assert time.monotonic() < deadline, "it never came to hold"
        time.sleep(0.02)
