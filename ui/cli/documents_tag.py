"""`graphloop documents tag`: adds and removes tags of documents."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from graph.errors import UsageError
from ui import terminal
from ui.cli.context import Json, open_workspace

Names = Annotated[list[str], typer.Argument(help="Ids, paths, file names or titles.")]


def tag(
    context: typer.Context,
    names: Names,
    add: Annotated[list[str] | None, typer.Option(metavar="TAG", help="Add a tag; may be repeated.")] = None,
    remove: Annotated[list[str] | None, typer.Option(metavar="TAG", help="Remove a tag; may be repeated.")] = None,
    json: Json = False,
) -> None:
    """Add and remove tags of documents; they stay when the files are ingested again."""
    from graph.tags import require_tags, tag_key
    from ui.access.reader_workspace import record
    from ui.document_names import find_documents
    from ui.tagging import describe_tagging, tag_documents

    added, removed = require_tags(add or ()), require_tags(remove or ())
    if not added and not removed:
        raise UsageError("there is no tag to add or remove", "graphloop documents tag NAME --add TAG")
    if both := set(map(tag_key, added)) & set(map(tag_key, removed)):
        raise UsageError(f"the tag {min(both)!r} cannot be both added and removed", "name it once")
    with open_workspace(context) as opened:
        chosen = {document.id: document for name in names for document in find_documents(opened, name)}
        tagged = tag_documents(opened, tuple(chosen.values()), added, removed)
        record(opened, "tagged documents", ", ".join(Path(one.document.source).name for one in tagged))
    if json:
        rows = [
            {
                "id": one.document.id,
                "title": one.document.title,
                "source": one.document.source,
                "tags": one.document.meta.tags,
                "added": one.added,
                "removed": one.removed,
            }
            for one in tagged
        ]
        terminal.print_json(rows)
    else:
        terminal.print_line(describe_tagging(tagged))
