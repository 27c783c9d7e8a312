"""`graphloop graph import`: takes over names and relations from a file that a graph was exported to."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from graph.text.counting import count_noun
from ui import terminal
from ui.cli.context import Json, open_workspace


def import_graph(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A file that ends with .graphml, .jsonld or .csv.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count what would be taken over.")] = False,
    json: Json = False,
) -> None:
    """Take over from an exported graph the names that entities were given, and relations, as stated by hand."""
    from ui.graph_import.formats import read_graph
    from ui.graph_import.takeover import plan_takeover, take_over

    written = read_graph(file)
    with open_workspace(context) as opened:
        opened.need_documents()
        plan = plan_takeover(opened.store, written, opened.where, f"imported from {file.name}")
        if not dry_run:
            take_over(opened.store, plan)
    if json:
        counts = {"renamed": len(plan.names), "related": len(plan.relations), "there": plan.there}
        terminal.print_json({**counts, "refused": plan.refused, "dry_run": dry_run})
        return
    made = f"{count_noun(len(plan.names), 'entity', 'entities')} renamed, "
    made += f"{count_noun(len(plan.relations), 'relation')} stated by hand, {plan.there} there already"
    terminal.print_line(f"{made}{'; nothing was written' if dry_run else ''}")
    for reason, count in sorted(plan.refused.items()):
        terminal.print_line(f"  {count_noun(count, 'relation')} not taken over: {reason}")
    if (plan.names or plan.relations) and not dry_run:
        terminal.print_note("graphloop graph corrections lists them")
