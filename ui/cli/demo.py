"""`graphloop demo`: a first run over the bundled sample documents."""

from __future__ import annotations

import typer

from ui.cli.context import Flags, noted, settings


def demo(context: typer.Context) -> None:
    """Read the bundled sample documents, answer three questions, and measure the answers."""
    from ui.demo import COLLECTION, FOLDER, demo
    from ui.settings import load
    from ui.workspace import Workspace

    flags: Flags = context.obj
    chosen = settings(context) if flags.data_dir else noted(load(FOLDER, flags.collection, own=False))
    if chosen.store.backend == "neo4j" and chosen.origin("collection") == "default":
        chosen = load(
            chosen.data_dir, COLLECTION, own=bool(flags.data_dir)
        )  # the server may hold the user's own documents
    with Workspace(chosen) as workspace:
        demo(workspace)
