"""`graphloop documents`: list, show, tag and remove ingested documents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from graph.errors import UsageError
from graph.text.counting import count_noun
from ui import terminal
from ui.access.reader import Role
from ui.cli.choosing import Yes, confirm_deletion, warn_unclean
from ui.cli.context import Json, open_workspace
from ui.cli.documents_tag import Names
from ui.cli.documents_tag import tag as tag_command
from ui.cli.options import Since, Tags, Until, read_selection
from ui.document_names import find_document, find_documents

if TYPE_CHECKING:
    from graph.text.quotation import QuotingRecord
    from graph.types import Document
    from ui.file_states import FileStates
    from ui.removal import RemovalResult
    from ui.workspace import Workspace

app = typer.Typer(help="List, read, tag and remove documents.")
app.command("tag")(tag_command)

Name = Annotated[str, typer.Argument(help="A document's id or the start of it, path, file name or title.")]
EVERYWHERE_HELP = (
    "Also remove or blank what quotes them: conversations, cases, versions, runs, feedback, labels and votes."
)


@app.callback(invoke_without_command=True)
def documents(context: typer.Context, json: Json = False) -> None:
    """List, read, tag and remove documents."""
    if context.invoked_subcommand is None:
        list_documents(context, json=json)


@app.command("list")
def list_documents(
    context: typer.Context, tag: Tags = None, since: Since = "", until: Until = "", json: Json = False
) -> None:
    """List the documents of the collection."""
    from ui.file_states import FileStates, read_file_states

    with open_workspace(context, Role.READER) as opened:
        states = read_file_states(opened)
        where = read_selection(opened, None, tag, since, until).where
        # Rows, not documents, which would hold all texts of the collection in memory.
        if json:
            terminal.print_json([_row(document, states) for document in opened.store.documents(where)])
            return
        rows = [
            (
                document.id[:8],
                document.title,
                document.meta.format,
                len(document.meta.pages) or "–",
                len(document.text),
                document.meta.date,
                ", ".join(document.meta.tags),
                _describe_source(document, FileStates()),
            )
            for document in opened.store.documents(where)
        ]
        terminal.print_table(("id", "title", "format", "pages", "characters", "date", "tags", "source"), rows)
        for source in sorted({*states.unreadable, *states.copies}):
            terminal.print_line(f"  {source}: {states.describe(source)}")
        terminal.print_note(f"{count_noun(len(rows), 'document')} in collection {opened.settings.collection!r}")


@app.command("show")
def show_document(context: typer.Context, name: Name, json: Json = False) -> None:
    """Show the text of a document by passages; text hidden from readers of the file is marked."""
    from rag.answer.hidden_text import HIDDEN_MARK
    from ui.file_states import read_file_states

    with open_workspace(context, Role.READER) as opened:
        document, states = find_document(opened, name), read_file_states(opened)
        passages = opened.store.read([document.id], opened.where).passages
        if json:
            terminal.print_json({**_row(document, states), "passages": passages})
            return
        date = f", {document.meta.date}" if document.meta.date else ""
        terminal.print_line(f"{document.title}{date}  ({_describe_source(document, states)})")
        if document.meta.tags:
            terminal.print_line(f"tags: {', '.join(document.meta.tags)}")
        if document.meta.access:
            terminal.print_line(f"access: {', '.join(document.meta.access)}")
        for passage in passages:
            page = f", page {passage.page}" if passage.page else ""
            hidden = f"  ({HIDDEN_MARK})" if passage.hidden else ""
            terminal.print_line(f"\n[{passage.ordinal + 1}] characters {passage.start}–{passage.end}{page}{hidden}")
            if passage.context:
                terminal.print_line(f"  {terminal.one_line(passage.context)}")
            terminal.print_line(passage.text)


@app.command("remove")
def remove(
    context: typer.Context,
    names: Names,
    everywhere: Annotated[bool, typer.Option("--everywhere", help=EVERYWHERE_HELP)] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show what would be removed, and what quotes it.")
    ] = False,
    yes: Yes = False,
    json: Json = False,
) -> None:
    """Remove documents and everything known only from them; list what still quotes them."""
    from ui.access.reader_workspace import whole_workspace
    from ui.removal import RemovalResult, find_quotes

    with open_workspace(context) as opened:
        selected = _select_documents(opened, names)
        if not selected:
            terminal.print_note("the interrupted removal of these documents is now complete")
        if dry_run:
            quotes = find_quotes(whole_workspace(opened), selected)
            _print_removed(RemovalResult(selected, quotes, everywhere, True), json, dry_run)
        elif confirm_deletion(
            f"Remove {count_noun(len(selected), 'document')}?", 2 if everywhere else len(selected), yes
        ):
            _print_removed(opened.remove(selected, everywhere), json, dry_run)


def _select_documents(opened: Workspace, names: list[str]) -> tuple[Document, ...]:
    """Return the documents with these names; interrupted removals are finished first, and their names are accepted."""
    from ui.removal import finish_removals

    gone = finish_removals(opened)
    selected: dict[str, Document] = {}
    for name in names:
        try:
            selected |= {document.id: document for document in find_documents(opened, name)}
        except UsageError:
            if not any(removal.is_called(name) for removal in gone):
                raise
    return tuple(selected.values())


def _print_removed(removed: RemovalResult, json: bool, dry_run: bool) -> None:
    from ui.file_states import FileStates

    if json:
        terminal.print_json(
            {
                "documents": [_row(document, FileStates()) for document in removed.documents],
                "quoted": removed.quotes,
                "everywhere": removed.everywhere,
                "dry_run": dry_run,
                "clean": removed.clean and not dry_run,
            }
        )
    else:
        for document in removed.documents:
            source = _describe_source(document, FileStates())
            terminal.print_line(f"{'would remove' if dry_run else 'removed'} {document.title}  ({source})")
        print_quotes(removed.quotes, removed.everywhere, dry_run)
    warn_unclean(removed.clean)


def print_quotes(quotes: Sequence[QuotingRecord], everywhere: bool, dry_run: bool) -> None:
    """Print what quotes the documents, and what happens to it."""
    from ui.quotes import QUOTE_REASONS, describe_counts

    if not quotes:
        return
    counts = describe_counts(quotes)
    if everywhere:
        terminal.print_line(f"{'would also remove' if dry_run else 'also removed'} what quotes them in {counts}")
    else:
        terminal.print_line(f"still quoted in {counts}")
    rows = [
        (quote.kind, quote.id[:12], terminal.one_line(quote.name, 80), QUOTE_REASONS[quote.reason]) for quote in quotes
    ]
    terminal.print_table(("where", "id", "what", "why"), rows)
    if not everywhere:
        terminal.print_note("  hint: --everywhere removes or blanks those too; --dry-run shows what would be removed")


def _row(document: Document, states: FileStates) -> dict[str, object]:
    return {
        "id": document.id,
        "title": document.title,
        "source": document.source,
        "locator": document.locator,
        "collection": document.collection,
        "format": document.meta.format,
        "language": document.meta.language,
        "pages": len(document.meta.pages),
        "characters": len(document.text),
        "hidden": sum(end - start for start, end in document.meta.hidden),
        "date": document.meta.date,
        "tags": document.meta.tags,
        "access": document.meta.access,
        "unreadable": document.source in states.unreadable,
        "also_in": states.also_in(document.source),
    }


def _describe_source(document: Document, states: FileStates) -> str:
    told = states.describe(document.source)
    return f"{document.source} {document.locator}".strip() + (f" – {told}" if told else "")
