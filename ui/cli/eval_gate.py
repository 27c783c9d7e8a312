"""`graphloop eval gate`: fails a build if a run regressed against a baseline."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui import terminal
from ui.cli.context import Json, workspace
from ui.cli.eval_runs import NAMED, run_named

if TYPE_CHECKING:
    from evals.comparison.gate import GateLine, GateVerdict, Limit, Rules

FAILED = 4


def gate_run(
    context: typer.Context,
    which: Annotated[list[str] | None, typer.Argument(help=f"{NAMED} Several are averaged.")] = None,
    baseline: Annotated[
        list[str] | None, typer.Option("--baseline", help="The run to hold up to; several are averaged.")
    ] = None,
    metric: Annotated[
        list[str] | None, typer.Option(help="Watch this metric; NAME=DROP sets its own least drop. May be repeated.")
    ] = None,
    least_drop: Annotated[float, typer.Option(min=0, help="The smallest drop of a mean that matters.")] = 0.02,
    level: Annotated[float, typer.Option(min=0.0001, max=0.5, help="The chance of a false alarm.")] = 0.05,
    must_pass: Annotated[
        list[str] | None, typer.Option(help="A case that must pass: its id, the start of it, or a file of cases.")
    ] = None,
    must_metric: Annotated[str, typer.Option(help="What such a case is judged by.")] = "answer_correctness",
    must_score: Annotated[float, typer.Option(help="What such a case has to score.")] = 0.5,
    markdown: Annotated[Path | None, typer.Option(help="Write the verdict as Markdown to this file.")] = None,
    junit: Annotated[Path | None, typer.Option(help="Write the verdict as JUnit XML to this file.")] = None,
    json: Json = False,
) -> None:
    """Hold a run against a baseline. Exit code 4 when it became worse by more than chance."""
    from evals.comparison.gate import Rules, averaged, gate
    from graph.errors import UsageError

    if not baseline:
        raise UsageError("there is no run to hold up to", "name one: --baseline RUN, or a file that eval save wrote")
    limits = tuple(_limit(one) for one in metric or ())
    rules = Rules(limits, least_drop, level, _ids(must_pass or []), must_metric, must_score)
    with workspace(context) as opened:
        before = averaged([run_named(opened, one) for one in baseline])
        after = averaged([run_named(opened, one) for one in which or ["latest"]])
    verdict = gate(before, after, rules)
    _write(verdict, markdown, junit)
    if json:
        terminal.as_json(verdict)
    else:
        _print(verdict, rules)
    if verdict.failed:
        raise typer.Exit(FAILED)


def _limit(text: str) -> Limit:
    from evals.comparison.gate import Limit
    from graph.errors import UsageError

    name, given, least = text.partition("=")
    if not given:
        return Limit(name)
    try:
        value = float(least)
    except ValueError:
        value = math.nan
    if not value >= 0:
        raise UsageError(f"{least!r} is not a drop", f"give a number: --metric {name}=0.03")
    return Limit(name, value)


def _ids(named: list[str]) -> tuple[str, ...]:
    from evals.casefile import read_cases
    from evals.runfile import SUFFIX

    found = [[case.id for case in read_cases(Path(one))] if one.endswith(SUFFIX) else [one] for one in named]
    return tuple(name for names in found for name in names)


def _write(verdict: GateVerdict, markdown: Path | None, junit: Path | None) -> None:
    from evals.comparison import gate_report
    from graph.errors import UsageError

    for path, text in ((markdown, gate_report.markdown), (junit, gate_report.junit)):
        if path is not None:
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text(verdict), encoding="utf-8")
            except OSError as error:
                raise UsageError(f"cannot write {path}: {error.strerror}", "choose another place")


def _print(verdict: GateVerdict, rules: Rules) -> None:
    terminal.say(f"{verdict.run} against {verdict.baseline}: {verdict.cases} case(s) in both")
    columns = ("metric", "judge", "baseline", "run", "drop", "matters from", "p", "would catch", "scored", "verdict")
    terminal.table(columns, (_row(line) for line in verdict.lines))
    for demand in verdict.demands:
        done = "passed" if demand.passed else "FAILED"
        terminal.say(f"must pass: {done}  {terminal.line(demand.question) or demand.case_id}  ({demand.told})")
    for note in verdict.notes:
        terminal.note(note)
    terminal.say(
        "gate failed" if verdict.failed else f"gate passed (chance of a false alarm at most {rules.level:.0%})"
    )


def _row(line: GateLine) -> list[str]:
    from evals.comparison.gate_report import figures

    return [line.metric, line.judge, *figures(line), ("FAILED: " if line.failed else "") + line.told]
