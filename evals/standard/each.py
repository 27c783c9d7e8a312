"""Does one thing with every item of a benchmark, several at once; what fails for one costs no other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import TypeVar

from evals.standard.model import Progress
from graph.errors import GraphloopError

T = TypeVar("T")
R = TypeVar("R")


def each(items: Sequence[T], do: Callable[[T], R], workers: int, progress: Progress) -> list[R | GraphloopError]:
    """What came of each item, in order; when nothing came of any, the first fault is raised."""
    found: dict[int, R | GraphloopError] = {}
    progress(0, len(items))
    pool = ThreadPoolExecutor(max(1, workers), thread_name_prefix="bench")
    try:
        waiting: dict[Future[R | GraphloopError], int] = {
            pool.submit(_tried, do, item): place for place, item in enumerate(items)
        }
        while waiting:
            for ended in wait(waiting, return_when=FIRST_COMPLETED).done:
                found[waiting.pop(ended)] = ended.result()
                progress(len(found), len(items))
    finally:
        pool.shutdown(cancel_futures=True)
    results = [found[place] for place in range(len(items))]
    faults = [result for result in results if isinstance(result, GraphloopError)]
    if faults and len(faults) == len(results):
        raise faults[0]
    return results


def _tried(do: Callable[[T], R], item: T) -> R | GraphloopError:
    try:
        return do(item)
    except GraphloopError as error:
        return error
