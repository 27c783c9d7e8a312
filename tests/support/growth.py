"""How the time of a function grows with the size of what it is given."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

TIMES = 8
MOST = 24
"""Linear work takes 8 times as long, quadratic work 64 times."""


def assert_grows_with_the_size(work: Callable[[int], object], size: int) -> None:
    """Eight times the size takes less than 24 times as long.

    Processor time, the best of three, without the garbage collector: its full runs cost what the process holds.
    """
    gc.collect()
    told = grows_with_the_size(work, size)
    assert not told, told


def grows_with_the_size(work: Callable[[int], object], size: int) -> str:
    """Nothing when it does, else the times."""
    small = min(_seconds(work, size) for _ in range(3))
    most = MOST * max(small, 0.0005)
    large = _seconds(work, TIMES * size)
    for _ in range(2):
        if large < most:
            return ""
        large = min(large, _seconds(work, TIMES * size))
    return "" if large < most else f"{size}: {small:.4f} s, {TIMES * size}: {large:.4f} s"


def _seconds(work: Callable[[int], object], size: int) -> float:
    gc.disable()
    try:
        begin = time.process_time()
        work(size)
        return time.process_time() - begin
    finally:
        gc.enable()
