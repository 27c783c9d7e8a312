"""Runs evaluation cases on a workspace."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING

from graph.errors import UsageError
from rag.types import Answer, Question, Turn

if TYPE_CHECKING:
    from evals.metric import Metric
    from evals.types import Case, Run
    from rag.llm.map_concurrent import Progress
    from ui.workspace import Workspace


@dataclass(frozen=True, slots=True)
class EvaluationPlan:
    """What to ask and how; None means the value of the settings, empty means everything."""

    name: str = ""
    retriever: str | None = None
    k: int | None = None
    kinds: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ()
    workers: int = 2
    version: str = ""


def start_run(workspace: Workspace, plan: EvaluationPlan, progress: Progress) -> Run:
    """Create a run over the stored cases and ask them all; UsageError if there are none."""
    cases = select_cases(workspace, plan)
    if not cases:
        raise UsageError("there are no such cases", "make some first: graphloop eval generate")
    workspace.need_documents()
    workspace.retriever(plan.retriever)
    name = plan.name or f"{plan.retriever or workspace.settings.retrieval.retriever} {datetime.now(UTC):%m-%d %H:%M}"
    metrics = chosen_metrics(workspace, plan.metrics)
    run = workspace.archive.create(name, cases, (*describe_settings(workspace, plan), *describe_judges(metrics)))
    return _ask(workspace, run.id, plan, metrics, progress)


def select_cases(workspace: Workspace, plan: EvaluationPlan) -> list[Case]:
    """Return the cases of a plan that are not rejected, maybe none; UsageError for an unknown kind or version."""
    from evals.generate.kinds import case_kinds
    from evals.review import usable_cases

    known = case_kinds()
    unknown = [kind for kind in plan.kinds if kind not in known]
    if unknown:
        raise UsageError(f"there is no kind of case {unknown[0]!r}", f"choose from {', '.join(known)}")
    stored = workspace.versions.cases(plan.version) if plan.version else workspace.archive.cases()
    return [case for case in usable_cases(stored) if not plan.kinds or case.kind in plan.kinds]


def resume_run(workspace: Workspace, which: str, plan: EvaluationPlan, progress: Progress) -> Run:
    """Resume a run: ask its remaining cases with its original settings."""
    overview = workspace.archive.find(which)
    recorded = dict(overview.settings)
    original = replace(
        plan,
        retriever=recorded.get("retriever"),
        k=int(recorded["k"]) if "k" in recorded else None,
        version=recorded.get("test set", "").partition(" ")[0],
        metrics=tuple(filter(None, recorded.get("metrics", "").split(", "))),
    )
    metrics = chosen_metrics(workspace, original.metrics)
    if (*describe_settings(workspace, original), *describe_judges(metrics)) != overview.settings:
        raise UsageError(f"run {overview.id} was started with other settings", "start a new one: graphloop eval run")
    return _ask(workspace, overview.id, original, metrics, progress)


def rescore_answers(workspace: Workspace, which: str, name: str, metrics: tuple[str, ...], progress: Progress) -> Run:
    """Score the answers of a run again, as a new run; UsageError if all its results were erased."""
    from evals.erased import is_erased
    from evals.runner import rejudge_results
    from evals.types import Result

    source = workspace.archive.load(which)
    chosen = chosen_metrics(workspace, metrics)
    judged = [result for result in source.results if not is_erased(result)]
    if source.results and not judged:
        raise UsageError(f"run {source.id} has nothing left to score", "its texts were removed with their documents")
    asked = [result.case for result in judged]
    run = workspace.archive.create(
        name or f"{source.name} rescored", asked, (*source.settings, ("answers of", source.id))
    )

    def keep(result: Result) -> None:
        workspace.archive.append(run.id, result)

    rejudge_results(judged, chosen, 2, progress, keep)
    return workspace.archive.load(run.id)


def describe_settings(workspace: Workspace, plan: EvaluationPlan) -> tuple[tuple[str, str], ...]:
    """Return the settings that determine the answers of a run, in readable form."""
    settings = workspace.settings
    about = workspace.store.about()
    return (
        ("retriever", plan.retriever or settings.retrieval.retriever),
        ("k", str(plan.k or settings.retrieval.k)),
        ("model", settings.llm.model or "offline"),
        ("embedder", about.embedder),
        ("store", settings.store.backend),
        ("collection", settings.collection),
        ("revision", str(about.revision)),
        ("version", version("graphloop")),
        *((("metrics", ", ".join(plan.metrics)),) if plan.metrics else ()),
        *((("test set", _describe_version(workspace, plan.version)),) if plan.version else ()),
    )


def _describe_version(workspace: Workspace, name: str) -> str:
    """Return the name of a test set version with the digest of its cases."""
    return f"{name} {workspace.versions.find(name).digest[:12]}"


def describe_judges(metrics: tuple[Metric, ...]) -> tuple[tuple[str, str], ...]:
    """Return the exact LLM judges of a run, if any: scores depend on the model and the prompt."""
    from evals.by_model import LLMMetric

    judges = [f"{metric.name} by {metric.exact}" for metric in metrics if isinstance(metric, LLMMetric)]
    return (("judges", "; ".join(judges)),) if judges else ()


def _ask(
    workspace: Workspace, run_id: str, plan: EvaluationPlan, metrics: tuple[Metric, ...], progress: Progress
) -> Run:
    from evals.runner import resume_run

    def ask(question: str, history: tuple[Turn, ...] = ()) -> Answer:
        return workspace.ask(Question(question, history), plan.k, plan.retriever, strict=True)

    return resume_run(workspace.archive, run_id, ask, metrics, plan.workers, progress)


def open_metrics(workspace: Workspace) -> tuple[Metric, ...]:
    """Return every metric that the embedder and the model can compute; both judges of a metric that has two."""
    from evals.metrics import build_metrics
    from rag.llm.usage import Prices

    llm = workspace.settings.llm
    prices = Prices(llm.price_read, llm.price_written) if llm.price_read or llm.price_written else None
    return build_metrics(workspace.embedder, workspace.model(), prices=prices)


def chosen_metrics(workspace: Workspace, names: tuple[str, ...]) -> tuple[Metric, ...]:
    """Return the named metrics, else all offline ones; Ragas and rubric metrics are created only if named."""
    from evals.geval import RUBRIC_PREFIX, build_geval
    from evals.metrics import select_metrics
    from evals.ragas import RAGAS_PREFIX, ragas_metrics

    rubrics = tuple(build_geval(workspace.model(), name) for name in names if name.startswith(RUBRIC_PREFIX))
    named = tuple(name for name in names if not name.startswith(RUBRIC_PREFIX))
    if rubrics and not named:
        return rubrics
    asked = any(name.startswith(RAGAS_PREFIX) for name in named)
    more = ragas_metrics(workspace.embedder, workspace.model()) if asked else ()
    return (*select_metrics((*workspace.metrics, *more), named), *rubrics)
