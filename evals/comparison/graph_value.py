"""Is the graph worth it? Compare graph retrieval with the same seeds without a graph, on the same questions."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from evals.bootstrap import Values
from evals.comparison.statistics import Interval, paired_bootstrap
from evals.metrics.retrieval_recall import is_found
from evals.types import Case
from rag.llm.map_concurrent import Progress, no_progress
from rag.types import Hit

Retrieve = Callable[[str], Sequence[Hit]]
Verdict = Literal["graph", "hybrid", "no difference shown"]

MAX_P_VALUE = 0.05
ZERO_TOLERANCE = 1e-9  # what sums of fractions that cancel out may leave
DETECTION_ERRORS = 1.96 + 0.84
"""The standard errors at which a difference is detected at the 95% level with 80% power."""

MIN_DIFFERING_QUESTIONS = 6
"""The fewest differing questions, all one way, for a two-sided sign-flip p-value below 0.05: 2 / 2^6 = 0.03."""


@dataclass(frozen=True, slots=True)
class RetrieverScore:
    """The share of a case's gold passages that a retriever found, and the seconds it took."""

    recall: float
    seconds: float


@dataclass(frozen=True, slots=True)
class RetrieverPair:
    """One case asked of both retrievers."""

    case: Case
    graph: RetrieverScore
    hybrid: RetrieverScore


@dataclass(frozen=True, slots=True)
class RetrieverComparison:
    """Both retrievers on the questions of one kind, or on all if `kind` is empty.

    `graph` and `hybrid` are mean recalls, `interval` that of graph − hybrid; wins are questions where graph found more.
    `more` is how many further questions would be needed to show the observed difference: 0 if it is shown, None if
    none was observed.
    """

    kind: str
    questions: int
    graph: float
    hybrid: float
    interval: Interval
    wins: int
    losses: int
    ties: int
    verdict: Verdict
    more: int | None


@dataclass(frozen=True, slots=True)
class GraphValue:
    """Which retriever to use: `advice` is one sentence, `contrasts` all questions first, then each kind.

    Milliseconds are the median per question; `left_out` counts cases without gold passages.
    """

    k: int
    advice: str
    contrasts: tuple[RetrieverComparison, ...]
    graph_milliseconds: float
    hybrid_milliseconds: float
    left_out: int = 0

    @property
    def overall(self) -> RetrieverComparison:
        return self.contrasts[0]


def ask_both_retrievers(
    cases: Sequence[Case], graph: Retrieve, hybrid: Retrieve, progress: Progress = no_progress
) -> list[RetrieverPair]:
    """Ask both retrievers every case with gold passages, alternating which goes first.

    The first question is asked once beforehand, untimed, as a warm-up.
    """
    asked = [case for case in cases if case.gold]
    for find in (graph, hybrid):
        for case in asked[:1]:
            find(case.question)
    pairs = []
    for index, case in enumerate(asked):
        progress(index, len(asked))
        if index % 2:
            second = _measure_retriever(case, hybrid)
            pairs.append(RetrieverPair(case, _measure_retriever(case, graph), second))
        else:
            pairs.append(RetrieverPair(case, _measure_retriever(case, graph), _measure_retriever(case, hybrid)))
    progress(len(asked), len(asked))
    return pairs


def assess_graph_value(pairs: Sequence[RetrieverPair], k: int, left_out: int = 0) -> GraphValue:
    """Compare both retrievers at a depth of k passages; `pairs` must not be empty."""
    kinds = sorted({pair.case.kind for pair in pairs})
    contrasts = [_contrast("", pairs)]
    contrasts += [_contrast(kind, [pair for pair in pairs if pair.case.kind == kind]) for kind in kinds]
    return GraphValue(
        k,
        _advice(contrasts[0]),
        tuple(contrasts),
        1000 * float(np.median([pair.graph.seconds for pair in pairs])),
        1000 * float(np.median([pair.hybrid.seconds for pair in pairs])),
        left_out,
    )


def questions_needed(differences: Values) -> int | None:
    """Return how many questions would show this mean paired difference, by the normal approximation; None for 0."""
    mean = float(differences.mean())
    if abs(mean) < ZERO_TOLERANCE:
        return None
    by_spread = (DETECTION_ERRORS * float(differences.std()) / mean) ** 2
    by_count = MIN_DIFFERING_QUESTIONS * len(differences) / np.count_nonzero(differences)
    return math.ceil(max(by_spread, by_count))


def _measure_retriever(case: Case, find: Retrieve) -> RetrieverScore:
    begin = time.perf_counter()
    hits = find(case.question)
    seconds = time.perf_counter() - begin
    return RetrieverScore(sum(is_found(gold, hits) for gold in case.gold) / len(case.gold), seconds)


def _contrast(kind: str, pairs: Sequence[RetrieverPair]) -> RetrieverComparison:
    graph = np.array([pair.graph.recall for pair in pairs])
    hybrid = np.array([pair.hybrid.recall for pair in pairs])
    interval = paired_bootstrap(graph, hybrid)
    verdict = _verdict(interval)
    needed = questions_needed(graph - hybrid)
    more = None if needed is None else max(1, needed - len(pairs))
    return RetrieverComparison(
        kind=kind,
        questions=len(pairs),
        graph=float(graph.mean()),
        hybrid=float(hybrid.mean()),
        interval=interval,
        wins=int((graph > hybrid).sum()),
        losses=int((graph < hybrid).sum()),
        ties=int((graph == hybrid).sum()),
        verdict=verdict,
        more=more if verdict == "no difference shown" else 0,
    )


def _verdict(interval: Interval) -> Verdict:
    """Require both interval and p-value to be clear: the bootstrap is overconfident if few questions agree."""
    if interval.p_value >= MAX_P_VALUE or interval.low <= 0 <= interval.high:
        return "no difference shown"
    return "graph" if interval.difference > 0 else "hybrid"


def _advice(overall: RetrieverComparison) -> str:
    asked = "1 question" if overall.questions == 1 else f"{overall.questions:,} questions"
    graph, hybrid = (f"{100 * mean:.1f}%" for mean in (overall.graph, overall.hybrid))
    points = f"{100 * overall.interval.difference:+.1f} points"
    span = f"95% interval {100 * overall.interval.low:+.1f} to {100 * overall.interval.high:+.1f}"
    match overall.verdict, overall.more:
        case "graph", _:
            return f"Use graph: over {asked} it finds {graph} of the evidence, hybrid {hybrid} ({points}, {span})."
        case "hybrid", _:
            return (
                f"Use hybrid: over {asked} it finds {hybrid} of the evidence, graph {graph} (graph {points}, {span})."
            )
        case "no difference shown", None:
            return f"No difference shown: over {asked} graph and hybrid both find {graph} of the evidence."
    return (
        f"No difference shown: over {asked} graph finds {graph} of the evidence, hybrid {hybrid} ({points}, {span});"
        f" to show a difference of that size would take about {overall.more:,} more questions."
    )
