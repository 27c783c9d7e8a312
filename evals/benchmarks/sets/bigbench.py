"""BIG-bench (A. Srivastava et al., 2022): multiple-choice tasks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from evals.benchmarks.choices import measure_choices
from evals.benchmarks.types import Benchmark, MultipleChoice
from evals.files import find_files, read_json, require_items
from graph.errors import UsageError


@dataclass(frozen=True, slots=True)
class BigBenchExample:
    """An example in the file; only those with scored options are multiple choice."""

    input: str
    target_scores: Mapping[str, float] | None = None


@dataclass(frozen=True, slots=True)
class BigBenchTask:
    """A task's file."""

    examples: tuple[BigBenchExample, ...]
    name: str = ""


def read_bigbench(path: Path) -> list[MultipleChoice]:
    """Read the examples of a `task.json`, or of every JSON file in a folder."""
    items: list[MultipleChoice] = []
    for file in find_files(path, (".json",)):
        task = read_json(file, BigBenchTask)
        name = task.name or (file.parent.name if file.stem == "task" else file.stem)
        items += [
            _choice(file, name, number, example.input, example.target_scores)
            for number, example in enumerate(task.examples)
        ]
    return require_items(path, items)


def _choice(file: Path, task: str, number: int, question: str, scores: Mapping[str, float] | None) -> MultipleChoice:
    if not scores or len(scores) < 2:
        raise UsageError(f"{file}, example {number} has no target_scores", "only multiple-choice tasks are supported")
    options = tuple(scores)
    best = max(options, key=lambda option: scores[option])
    also = tuple(index for index, option in enumerate(options) if option != best and scores[option] >= scores[best])
    return MultipleChoice(f"{task}/{number}", question, options, options.index(best), also=also, group=task)


SETS = (
    Benchmark(
        "bigbench",
        "multiple-choice tasks",
        "a task's task.json with target_scores, or a folder of such files",
        "https://github.com/google/BIG-bench/tree/main/bigbench/benchmark_tasks",
        read_bigbench,
        measure_choices,
    ),
)
