"""Which entities are read as one, with a way back, and which may be the same, with quotes for people to decide by."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from graph.resolution.evidence import NamingQuote, QuotedProposal, find_proposals
from graph.resolution.groups import group_entities
from graph.resolution.store import unresolved
from graph.text.counting import count_noun
from graph.types import Decision
from ui.resolving import DecisionView, EntityLabel, decide_same, list_decisions, undo_decision
from ui.web.draw import passage_name
from ui.web.graph_state import GraphState
from ui.web.markup import describe_rest, escape_label, render_quote
from ui.web.session import call_safely
from ui.workspace import Workspace

MAX_PROPOSALS_SHOWN = 10
MAX_DECISIONS_SHOWN = 30


def show_merged(space: Workspace, entity_id: str, decisions: Sequence[Decision]) -> None:
    """Show the decisions by which an entity is read as one with others, each with a button to undo it."""
    group = group_entities(decisions).members(entity_id)
    if len(group) == 1:
        return
    for one in list_decisions(space.store, space.where):
        joins = one.state in ("same", "automatic") and not one.left_out
        if joins and one.pair[0] in group and one.first.name and one.second.name:
            _show_decision(space, one)


def _show_decision(space: Workspace, one: DecisionView) -> None:
    how = {"same": "are read as one", "automatic": "are read as one, merged automatically"}.get(
        one.state, "are kept apart"
    )
    if one.left_out:
        how = "are to be read as one, which another decision contradicts"
    with st.container(horizontal=True, vertical_alignment="center"):
        why = f": {escape_label(one.reason, 200)}" if one.reason else "."
        st.caption(f"{escape_label(str(one.first))} and {escape_label(str(one.second))} {how}{why}", width="content")
        st.button(
            "Undo",
            key=f"undo {' '.join(one.pair)}",
            icon=":material/undo:",
            type="tertiary",
            on_click=call_safely,
            args=(undo_decision, space.store, one),
        )


def show_proposals(space: Workspace, state: GraphState) -> None:
    """Show the pairs of entities that may be the same, the surest first, each with buttons to decide."""
    with st.spinner("Looking for names that may be of one entity"):
        found = _proposals(space, state)
    if not found:
        st.info("There is nothing to decide: no two names look like names of one entity.", icon=":material/check:")
    for one in found:
        _show_proposal(space, one)


@st.cache_data(max_entries=4, show_spinner=False)
def _proposals(
    _space: Workspace,
    state: GraphState,  # noqa: ARG001 - the key
) -> tuple[QuotedProposal, ...]:
    return tuple(find_proposals(unresolved(_space.store), _space.where, MAX_PROPOSALS_SHOWN))


def _show_proposal(space: Workspace, one: QuotedProposal) -> None:
    proposal = one.proposal
    first, second = EntityLabel.of(proposal.first), EntityLabel.of(proposal.second)
    reason = escape_label(proposal.reason, 200)
    with st.container(border=True):
        st.markdown(f"**{escape_label(first.name)}** and **{escape_label(second.name)}**")
        st.caption(f":material/thumb_up: {reason[0].upper()}{reason[1:]}.")
        if first.kind != second.kind and first.kind and second.kind:
            kinds = escape_label(f"the one is taken for {first.kind}, the other for {second.kind}", 200)
            st.caption(f":material/thumb_down: {kinds[0].upper()}{kinds[1:]}.")
        for label, quote in ((first, one.first), (second, one.second)):
            _show_quote(label, quote)
        with st.container(horizontal=True):
            st.button(
                "Same",
                key=f"same {' '.join(proposal.pair)}",
                icon=":material/merge:",
                on_click=call_safely,
                args=(decide_same, space.store, first, second, proposal.reason, proposal.score),
            )
            st.button(
                "Different",
                key=f"different {' '.join(proposal.pair)}",
                icon=":material/call_split:",
                on_click=call_safely,
                args=(space.store.decide, proposal.pair, "different", "", 1.0),
            )


def show_decisions(space: Workspace) -> None:
    """Show what was decided on entities of which both are visible, each with a button to undo it."""
    decided = [one for one in list_decisions(space.store, space.where) if one.first.name and one.second.name]
    if not decided:
        return
    with st.expander(count_noun(len(decided), "pair was decided", "pairs were decided"), icon=":material/rule:"):
        for one in decided[:MAX_DECISIONS_SHOWN]:
            _show_decision(space, one)
        if len(decided) > MAX_DECISIONS_SHOWN:
            st.caption(describe_rest(len(decided) - MAX_DECISIONS_SHOWN))


def _show_quote(label: EntityLabel, quote: NamingQuote) -> None:
    told = f"{label.name}: {count_noun(label.mentions, 'mention')}, here in {passage_name(quote.passage)}"
    st.caption(escape_label(told, 200))
    st.html(render_quote(quote.sentence or quote.passage.text))
