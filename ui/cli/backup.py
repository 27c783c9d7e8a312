"""`graphloop backup` and `graphloop restore`: all stored data to one file and back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from graph.text.counting import count_noun
from ui import terminal
from ui.cli.context import Json, open_settings


def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The file to write.")],
    replace: Annotated[bool, typer.Option("--replace", help="Overwrite an existing file.")] = False,
    json: Json = False,
) -> None:
    """Write the graph, conversations, cases, feedback and uploads of every collection to one file, with checksums."""
    from ui.backup import write_backup
    from ui.progress import show_progress

    target = file.expanduser().absolute()
    with show_progress("packing", "bytes") as progress:
        manifest = write_backup(open_settings(context), target, replace, progress.advance)
    if json:
        terminal.print_json({"file": target, "bytes": target.stat().st_size, "manifest": manifest})
        return
    terminal.print_line(
        f"{count_noun(len(manifest.parts), 'part')}, {manifest.size / 1e6:.1f} MB, written to {target} "
        f"({target.stat().st_size / 1e6:.1f} MB)"
    )
    terminal.print_note("the backup holds no settings and no keys; anyone who can read the file can read the documents")


def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A file written by graphloop backup.")],
    replace: Annotated[bool, typer.Option("--replace", help="Replace the existing data.")] = False,
    json: Json = False,
) -> None:
    """Restore a backup after verifying all of it; existing data is replaced only with --replace."""
    from ui.backup import restore_backup
    from ui.progress import show_progress

    current = open_settings(context)
    with show_progress("verifying", "bytes") as progress:
        manifest = restore_backup(current, file.expanduser().absolute(), replace, progress.advance)
    if json:
        terminal.print_json({"file": file, "data_dir": current.data_dir, "manifest": manifest})
        return
    terminal.print_line(f"restored the backup of {manifest.created} into {current.data_dir}")
    if Path(manifest.data_dir) != current.data_dir:
        terminal.print_note(
            f"note: the uploads come from {manifest.data_dir}; their pages can be shown as images only on that path"
        )
