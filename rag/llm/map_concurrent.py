"""Apply a function to every item concurrently and report progress."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from functools import partial
from typing import TypeVar

from graph.errors import GraphloopError
from rag.llm.call import CancelToken, cancellable

T = TypeVar("T")
R = TypeVar("R")
Progress = Callable[[int, int], None]


def no_progress(done: int, total: int) -> None:
    """Report no progress."""


def discard_result(result: object) -> None:
    """Discard a result."""


def map_concurrent(
    items: Sequence[T],
    do: Callable[[T], R],
    workers: int,
    progress: Progress = no_progress,
    keep: Callable[[R], None] = discard_result,
) -> list[R]:
    """Return the result of each item, in order.

    `do` runs in `workers` threads, whose model calls are cancelled if this thread is interrupted; `keep` and `progress`
    are called from this thread as each item completes.
    """
    results: dict[int, R] = {}
    progress(0, len(items))
    pool = ThreadPoolExecutor(max(1, workers), thread_name_prefix="each")
    cancel = CancelToken()

    def apply(item: T) -> R:
        with cancellable(cancel):
            return do(item)

    try:
        pending: dict[Future[R], int] = {pool.submit(apply, item): index for index, item in enumerate(items)}
        while pending:
            for ended in wait(pending, return_when=FIRST_COMPLETED).done:
                index = pending.pop(ended)
                results[index] = ended.result()
                keep(results[index])
                progress(len(results), len(items))
    except BaseException:  # whatever ends the work, Ctrl-C above all, must not wait for replies of a model
        cancel()
        raise
    finally:
        pool.shutdown(cancel_futures=True)
    return [results[index] for index in range(len(items))]


def map_or_fault(
    items: Sequence[T], do: Callable[[T], R], workers: int, progress: Progress
) -> list[R | GraphloopError]:
    """Return the result or the error of each item, in order; if every item failed, raise the first error."""
    results = map_concurrent(items, partial(_tried, do), workers, progress)
    faults = [result for result in results if isinstance(result, GraphloopError)]
    if faults and len(faults) == len(results):
        raise faults[0]
    return results


def _tried(do: Callable[[T], R], item: T) -> R | GraphloopError:
    try:
        return do(item)
    except GraphloopError as error:
        return error
