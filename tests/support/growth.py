"""How the time of a function grows with the size of what it is given."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable


def assert_grows_with_the_size(work: Callable[[int], object], size: int) -> None:
    """Sixteen times the size takes less than 64 times as long; quadratic work would take 256 times.

    Processor time, the best of three, without the garbage collector: its full runs cost what the process holds.
    """
    gc.collect()
    told = grows_with_the_size(work, size)
    assert not told, told


def grows_with_the_size(work: Callable[[int], object], size: int) -> str:
    """Nothing when it does, else the times.

    What is short may be done by a way of its own, so growth counts when it is also seen between larger sizes.
    """
    return _grows(work, size) and _grows(work, 4 * size)


def _grows(work: Callable[[int], object], size: int) -> str:
    small = min(_seconds(work, size) for _ in range(3))
    large = _seconds(work, 16 * size)
    for _ in range(2):
        if large < 64 * max(small, 0.0005):
            return ""
        large = min(large, _seconds(work, 16 * size))
    return "" if large < 64 * max(small, 0.0005) else f"{size}: {small:.4f} s, {16 * size}: {large:.4f} s"


def _seconds(work: Callable[[int], object], size: int) -> float:
    gc.disable()
    try:
        begin = time.process_time()
        work(size)
        return time.process_time() - begin
    finally:
        gc.enable()
