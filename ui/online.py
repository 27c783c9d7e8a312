"""Scores the answers that people were given, and reports their drift and the questions that nothing answered."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from evals.online.book import OnlineBook
    from evals.online.drift import Drift
    from evals.online.traffic import TrafficAnswer
    from evals.online.unanswered import UnansweredGroup
    from ui.workspace import Workspace

ONLINE_METRICS = ("faithfulness", "citation_validity", "answer_relevancy", "contextual_relevancy", "latency")
"""What offline judges can tell of an answer without knowing the right one."""


@dataclass(frozen=True, slots=True)
class OnlineReport:
    """What is known of the answers given: how many, how many are scored and newly so, their drift, and the gaps."""

    answers: int
    scored: int
    new: int
    drift: tuple[Drift, ...]
    unanswered: tuple[UnansweredGroup, ...]


def watch_answers(
    workspace: Workspace, every: int, days: int, weeks: int, progress: Callable[[int, int], None]
) -> OnlineReport:
    """Score one in `every` answers, unless they are scored already, and report over all; none are scored if it is 0."""
    from evals.online.book import OnlineBook
    from evals.online.drift import measure_drift
    from evals.online.traffic import read_traffic
    from evals.online.unanswered import group_unanswered

    given = list(read_traffic(workspace.threads))
    with closing(OnlineBook(workspace.journal, workspace.settings.collection)) as book:
        new = _score(workspace, book, given, every, progress)
        scores = book.scores()
    drift = measure_drift(scores, datetime.now(UTC), days, weeks)
    scored = len({score.exchange_id for score in scores})
    missed = [one for one in given if one.answer.abstained]
    # Opening the embedder is slow, and needless where everything was answered.
    groups = group_unanswered(missed, workspace.embedder) if missed else ()
    return OnlineReport(len(given), scored, new, drift, groups)


def _score(
    workspace: Workspace,
    book: OnlineBook,
    given: Sequence[TrafficAnswer],
    every: int,
    progress: Callable[[int, int], None],
) -> int:
    """Score the answers that are drawn and not scored yet, and return how many those are."""
    from evals.online.traffic import is_drawn
    from evals.runner import judge
    from evals.types import Case

    known = {score.exchange_id for score in book.scores()} if every else set()
    due = [one for one in given if every and one.exchange_id not in known and is_drawn(one.exchange_id, every)]
    if not due:
        return 0
    metrics = [metric for metric in workspace.metrics if metric.name in ONLINE_METRICS and metric.judge == "offline"]
    for number, one in enumerate(due, 1):
        case = Case.make(one.question, "")
        book.add(one, [judge(metric, case, one.answer) for metric in metrics])
        progress(number, len(due))
    return len(due)
