"""`graphloop documents`: what was taken in, reading it, and taking it out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graph.errors import UsageError
from ui import show
from ui.commands.opening import Json, workspace

if TYPE_CHECKING:
    from graph.model import Document
    from ui.workspace import Workspace

app = typer.Typer(help="List, read and remove documents.")

Name = Annotated[str, typer.Argument(help="A document's id (its first digits do), path, file name or title.")]
Names = Annotated[list[str], typer.Argument(help="Ids, paths, file names or titles.")]


@app.callback(invoke_without_command=True)
def documents(context: typer.Context, json: Json = False) -> None:
    """List, read and remove documents."""
    if context.invoked_subcommand is None:
        list_documents(context, json)


@app.command("list")
def list_documents(context: typer.Context, json: Json = False) -> None:
    """The documents of the collection."""
    with workspace(context) as opened:
        # Rows, not documents: those would hold all texts of the collection.
        if json:
            show.as_json([_row(document) for document in opened.store.documents(opened.where)])
            return
        found = [
            (d.id[:8], d.title, d.meta.format, len(d.meta.pages) or "–", len(d.text), _place(d))
            for d in opened.store.documents(opened.where)
        ]
        show.table(("id", "title", "format", "pages", "characters", "source"), found)
        show.note(f"{len(found)} document(s) in collection {opened.settings.collection!r}")


@app.command("show")
def show_document(context: typer.Context, name: Name, json: Json = False) -> None:
    """The text of a document, passage by passage."""
    with workspace(context) as opened:
        document = one(opened, name)
        passages = opened.store.read([document.id], opened.where).passages
        if json:
            show.as_json({**_row(document), "passages": passages})
            return
        show.say(f"{document.title}  ({_place(document)})")
        for passage in passages:
            page = f", page {passage.page}" if passage.page else ""
            show.say(f"\n[{passage.ordinal + 1}] characters {passage.start}–{passage.end}{page}")
            show.say(passage.text)


@app.command("remove")
def remove(context: typer.Context, names: Names, json: Json = False) -> None:
    """Remove documents and everything that was known from them alone."""
    with workspace(context) as opened:
        found = {document.id: document for name in names for document in matching(opened, name)}
        opened.remove(tuple(found.values()))
        if json:
            show.as_json([_row(document) for document in found.values()])
            return
        for document in found.values():
            show.say(f"removed {document.title}  ({_place(document)})")


def one(opened: Workspace, name: str) -> Document:
    """The one document of that name; UsageError when there is none or more than one."""
    found = matching(opened, name)
    if len(found) > 1:
        some = ", ".join(f"{document.id[:8]} {document.title}" for document in found[:5])
        raise UsageError(f"{len(found)} documents are called {name!r}", f"name one by its id: {some}")
    return found[0]


def matching(opened: Workspace, name: str) -> list[Document]:
    """The documents of that id or start of an id, source, file name or title; UsageError when there is none."""
    known = list(opened.store.documents(opened.where))
    whole = str(Path(name).absolute())
    for fits in (
        lambda d: d.id == name or (len(name) >= 4 and d.id.startswith(name)),
        lambda d: d.source in (name, whole),
        lambda d: Path(d.source).name == name or d.title == name,
    ):
        found = [document for document in known if fits(document)]
        if found:
            return found
    raise UsageError(f"there is no document {name!r}", "graphloop documents lists them")


def _row(document: Document) -> dict[str, object]:
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
    }


def _place(document: Document) -> str:
    return f"{document.source} {document.locator}".strip()
