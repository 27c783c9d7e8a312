"""The metrics, one a file: a module in this folder with `build(models) -> Judged | None` is a metric."""

from __future__ import annotations

import importlib
import pkgutil

from evals.judges.remembered import Remembered
from evals.metric import Judged, Models
from graph.errors import UsageError
from rag.models.embed.protocol import Embedder
from rag.models.llm.protocol import LanguageModel


def standard(embedder: Embedder, llm: LanguageModel | None = None) -> tuple[Judged, ...]:
    """Every metric that these models can judge, by name; they share one memory of what was embedded."""
    models = Models(Remembered(embedder), llm)
    modules = [importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)]
    built: list[Judged | None] = [module.build(models) for module in modules]
    return tuple(sorted((metric for metric in built if metric), key=lambda metric: (metric.name, metric.judge)))


def chosen(metrics: tuple[Judged, ...], names: tuple[str, ...]) -> tuple[Judged, ...]:
    """Those of the metrics that are named; UsageError for a name that none has."""
    known = {metric.name for metric in metrics}
    for name in names:
        if name not in known:
            raise UsageError(f"there is no metric {name!r}", f"choose from {', '.join(sorted(known))}")
    return tuple(metric for metric in metrics if metric.name in names)
