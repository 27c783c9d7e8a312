"""Options that several commands have."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from ui import terminal


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
