"""The metrics, one a file: `build(models)` of a module gives its metric, or several judges of it, or none."""

from __future__ import annotations

import importlib
import pkgutil

from evals.judges.cached_embedder import Remembered
from evals.judges.cached_llm import Replies
from evals.judges.evidence import EvidenceJudge
from evals.judges.self_consistency import ModelSamples, Samples
from evals.metric import Metric, Models, Prices
from graph.errors import UsageError
from rag.embed.protocol import Embedder
from rag.llm.protocol import LanguageModel

MODEL = ":model"
"""Behind a metric's name: as the language model judges it."""
ALL = "all"


def standard(
    embedder: Embedder,
    llm: LanguageModel | None = None,
    samples: Samples | None = None,
    prices: Prices | None = None,
) -> tuple[Metric, ...]:
    """Every metric that these models can judge, by name and judge; they share one memory of what was found.

    Without `samples`, the language model is asked for them.
    """
    memory = Remembered(embedder)
    asked = Replies(llm) if llm else None
    drawn = samples or (ModelSamples(asked) if asked else None)
    models = Models(memory, EvidenceJudge(memory), asked, drawn, prices)
    modules = [importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)]
    built = [metric for module in modules for metric in _each(module.build(models))]
    return tuple(sorted(built, key=lambda metric: (metric.name, metric.judge == "model")))


def _each(built: Metric | tuple[Metric, ...] | None) -> tuple[Metric, ...]:
    if built is None:
        return ()
    return built if isinstance(built, tuple) else (built,)


def chosen(metrics: tuple[Metric, ...], names: tuple[str, ...] = ()) -> tuple[Metric, ...]:
    """Those of the metrics that are named, all offline ones without names; UsageError for a name that none has.

    `faithfulness` is the offline judge where there is one, `faithfulness:model` the language model's; `all` and
    `all:model` are every metric of that judge.
    """
    if not names:
        return tuple(metric for metric in metrics if metric.judge == "offline")
    kept = {(metric.name, metric.judge): metric for name in names for metric in _named(metrics, name)}
    return tuple(kept.values())


def _named(metrics: tuple[Metric, ...], name: str) -> tuple[Metric, ...]:
    plain = name.removesuffix(MODEL)
    judge = "model" if name.endswith(MODEL) else "offline"
    found = tuple(metric for metric in metrics if plain in (ALL, metric.name))
    fitting = tuple(metric for metric in found if metric.judge == judge)
    if fitting:
        return fitting
    if found and plain == name:
        return found
    if name.endswith(MODEL) and not any(metric.judge == "model" for metric in metrics):
        raise UsageError(f"{name} needs a language model", "set llm.base_url and llm.model")
    if missing := _not_built(plain):
        raise UsageError(f"{plain} is not installed", missing)
    known = sorted({metric.name + (MODEL if metric.judge == "model" else "") for metric in metrics})
    raise UsageError(f"there is no metric {name!r}", f"choose from {', '.join(known)}")


def _not_built(name: str) -> str:
    """How to get a metric that a module of this folder makes but did not; empty where none does."""
    for found in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{found.name}")
        if name in getattr(module, "NEEDS", {}):
            needed: str = module.NEEDS[name]
            return needed
    return ""
