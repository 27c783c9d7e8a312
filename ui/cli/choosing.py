"""Shared steps of commands that delete: selecting items by id, and confirmation."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Annotated, TypeVar

import typer

from graph.errors import UsageError
from ui import terminal

T = TypeVar("T")

Yes = Annotated[bool, typer.Option("--yes", "-y", help="Delete several without asking for confirmation.")]


def select_by_id(
    known: Iterable[T], starts: Sequence[str], name: Callable[[T], str], what: str, listing: str
) -> list[T]:
    """Return the items selected by id or unique id prefix, each once; UsageError if a prefix fits none or several."""
    items = list(known)
    selected: dict[str, T] = {}
    for start in starts:
        exact = [item for item in items if name(item) == start]
        matches = exact or [item for item in items if start and name(item).startswith(start)]
        if not matches:
            raise UsageError(f"there is no {what} {start!r}", f"{listing} lists them")
        if len(matches) > 1:
            some = ", ".join(name(item)[:12] for item in matches[:5])
            raise UsageError(f"{len(matches)} ids start with {start!r}", f"type more of the id: {some}")
        selected[name(matches[0])] = matches[0]
    return list(selected.values())


def warn_unclean(clean: bool) -> None:
    """Print a note if deleted data may still be in the database files."""
    from ui.removal import UNCLEAN_NOTE

    if not clean:
        terminal.print_note(UNCLEAN_NOTE)


def confirm_deletion(question: str, count: int, yes: bool) -> bool:
    """Ask for confirmation on a terminal before deleting more than one item; True if nobody can be asked."""
    if yes or count < 2 or not (sys.stdin.isatty() and sys.stderr.isatty()):
        return True
    if typer.confirm(question, err=True):
        return True
    terminal.print_note("nothing was deleted")
    return False
