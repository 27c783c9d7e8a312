"""The benchmarks, one module per source, each with a `SETS` tuple."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Sequence

from evals.benchmarks.types import Benchmark
from graph.errors import UsageError


def list_benchmarks() -> list[Benchmark]:
    """Return every benchmark, by name."""
    modules = [importlib.import_module(f"{__name__}.{info.name}") for info in pkgutil.iter_modules(__path__)]
    every: list[Benchmark] = [published for module in modules for published in module.SETS]
    return sorted(every, key=lambda published: published.name)


def find_benchmark(name: str) -> Benchmark:
    """Find the benchmark of that name; UsageError if there is none."""
    plain = name.casefold().replace("-", "_").replace(" ", "_")
    every: Sequence[Benchmark] = list_benchmarks()
    for published in every:
        if published.name == plain:
            return published
    raise UsageError(
        f"there is no benchmark {name!r}", f"choose from {', '.join(published.name for published in every)}"
    )
