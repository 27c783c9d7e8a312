"""Make the next item on another thread while the current one is used."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")


@contextmanager
def single_thread() -> Iterator[ThreadPoolExecutor]:
    """Yield a single-thread pool; on an interrupt, work that has not begun is cancelled."""
    pool = ThreadPoolExecutor(1)
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def prefetch(line: Iterator[T], pool: ThreadPoolExecutor) -> Iterator[T]:
    """Prefetch one item while the previous one is used; the order is kept."""
    made = pool.submit(next, line, None)
    while (item := made.result()) is not None:
        made = pool.submit(next, line, None)
        yield item
