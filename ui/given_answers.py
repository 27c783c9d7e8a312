"""Runs over answers that another system gave."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from graph.errors import UsageError
from ui.evaluation import EvaluationPlan, chosen_metrics, describe_judges, select_cases

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from evals.exchange.spec import Imported
    from evals.exchange.transfer import LostField, ReadExchange
    from evals.metric import Metric
    from evals.other_answers import MatchedAnswers
    from evals.types import Case, Result, Run
    from rag.llm.map_concurrent import Progress
    from ui.workspace import Workspace

OTHER_SYSTEM = "another system's"
"""The retriever of a run whose passages another system found."""


@dataclass(frozen=True, slots=True)
class ScoredAnswers:
    """The runs over a file of answers, one for each system.

    `unmatched` counts the records that have no right answer, of their own or of a known case, and `repeated` further
    answers to the same case.
    """

    runs: tuple[Run, ...] = ()
    unmatched: int = 0
    repeated: int = 0


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What was imported from a tool's file: how many cases, how many of them new, how many answers, and their runs.

    `lost` are the fields of records that were not carried over, `beside` the names of what stands beside the records,
    `unmatched` counts records without a right answer, `repeated` further answers to the same case, and `others` records
    that are no questions.
    """

    tool: str
    cases: int
    new: int
    answers: int
    runs: tuple[str, ...] = ()
    lost: tuple[LostField, ...] = ()
    beside: tuple[str, ...] = ()
    unmatched: int = 0
    repeated: int = 0
    others: int = 0


def import_exchange(
    workspace: Workspace, path: Path, exchange: ReadExchange, plan: EvaluationPlan, progress: Progress
) -> ImportReport:
    """Store the cases of a tool's file that have a right answer, and score its answers as runs."""
    cases = {record.case.id: record.case for record in exchange.records if record.case.reference}
    answers = sum(record.answer is not None for record in exchange.records)
    if not cases and not answers:
        raise UsageError(f"{path}: no record has a right answer or a system's", "give an export that has either")
    new = _add(workspace, cases.values())
    unmatched = len([record for record in exchange.records if not record.case.reference])
    scored = ScoredAnswers(unmatched=unmatched)
    if answers:
        scored = score_answers(workspace, path, exchange.records, plan, progress)
    return ImportReport(
        exchange.tool,
        len(cases),
        new,
        answers,
        tuple(run.id for run in scored.runs),
        exchange.lost,
        exchange.beside,
        scored.unmatched,
        scored.repeated,
        exchange.others,
    )


def score_answers(
    workspace: Workspace, path: Path, records: Sequence[Imported], plan: EvaluationPlan, progress: Progress
) -> ScoredAnswers:
    """Score the answers of a file as one run for each system; their cases are stored if they bring a reference.

    Raises UsageError if no answer has a case.
    """
    from evals.other_answers import match_answers

    matched, unmatched = match_answers(records, select_cases(workspace, plan))
    matched = tuple(one for one in matched if any(result.answer for result in one.results)) or matched
    if not matched:
        raise UsageError(
            f"{path}: no question is that of a case, and no record has a reference",
            "import the cases first, or add a reference to each record",
        )
    metrics = chosen_metrics(workspace, plan.metrics)
    _add(workspace, (result.case for one in matched for result in one.results))
    runs = tuple(_score(workspace, path, one, plan, metrics, progress) for one in matched)
    return ScoredAnswers(runs, unmatched, sum(one.repeated for one in matched))


def _score(
    workspace: Workspace,
    path: Path,
    matched: MatchedAnswers,
    plan: EvaluationPlan,
    metrics: tuple[Metric, ...],
    progress: Progress,
) -> Run:
    from evals.runner import rejudge_results

    settings = (
        ("retriever", OTHER_SYSTEM),
        ("answers", path.name),
        *((("system", matched.system),) if matched.system else ()),
        ("collection", workspace.settings.collection),
        ("version", version("graphloop")),
        *((("metrics", ", ".join(plan.metrics)),) if plan.metrics else ()),
        *describe_judges(metrics),
    )
    name = " ".join(filter(None, (plan.name or path.stem, matched.system)))
    run = workspace.archive.create(name, [result.case for result in matched.results], settings)

    def keep(result: Result) -> None:
        workspace.archive.append(run.id, result)

    rejudge_results(matched.results, metrics, plan.workers, progress, keep)
    return workspace.archive.load(run.id)


def _add(workspace: Workspace, cases: Iterable[Case]) -> int:
    """Store cases that are new, and return how many; a known one keeps what a reviewer decided."""
    known = {case.id for case in workspace.archive.cases()}
    return workspace.archive.add([case for case in cases if case.id not in known])
