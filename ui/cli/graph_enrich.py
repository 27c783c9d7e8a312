"""`graphloop graph enrich`: lets the language model add entities, relations and descriptions."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graph.errors import UsageError
from graph.text.counting import count_noun
from ui import terminal
from ui.cli.context import Json, open_workspace
from ui.cli.options import Since, Tags, Until, read_selection

if TYPE_CHECKING:
    from ingest.enrich.budget import Forecast
    from ingest.enrich.ontology import Ontology
    from ingest.enrich.run import EnrichmentReport
    from rag.llm.usage import Prices

Names = Annotated[
    list[str] | None,
    typer.Option("--documents", "--in", "-d", metavar="NAME", help="Only this document, file or folder."),
]
Limits = Annotated[
    list[str] | None,
    typer.Option(metavar="KIND=NUMBER", help="Stop at so many calls, tokens, money (US dollars) or minutes."),
]
Kinds = Annotated[str, typer.Option(help="Kinds of entities to find, as 'person, machine'.")]
Relations = Annotated[str, typer.Option(help="Relations to find, as 'maintains, is part of'.")]


def enrich_graph(
    context: typer.Context,
    documents: Names = None,
    tag: Tags = None,
    since: Since = "",
    until: Until = "",
    budget: Limits = None,
    types: Kinds = "",
    relations: Relations = "",
    ontology: Annotated[
        Path | None, typer.Option(help="A TOML file with kinds, relations and strict, in place of these options.")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Keep only these kinds and relations.")] = False,
    workers: Annotated[int, typer.Option(min=1, max=64, help="How many calls run at once.")] = 4,
    gleanings: Annotated[int, typer.Option(min=0, max=3, help="How often to ask for what was missed.")] = 0,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what it would take.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask before the model is used.")] = False,
    json: Json = False,
) -> None:
    """Let the language model find entities, relations and descriptions, each with words that stand in its passage.

    What it was asked before is not asked again: an interrupted run goes on where it ended.
    """
    from ingest.enrich.budget import parse_budget
    from ingest.enrich.plan import foresee, plan
    from ingest.enrich.run import EnrichmentReport, enrich
    from ui.enriching import model_prices, open_enrichment
    from ui.progress import show_progress

    wanted = _choose_ontology(types, relations, strict, ontology)
    with open_workspace(context) as opened:
        prices = model_prices(opened)
        limits = parse_budget(budget or (), prices)
        where = read_selection(opened, documents, tag, since, until).where
        with open_enrichment(opened, wanted, where, workers, gleanings) as setup:
            slices = plan(setup)
            forecast = foresee(slices, gleanings)
            if json and not dry_run and not forecast.passages:
                terminal.print_json(EnrichmentReport())
                return
            if dry_run or not forecast.passages:
                _print_forecast(forecast, prices, json)
                return
            if not json:
                _print_forecast(forecast, prices)
            _confirm(setup.model.name, yes or bool(budget))
            with show_progress("asking", "passages") as bar:
                report = enrich(setup, slices, limits, prices, bar.advance)
    if json:
        terminal.print_json(report)
    else:
        _print_report(report)


def _choose_ontology(types: str, relations: str, strict: bool, file: Path | None) -> Ontology:
    from ingest.enrich.ontology import make_ontology, read_ontology

    if file is None:
        return make_ontology(types.split(","), relations.split(","), strict)
    if types or relations or strict:
        raise UsageError("an ontology is given twice", "name a file, or --types, --relations and --strict")
    return read_ontology(file)


def _print_forecast(forecast: Forecast, prices: Prices, json: bool = False) -> None:
    cost = prices.cost_of(forecast.usage)
    if json:
        terminal.print_json({"passages": forecast.passages, "usage": forecast.usage, "cost": cost})
        return
    if not forecast.passages:
        terminal.print_line("nothing to do: the model was asked about every passage")
        return
    money = f", about ${cost:.2f}" if cost else ""
    terminal.print_line(
        f"{count_noun(forecast.passages, 'passage')} to ask about: about {forecast.usage.read:,} tokens to read and "
        f"{forecast.usage.written:,} to write{money}"
    )


def _confirm(model: str, sure: bool) -> None:
    """Ask on a terminal before the passages are sent; UsageError if nobody can be asked."""
    if sure:
        return
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError(f"this sends the passages to {model}", "confirm with --yes, or set a --budget")
    if not typer.confirm(f"Send them to {model}?", err=True):
        terminal.print_note("nothing was sent")
        raise typer.Exit(1)


def _print_report(report: EnrichmentReport) -> None:
    found = (
        count_noun(report.entities, "entity", "entities"),
        count_noun(report.relations, "relation"),
        count_noun(report.descriptions, "description"),
    )
    terminal.print_line(f"{', '.join(found)} in {count_noun(report.passages, 'passage')}")
    for reason, count in report.dropped.most_common():
        terminal.print_line(f"  {count} dropped: {reason}")
    for reason, count in report.failed.most_common():
        terminal.print_line(f"  {count_noun(count, 'passage')} failed: {reason}")
    if report.left:
        terminal.print_line(f"{count_noun(report.left, 'passage')} left: run it again to go on")
    money = f", ${report.cost:.2f}" if report.cost else ""
    terminal.print_note(f"{report.usage.read:,} tokens read, {report.usage.written:,} written{money}")
