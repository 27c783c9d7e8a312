"""`graphloop graph rename`, `forget`, `restore` and `corrections`: how an entity is called, and whether it is there."""

from __future__ import annotations

from typing import Annotated

import typer

from graph.text.counting import count_noun
from ui import terminal
from ui.cli.context import Json, open_workspace

app = typer.Typer()

Name = Annotated[str, typer.Argument(metavar="NAME", help="A name as the documents write it, or the entity's id.")]
Reason = Annotated[str, typer.Option(help="Why; kept with the correction.")]


@app.command("rename")
def rename(
    context: typer.Context,
    name: Name,
    new: Annotated[str, typer.Argument(metavar="NEW", help="What it is called from now on.")],
    reason: Reason = "",
    json: Json = False,
) -> None:
    """Call an entity by another name; what the documents write stays a name of it."""
    from ui.correcting import rename_entity

    with open_workspace(context) as opened:
        made = rename_entity(opened.store, name, new, reason, opened.where)
    if json:
        terminal.print_json(made)
    else:
        terminal.print_line(f"{made} from now on; undo with: graphloop graph restore NAME")


@app.command("forget")
def forget(context: typer.Context, name: Name, reason: Reason = "", json: Json = False) -> None:
    """Leave an entity out: it is in no list, count or picture, and no question is answered through it."""
    from ui.correcting import leave_out_entity

    with open_workspace(context) as opened:
        made = leave_out_entity(opened.store, name, reason, opened.where)
    if json:
        terminal.print_json(made)
    else:
        terminal.print_line(f"{made} from now on; undo with: graphloop graph restore NAME")


@app.command("restore")
def restore(context: typer.Context, name: Name, json: Json = False) -> None:
    """Undo the correction of an entity, as if it had never been made."""
    from ui.correcting import list_corrections, undo_correction

    with open_workspace(context) as opened:
        undone = undo_correction(opened.store, list_corrections(opened.store, opened.where), name)
    if json:
        terminal.print_json(undone)
    else:
        terminal.print_line(f"undone: {undone}")


@app.command("corrections")
def show_corrections(
    context: typer.Context,
    everything: Annotated[
        bool, typer.Option("--all", help="Also those of entities that no document of the collection names.")
    ] = False,
    json: Json = False,
) -> None:
    """List which entities were renamed or left out, and why."""
    from ui.correcting import list_corrections

    with open_workspace(context) as opened:
        every = list_corrections(opened.store, opened.where)
    known = [one for one in every if everything or one.entity.name]
    if json:
        terminal.print_json(known)
        return
    rows = ((str(one.entity), one.name or "(left out)", terminal.one_line(one.reason)) for one in known)
    terminal.print_table(("entity", "called", "reason"), rows)
    hidden = len(every) - len(known)
    more = f"; {hidden} more of entities that no document names: --all" if hidden else ""
    terminal.print_note(count_noun(len(known), "correction") + more)
