"""The whole loop on an everyday set: `python -m tests.bench.closed_loop DIR [--count 100] [--start bm25]`.

Questions of DIR are asked as a user would, with the retriever `--start`. Answers to even-numbered ones are rated from
gold: liked, or disliked with the right answer and passages, and all that becomes cases, as on the page Feedback. The
other retrievers are measured on those cases, and the best is chosen. Odd-numbered questions, which nobody rated, are
run before and after, compared and gated: the gain and its interval are over them alone.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from evals.comparison.compare import MetricComparison, compare_pair
from evals.comparison.gate import GateVerdict, check_gate
from evals.human.feedback import make_feedback
from evals.human.promotion import add_case
from evals.summary import summarise_run
from evals.types import Case, Gold, Run
from graph.errors import UsageError
from graph.types import Passage
from rag.types import Answer
from tests.bench.everyday import Asked, judge, opened, read_asked
from tests.bench.everyday_retrieval import record_name
from ui.evaluation import EvaluationPlan, start_run
from ui.workspace import Workspace

RETRIEVERS = ("bm25", "dense", "hybrid", "graph")
METRICS = ("answer_correctness", "retrieval_recall", "abstention")
CHOSEN_BY = "retrieval_recall"
RATED, MEASURED = "feedback", "single"
"""The kinds of the cases that were made of ratings, and of those that only measure."""


@dataclass(frozen=True, slots=True)
class Loop:
    """What came of one turn of the loop."""

    rated: int
    disliked: int
    scores: tuple[tuple[str, float], ...]
    chosen: str
    changes: tuple[MetricComparison, ...]
    verdict: GateVerdict


def close_loop(workspace: Workspace, questions: Sequence[Asked], start: str) -> Loop:
    """Ask, rate, promote, choose a retriever, and measure it on what was not rated."""
    gold = GoldPassages(workspace)
    rated = [asked for asked in questions if asked.number % 2 == 0 and asked.answerable]
    disliked = sum(not rate(workspace, gold, asked, start) for asked in rated)
    workspace.archive.add(gold.case(asked) for asked in questions if asked.number % 2)
    scores = tuple((name, score(run_on(workspace, RATED, name))) for name in RETRIEVERS)
    # With equal scores the setting stays as it is.
    chosen = max(scores, key=lambda scored: (scored[1], scored[0] == start))[0]
    before = run_on(workspace, MEASURED, start)
    after = run_on(workspace, MEASURED, chosen) if chosen != start else before
    return Loop(len(rated), disliked, scores, chosen, compare_pair(before, after).contrasts, check_gate(before, after))


class GoldPassages:
    """The passages of a set's gold records, and the cases that follow."""

    def __init__(self, workspace: Workspace) -> None:
        documents = {document.id: record_name(document) for document in workspace.store.documents(workspace.where)}
        self.passages: dict[str, list[Passage]] = {}
        for passage in workspace.store.passages(where=workspace.where):
            self.passages.setdefault(documents[passage.document_id], []).append(passage)

    def gold(self, asked: Asked) -> tuple[Gold, ...]:
        """Return the gold passages that hold a gold text; all of a gold record if none does."""
        own = [passage for record in sorted(asked.records) for passage in self.passages.get(record, [])]
        texts = [" ".join(text.split()).casefold() for text in (*asked.golds, *asked.texts)]
        holding = [one for one in own if any(text in " ".join(one.text.split()).casefold() for text in texts)]
        return tuple(Gold(one.id, one.text, one.source) for one in holding or own)

    def case(self, asked: Asked) -> Case:
        """Return the case that only measures."""
        return Case.make(asked.question.text, reference_of(asked), self.gold(asked), MEASURED, f"set:{asked.number}")


def reference_of(asked: Asked) -> str:
    """Return the right answer of a question; empty if it has none."""
    return next(iter((*asked.golds, *([asked.label] if asked.label else []), *asked.texts)), "") * asked.answerable


def rate(workspace: Workspace, gold: GoldPassages, asked: Asked, retriever: str) -> bool:
    """Ask, save a rating from gold and the case made of it; return whether the answer was liked."""
    answer: Answer = workspace.ask(asked.question, retriever=retriever)
    liked = not judge(asked, answer, found=True).wrong
    said = make_feedback(asked.question.text, answer, "up" if liked else "down", expected=reference_of(asked))
    said = replace(said, gold=gold.gold(asked), reasons=() if liked else ("the answer is wrong",))
    workspace.feedback.add(said)
    add_case(said, workspace.store, workspace.archive, workspace.feedback)
    return liked


def run_on(workspace: Workspace, kind: str, retriever: str) -> Run:
    """Ask the cases of a kind with a retriever."""
    plan = EvaluationPlan(f"{retriever} on {kind}", retriever, kinds=(kind,), metrics=METRICS)
    return start_run(workspace, plan, lambda *_: None)


def score(run: Run) -> float:
    """Return the mean by which a retriever is chosen."""
    return next(one.mean or 0.0 for one in summarise_run(run).of() if one.metric == CHOSEN_BY)


def report(loop: Loop, start: str) -> None:
    """Print what happened."""
    print(f"{loop.rated} answers rated from gold, {loop.disliked} disliked; all of them are cases now")
    print(f"{CHOSEN_BY} on them: " + ", ".join(f"{name} {value:.3f}" for name, value in loop.scores))
    print(f"chosen: {loop.chosen}" + (" (as before)" if loop.chosen == start else f" instead of {start}"))
    for change in loop.changes:
        if (found := change.interval) is not None:
            means = f"{change.mean_a:.3f} -> {change.mean_b:.3f}"
            interval = f"{found.difference:+.3f} (95% {found.low:+.3f} … {found.high:+.3f})"
            print(f"  {change.metric:<20} {means}  {interval}  {change.scored} scored: {change.verdict}")
    print("gate " + ("FAILED" if loop.verdict.failed else "passed") + f" on {loop.verdict.cases} unrated questions")


def main(arguments: Sequence[str]) -> int:
    """Close the loop once and report it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", type=Path, metavar="DIR")
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--start", choices=RETRIEVERS, default="bm25")
    parser.add_argument("--keep", type=Path, metavar="FOLDER")
    chosen = parser.parse_args(arguments)
    questions = [asked for asked in read_asked(chosen.directory) if not asked.question.history][: chosen.count]
    if not questions:
        raise UsageError("the set has no questions that stand alone")
    with tempfile.TemporaryDirectory() as temporary:
        folder = chosen.keep or Path(temporary)
        with opened(chosen.directory.resolve(), folder, model=False) as workspace:
            loop = close_loop(workspace, questions, chosen.start)
    report(loop, chosen.start)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
