"""Options that several commands have."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from ui import terminal

if TYPE_CHECKING:
    from ui.selection import Selection
    from ui.workspace import Workspace


class RetrieverCommand(TyperCommand):
    """A command with `--retriever`; its help lists the retrievers, which are looked up only then."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help."""
        _list_retrievers(self.params)
        super().format_help(ctx, formatter)


class RetrieverGroup(TyperGroup):
    """The same for a group of commands that is a command by itself."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help."""
        _list_retrievers(self.params)
        super().format_help(ctx, formatter)


class KindCommand(TyperCommand):
    """A command that makes questions; its help lists their kinds, which are looked up only then."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help."""
        from evals.generate.kinds import kind_names

        list_names(self.params, "kind", kind_names())
        super().format_help(ctx, formatter)


def _list_retrievers(parameters: Iterable[Any]) -> None:
    from rag.retrieve import retriever_names

    list_names(parameters, "retriever", retriever_names())


def list_names(parameters: Iterable[Any], option: str, names: Iterable[str]) -> None:
    """Add the names that an option may have to its help."""
    for parameter in parameters:
        if parameter.name == option:
            parameter.help = f"{parameter.help} One of {', '.join(names)}."


def current_retriever(name: str) -> str:
    """Today's name of a retriever, with a note where the given one is a former name."""
    from rag.retrieve import current_name

    current = current_name(name)
    if current != name:
        terminal.print_note(f"note: the retriever {name} is now called {current}")
    return current


Retriever = Annotated[
    str | None, typer.Option("--retriever", metavar="NAME", help="How to find passages.", parser=current_retriever)
]
Retrievers = Annotated[
    list[str] | None,
    typer.Option(
        "--retriever", metavar="NAME", help="How to find passages; may be repeated.", parser=current_retriever
    ),
]

Inside = Annotated[
    list[str] | None,
    typer.Option("--in", metavar="NAME", help="Read only this document, file or folder; may be repeated."),
]
Tags = Annotated[
    list[str] | None, typer.Option("--tag", metavar="TAG", help="Read only documents with this tag; may be repeated.")
]
Since = Annotated[str, typer.Option(metavar="DATE", help="Read only documents dated then or later: 2024, 2024-05-31.")]
Until = Annotated[str, typer.Option(metavar="DATE", help="Read only documents dated then or earlier.")]


def read_selection(
    opened: Workspace, inside: Sequence[str] | None, tags: Sequence[str] | None, since: str, until: str
) -> Selection:
    """Return the documents that these options select; UsageError if there are none."""
    from graph.tags import require_tags
    from ui.selection import SelectionRequest, select_documents

    request = SelectionRequest(tuple(inside or ()), require_tags(tags or ()), since.strip(), until.strip())
    return select_documents(opened, request)
