"""`graphloop eval import` and `eval export`: datasets and results of other tools."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand

from graph.text.counting import count_noun
from ui import terminal
from ui.cli.context import Json, open_workspace
from ui.cli.options import list_names

if TYPE_CHECKING:
    from evals.exchange.transfer import LostField
    from evals.types import Run
    from rag.llm.map_concurrent import Progress
    from ui.evaluation import EvaluationPlan
    from ui.given_answers import ImportReport
    from ui.workspace import Workspace


class ToolCommand(TyperCommand):
    """A command about another tool's files; its help lists the tools, which are looked up only then."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help."""
        from evals.exchange import tool_specs
        from evals.exchange.transfer import writable_tools

        list_names(self.params, "source", tool_specs())
        list_names(self.params, "tool", writable_tools())
        super().format_help(ctx, formatter)


def import_file(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A file that the tool exported: JSON, JSON Lines, CSV or YAML.")],
    source: Annotated[
        str, typer.Option("--from", metavar="TOOL", help="The tool; by default recognised by the records.")
    ] = "",
    name: Annotated[str, typer.Option(help="The name of the run, if the file holds answers.")] = "",
    metric: Annotated[list[str] | None, typer.Option(help="Score by this metric only; may be repeated.")] = None,
    json: Json = False,
) -> None:
    """Import cases from another tool's file, and score the answers in it as a run."""
    from evals.exchange.transfer import read_exchange
    from ui.evaluation import EvaluationPlan
    from ui.given_answers import import_exchange
    from ui.progress import show_progress

    exchange = read_exchange(file, source)
    plan = EvaluationPlan(name, metrics=tuple(metric or ()))
    with open_workspace(context) as opened, show_progress("judging", "answers") as progress:
        report = import_exchange(opened, file, exchange, plan, progress.advance)
    if json:
        terminal.print_json(report)
    else:
        _print(report, file)


def export_file(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The file to write.")],
    tool: Annotated[str, typer.Option("--to", metavar="TOOL", help="The tool that is to read it.")],
    version: Annotated[str, typer.Option(help="Export this version instead of the current cases.")] = "",
    json: Json = False,
) -> None:
    """Write the cases that are not rejected in another tool's form, and say what it has no place for."""
    from evals.exchange.transfer import write_exchange
    from evals.review import usable_cases

    with open_workspace(context) as opened:
        cases = usable_cases(opened.versions.cases(version) if version else opened.archive.cases())
    written = write_exchange(file, cases, tool)
    if json:
        terminal.print_json(written)
        return
    terminal.print_note(f"{count_noun(written.cases, 'case')} written to {file} for {written.tool}")
    if written.unanswerable:
        terminal.print_note(f"left out: {count_noun(written.unanswerable, 'unanswerable case')}")
    _print_lost(written.lost, "case")


def score_answer_file(opened: Workspace, file: Path, plan: EvaluationPlan, progress: Progress) -> Run:
    """Score the answers of a JSONL file as a run, and say which of its records are left out."""
    from evals.other_answers import read_answers
    from ui.given_answers import score_answers

    scored = score_answers(opened, file, read_answers(file), plan, progress)
    if scored.unmatched:
        terminal.print_note(f"left out: {count_noun(scored.unmatched, 'record')} without a reference that no case asks")
    if scored.repeated:
        terminal.print_note(f"left out: {count_noun(scored.repeated, 'further answer')} to the same case")
    return scored.runs[0]


def _print(report: ImportReport, file: Path) -> None:
    terminal.print_note(
        f"{report.tool}: {count_noun(report.cases, 'case')} from {file}, {report.new} new; "
        f"{count_noun(report.answers, 'answer')}"
    )
    for run in report.runs:
        terminal.print_line(f"run {run}")
    if report.unmatched:
        terminal.print_note(f"left out: {count_noun(report.unmatched, 'record')} without a right answer")
    if report.others:
        terminal.print_note(f"left out: {count_noun(report.others, 'record')} that are no questions")
    if report.repeated:
        terminal.print_note(f"left out: {count_noun(report.repeated, 'further answer')} to the same case")
    _print_lost(report.lost, "record")
    for name in report.beside:
        terminal.print_note(f"not carried over: {name} (of the file)")


def _print_lost(lost: Iterable[LostField], noun: str) -> None:
    for field in lost:
        terminal.print_note(f"not carried over: {field.name} ({count_noun(field.records, noun)})")
