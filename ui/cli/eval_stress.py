"""`graphloop eval stress`: robustness to perturbed cases, and load tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from graph.text.counting import count_noun
from ui import terminal
from ui.cli.context import Json, open_workspace
from ui.cli.options import Retriever

if TYPE_CHECKING:
    from evals.robustness.load import LoadReport
    from evals.robustness.types import BrokenCase, RobustnessResult, StressReport
    from ui.stress import RobustnessPlan
    from ui.workspace import Workspace


def stress(
    context: typer.Context,
    suite: Annotated[
        list[str] | None, typer.Option(help="Only this suite, or load; may be repeated. Default: all but load.")
    ] = None,
    count: Annotated[
        int, typer.Option("--count", "-n", min=1, help="How many of the stored cases to ask at most.")
    ] = 100,
    seed: Annotated[int, typer.Option(help="The same seed changes the same cases in the same way.")] = 0,
    retriever: Retriever = None,
    k: Annotated[int | None, typer.Option("-k", min=1, max=100, help="How many passages to answer from.")] = None,
    workers: Annotated[int, typer.Option(min=1, max=32, help="How many questions to ask at once.")] = 2,
    shown: Annotated[int, typer.Option(min=0, help="How many broken cases of each suite to print.")] = 3,
    users: Annotated[int, typer.Option(min=1, max=256, help="Concurrent users, for the suite load.")] = 4,
    seconds: Annotated[
        float, typer.Option(min=0.1, max=86_400, help="How long they ask in seconds, for the suite load.")
    ] = 10.0,
    json: Json = False,
) -> None:
    """Ask the stored cases again, made harder in one way at a time; the store is only read."""
    from evals.robustness.perturbations import LOAD, select_perturbations
    from ui.progress import show_progress
    from ui.stress import RobustnessPlan, run_robustness_tests

    names = [name.replace("-", "_") for name in suite or ()]
    suites = select_perturbations([name for name in names if name != LOAD])
    plan = RobustnessPlan(count, seed, retriever, k, workers)
    report: StressReport | None = None
    load: LoadReport | None = None
    with open_workspace(context) as opened:
        if names != [LOAD] * len(names) or not names:
            with show_progress("asking", "questions") as progress:
                report = run_robustness_tests(opened, suites, plan, progress.advance)
        if LOAD in names:
            load = _run_load(opened, plan, users, seconds)
    if json:
        terminal.print_json({"stress": report, "load": load})
    else:
        _print(report, load, shown)
    faults = (report.faults + sum(outcome.faults for outcome in report.outcomes) if report else 0) + (
        load.faults if load else 0
    )
    if faults:
        terminal.print_note(f"{count_noun(faults, 'question')} got no answer")
        raise typer.Exit(1)


def _run_load(opened: Workspace, plan: RobustnessPlan, users: int, seconds: float) -> LoadReport:
    from ui.progress import show_progress
    from ui.stress import run_load_test

    with show_progress("asking", "seconds") as progress:
        return run_load_test(opened, plan, users, seconds, progress.advance)


def _print(report: StressReport | None, load: LoadReport | None, shown: int) -> None:
    if report:
        terminal.print_line(f"{count_noun(report.cases, 'case')}, {report.right} answered correctly as they are")
        columns = ("suite", "asked", "right before", "kept", "newly wrong", "newly silent", "abstained", "newly right")
        terminal.print_table(
            (*columns, "robust", "95% interval"), (_row(outcome) for outcome in report.outcomes if not outcome.skipped)
        )
        for outcome in report.outcomes:
            if outcome.skipped:
                terminal.print_note(f"{outcome.suite} was skipped: {outcome.skipped}")
            if outcome.broken[:shown]:
                terminal.print_line(f"{outcome.suite}: {outcome.about}; {len(outcome.broken)} broke")
            for broken in outcome.broken[:shown]:
                _print_broken(broken)
    if load:
        _print_load(load)


def _row(result: RobustnessResult) -> tuple[object, ...]:
    counts = (
        result.asked,
        result.right_before,
        result.kept,
        result.newly_wrong,
        result.newly_silent,
        result.abstained,
        result.newly_right,
    )
    if result.robust is None or result.low is None or result.high is None:
        return result.suite, *counts, "–", "–"
    return result.suite, *counts, f"{result.robust:.3f}", f"{result.low:.3f} … {result.high:.3f}"


def _print_broken(broken: BrokenCase) -> None:
    terminal.print_line(f"  asked: {terminal.one_line(broken.asked)}")
    terminal.print_line(f"    how: {terminal.one_line(broken.how)}")
    terminal.print_line(f"    expected: {terminal.one_line(broken.expected)}")
    terminal.print_line(f"    answered: {terminal.one_line(broken.said)}")
    terminal.print_line(f"    {terminal.one_line(broken.why)}")


def _print_load(load: LoadReport) -> None:
    terminal.print_line(f"{count_noun(load.users, 'user')} for {load.seconds:.1f} s")
    rows = (
        ("answers", str(load.answers)),
        ("faults", str(load.faults)),
        ("answers per second", f"{load.throughput:.2f}"),
        ("p50", _seconds(load.p50)),
        ("p95", _seconds(load.p95)),
        ("p99", _seconds(load.p99)),
        ("slowest", _seconds(load.slowest)),
        ("peak memory", f"{load.peak:.0f} MB, {load.grown:.0f} MB of it under load"),
    )
    terminal.print_table(("measure", "value"), rows)
    if load.first_fault:
        terminal.print_note(f"first error: {terminal.one_line(load.first_fault)}")


def _seconds(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f} s"
