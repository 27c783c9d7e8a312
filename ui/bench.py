"""Runs a published benchmark on a workspace."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from graph.errors import UsageError

if TYPE_CHECKING:
    from evals.benchmarks.types import Benchmark, BenchmarkResult, BenchmarkSystem
    from rag.llm.likelihood import PromptLikelihood
    from rag.llm.map_concurrent import Progress
    from ui.workspace import Workspace

T = TypeVar("T")
BenchmarkOptions = tuple[str, int | None, int]


def run_benchmark(
    workspace: Workspace, published: Benchmark, data: Path, how: BenchmarkOptions, progress: Progress
) -> BenchmarkResult:
    """Run a benchmark over a part (all, even or odd) of its items; `how` is the part, the item limit, the workers."""
    part, limit, workers = how
    items = sample_items(published.read(data), part, limit)
    if not items:
        raise UsageError(f"{data} has no items to ask", "ask all of it: --part all")
    likelihood = open_likelihood(workspace)
    try:
        return published.measure(published, items, build_system(workspace, likelihood, workers), progress)
    finally:
        if likelihood is not None:
            likelihood.close()


def sample_items(items: Sequence[T], part: str = "all", limit: int | None = None) -> list[T]:
    """Return the items of a part, in order; with `limit`, a fixed random sample of at most that many."""
    chosen = list(items[1::2] if part == "odd" else items[::2] if part == "even" else items)
    if limit is None or limit >= len(chosen):
        return chosen
    # Files repeat their patterns: sampling at equal distances could draw items of one kind only.
    drawn = np.random.default_rng(0).permutation(len(chosen))[:limit]
    return [chosen[index] for index in sorted(drawn.tolist())]


def build_system(workspace: Workspace, likelihood: PromptLikelihood | None, workers: int) -> BenchmarkSystem:
    """Return the system under test: the answerer of the settings, and the model if one is set."""
    from evals.benchmarks.types import BenchmarkSystem

    return BenchmarkSystem(workspace.embedder, workspace.answerer(), workspace.model(), likelihood, workers)


def open_likelihood(workspace: Workspace) -> PromptLikelihood | None:
    """Return the scorer of text likelihoods; None if no model is set or its server gives no log probabilities."""
    if workspace.model() is None:
        return None
    from rag.llm.likelihood import PromptLikelihood

    llm = workspace.settings.llm
    key = llm.api_key.get_secret_value()
    likelihood = PromptLikelihood(llm.base_url, llm.model, key, llm.timeout, deadline=llm.deadline)
    if likelihood.works():
        return likelihood
    likelihood.close()
    return None
