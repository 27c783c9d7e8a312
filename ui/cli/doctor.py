"""`graphloop doctor`: checks everything that has to work, and says what to do if it does not."""

from __future__ import annotations

import typer

from ui import terminal
from ui.cli.context import Json, open_settings


def doctor(context: typer.Context, json: Json = False) -> None:
    """Check the installation, the data folder, the store and the models; exit code 1 if something is broken."""
    from ui.health import run_checks

    findings = list(run_checks(open_settings(context)))
    if json:
        terminal.print_json(findings)
    else:
        terminal.print_table(
            ("what", "state", "detail", "what to do"),
            ((finding.what, finding.state, finding.detail, finding.hint) for finding in findings),
        )
    if any(finding.state == "fault" for finding in findings):
        raise typer.Exit(1)
