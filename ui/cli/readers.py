"""`graphloop readers`: who may see and do what."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from graph.errors import UsageError
from graph.text.counting import count_noun
from ui import terminal
from ui.access.reader import Role, read_role
from ui.cli.context import Json, open_settings

if TYPE_CHECKING:
    from ui.access.audit import Action
    from ui.access.reader import Reader
    from ui.access.reader_book import ReaderBook
    from ui.settings import Settings

app = typer.Typer(
    help="Add, list, change and remove readers: who may see and do what in the pages.", no_args_is_help=True
)

Name = Annotated[str, typer.Argument(help="The name of the reader.")]
Labels = Annotated[
    list[str] | None,
    typer.Option("--label", metavar="LABEL", help="An access label of documents that they may see; may be repeated."),
]
ROLE_HELP = "reader (asks and rates), contributor (also adds documents and cases) or admin (sees and does everything)."


@app.command("add")
def add(
    context: typer.Context,
    name: Name,
    label: Labels = None,
    role: Annotated[Role, typer.Option(parser=read_role, metavar="ROLE", help=ROLE_HELP)] = Role.READER,
    json: Json = False,
) -> None:
    """Add a reader, and show once the token by which they sign in to the pages."""
    with _open_book(context) as (settings, book):
        reader, token = book.add(name, role, label or ())
        _record(settings, context, "added reader", reader)
    if json:
        terminal.print_json({"name": reader.name, "role": reader.role, "labels": reader.labels, "token": token})
        return
    terminal.print_line(f"{_describe(reader)}")
    terminal.print_line(f"token: {token}")
    terminal.print_note("  hint: give the token to them only; it cannot be shown again")


@app.command("list")
def list_readers(context: typer.Context, json: Json = False) -> None:
    """List the readers with their roles and labels."""
    with _open_book(context) as (_, book):
        known = book.list()
    if json:
        terminal.print_json([{"name": one.name, "role": one.role, "labels": one.labels} for one in known])
        return
    terminal.print_table(("name", "role", "labels"), ((one.name, one.role, ", ".join(one.labels)) for one in known))
    terminal.print_note(count_noun(len(known), "reader") + ("" if known else ": everybody sees everything"))


@app.command("change")
def change(
    context: typer.Context,
    name: Name,
    label: Labels = None,
    no_labels: Annotated[bool, typer.Option("--no-labels", help="Take all labels.")] = False,
    role: Annotated[Role | None, typer.Option(parser=read_role, metavar="ROLE", help=ROLE_HELP)] = None,
    json: Json = False,
) -> None:
    """Set the labels or the role of a reader, whose token stays; it holds at once, also where they are signed in."""
    if bool(label) == no_labels and (label or role is None):
        raise UsageError("there is nothing to change", "give --label, --no-labels or --role")
    with _open_book(context) as (settings, book):
        reader = book.change(name, role, label if label or not no_labels else ())
        _record(settings, context, "changed reader", reader)
    if json:
        terminal.print_json({"name": reader.name, "role": reader.role, "labels": reader.labels})
    else:
        terminal.print_line(_describe(reader))


@app.command("remove")
def remove(context: typer.Context, name: Name, json: Json = False) -> None:
    """Remove a reader, who is signed out at once; nobody else sees what they asked in the pages."""
    with _open_book(context) as (settings, book):
        _record(settings, context, "removed reader", book.find(name))
        reader = book.remove(name)
        rest = book.list()
    if json:
        terminal.print_json({"name": reader.name, "role": reader.role, "labels": reader.labels})
        return
    terminal.print_line(f"removed {reader.name}")
    if not rest:
        terminal.print_note("note: there are no readers left, so that everybody who opens the pages sees everything")


@contextmanager
def _open_book(context: typer.Context) -> Iterator[tuple[Settings, ReaderBook]]:
    from ui.access.audit import JOURNAL
    from ui.access.reader_book import ReaderBook

    settings = open_settings(context)
    with closing(ReaderBook(settings.data_dir / JOURNAL)) as book:
        yield settings, book


def _record(settings: Settings, context: typer.Context, action: Action, reader: Reader) -> None:
    from ui.access.audit import JOURNAL, record_command

    record_command(settings.data_dir / JOURNAL, context.obj.reader, action, _describe(reader))


def _describe(reader: Reader) -> str:
    labels = f", labels {', '.join(reader.labels)}" if reader.labels else ""
    return f"{reader.name}: {reader.role}{labels}"
