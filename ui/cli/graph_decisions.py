"""`graphloop graph merge`, `split`, `accept`, `undo`, `resolve`, `proposals` and `decisions`: which entities are the
same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from graph.errors import UsageError
from graph.text.counting import count_noun
from ui import terminal
from ui.cli.context import Json, open_workspace

if TYPE_CHECKING:
    from ui.resolving import DecisionView, EntityLabel
    from ui.workspace import Workspace

app = typer.Typer()

First = Annotated[str, typer.Argument(metavar="A", help="A name as the documents write it, or the entity's id.")]
Second = Annotated[str, typer.Argument(metavar="B", help="The same for the other entity.")]
Reason = Annotated[str, typer.Option(help="Why; kept with the decision.")]


@app.command("merge")
def merge(context: typer.Context, first: First, second: Second, reason: Reason = "", json: Json = False) -> None:
    """Decide that two entities are the same: from now on they are read as one."""
    from ui.resolving import DecisionView, decide_same

    with open_workspace(context) as opened:
        left, right = _find_both(opened, first, second)
        decide_same(opened.store, left, right, reason)
    if json:
        terminal.print_json(DecisionView(left, right, "same", reason, 1.0))
    else:
        terminal.print_line(f"{left} and {right} are read as one entity; undo with: graphloop graph undo A B")


@app.command("split")
def split(context: typer.Context, first: First, second: Second, reason: Reason = "", json: Json = False) -> None:
    """Decide that two entities are different: they are never read as one, nor proposed again."""
    from ui.resolving import DecisionView, list_decisions

    with open_workspace(context) as opened:
        left, right = _find_both(opened, first, second)
        opened.store.decide((left.id, right.id), "different", reason, 1.0)
        left_out = [one for one in list_decisions(opened.store, opened.where) if one.left_out]
    for one in left_out:
        terminal.print_note(f"left out, as it contradicts another: {one.first} and {one.second}, {one.state}")
    if json:
        terminal.print_json(DecisionView(left, right, "different", reason, 1.0))
    else:
        terminal.print_line(f"{left} and {right} are different entities")


@app.command("proposals")
def show_proposals(
    context: typer.Context,
    limit: Annotated[int, typer.Option(min=1, help="How many to show, the surest first.")] = 20,
    json: Json = False,
) -> None:
    """List pairs of entities that may be the same, each with a reason and a quote for both."""
    from graph.resolution.evidence import find_proposals
    from graph.resolution.own_name import own_name
    from graph.resolution.store import unresolved

    with open_workspace(context) as opened:
        found = find_proposals(unresolved(opened.store), opened.where, limit)
    if json:
        terminal.print_json(found)
        return
    for one in found:
        first, second = own_name(one.proposal.first), own_name(one.proposal.second)
        terminal.print_line(f"{first} = {second}?  {one.proposal.reason}")
        for quote in (one.first, one.second):
            title = quote.passage.title or quote.passage.source
            terminal.print_line(f"    {title}: {terminal.one_line(quote.sentence or quote.passage.text)}")
    hint = "; graphloop graph accept A B, or: graphloop graph split A B" if found else ""
    terminal.print_note(count_noun(len(found), "proposal") + hint)


@app.command("accept")
def accept(context: typer.Context, first: First, second: Second, json: Json = False) -> None:
    """Decide that two entities of a proposal are the same, for its reason."""
    from ui.resolving import DecisionView, decide_same, find_proposal

    with open_workspace(context) as opened:
        left, right = _find_both(opened, first, second)
        low, high = sorted((left, right), key=lambda label: label.id)
        proposal = find_proposal(opened.store, (low.id, high.id), opened.where)
        if proposal is None:
            raise UsageError(
                f"{left} and {right} are not proposed to be the same",
                "to decide it all the same: graphloop graph merge",
            )
        decide_same(opened.store, low, high, proposal.reason, proposal.score)
    if json:
        terminal.print_json(DecisionView(low, high, "same", proposal.reason, proposal.score))
    else:
        terminal.print_line(f"{left} and {right} are read as one entity: {proposal.reason}")


@app.command("undo")
def undo(context: typer.Context, first: First, second: Second, json: Json = False) -> None:
    """Forget the decision on two entities, as if it had never been made; what was merged automatically stays apart."""
    from ui.resolving import find_decision, list_decisions, undo_decision

    with open_workspace(context) as opened:
        decision = find_decision(list_decisions(opened.store, opened.where), first, second)
        undo_decision(opened.store, decision)
    if json:
        terminal.print_json(decision)
    elif decision.state == "automatic":
        terminal.print_line(f"{decision.first} and {decision.second} are different from now on, until that is undone")
    else:
        terminal.print_line(f"forgotten: {decision.first} and {decision.second}, {decision.state}")


@app.command("resolve")
def resolve(
    context: typer.Context,
    withdraw: Annotated[bool, typer.Option("--withdraw", help="Forget what was merged automatically instead.")] = False,
    json: Json = False,
) -> None:
    """Merge the surest proposals, as each ingest does with the setting ingest.merge; what people decided stays."""
    from graph.resolution.automatic import merge_automatically, withdraw_automatic
    from graph.resolution.corrected import uncorrected
    from graph.resolution.store import unresolved

    with open_workspace(context) as opened:
        stored = uncorrected(unresolved(opened.store))
        made = withdraw_automatic(stored, opened.where) if withdraw else merge_automatically(stored, opened.where)
    if json:
        terminal.print_json(made)
        return
    pairs = count_noun(made.merged, "pair")
    terminal.print_line(f"{pairs} merged, {made.withdrawn} withdrawn; graphloop graph decisions lists them")


@app.command("decisions")
def show_decisions(
    context: typer.Context,
    everything: Annotated[
        bool, typer.Option("--all", help="Also those on entities that no document of the collection names.")
    ] = False,
    json: Json = False,
) -> None:
    """List what was decided of pairs of entities, the latest on each."""
    from ui.resolving import list_decisions

    with open_workspace(context) as opened:
        known = list_decisions(opened.store, opened.where)
    shown = [one for one in known if everything or one.first.name or one.second.name]
    if json:
        terminal.print_json(shown)
        return
    terminal.print_table(("entity", "entity", "state", "reason"), map(_row, shown))
    hidden = len(known) - len(shown)
    more = f"; {hidden} more on entities that no document names: --all" if hidden else ""
    terminal.print_note(count_noun(len(shown), "decision") + more)


def _row(one: DecisionView) -> tuple[str, str, str, str]:
    state = f"{one.state}, left out: it contradicts another" if one.left_out else one.state
    return str(one.first), str(one.second), state, terminal.one_line(one.reason)


def _find_both(opened: Workspace, first: str, second: str) -> tuple[EntityLabel, EntityLabel]:
    """Return two entities by their names; UsageError if both are the same entity."""
    from ui.resolving import find_stored_entity

    left, right = (find_stored_entity(opened.store, text, opened.where) for text in (first, second))
    if left.id == right.id:
        raise UsageError(f"{first!r} and {second!r} are one entity already", "name two entities")
    return left, right
