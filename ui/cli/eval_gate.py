"""`graphloop eval gate`: fails a build if a run regressed against a baseline."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graph.text.counting import count_noun
from ui import terminal
from ui.cli.context import Json, open_workspace
from ui.cli.eval_runs import RUN_HELP, load_run

if TYPE_CHECKING:
    from evals.comparison.gate import GateLine, GateRules, GateVerdict, MetricLimit

EXIT_GATE_FAILED = 4


def gate_run(
    context: typer.Context,
    which: Annotated[list[str] | None, typer.Argument(help=f"{RUN_HELP} Several are averaged.")] = None,
    baseline: Annotated[
        list[str] | None, typer.Option("--baseline", help="The run to compare with; several are averaged.")
    ] = None,
    metric: Annotated[
        list[str] | None, typer.Option(help="Check this metric; NAME=DROP sets its own smallest drop. May be repeated.")
    ] = None,
    least_drop: Annotated[float, typer.Option(min=0, help="The smallest drop of a mean that matters.")] = 0.02,
    level: Annotated[float, typer.Option(min=0.0001, max=0.5, help="The accepted chance of a false alarm.")] = 0.05,
    must_pass: Annotated[
        list[str] | None, typer.Option(help="A case that must pass: its id, the start of it, or a file of cases.")
    ] = None,
    must_metric: Annotated[
        str, typer.Option(help="The metric that cases that must pass are judged by.")
    ] = "answer_correctness",
    must_score: Annotated[float, typer.Option(help="The lowest score with which such a case passes.")] = 0.5,
    markdown: Annotated[Path | None, typer.Option(help="Write the verdict as Markdown to this file.")] = None,
    junit: Annotated[Path | None, typer.Option(help="Write the verdict as JUnit XML to this file.")] = None,
    json: Json = False,
) -> None:
    """Fail if a run regressed against a baseline: exit code 4 if it is worse by more than chance."""
    from evals.comparison.gate import GateRules, average_runs, check_gate
    from graph.errors import UsageError

    if not baseline:
        raise UsageError("no baseline is given", "name one: --baseline RUN, or a file written by eval save")
    limits = tuple(_limit(text) for text in metric or ())
    rules = GateRules(limits, least_drop, level, _ids(must_pass or []), must_metric, must_score)
    with open_workspace(context) as opened:
        before = average_runs([load_run(opened, name) for name in baseline])
        after = average_runs([load_run(opened, name) for name in which or ["latest"]])
    verdict = check_gate(before, after, rules)
    _write(verdict, markdown, junit)
    if json:
        terminal.print_json(verdict)
    else:
        _print(verdict, rules)
    if verdict.failed:
        raise typer.Exit(EXIT_GATE_FAILED)


def _limit(text: str) -> MetricLimit:
    from evals.comparison.gate import MetricLimit
    from graph.errors import UsageError

    name, equals, least = text.partition("=")
    if not equals:
        return MetricLimit(name)
    try:
        value = float(least)
    except ValueError:
        value = math.nan
    if not value >= 0:
        raise UsageError(f"{least!r} is not a valid drop", f"give a number from 0: --metric {name}=0.03")
    return MetricLimit(name, value)


def _ids(named: list[str]) -> tuple[str, ...]:
    from evals.casefile import read_cases
    from evals.runfile import SUFFIX

    ids = [[case.id for case in read_cases(Path(name))] if name.endswith(SUFFIX) else [name] for name in named]
    return tuple(name for names in ids for name in names)


def _write(verdict: GateVerdict, markdown: Path | None, junit: Path | None) -> None:
    from evals.comparison import gate_report
    from graph.errors import UsageError

    for path, text in ((markdown, gate_report.render_markdown), (junit, gate_report.render_junit)):
        if path is not None:
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text(verdict), encoding="utf-8")
            except OSError as error:
                raise UsageError(f"cannot write {path}: {error.strerror}", "choose another path")


def _print(verdict: GateVerdict, rules: GateRules) -> None:
    terminal.print_line(f"{verdict.run} against {verdict.baseline}: {count_noun(verdict.cases, 'case')} in both")
    columns = ("metric", "judge", "baseline", "run", "drop", "matters from", "p", "would catch", "scored", "verdict")
    terminal.print_table(columns, (_row(line) for line in verdict.lines))
    for demand in verdict.demands:
        done = "passed" if demand.passed else "FAILED"
        terminal.print_line(
            f"must pass: {done}  {terminal.one_line(demand.question) or demand.case_id}  ({demand.told})"
        )
    for note in verdict.notes:
        terminal.print_note(note)
    terminal.print_line(
        "gate failed" if verdict.failed else f"gate passed (chance of a false alarm at most {rules.level:.0%})"
    )


def _row(line: GateLine) -> list[str]:
    from evals.comparison.gate_report import format_figures

    return [line.metric, line.judge, *format_figures(line), ("FAILED: " if line.failed else "") + line.told]
