"""Shared setup of all commands: the global flags, the settings, and the workspace."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graph.text.counting import count_noun
from ui.access.reader import Role

if TYPE_CHECKING:
    from ui.settings import Settings
    from ui.workspace import Workspace

Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]


@dataclass(frozen=True, slots=True)
class Flags:
    """The global flags, allowed before or after any command."""

    data_dir: Path | None = None
    collection: str | None = None
    reader: str | None = None


def open_settings(context: typer.Context) -> Settings:
    """Load the settings with the flags of this call, and print notes on them.

    A reader needs to be an admin: what is done with settings alone is restricted by no labels.
    """
    flags: Flags = context.obj
    current = _load_settings(flags)
    if flags.reader is not None:
        from ui.access.readers import open_for
        from ui.workspace import Workspace

        with Workspace(current) as whole:
            open_for(whole, flags.reader, Role.ADMIN, context.command_path).close()
    return current


def _load_settings(flags: Flags) -> Settings:
    from ui.settings import load_settings

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
def open_workspace(context: typer.Context, needs: Role = Role.ADMIN) -> Iterator[Workspace]:
    """Open the workspace of this call, and close it at the end; a reader needs this role.

    Raises AccessDenied for a reader who may not do what the role may.
    """
    from ui.access.readers import open_for
    from ui.workspace import Workspace

    flags: Flags = context.obj
    settings = _load_settings(flags)
    _note_former_retriever(settings.retrieval.retriever)
    with Workspace(settings) as whole, open_for(whole, flags.reader, needs, context.command_path) as opened:
        yield opened


def _note_former_retriever(name: str) -> None:
    # Looking up retriever names is slow, so do it only if one was chosen.
    if name != "graph":
        from ui.cli.options import current_retriever

        current_retriever(name)
