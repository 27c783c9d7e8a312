"""`graphloop graph`: one entity with what the documents say of it, and the health of the graph."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from graph.errors import UsageError
from ui import show
from ui.commands.opening import Json, workspace
from ui.commands.store import check

if TYPE_CHECKING:
    from graph.model import EntityView, Passage
    from ui.workspace import Workspace

app = typer.Typer(help="Look at entities and check the graph.", no_args_is_help=True)
app.command("check")(check)


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An entity that shares passages or relations with another."""

    name: str
    passages: int
    relations: tuple[str, ...]


@app.command("show")
def show_entity(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="A name as the documents write it, or nearly so.")],
    limit: Annotated[int, typer.Option(min=1, help="How many passages and neighbours to show.")] = 10,
    json: Json = False,
) -> None:
    """An entity: its names, the passages that mention it, and its neighbours."""
    with workspace(context) as opened:
        view = entity(opened, name)
        passages, neighbours = around(opened, view)
    if json:
        show.as_json({"entity": view, "passages": passages[:limit], "neighbours": neighbours[:limit]})
        return
    show.say(f"{view.name}  {view.entity.kind}".rstrip())
    if view.aliases:
        show.say(f"also called: {', '.join(view.aliases)}")
    show.say(f"{view.mentions} mention(s) in {view.passages} passage(s)")
    for passage in passages[:limit]:
        page = f", page {passage.page}" if passage.page else ""
        show.say(f"\n  {passage.title or passage.source}{page}: {show.line(passage.text)}")
    rows = ((one.name, one.passages, "; ".join(one.relations[:3])) for one in neighbours[:limit])
    show.table(("neighbour", "passages together", "said of both"), rows)


def entity(opened: Workspace, name: str) -> EntityView:
    """The entity that best fits a name; UsageError when none does."""
    from graph.names import name_key

    found = opened.store.search(name, 20, of="entity", where=opened.where)
    views = list(opened.store.entities([identity for identity, _ in found], opened.where))
    if not views:
        raise UsageError(f"no entity is called {name!r}", "try another of its names, or a part of it")
    key = name_key(name)
    named = [view for view in views if key in {view.entity.key, *map(name_key, (view.name, *view.aliases))}]
    return max(named, key=lambda view: view.mentions) if named else views[0]


def around(opened: Workspace, view: EntityView) -> tuple[list[Passage], list[Neighbour]]:
    """The passages that mention an entity, and its neighbours there, those met most often first."""
    from graph.model import Seeds

    local = opened.store.around(Seeds(entities={view.entity.id: 1.0}), 200, opened.where)
    own = local.entities.index(view.entity.id)
    rows = {int(p) for p, e in zip(local.mention_passage, local.mention_entity, strict=True) if e == own}
    together: dict[int, int] = {}
    for place, other in set(zip(local.mention_passage.tolist(), local.mention_entity.tolist(), strict=True)):
        if place in rows and other != own:
            together[other] = together.get(other, 0) + 1
    order = sorted(together, key=lambda other: (-together[other], local.entities[other]))
    passages = list(opened.store.passages([local.passages[row] for row in sorted(rows)], opened.where))
    views = {one.entity.id: one for one in opened.store.entities([local.entities[o] for o in order[:50]], opened.where)}
    said = _said(opened, passages, view.entity.id)
    return passages, [
        Neighbour(views[identity].name, together[other], said.get(identity, ()))
        for other in order[:50]
        if (identity := local.entities[other]) in views
    ]


def _said(opened: Workspace, passages: list[Passage], identity: str) -> dict[str, tuple[str, ...]]:
    part = opened.store.read({passage.document_id for passage in passages[:50]}, opened.where)
    said: dict[str, tuple[str, ...]] = {}
    for relation in part.relations:
        if identity in (relation.subject_id, relation.object_id):
            other = relation.object_id if relation.subject_id == identity else relation.subject_id
            said[other] = tuple(dict.fromkeys((*said.get(other, ()), relation.predicate)))
    return said
