"""`graphloop backup` and `graphloop restore`: all stored data to one file and back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ui import terminal
from ui.cli.context import Json, open_settings


def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The file to write.")],
    replace: Annotated[bool, typer.Option("--replace", help="Write over a file that is there.")] = False,
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
        f"{len(manifest.parts)} part(s), {manifest.size / 1e6:.1f} MB, in {target} ({target.stat().st_size / 1e6:.1f} MB)"
    )
    terminal.print_note("settings and keys are not part of it; anyone who can read the file can read the documents")


def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A file that graphloop backup wrote.")],
    replace: Annotated[bool, typer.Option("--replace", help="Put it in the place of what is there.")] = False,
    json: Json = False,
) -> None:
    """Bring a backup back, after all of it was verified; what is there is only replaced when that is asked for."""
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
            f"note: uploads were kept in {manifest.data_dir}; pictures of their pages are drawn only there"
        )
