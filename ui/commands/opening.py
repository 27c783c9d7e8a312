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
    """The settings under the flags of this call."""
    from ui.settings import load

    flags: Flags = context.obj
    return load(flags.data_dir, flags.collection)


@contextmanager
def workspace(context: typer.Context) -> Iterator[Workspace]:
    """The workspace of this call, closed at the end."""
    from ui.workspace import Workspace

    with Workspace(settings(context)) as opened:
        yield opened
