"""`graphloop eval generate`: test questions from the documents."""

from __future__ import annotations

from typing import Annotated

import typer

from ui import show
from ui.commands.opening import Json, workspace


def generate_cases(
    context: typer.Context,
    count: Annotated[int, typer.Option("--count", "-n", min=1, help="How many cases to make.")] = 50,
    seed: Annotated[int, typer.Option(help="The same seed over the same documents gives the same cases.")] = 0,
    json: Json = False,
) -> None:
    """Make questions from the documents' own passages and keep them as cases."""
    with workspace(context) as opened:
        cases = opened.generate(count, seed)
        new = opened.archive.add(cases)
    if json:
        show.as_json(cases)
        return
    show.table(("kind", "question", "answer"), ((case.kind, case.question, case.reference) for case in cases))
    show.say(f"{len(cases)} case(s), {new} of them new; next: graphloop eval run")
