"""Metrics by name.

A module in this folder that has a `METRIC` is a metric, and so is what an installed distribution names in its entry
points of the group `graphloop.metrics`.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from functools import cache

from evals.judges.cached_embedder import CachedEmbedder
from evals.judges.cached_llm import CachedLLM
from evals.judges.evidence import EvidenceJudge
from evals.judges.self_consistency import AnswerSampler, ModelSampler
from evals.metric import Metric, MetricSpec, Models
from graph.errors import UsageError
from graph.registry import PluginKind, find_plugins
from rag.embed.protocol import Embedder
from rag.llm.protocol import LanguageModel
from rag.llm.usage import Prices

MODEL_SUFFIX = ":model"
"""Suffix of a metric's name for its judgement by the language model."""
ALL_METRICS = "all"
METRICS = PluginKind("metric", "evals.metrics", "METRIC", "graphloop.metrics", MetricSpec)


@cache
def metric_specs() -> Mapping[str, MetricSpec]:
    """Return all metrics by name, in alphabetical order; UsageError when two have the same name."""
    return find_plugins(METRICS)


def build_metrics(
    embedder: Embedder,
    llm: LanguageModel | None = None,
    samples: AnswerSampler | None = None,
    prices: Prices | None = None,
) -> tuple[Metric, ...]:
    """Build every metric that these models support, sorted by name and judge; they share one cache.

    Without `samples`, answers are sampled from the language model.
    """
    memory = CachedEmbedder(embedder)
    asked = CachedLLM(llm) if llm else None
    drawn = samples or (ModelSampler(asked) if asked else None)
    models = Models(memory, EvidenceJudge(memory), asked, drawn, prices)
    built = [metric for spec in metric_specs().values() if _is_installed(spec) for metric in _each(spec.build(models))]
    return tuple(sorted(built, key=lambda metric: (metric.name, metric.judge == "model")))


def _is_installed(spec: MetricSpec) -> bool:
    return not spec.package or importlib.util.find_spec(spec.package) is not None


def _each(built: Metric | tuple[Metric, ...]) -> tuple[Metric, ...]:
    return built if isinstance(built, tuple) else (built,)


def select_metrics(metrics: tuple[Metric, ...], names: tuple[str, ...] = ()) -> tuple[Metric, ...]:
    """Select metrics by name, all offline ones without names; UsageError for an unknown name.

    `faithfulness` is the offline judge if there is one, `faithfulness:model` the language model's; `all` and
    `all:model` are all metrics of that judge.
    """
    if not names:
        return tuple(metric for metric in metrics if metric.judge == "offline")
    kept = {(metric.name, metric.judge): metric for name in names for metric in _named(metrics, name)}
    return tuple(kept.values())


def _named(metrics: tuple[Metric, ...], name: str) -> tuple[Metric, ...]:
    plain = name.removesuffix(MODEL_SUFFIX)
    judge = "model" if name.endswith(MODEL_SUFFIX) else "offline"
    found = tuple(metric for metric in metrics if plain in (ALL_METRICS, metric.name))
    fitting = tuple(metric for metric in found if metric.judge == judge)
    if fitting:
        return fitting
    if found and plain == name:
        return found
    if name.endswith(MODEL_SUFFIX) and not any(metric.judge == "model" for metric in metrics):
        raise UsageError(f"{name} needs a language model", "set llm.base_url and llm.model")
    spec = metric_specs().get(plain)
    if spec and not _is_installed(spec):
        raise UsageError(f"{plain} is not installed", spec.install)
    known = sorted({metric.name + (MODEL_SUFFIX if metric.judge == "model" else "") for metric in metrics})
    raise UsageError(f"there is no metric {name!r}", f"choose from {', '.join(known)}")
