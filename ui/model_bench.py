"""Compare the installed models and the offline answerer on the user's own cases."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psutil

from graph.errors import UsageError
from rag.types import Answer, Question, Turn
from ui.bench import sample_items
from ui.model_files import ModelFolder
from ui.models import OFFLINE_MODEL
from ui.settings_schema import LLMSettings
from ui.workspace import Workspace

if TYPE_CHECKING:
    from evals.types import Case, Result

QUALITY = "answer_correctness"


@dataclass(frozen=True, slots=True)
class ModelBench:
    """How a model did: mean correctness by the offline metric (None without a reference answer), median seconds of an
    answer, and the megabytes of the whole process at its end."""

    model: str
    cases: int
    failed: int
    correctness: float | None
    seconds: float
    memory: int


def bench_models(workspace: Workspace, count: int, progress: Callable[[int, int], None]) -> list[ModelBench]:
    """Ask at most `count` of the stored cases of the offline answerer and of each installed model."""
    from evals.review import usable_cases

    cases = sample_items(usable_cases(workspace.archive.cases()), limit=count)
    if not cases:
        raise UsageError("there are no cases to ask", "make some first: graphloop eval generate")
    workspace.need_documents()
    files = ModelFolder(workspace.settings.data_dir).installed()
    local = [(file.name, LLMSettings(provider="local", model=str(file.path))) for file in files]
    chosen = [(OFFLINE_MODEL, LLMSettings()), *local]
    rows = []
    for number, (name, llm) in enumerate(chosen):
        begun = number * len(cases)
        settings = workspace.settings.model_copy(update={"llm": llm})
        with Workspace(settings) as other:
            rows.append(_bench(other, name, cases, _Shifted(progress, begun, len(chosen) * len(cases))))
    return rows


@dataclass(frozen=True, slots=True)
class _Shifted:
    """Reports the progress of one model as a part of that of all."""

    progress: Callable[[int, int], None]
    begun: int
    total: int

    def __call__(self, done: int, _: int) -> None:
        self.progress(self.begun + done, self.total)


def _bench(workspace: Workspace, name: str, cases: Sequence[Case], progress: Callable[[int, int], None]) -> ModelBench:
    from statistics import fmean, median

    from evals.metrics import select_metrics
    from evals.runner import evaluate_cases

    seconds: list[float] = []

    def ask(question: str, history: tuple[Turn, ...] = ()) -> Answer:
        started = time.perf_counter()
        answer = workspace.ask(Question(question, history), strict=True)
        seconds.append(time.perf_counter() - started)
        return answer

    metrics = [metric for metric in select_metrics(workspace.metrics) if metric.name == QUALITY]
    results = evaluate_cases(cases, ask, metrics, 1, progress)
    values = _values(results)
    return ModelBench(
        name,
        len(cases),
        sum(bool(result.fault) for result in results),
        fmean(values) if values else None,
        median(seconds) if seconds else 0.0,
        psutil.Process().memory_info().rss // 10**6,
    )


def _values(results: Sequence[Result]) -> list[float]:
    return [score.value for result in results for score in result.scores if score.value is not None]
