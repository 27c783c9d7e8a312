"""`graphloop eval compare`: the differences between two runs, and which are statistically significant."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from ui import terminal
from ui.cli.context import Json, open_workspace
from ui.cli.eval_runs import RUN_HELP, load_run

if TYPE_CHECKING:
    from evals.comparison.compare import ChangedCase, Comparison, MetricComparison

COMPARED_METRIC = "answer_correctness"
COMPARISON_COLUMNS = ("A", "B", "B − A", "95% interval", "p", "corrected p", "won/lost/same", "verdict", "scored")


def compare_runs(
    context: typer.Context,
    a: Annotated[str, typer.Argument(help=RUN_HELP)],
    b: Annotated[str, typer.Argument(help="The run that may be better, named in the same way.")] = "latest",
    metric: Annotated[list[str] | None, typer.Option(help="Compare this metric alone; may be repeated.")] = None,
    cases: Annotated[int, typer.Option(min=0, help="How many wins and losses to show of each.")] = 5,
    json: Json = False,
) -> None:
    """What changed from run A to run B over the cases that both asked, with intervals."""
    from evals.comparison.compare import compare_pair

    names = tuple(metric or ())
    with open_workspace(context) as opened:
        first, second = load_run(opened, a), load_run(opened, b)
    found = compare_pair(first, second, metrics=names, changed=names or (COMPARED_METRIC,))
    if json:
        terminal.print_json(found)
        return
    _print(found, cases)


def _print(found: Comparison, cases: int) -> None:
    terminal.print_line(f"A {found.a} → B {found.b}: {found.cases} case(s) in both")
    if found.faults_a or found.faults_b:
        terminal.print_line(f"without an answer: {found.faults_a} in A, {found.faults_b} in B; they are not scored")
    terminal.print_table(
        ("metric", "judge", *COMPARISON_COLUMNS), ([one.metric, one.judge, *_contrast(one)] for one in found.contrasts)
    )
    changed = [one for one in found.slices if one.wins or one.losses]
    if changed:
        terminal.print_line(f"by kind, where anything changed; corrected for {len(found.slices)} lines:")
        terminal.print_table(
            ("metric", "kind", *COMPARISON_COLUMNS), ([one.metric, one.kind, *_contrast(one)] for one in changed)
        )
    for metric in dict.fromkeys(change.metric for change in found.changes):
        listed = [change for change in found.changes if change.metric == metric]
        _print_changes(f"won by B in {metric}", [one for one in listed if one.gain > 0], cases)
        _print_changes(f"lost by B in {metric}", [one for one in listed if one.gain < 0], cases)
    if found.unpaired:
        terminal.print_line(f"left out: {found.only_a} case(s) only in A, {found.only_b} only in B")
        terminal.print_table(("run", "case", "kind", "question"), _unpaired(found)[:cases])


def _unpaired(found: Comparison) -> list[tuple[str, str, str, str]]:
    return [(one.run, one.case_id[:8], one.kind, terminal.one_line(one.question)) for one in found.unpaired]


def _print_changes(title: str, changed: Sequence[ChangedCase], cases: int) -> None:
    rows = [
        (
            one.case_id[:8],
            one.kind,
            terminal.one_line(one.question, 80),
            terminal.one_line(one.reference, 40),
            f"{one.value_a:.2f} → {one.value_b:.2f}",
            terminal.one_line(one.said_a, 60),
            terminal.one_line(one.said_b, 60),
        )
        for one in changed
    ]
    if rows and cases:
        terminal.print_line(f"{title}: {len(rows)}")
        terminal.print_table(("case", "kind", "question", "expected", "value", "A said", "B said"), rows[:cases])


def _contrast(one: MetricComparison) -> list[str]:
    scored = f"{one.scored}/{one.cases}"
    if one.interval is None or one.corrected is None or one.mean_a is None or one.mean_b is None:
        return ["–", "–", "–", "–", "–", "–", "–", one.verdict, scored]
    interval = one.interval
    return [
        f"{one.mean_a:.3f}",
        f"{one.mean_b:.3f}",
        f"{interval.difference:+.3f}",
        f"{interval.low:+.3f} … {interval.high:+.3f}",
        f"{interval.p_value:.3f}",
        f"{one.corrected:.3f}",
        f"{one.wins}/{one.losses}/{one.ties}",
        one.verdict,
        scored,
    ]
