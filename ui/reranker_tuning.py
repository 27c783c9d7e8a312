"""Tunes the reranker of graph retrieval on people's questions, and gates it."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from graph.errors import UsageError
from graph.text.counting import count_noun
from ui.progress import Watch
from ui.tuned_language_models import TunedLanguageModels
from ui.tuned_models import RECORD_FILE, TunedModels
from ui.tuned_rerankers import WEIGHTS_FILE, TunedRerankers
from ui.tuning import CARD_FILE, read_stored

if TYPE_CHECKING:
    from evals.bootstrap import Values
    from evals.tuning.gate import TuningVerdict
    from evals.tuning.reranker_fit import RerankerFit
    from evals.tuning.reranker_questions import QuestionSearch, RankedQuestion
    from evals.tuning.reranker_record import RerankerForecast, RerankerRecord
    from evals.types import Case
    from rag.linear_model import LinearModel
    from ui.workspace import Workspace

GATED = "graph"
DEPTHS = (2, 5)
"""Of recall; at the first one the mean must not fall."""

CHECKPOINT_FILE = "questions.jsonl"
MORE_QUESTIONS = (
    "rate answers and promote them, or import cases; graphloop tune data --held-out SHARE holds out more; "
    "--generated counts generated questions, too"
)


@dataclass(frozen=True, slots=True)
class RerankerPlan:
    """What to tune: a new name, the folder of training data, the seed, and the margin of the gate.

    With `generated`, generated questions are learned from and gated by, too. With `few_cases` a training is prepared
    although there are too few held-out cases for the gate to pass.
    """

    name: str
    data: Path
    seed: int
    margin: float
    generated: bool = False
    few_cases: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class PreparedReranker:
    """A training that is ready to run: the right passages' texts by question, and the cases to measure on.

    `left_out` counts the generated questions of the data.
    """

    plan: RerankerPlan
    folder: Path
    search: QuestionSearch
    asked: Mapping[str, frozenset[str]]
    cases: Sequence[Case]
    generated: int

    def forecast(self) -> RerankerForecast:
        """Search for two questions, and tell what all will take, those of the gate included."""
        from evals.tuning.reranker_record import RerankerForecast

        (first, right), *_ = self.asked.items()
        self.search.candidates(first, right)  # the first one loads the models
        started = time.perf_counter()
        self.search.candidates(first, right)
        one = time.perf_counter() - started
        return RerankerForecast(len(self.asked), round(one * (len(self.asked) + 2 * len(self.cases)), 1))


def prepare_reranker(workspace: Workspace, plan: RerankerPlan) -> PreparedReranker:
    """Read the data; an interrupted training of the same is gone on from. Raises UsageError."""
    from evals.files import read_lines
    from evals.tuning.dataset import TRAIN
    from evals.tuning.gate import MIN_CASES, too_few
    from evals.tuning.reranker_questions import group_pairs
    from evals.tuning.rows import PairRow
    from evals.tuning.types import MIN_EXAMPLES

    rerankers = TunedRerankers(workspace.settings)
    folder = rerankers.folder_of(plan.name)
    written = TunedLanguageModels(workspace.settings).has(plan.name)
    if written or rerankers.has(plan.name) or TunedModels(workspace.settings).folder_of(plan.name).exists():
        raise UsageError(f"there is a tuned model {plan.name!r} already", "choose another name")
    workspace.need_documents()
    _, cases = read_stored(workspace, plan.data)
    asked = group_pairs(read_lines(plan.data / TRAIN / "pairs.jsonl", PairRow))
    made = {case.question for case in workspace.archive.cases() if _is_generated(case)} & asked.keys()
    if not plan.generated:
        asked = {question: right for question, right in asked.items() if question not in made}
        cases = [case for case in cases if not _is_generated(case)]
    if len(asked) < MIN_EXAMPLES:
        found = f"{count_noun(len(asked), 'question')} of people in {plan.data} are too few, {MIN_EXAMPLES} are needed"
        raise UsageError(found, MORE_QUESTIONS)
    if len(cases) < MIN_CASES and not plan.few_cases:
        raise UsageError(f"{too_few(len(cases))}; generated ones do not count", MORE_QUESTIONS)
    return PreparedReranker(plan, folder, _search(workspace), asked, cases, len(made))


def finish_reranker(
    workspace: Workspace, prepared: PreparedReranker, forecast: RerankerForecast, watch: Watch
) -> RerankerRecord:
    """Search for the questions, fit, and gate; the record is written last. Raises UsageError if none teaches."""
    from evals.files import write_json
    from evals.tuning.reranker_questions import gather_questions
    from evals.tuning.reranker_record import RerankerRecord, render_reranker_card
    from graph.private_files import write_file
    from rag.linear_model import linear_models_json

    plan, folder, started = prepared.plan, prepared.folder, time.perf_counter()
    checkpoint = folder / CHECKPOINT_FILE
    found = gather_questions(prepared.search, prepared.asked, checkpoint, watch("searching", "questions"))
    models, fits = _fit(found, plan.seed)
    weights = linear_models_json(models, {"made by": "graphloop tune reranker"})
    write_file(folder / WEIGHTS_FILE, weights.encode())
    verdict = gate_reranker(workspace, prepared, folder / WEIGHTS_FILE, watch)
    seconds = round(time.perf_counter() - started, 1)
    created = datetime.now(UTC).isoformat(timespec="seconds")
    embedder = TunedRerankers(workspace.settings).embedder
    made = (prepared.generated, plan.generated)
    record = RerankerRecord(
        plan.name, created, embedder, str(plan.data), plan.seed, *made, forecast, seconds, fits, verdict
    )
    write_file(folder / CARD_FILE, render_reranker_card(record).encode())
    write_json(folder / RECORD_FILE, record)
    checkpoint.unlink()
    return record


def gate_reranker(workspace: Workspace, prepared: PreparedReranker, weights: Path, watch: Watch) -> TuningVerdict:
    """Measure the held-out cases with the reranker that comes with the program and with the new one."""
    from evals.tuning.gate import judge, recalls_at
    from rag.retrieve import build_retriever

    def measure(file: Path | None, what: str) -> dict[str, Values]:
        retrieve = build_retriever(GATED, replace(workspace.retriever_parts, reranker=file))
        progress = watch(f"measuring {what}", "cases")
        found = recalls_at(DEPTHS, retrieve, prepared.cases, workspace.where, progress)
        return {f"{GATED}@{depth}": values for depth, values in found.items()}

    return judge(measure(None, "before"), measure(weights, "after"), prepared.plan.margin)


def _fit(found: Sequence[RankedQuestion], seed: int) -> tuple[dict[str, LinearModel], tuple[RerankerFit, ...]]:
    """Fit the weights of look-ups to look-ups, and those of other questions to others."""
    from evals.tuning.reranker_fit import fit_model
    from evals.tuning.types import MIN_EXAMPLES
    from rag.retrieve.graph.rerank import ALL_MODEL, LOOKUP_MODEL, lookup_model, rerank_model

    if sum(question.teaches for question in found) < MIN_EXAMPLES:
        raise UsageError(
            f"of {count_noun(len(found), 'question')}, {sum(question.teaches for question in found)} have their "
            f"passages among what is found; {MIN_EXAMPLES} are needed",
            "make the data of this collection, without --mask: graphloop tune data",
        )
    models, fits = {}, []
    for name, start, lookup in ((ALL_MODEL, rerank_model(), False), (LOOKUP_MODEL, lookup_model(), True)):
        own = [question for question in found if question.lookup == lookup]
        models[name], fit = fit_model(name, start, own, seed)
        fits.append(fit)
    return models, tuple(fits)


def _search(workspace: Workspace) -> QuestionSearch:
    from evals.tuning.reranker_questions import QuestionSearch
    from rag.retrieve.graph.retriever import Graph

    parts = workspace.retriever_parts
    graph = Graph(parts.store, parts.embedder, parts.tagger)
    return QuestionSearch(graph, workspace.store, workspace.where, parts.embedder.name)


def _is_generated(case: Case) -> bool:
    return case.origin.startswith("generated")
