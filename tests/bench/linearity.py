"""How the time of everything that meets untrusted text grows: `python -m tests.bench.linearity [NAME ...]`.

For each function and each pattern of text the length grows until the work is long enough to be timed; then it is
doubled three times, and the factor of one doubling is printed, as their geometric mean, which evens out the step where
a text no longer fits the processor's cache: 2 is linear, 4 quadratic. Exit code 1 when one is above the bar.
"""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable

from tests.support.untrusted import PATTERNS, WORK

BAR = 2.3
FIRST, STEP, LAST = 2_000, 4, 128_000
ENOUGH_SECONDS, TOO_LONG_SECONDS = 0.03, 4.0
TRIES = 7
DOUBLINGS = 3


def main(names: list[str]) -> int:
    """Print the worst pattern of each function, and every one above the bar."""
    above = 0
    for name, work in WORK.items():
        if names and name not in names:
            continue
        found = sorted(((growth(work, make), pattern) for pattern, make in PATTERNS.items()), reverse=True)
        (ratio, size, seconds), worst = found[0]
        sys.stdout.write(f"{name:<24} {ratio:5.2f}  {worst} ({size:,} characters: {seconds:.3f} s)\n")
        for (ratio, size, seconds), pattern in found:
            if ratio > BAR:
                above += 1
                sys.stdout.write(f"{'':<24} {ratio:5.2f}  ABOVE {pattern} ({size:,}: {seconds:.3f} s)\n")
        sys.stdout.flush()
    return 1 if above else 0


def growth(work: Callable[[str], object], make: Callable[[int], str]) -> tuple[float, int, float]:
    """The factor of a doubling, the length it led to, and its seconds; 1 where even the longest is too quick.

    The best time of each length counts: what else runs on the machine makes both longer, never shorter.
    """
    size = FIRST
    while _seconds(work, make(size)) < ENOUGH_SECONDS:
        size *= STEP
        if size > LAST:
            return 1.0, size, 0.0
    shorts: list[float] = []
    longs: list[float] = []
    for _ in range(TRIES):
        shorts.append(_seconds(work, make(size)))
        longs.append(_seconds(work, make(2**DOUBLINGS * size)))
        if min(longs) <= BAR**DOUBLINGS * min(shorts) or longs[-1] > TOO_LONG_SECONDS:
            break
    return (min(longs) / max(min(shorts), 1e-9)) ** (1 / DOUBLINGS), 2**DOUBLINGS * size, min(longs)


def _seconds(work: Callable[[str], object], text: str) -> float:
    gc.disable()
    try:
        begin = time.process_time()
        work(text)
        return time.process_time() - begin
    finally:
        gc.enable()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
