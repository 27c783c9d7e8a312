"""`graphloop graph`: show an entity with its passages and neighbours, and check the graph."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from graph.errors import UsageError
from graph.text.counting import count_noun
from ui import terminal
from ui.cli.context import Json, open_workspace
from ui.cli.store import check

if TYPE_CHECKING:
    from ui.neighbours import EntityNeighbourhood
    from ui.workspace import Workspace

MAX_PASSAGES_READ = 50
"""Number of passages whose documents are read for relations."""

app = typer.Typer(help="Look at entities and check the graph.", no_args_is_help=True)
app.command("check")(check)


@app.command("show")
def show_entity(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="A name as the documents write it, or one close to it.")],
    limit: Annotated[int, typer.Option(min=1, help="How many passages and neighbours to show.")] = 10,
    json: Json = False,
) -> None:
    """Show an entity: its names, the passages that mention it, and its neighbours."""
    with open_workspace(context) as opened:
        neighbourhood = find_neighbourhood(opened, name, limit)
        predicates = _collect_predicates(opened, neighbourhood)
    if json:
        terminal.print_json(neighbourhood)
        return
    view = neighbourhood.view
    terminal.print_line(f"{view.name}  {view.entity.kind}".rstrip())
    if view.aliases:
        terminal.print_line(f"also called: {', '.join(view.aliases)}")
    terminal.print_line(f"{count_noun(view.mentions, 'mention')} in {count_noun(view.passages, 'passage')}")
    for passage in neighbourhood.passages[:limit]:
        page = f", page {passage.page}" if passage.page else ""
        terminal.print_line(f"\n  {passage.title or passage.source}{page}: {terminal.one_line(passage.text)}")
    rows = (
        (neighbour.name, len(neighbour.passages), "; ".join(predicates.get(neighbour.id, ())[:3]))
        for neighbour in neighbourhood.neighbours
    )
    terminal.print_table(("neighbour", "shared passages", "relations"), rows)


def find_neighbourhood(opened: Workspace, name: str, limit: int) -> EntityNeighbourhood:
    """Return the entity that best matches a name, with passages and neighbours; UsageError if none does."""
    from graph.text.names import name_key
    from ui.neighbours import find_entities, load_neighbourhood

    views = find_entities(opened.store, name, opened.where)
    key = name_key(name)
    named = [view for view in views if key in {view.entity.key, *map(name_key, (view.name, *view.aliases))}]
    best = max(named, key=lambda view: view.mentions) if named else next(iter(views), None)
    neighbourhood = load_neighbourhood(opened.store, best.entity.id, opened.where, limit) if best else None
    if neighbourhood is None:
        raise UsageError(f"there is no entity with the name {name!r}", "try another name, or part of one")
    return neighbourhood


def _collect_predicates(opened: Workspace, neighbourhood: EntityNeighbourhood) -> dict[str, tuple[str, ...]]:
    """Return the predicates of the relations between the entity and each neighbour, by the neighbour's id."""
    identity = neighbourhood.view.entity.id
    subgraph = opened.store.read(
        {passage.document_id for passage in neighbourhood.passages[:MAX_PASSAGES_READ]}, opened.where
    )
    predicates: dict[str, tuple[str, ...]] = {}
    for relation in subgraph.relations:
        if identity in (relation.subject_id, relation.object_id):
            other = relation.object_id if relation.subject_id == identity else relation.subject_id
            predicates[other] = tuple(dict.fromkeys((*predicates.get(other, ()), relation.predicate)))
    return predicates
