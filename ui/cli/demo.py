"""`graphloop demo`: a first run over the bundled sample documents."""

from __future__ import annotations

import typer

from ui.cli.context import Flags, open_settings, print_notes


def demo(context: typer.Context) -> None:
    """Read the bundled sample documents, answer three questions, and score the answers."""
    from ui.demo import DEMO_COLLECTION, DEMO_FOLDER, demo
    from ui.settings import load_settings
    from ui.stores import locate_store
    from ui.workspace import Workspace

    flags: Flags = context.obj
    chosen = (
        open_settings(context)
        if flags.data_dir
        else print_notes(load_settings(DEMO_FOLDER, flags.collection, user_chosen=False))
    )
    if locate_store(chosen).file is None and chosen.origin("collection") == "default":
        chosen = load_settings(
            chosen.data_dir, DEMO_COLLECTION, user_chosen=bool(flags.data_dir)
        )  # the server may hold the user's own documents
    with Workspace(chosen) as workspace:
        demo(workspace)
