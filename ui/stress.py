"""Robustness and load tests with a workspace's own cases; its store is only read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from graph.errors import UsageError
from rag.types import Answer, Question

if TYPE_CHECKING:
    from evals.robustness.load import LoadReport
    from evals.robustness.types import Perturbation, StressReport
    from evals.types import Case
    from rag.llm.map_concurrent import Progress
    from ui.workspace import Workspace


@dataclass(frozen=True, slots=True)
class RobustnessPlan:
    """How many cases to draw, the seed, and how to ask them; None means the value of the settings."""

    count: int = 100
    seed: int = 0
    retriever: str | None = None
    k: int | None = None
    workers: int = 2


def draw_cases(workspace: Workspace, count: int, seed: int) -> list[Case]:
    """Draw at most `count` stored cases: from the accepted ones if there are any, else from all not rejected."""
    usable = [case for case in workspace.archive.cases() if case.status != "rejected"]
    usable = [case for case in usable if case.status == "accepted"] or usable
    if not usable:
        raise UsageError("there are no cases to ask", "make some first: graphloop eval generate")
    workspace.need_documents()
    drawn = np.random.default_rng(seed).permutation(len(usable))[:count]
    return [usable[index] for index in sorted(drawn.tolist())]


def run_robustness_tests(
    workspace: Workspace, suites: list[Perturbation], plan: RobustnessPlan, progress: Progress
) -> StressReport:
    """Ask perturbed cases of each suite, and return how many answers break."""
    from evals.metrics import select_metrics
    from evals.robustness.measure import run_stress_test
    from evals.robustness.types import RobustnessSystem

    cases = draw_cases(workspace, plan.count, plan.seed)
    depth = workspace.settings.retrieval.k if plan.k is None else plan.k
    system = RobustnessSystem(
        workspace.retriever(plan.retriever), workspace.answerer(), depth, workspace.where, workspace.speller()
    )
    correct = next(
        metric for metric in select_metrics(workspace.metrics, ("answer_correctness",)) if metric.judge == "offline"
    )
    return run_stress_test(system, cases, suites, correct, workspace.model(), (plan.seed, plan.workers), progress)


def run_load_test(
    workspace: Workspace, plan: RobustnessPlan, users: int, seconds: float, progress: Progress
) -> LoadReport:
    """Measure latency and throughput for `users` concurrent users over `seconds`."""
    from evals.robustness.load import run_load

    cases = [case for case in draw_cases(workspace, plan.count, plan.seed) if not case.history]
    if not cases:
        raise UsageError("every case is a follow-up question", "make others: graphloop eval generate")

    def ask(question: str) -> Answer:
        return workspace.ask(Question(question), plan.k, plan.retriever, strict=True)

    return run_load(ask, [case.question for case in cases], users, seconds, progress)
