"""`graphloop store`: what the store holds, and whether it is whole."""

from __future__ import annotations

from dataclasses import asdict

import typer

from ui import show
from ui.commands.opening import Json, workspace

app = typer.Typer(help="Look at the store and check it.", no_args_is_help=True)


@app.command("info")
def info(context: typer.Context, json: Json = False) -> None:
    """Where the store is, and what it holds over all collections."""
    with workspace(context) as opened:
        about = {"backend": opened.settings.store.backend, "data_dir": str(opened.settings.data_dir)}
        about |= asdict(opened.store.about())
        if json:
            show.as_json(about)
            return
        show.table(("what", "value"), ((name.replace("_", " "), str(value)) for name, value in about.items()))


@app.command("check")
def check(context: typer.Context, json: Json = False) -> None:
    """Look for broken invariants; exit code 1 when there are any."""
    with workspace(context) as opened:
        faults = opened.store.check()
    if json:
        show.as_json({"healthy": not faults, "faults": faults})
    else:
        for fault in faults:
            show.say(fault)
        show.note(f"{len(faults)} fault(s) found" if faults else "the store is whole")
    if faults:
        raise typer.Exit(1)
