"""Shared setup of all commands: the global flags, the settings, and the workspace."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graph.text.counting import count_noun

if TYPE_CHECKING:
    from ui.settings import Settings
    from ui.workspace import Workspace

Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]


@dataclass(frozen=True, slots=True)
class Flags:
    """The global flags, allowed before or after any command."""

    data_dir: Path | None = None
    collection: str | None = None


def open_settings(context: typer.Context) -> Settings:
    """Load the settings with the flags of this call, and print notes on them."""
    from ui.settings import load_settings

    flags: Flags = context.obj
    return print_notes(load_settings(flags.data_dir, flags.collection))


def print_notes(settings: Settings) -> Settings:
    """Print notes on the settings, close a data folder that is open to other users, and return the settings."""
    from graph.private_files import close_to_others
    from ui import terminal

    for line in settings.notes():
        terminal.print_note(line)
    if closed := close_to_others(settings.data_dir):
        terminal.print_note(
            f"note: other users had access to {count_noun(closed, 'file or folder', 'files and folders')} in "
            f"{settings.data_dir}; now only you have"
        )
    return settings


@contextmanager
def open_workspace(context: typer.Context) -> Iterator[Workspace]:
    """Open the workspace of this call, and close it at the end."""
    from ui.workspace import Workspace

    settings = open_settings(context)
    _note_former_retriever(settings.retrieval.retriever)
    with Workspace(settings) as opened:
        yield opened


def _note_former_retriever(name: str) -> None:
    # Looking up retriever names is slow, so do it only if one was chosen.
    if name != "graph":
        from ui.cli.options import current_retriever

        current_retriever(name)
