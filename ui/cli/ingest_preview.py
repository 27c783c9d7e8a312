"""`graphloop ingest --dry-run`: shows what an ingest would do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from graph.text.counting import count_noun
from ui import terminal
from ui.left_out import describe_left_out

if TYPE_CHECKING:
    from ingest.preview import FileChange, IngestPreview

MAX_ROWS = 200


def show_preview(preview: IngestPreview, prune: bool, json: bool) -> None:
    """Print what is new, changed, moved and gone; exit code 3 if a file cannot be reached."""
    if json:
        terminal.print_json({"counts": preview.counts, "gone": preview.gone, "preview": preview})
    else:
        _print_preview(preview, prune)
    if preview.refused:
        raise typer.Exit(3)


def _print_preview(preview: IngestPreview, prune: bool) -> None:
    rows: list[tuple[str, str, str]] = [(file.change, file.source, _describe(file)) for file in preview.files]
    rows += [("refused", outcome.source, f"{outcome.reason}: {outcome.message}") for outcome in preview.refused]
    rows += [("gone", source, "") for source in preview.gone]
    rows += [("left out", source, "stored, though left out now") for source in preview.removal.left_out]
    terminal.print_table(("state", "file", "why"), rows[:MAX_ROWS])
    if len(rows) > MAX_ROWS:
        terminal.print_line(f"… and {len(rows) - MAX_ROWS} more (all of them: --json)")
    if preview.left_out:
        terminal.print_line(describe_left_out(preview.left_out))
    counts = ", ".join(f"{count} {state}" for state, count in preview.counts.items() if count) or "nothing to do"
    terminal.print_line(f"{counts}; nothing was read or removed")
    removed = len(preview.gone) + len(preview.removal.left_out)
    if removed and prune:
        doubt = ", which would be asked first" if preview.doubt else ""
        terminal.print_note(f"the documents of {count_noun(removed, 'file')} would be removed{doubt}")
    elif removed:
        terminal.print_note(f"the documents of {count_noun(removed, 'file')} would stay (remove them: --prune)")


def _describe(file: FileChange) -> str:
    """Return what else is to say of a change."""
    if file.change == "moved":
        return f"moved from {file.other}"
    if file.change == "copy":
        return f"the same content as {file.other}"
    return "read in another way before" if file.change == "outdated" else ""
