"""`graphloop eval`: generate cases, run them, and compare runs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graph.errors import UsageError
from graph.text.counting import count_noun
from ui import terminal
from ui.cli.context import Json, open_workspace
from ui.cli.eval_arena import arena
from ui.cli.eval_bench import bench
from ui.cli.eval_cases import keep_cases
from ui.cli.eval_causes import causes
from ui.cli.eval_compare import compare_runs
from ui.cli.eval_exchange import ToolCommand, export_file, import_file, score_answer_file
from ui.cli.eval_explain import explain
from ui.cli.eval_gate import gate_run
from ui.cli.eval_generate import generate_cases
from ui.cli.eval_label import label
from ui.cli.eval_online import watch_online
from ui.cli.eval_report import write_page
from ui.cli.eval_review import review_cases
from ui.cli.eval_runs import remove_runs, rescore_run, save
from ui.cli.eval_stress import stress
from ui.cli.eval_sweep import sweep_setups
from ui.cli.eval_validate import metrics, validate
from ui.cli.graph_value import graph_value
from ui.cli.options import KindCommand, Retriever, RetrieverCommand

if TYPE_CHECKING:
    from evals.summary import Average, Summary
    from evals.types import Run

app = typer.Typer(help="Generate cases, run them, and compare runs.", no_args_is_help=True)

METRIC_HELP = (
    "Only this metric; may be repeated. NAME is the offline judge, NAME:model the language model, all and all:model "
    "every metric, geval:FILE your own rubric, ragas_… a metric of Ragas."
)
ANSWERS_HELP = (
    "Ask nothing, and score the answers that another system gave: JSONL of question, answer and contexts, each with a "
    "reference unless a kept case asks the same."
)
RunArgument = Annotated[str, typer.Argument(help="A run: its id or the start of it, its name, or latest.")]


@app.command("run", cls=RetrieverCommand)
def run(
    context: typer.Context,
    name: Annotated[str, typer.Option(help="The name of the run.")] = "",
    retriever: Retriever = None,
    k: Annotated[int | None, typer.Option("-k", min=1, max=100, help="How many passages to answer from.")] = None,
    kind: Annotated[list[str] | None, typer.Option(help="Only cases of this kind; may be repeated.")] = None,
    metric: Annotated[list[str] | None, typer.Option(help=METRIC_HELP)] = None,
    workers: Annotated[int, typer.Option(min=1, max=32, help="How many questions to ask at once.")] = 2,
    version: Annotated[str, typer.Option(help="Ask this saved version of the test set.")] = "",
    resume: Annotated[str, typer.Option(help="Resume this run instead: ask only its remaining cases.")] = "",
    answers: Annotated[Path | None, typer.Option(help=ANSWERS_HELP)] = None,
    json: Json = False,
) -> None:
    """Run the cases and score the answers. Exit code 1 if a question got no answer."""
    from evals.summary import summarise_run
    from ui.evaluation import EvaluationPlan, resume_run, start_run
    from ui.progress import show_progress

    plan = EvaluationPlan(name, retriever, k, tuple(kind or ()), tuple(metric or ()), workers, version)
    if answers and (resume or retriever or k):
        raise UsageError("with --answers nothing is asked", "leave out --resume, --retriever and -k")
    with open_workspace(context) as opened, show_progress("asking", "cases") as progress:
        if answers:
            scored_run = score_answer_file(opened, answers, plan, progress.advance)
        elif resume:
            scored_run = resume_run(opened, resume, plan, progress.advance)
        else:
            scored_run = start_run(opened, plan, progress.advance)
    if json:
        terminal.print_json(summarise_run(scored_run))
    else:
        _print_summary(scored_run, summarise_run(scored_run))
    faults = [result.fault for result in scored_run.results if result.fault]
    if faults:
        terminal.print_note(
            f"{count_noun(len(faults), 'question')} got no answer; first error: {terminal.one_line(faults[0])}"
        )
        raise typer.Exit(1)


@app.command("list")
def list_runs(context: typer.Context, json: Json = False) -> None:
    """List runs, the newest first."""
    with open_workspace(context) as opened:
        runs = opened.archive.runs()
    if json:
        terminal.print_json(runs)
        return
    rows = (
        (
            overview.id,
            overview.created,
            overview.name,
            f"{overview.asked}/{overview.cases}",
            overview.faults,
            _describe_settings(overview),
        )
        for overview in runs
    )
    terminal.print_table(("run", "created", "name", "asked", "faults", "settings"), rows)
    terminal.print_note(count_noun(len(runs), "run"))


@app.command("show")
def show_run(
    context: typer.Context,
    which: RunArgument = "latest",
    cases: Annotated[bool, typer.Option("--cases", help="Also show each case with its answer and scores.")] = False,
    json: Json = False,
) -> None:
    """Show the averages of a run, and its cases."""
    from evals.summary import summarise_run

    with open_workspace(context) as opened:
        scored_run = opened.archive.load(which)
    if json:
        terminal.print_json(
            {"summary": summarise_run(scored_run), "run": scored_run} if cases else summarise_run(scored_run)
        )
        return
    _print_summary(scored_run, summarise_run(scored_run))
    for result in scored_run.results if cases else ():
        terminal.print_line(f"\n{result.case.kind}: {result.case.question}")
        terminal.print_line(f"  expected: {result.case.reference or '(no answer)'}")
        terminal.print_line(f"  answered: {terminal.one_line(result.answer.text) if result.answer else result.fault}")
        values = (f"{score.metric} {score.value:.2f}" for score in result.scores if score.value is not None)
        terminal.print_line(f"  {', '.join(values)}")


app.command("generate", cls=KindCommand)(generate_cases)
app.command("cases")(keep_cases)
app.command("import", cls=ToolCommand)(import_file)
app.command("export", cls=ToolCommand)(export_file)
app.command("review")(review_cases)
app.command("graph-value")(graph_value)
app.command("validate")(validate)
app.command("metrics")(metrics)
app.command("explain")(explain)
app.command("compare")(compare_runs)
app.command("save")(save)
app.command("rescore")(rescore_run)
app.command("remove")(remove_runs)
app.command("gate")(gate_run)
app.command("arena")(arena)
app.command("sweep", cls=RetrieverCommand)(sweep_setups)
app.command("report")(write_page)
app.command("bench")(bench)
app.command("stress", cls=RetrieverCommand)(stress)
app.command("label")(label)
app.command("causes")(causes)
app.command("online")(watch_online)


def _describe_settings(run_or_overview: object) -> str:
    return ", ".join(f"{name} {value}" for name, value in getattr(run_or_overview, "settings", ()))


def _print_summary(scored_run: Run, summary: Summary) -> None:
    from evals.summary import describe_summary

    terminal.print_line(f"run {scored_run.id} {scored_run.name}  ({_describe_settings(scored_run)})")
    terminal.print_line(f"{count_noun(summary.cases, 'case')} asked, {count_noun(summary.faults, 'fault')}")
    kinds = sorted({average.kind for average in summary.averages if average.kind})
    by_kind = {(average.metric, average.judge, average.kind): average for average in summary.averages}
    rows = [
        [average.metric, average.judge, _mean(average), f"{average.scored}/{average.answers}"]
        + [_mean(by_kind.get((average.metric, average.judge, kind))) for kind in kinds]
        for average in summary.of("")
        if average.scored
    ]
    terminal.print_table(("metric", "judge", "mean", "scored", *kinds), rows)
    blank = [average.metric for average in summary.of("") if not average.scored]
    if blank:
        terminal.print_line(f"no value for any answer: {', '.join(blank)}; graphloop eval explain shows why")
    for line in describe_summary(summary):
        terminal.print_line(line)


def _mean(average: Average | None) -> str:
    if average is None or average.mean is None:
        return "–"
    return f"{average.mean:.2f} {average.unit}".strip()
