"""`graphloop store`: show, check, compact, copy and re-embed the store."""

from __future__ import annotations

from contextlib import closing
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand

from graph.errors import StoreUnavailable, UsageError
from graph.text.counting import count_noun
from ui import terminal
from ui.cli.context import Json, open_settings, open_workspace

if TYPE_CHECKING:
    from graph.copy import CopyResult
    from graph.store_spec import StoreLocation
    from ui.settings import Settings

app = typer.Typer(help="Inspect, check, compact, copy and re-embed the store.", no_args_is_help=True)


@app.command("info")
def info(context: typer.Context, json: Json = False) -> None:
    """Show where the store is, and what it holds across all collections."""
    from ui.stores import locate_store

    with open_workspace(context) as opened:
        about = {"backend": opened.settings.store.backend, "place": str(locate_store(opened.settings))}
        about |= asdict(opened.store.about())
        if json:
            terminal.print_json(about)
            return
        terminal.print_table(("what", "value"), ((name.replace("_", " "), str(value)) for name, value in about.items()))


@app.command("check")
def check(context: typer.Context, json: Json = False) -> None:
    """Check that the graph and the journal are intact; exit code 1 if they are not."""
    from ui.database_faults import REPAIR_HINT, database_faults

    with open_workspace(context) as opened:
        faults = [*opened.store.check(), *database_faults(opened.journal)]
    if json:
        terminal.print_json({"healthy": not faults, "faults": faults})
    else:
        for fault in faults:
            terminal.print_line(fault)
        terminal.print_note(
            f"{count_noun(len(faults), 'fault')} found; {REPAIR_HINT}" if faults else "graph and journal are intact"
        )
    if faults:
        raise typer.Exit(1)


@app.command("compact")
def compact(context: typer.Context, json: Json = False) -> None:
    """Rewrite the databases of the data folder without what was deleted; removing documents does so too."""
    from ui import removal

    with open_workspace(context) as opened:
        clean = removal.compact_databases(opened)
        if clean:
            removal.finish_removals(opened)
    if json:
        terminal.print_json({"clean": clean})
    elif clean:
        terminal.print_line("the databases no longer contain anything that was deleted")
    if not clean:
        raise StoreUnavailable("another process is using the databases", "wait for it to end, then try again")


@app.command("reembed")
def reembed(context: typer.Context, json: Json = False) -> None:
    """Embed all documents with the embedder of the settings, after it was changed; run it again to finish it."""
    from ui.graph_reembedding import reembed_graph
    from ui.progress import show_steps

    with open_workspace(context) as opened, show_steps() as watch:
        done = reembed_graph(opened, watch)
    if json:
        terminal.print_json(asdict(done))
    elif done.state == "empty":
        terminal.print_line("there are no documents to embed")
    elif done.state == "current":
        terminal.print_line(f"the graph holds the vectors of {done.embedder} already")
    else:
        terminal.print_line(
            f"{count_noun(done.documents, 'document')} embedded anew with {done.embedder}, {done.dimensions} dimensions"
        )


class StoreCommand(TyperCommand):
    """A command that takes a store; its help lists the stores, which are looked up only then."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help."""
        from graph.stores import store_names

        source: Any
        for source in self.params:
            if source.name == "source":
                source.help = f"{', '.join(store_names())}, a file, or SERVER/DATABASE/GRAPH."
        super().format_help(ctx, formatter)


@app.command("copy", cls=StoreCommand)
def copy_graph(
    context: typer.Context,
    source: Annotated[str, typer.Argument(help="The name of a store, a file, or a graph on a server.")],
    target: Annotated[str, typer.Argument(help="The same; created if it does not exist.")],
    json: Json = False,
) -> None:
    """Copy a graph from one store into another and compare the two; run it again to finish an interrupted copy."""
    from ui.stores import parse_location

    current = open_settings(context)
    start, end = parse_location(current, source), parse_location(current, target)
    if start == end:
        raise UsageError("a graph cannot be copied onto itself", "name two different stores")
    if start.is_missing():
        raise UsageError(f"there is no graph at {start}", "check the path")
    copied = _copy(current, start, end)
    if json:
        terminal.print_json({"source": str(start), "target": str(end)} | asdict(copied))
    else:
        for difference in copied.differences:
            terminal.print_line(difference)
        terminal.print_line(
            f"{count_noun(copied.written, 'document')} copied, {copied.there} already there: {start} -> {end}"
        )
        terminal.print_note("the copy differs from the source" if copied.differences else "the copy equals the source")
    if copied.differences:
        raise typer.Exit(1)


def _copy(current: Settings, start: StoreLocation, end: StoreLocation) -> CopyResult:
    from graph.copy import copy_graph
    from ui.progress import show_progress
    from ui.stores import open_store

    with (
        closing(open_store(current, start)) as source,
        closing(open_store(current, end)) as target,
        show_progress("copying", "documents") as progress,
    ):
        return copy_graph(source, target, progress.advance)
