"""`graphloop graph export`: writes entities and relations for other programs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from graph.text.counting import count_noun
from ui import terminal
from ui.cli.context import Json, open_workspace
from ui.cli.options import Inside, Since, Tags, Until, read_selection


def export_graph(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A file that ends with .graphml, .jsonld, .cypher or .csv.")],
    inside: Inside = None,
    tag: Tags = None,
    since: Since = "",
    until: Until = "",
    json: Json = False,
) -> None:
    """Write the entities and what sentences state of them, each with its words, document and page."""
    from ui.graph_export.collected import collect_graph
    from ui.graph_export.formats import require_format, write_graph

    require_format(file)
    with open_workspace(context) as opened:
        opened.need_documents()
        graph = collect_graph(opened.store, read_selection(opened, inside, tag, since, until).where)
    write_graph(graph, file)
    if json:
        counts = {"entities": len(graph.entities), "relations": len(graph.statements)}
        terminal.print_json({"file": str(file), **counts})
        return
    relations = count_noun(len(graph.statements), "relation")
    terminal.print_line(f"{count_noun(len(graph.entities), 'entity', 'entities')} and {relations} in {file}")
