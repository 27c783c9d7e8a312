"""`graphloop eval cases`: the test questions that are kept."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ui import show
from ui.commands.opening import Json, workspace


def keep_cases(
    context: typer.Context,
    take: Annotated[Path | None, typer.Option("--import", help="Add the cases of a JSONL file.")] = None,
    export: Annotated[Path | None, typer.Option(help="Write the cases to a JSONL file.")] = None,
    remove: Annotated[
        list[str] | None, typer.Option(help="Forget the case whose id starts so; may be repeated.")
    ] = None,
    json: Json = False,
) -> None:
    """List, import, export and remove cases."""
    from evals.casefile import read_cases, write_cases

    with workspace(context) as opened:
        if take is not None:
            show.note(f"{opened.archive.add(read_cases(take))} new case(s) from {take}")
        if remove:
            gone = [case.id for case in opened.archive.cases() if case.id.startswith(tuple(remove))]
            show.note(f"{opened.archive.remove(gone)} case(s) removed")
        known = opened.archive.cases()
    if export is not None:
        show.note(f"{write_cases(export, known)} case(s) written to {export}")
    elif json:
        show.as_json(known)
    else:
        rows = ((case.id[:8], case.kind, case.question, case.reference) for case in known)
        show.table(("id", "kind", "question", "answer"), rows)
        show.note(f"{len(known)} case(s)")
