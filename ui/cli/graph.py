"""`graphloop graph`: show an entity with its passages and neighbours, list themes, and check the graph."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from graph.errors import UsageError
from graph.relation_correction import BY_HAND
from graph.text.counting import count_noun
from ui import terminal
from ui.access.reader import Role
from ui.cli import graph_corrections, graph_decisions
from ui.cli.context import Json, open_workspace
from ui.cli.graph_enrich import enrich_graph
from ui.cli.graph_export import export_graph
from ui.cli.graph_import import import_graph
from ui.cli.options import Inside, Since, Tags, Until, read_selection
from ui.cli.store import check

if TYPE_CHECKING:
    from graph.types import Filter
    from ui.neighbours import EntityNeighbourhood
    from ui.workspace import Workspace

SHOWN_DESCRIPTIONS = 3

app = typer.Typer(
    help="Look at entities, correct them, decide which are the same, and check the graph.", no_args_is_help=True
)
app.add_typer(graph_decisions.app)
app.add_typer(graph_corrections.app)
app.command("check")(check)
app.command("enrich")(enrich_graph)
app.command("export")(export_graph)
app.command("import")(import_graph)


@app.command("show")
def show_entity(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="A name as the documents write it, or one close to it.")],
    limit: Annotated[int, typer.Option(min=1, help="How many passages and neighbours to show.")] = 10,
    inside: Inside = None,
    tag: Tags = None,
    since: Since = "",
    until: Until = "",
    json: Json = False,
) -> None:
    """Show an entity: its names, the passages that mention it, and its neighbours."""
    from ui.neighbours import load_relations

    with open_workspace(context, Role.READER) as opened:
        where = read_selection(opened, inside, tag, since, until).where
        neighbourhood = find_neighbourhood(opened, name, limit, where)
        relations = load_relations(opened.store, neighbourhood, where)
    if json:
        terminal.print_json({**asdict(neighbourhood), "relations": relations})
        return
    view = neighbourhood.view
    terminal.print_line(f"{view.name}  {view.kind}".rstrip())
    if view.aliases:
        terminal.print_line(f"also called: {', '.join(view.aliases)}")
    for fragment in view.descriptions[:SHOWN_DESCRIPTIONS]:
        terminal.print_line(f"  “{terminal.one_line(fragment.text)}”")
    terminal.print_line(f"{count_noun(view.mentions, 'mention')} in {count_noun(view.passages, 'passage')}")
    for passage in neighbourhood.passages[:limit]:
        page = f", page {passage.page}" if passage.page else ""
        terminal.print_line(f"\n  {passage.title or passage.source}{page}: {terminal.one_line(passage.text)}")
    for relation in relations[:limit]:
        terminal.print_line(f"\n  {relation.subject} – {relation.view.predicate} – {relation.object}")
        if relation.view.quote:
            terminal.print_line(f"    “{terminal.one_line(relation.view.quote)}”")
        if relation.view.origin == BY_HAND:
            terminal.print_line("    stated by hand")
    rows = ((neighbour.name, len(neighbour.passages)) for neighbour in neighbourhood.neighbours)
    terminal.print_table(("neighbour", "shared passages"), rows)


def find_neighbourhood(opened: Workspace, name: str, limit: int, where: Filter | None = None) -> EntityNeighbourhood:
    """Return the entity that best matches a name, with passages and neighbours; UsageError if none does."""
    from graph.text.names import name_key
    from ui.neighbours import find_entities, load_neighbourhood

    where = where or opened.where
    views = find_entities(opened.store, name, where)
    key = name_key(name)
    named = [view for view in views if key in {view.entity.key, *map(name_key, (view.name, *view.aliases))}]
    best = max(named, key=lambda view: view.mentions) if named else next(iter(views), None)
    neighbourhood = load_neighbourhood(opened.store, best.entity.id, where, limit) if best else None
    if neighbourhood is None:
        raise UsageError(f"there is no entity with the name {name!r}", "try another name, or part of one")
    return neighbourhood


@app.command("themes")
def list_themes(
    context: typer.Context,
    count: Annotated[int, typer.Option(min=1, help="How many themes to show, the largest first.")] = 12,
    inside: Inside = None,
    tag: Tags = None,
    since: Since = "",
    until: Until = "",
    json: Json = False,
) -> None:
    """List the themes of the documents: communities of passages that share names and meaning."""
    from ui.themes import load_themes

    with open_workspace(context, Role.READER) as opened:
        opened.need_documents()
        themes = load_themes(opened.store, read_selection(opened, inside, tag, since, until).where)[:count]
    if json:
        terminal.print_json(themes)
        return
    rows = ((theme.name, theme.passages, len(theme.documents), ", ".join(theme.documents[:3])) for theme in themes)
    terminal.print_table(("theme", "passages", "documents", "mostly"), rows)
