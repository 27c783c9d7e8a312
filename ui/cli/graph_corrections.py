"""`graphloop graph rename`, `forget`, `relate`, `restore` and `corrections`: how an entity is called, and what is left
out or stated by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from graph.errors import UsageError
from graph.text.counting import count_noun
from ui import terminal
from ui.cli.context import Json, open_workspace

if TYPE_CHECKING:
    from ui.relation_correcting import NamedTriple, RelationCorrectionView

UNDO_RELATION = "undo with: graphloop graph restore SUBJECT PREDICATE OBJECT"

app = typer.Typer()

Name = Annotated[str, typer.Argument(metavar="NAME", help="A name as the documents write it, or the entity's id.")]
Predicate = Annotated[
    str, typer.Argument(metavar="PREDICATE", help="What is stated of it, as graphloop graph show gives it …")
]
Object = Annotated[str, typer.Argument(metavar="OBJECT", help="… and of whom or what, likewise by a name or an id.")]
Reason = Annotated[str, typer.Option(help="Why; kept with the correction.")]


@app.command("rename")
def rename(
    context: typer.Context,
    name: Name,
    new: Annotated[str, typer.Argument(metavar="NEW", help="What it is called from now on.")],
    reason: Reason = "",
    json: Json = False,
) -> None:
    """Call an entity by another name; what the documents write stays a name of it."""
    from ui.correcting import rename_entity

    with open_workspace(context) as opened:
        made = rename_entity(opened.store, name, new, reason, opened.where)
    if json:
        terminal.print_json(made)
    else:
        terminal.print_line(f"{made} from now on; undo with: graphloop graph restore NAME")


@app.command("forget")
def forget(
    context: typer.Context,
    name: Name,
    predicate: Predicate = "",
    target: Object = "",
    reason: Reason = "",
    json: Json = False,
) -> None:
    """Leave out an entity, or only what is stated of two: it is in no list, count or picture."""
    from ui.correcting import leave_out_entity
    from ui.relation_correcting import leave_out_relation

    triple = _read_triple(name, predicate, target)
    with open_workspace(context) as opened:
        if triple is not None:
            relation = leave_out_relation(opened.store, triple, reason, opened.where)
        else:
            entity = leave_out_entity(opened.store, name, reason, opened.where)
    if json:
        terminal.print_json(entity if triple is None else relation)
    elif triple is None:
        terminal.print_line(f"{entity} from now on; undo with: graphloop graph restore NAME")
    else:
        terminal.print_line(f"{relation} is left out from now on; {UNDO_RELATION}")


@app.command("relate")
def relate(
    context: typer.Context,
    name: Name,
    predicate: Annotated[str, typer.Argument(metavar="PREDICATE", help="What it does or is to the other: leads.")],
    target: Annotated[str, typer.Argument(metavar="OBJECT", help="The other entity, likewise.")],
    quote: Annotated[str, typer.Option(help="Words of the document that say so; they must stand there.")] = "",
    document: Annotated[str, typer.Option(metavar="NAME", help="The document of the words.")] = "",
    reason: Reason = "",
    json: Json = False,
) -> None:
    """State by hand what an entity is to another, with the words of a document or without."""
    from ui.document_names import find_document
    from ui.evidence import require_evidence
    from ui.relation_correcting import NamedTriple, state_relation

    if bool(quote.strip()) != bool(document.strip()):
        raise UsageError("words and the document that they stand in go together", "--quote TEXT --document NAME")
    with open_workspace(context) as opened:
        evidence = require_evidence(opened.store, find_document(opened, document), quote) if quote else None
        made = state_relation(opened.store, NamedTriple(name, predicate, target), evidence, reason, opened.where)
    if json:
        terminal.print_json(made)
    else:
        terminal.print_line(f"{made} is stated by hand; {UNDO_RELATION}")


@app.command("restore")
def restore(
    context: typer.Context, name: Name, predicate: Predicate = "", target: Object = "", json: Json = False
) -> None:
    """Undo the correction of an entity, or of what is stated of two, as if it had never been made."""
    from ui.correcting import CorrectionView, list_corrections, undo_correction
    from ui.relation_correcting import list_relation_corrections, undo_relation_correction

    triple = _read_triple(name, predicate, target)
    undone: CorrectionView | RelationCorrectionView
    with open_workspace(context) as opened:
        if triple is None:
            undone = undo_correction(opened.store, list_corrections(opened.store, opened.where), name)
        else:
            known = list_relation_corrections(opened.store, opened.where)
            undone = undo_relation_correction(opened.store, known, triple)
    if json:
        terminal.print_json(undone)
    else:
        terminal.print_line(f"undone: {undone}")


def _read_triple(name: str, predicate: str, target: str) -> NamedTriple | None:
    """Return the relation that is named; None if only an entity is, UsageError if half of one is."""
    from ui.relation_correcting import NamedTriple

    if bool(predicate.strip()) != bool(target.strip()):
        raise UsageError("of a relation, its predicate and its object are named too", "graphloop graph show NAME")
    return NamedTriple(name, predicate, target) if predicate.strip() else None


@app.command("corrections")
def show_corrections(
    context: typer.Context,
    everything: Annotated[
        bool, typer.Option("--all", help="Also those of entities that no document of the collection names.")
    ] = False,
    json: Json = False,
) -> None:
    """List which entities were renamed or left out, which relations were left out or stated by hand, and why."""
    from ui.correcting import list_corrections
    from ui.relation_correcting import list_relation_corrections

    with open_workspace(context) as opened:
        entities = list_corrections(opened.store, opened.where)
        relations = list_relation_corrections(opened.store, opened.where)
    named = [one for one in entities if everything or one.entity.name]
    stated = [one for one in relations if everything or (one.subject.name and one.object.name)]
    known = [*named, *stated]
    if json:
        terminal.print_json(known)
        return
    rows = [(str(one.entity), one.name or "(left out)", terminal.one_line(one.reason)) for one in named]
    rows += [(str(one), _describe_state(one), terminal.one_line(one.reason)) for one in stated]
    terminal.print_table(("entity or relation", "called", "reason"), rows)
    hidden = len(entities) + len(relations) - len(known)
    more = f"; {hidden} more of entities that no document names: --all" if hidden else ""
    terminal.print_note(count_noun(len(known), "correction") + more)


def _describe_state(one: RelationCorrectionView) -> str:
    return f"({one.state}{', its words are gone' if one.is_unseen else ''})"
