"""What every command starts from: the flags that hold for all, the settings, and the workspace."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from ui.settings import Settings
    from ui.workspace import Workspace

Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]


@dataclass(frozen=True, slots=True)
class Flags:
    """The flags that may stand before or after any command."""

    data_dir: Path | None = None
    collection: str | None = None


def settings(context: typer.Context) -> Settings:
    """The settings under the flags of this call; a data folder that was open to other users is closed, with a line."""
    from ui.settings import load

    flags: Flags = context.obj
    return noted(load(flags.data_dir, flags.collection))


def noted(found: Settings) -> Settings:
    """The settings, after a line on each thing that the user should know of them and of the data folder."""
    from graph.private_files import close_to_others
    from ui import terminal

    for line in found.notes():
        terminal.note(line)
    if mended := close_to_others(found.data_dir):
        terminal.note(
            f"note: {mended} file(s) and folder(s) in {found.data_dir} were open to other users, and are no longer"
        )
    return found


@contextmanager
def workspace(context: typer.Context) -> Iterator[Workspace]:
    """The workspace of this call, closed at the end."""
    from ui.workspace import Workspace

    chosen = settings(context)
    _note_former_retriever(chosen.retrieval.retriever)
    with Workspace(chosen) as opened:
        yield opened


def _note_former_retriever(name: str) -> None:
    # The names of retrievers are looked up, which takes a while, only where one was chosen.
    if name != "graph":
        from ui.cli.options import current_retriever

        current_retriever(name)
