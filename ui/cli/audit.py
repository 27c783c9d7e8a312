"""`graphloop audit`: who did what and when."""

from __future__ import annotations

from contextlib import closing
from typing import Annotated

import typer

from graph.text.counting import count_noun
from ui import terminal
from ui.cli.context import Json, open_settings


def audit(
    context: typer.Context,
    limit: Annotated[int, typer.Option(min=1, help="How many entries to show, the latest last.")] = 50,
    json: Json = False,
) -> None:
    """Show who did what and when; it is kept only while there are readers, and holds no questions or answers."""
    from ui.access.audit import JOURNAL, AuditLog

    journal = open_settings(context).data_dir / JOURNAL
    entries = []
    if journal.exists():
        with closing(AuditLog(journal)) as log:
            entries = log.list(limit)
    if json:
        terminal.print_json(entries)
        return
    rows = ((one.time, one.who, one.action, terminal.one_line(one.detail, 200)) for one in entries)
    terminal.print_table(("time", "who", "what", "details"), rows)
    terminal.print_note(count_noun(len(entries), "entry", "entries"))
