"""Shared steps of commands that delete: selecting items by id, and confirmation."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Annotated, TypeVar

import typer

from graph.errors import UsageError
from ui import terminal

T = TypeVar("T")

Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask, on a terminal, before deleting more than one.")]


def select_by_id(
    known: Iterable[T], starts: Sequence[str], name: Callable[[T], str], what: str, listing: str
) -> list[T]:
    """Return the items selected by id or unique id prefix, each once; UsageError if a prefix fits none or several."""
    things = list(known)
    found: dict[str, T] = {}
    for start in starts:
        exact = [one for one in things if name(one) == start]
        fits = exact or [one for one in things if start and name(one).startswith(start)]
        if not fits:
            raise UsageError(f"there is no {what} {start!r}", f"{listing} lists them")
        if len(fits) > 1:
            some = ", ".join(name(one)[:12] for one in fits[:5])
            raise UsageError(f"{start!r} is the start of {len(fits)} ids", f"give more of it: {some}")
        found[name(fits[0])] = fits[0]
    return list(found.values())


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
