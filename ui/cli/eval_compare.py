"""`graphloop eval compare`: the differences between two runs, and which are statistically significant."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from graph.text.counting import count_noun
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
    b: Annotated[str, typer.Argument(help="The run to compare it with, named in the same way.")] = "latest",
    metric: Annotated[list[str] | None, typer.Option(help="Compare only this metric; may be repeated.")] = None,
    cases: Annotated[int, typer.Option(min=0, help="How many wins, and how many losses, to show.")] = 5,
    json: Json = False,
) -> None:
    """Show what changed from run A to run B on the cases they share, with intervals."""
    from evals.comparison.compare import compare_pair

    names = tuple(metric or ())
    with open_workspace(context) as opened:
        first, second = load_run(opened, a), load_run(opened, b)
    comparison = compare_pair(first, second, metrics=names, changed=names or (COMPARED_METRIC,))
    if json:
        terminal.print_json(comparison)
        return
    _print(comparison, cases)


def _print(comparison: Comparison, cases: int) -> None:
    terminal.print_line(f"A {comparison.a} → B {comparison.b}: {count_noun(comparison.cases, 'case')} in both")
    if comparison.faults_a or comparison.faults_b:
        terminal.print_line(
            f"without an answer: {comparison.faults_a} in A, {comparison.faults_b} in B; they are not scored"
        )
    terminal.print_table(
        ("metric", "judge", *COMPARISON_COLUMNS),
        ([contrast.metric, contrast.judge, *_contrast_cells(contrast)] for contrast in comparison.contrasts),
    )
    changed = [contrast for contrast in comparison.slices if contrast.wins or contrast.losses]
    if changed:
        terminal.print_line(
            f"by kind of question, where anything changed; corrected for {len(comparison.slices)} comparisons:"
        )
        terminal.print_table(
            ("metric", "kind", *COMPARISON_COLUMNS),
            ([contrast.metric, contrast.kind, *_contrast_cells(contrast)] for contrast in changed),
        )
    for metric in dict.fromkeys(change.metric for change in comparison.changes):
        listed = [change for change in comparison.changes if change.metric == metric]
        _print_changes(f"won by B in {metric}", [change for change in listed if change.gain > 0], cases)
        _print_changes(f"lost by B in {metric}", [change for change in listed if change.gain < 0], cases)
    if comparison.unpaired:
        terminal.print_line(
            f"not compared: {count_noun(comparison.only_a, 'case')} only in A, {comparison.only_b} only in B"
        )
        terminal.print_table(("run", "case", "kind", "question"), _unpaired(comparison)[:cases])


def _unpaired(comparison: Comparison) -> list[tuple[str, str, str, str]]:
    return [
        (unpaired_case.run, unpaired_case.case_id[:8], unpaired_case.kind, terminal.one_line(unpaired_case.question))
        for unpaired_case in comparison.unpaired
    ]


def _print_changes(title: str, changed: Sequence[ChangedCase], cases: int) -> None:
    rows = [
        (
            change.case_id[:8],
            change.kind,
            terminal.one_line(change.question, 80),
            terminal.one_line(change.reference, 40),
            f"{change.value_a:.2f} → {change.value_b:.2f}",
            terminal.one_line(change.said_a, 60),
            terminal.one_line(change.said_b, 60),
        )
        for change in changed
    ]
    if rows and cases:
        terminal.print_line(f"{title}: {len(rows)}")
        terminal.print_table(("case", "kind", "question", "expected", "value", "A said", "B said"), rows[:cases])


def _contrast_cells(contrast: MetricComparison) -> list[str]:
    scored = f"{contrast.scored}/{contrast.cases}"
    if contrast.interval is None or contrast.corrected is None or contrast.mean_a is None or contrast.mean_b is None:
        return ["–", "–", "–", "–", "–", "–", "–", contrast.verdict, scored]
    interval = contrast.interval
    return [
        f"{contrast.mean_a:.3f}",
        f"{contrast.mean_b:.3f}",
        f"{interval.difference:+.3f}",
        f"{interval.low:+.3f} … {interval.high:+.3f}",
        f"{interval.p_value:.3f}",
        f"{contrast.corrected:.3f}",
        f"{contrast.wins}/{contrast.losses}/{contrast.ties}",
        contrast.verdict,
        scored,
    ]
