"""Which entities are read as one, with a way back, and which may be the same, with quotes for people to decide by."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from graph.resolution.evidence import NamingQuote, QuotedProposal, find_proposals
from graph.resolution.groups import group_entities
from graph.resolution.store import unresolved
from graph.types import Decision
from ui.resolving import DecisionView, EntityLabel, decide_same, list_decisions, undo_decision
from ui.web.draw import passage_name
from ui.web.graph_state import GraphState
from ui.web.markup import escape_label, render_quote
from ui.web.session import call_safely
from ui.workspace import Workspace

MAX_PROPOSALS_SHOWN = 10


def show_merged(space: Workspace, entity_id: str, decisions: Sequence[Decision]) -> None:
    """Show the decisions by which an entity is read as one with others, each with a button to undo it."""
    group = group_entities(decisions).members(entity_id)
    if len(group) == 1:
        return
    for one in list_decisions(space.store, space.where):
        joins = one.state in ("same", "automatic") and not one.left_out
        if joins and one.pair[0] in group and one.first.name and one.second.name:
            _show_merge(space, one)


def _show_merge(space: Workspace, one: DecisionView) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        how = ", merged automatically" if one.state == "automatic" else ""
        why = f": {escape_label(one.reason, 200)}" if one.reason else "."
        st.caption(f"{escape_label(str(one.first))} and {escape_label(str(one.second))} are read as one{how}{why}")
        st.button(
            "Undo",
            key=f"undo {' '.join(one.pair)}",
            icon=":material/undo:",
            type="tertiary",
            on_click=call_safely,
            args=(undo_decision, space.store, one),
        )


def show_proposals(space: Workspace, state: GraphState) -> None:
    """Show, if asked for, the pairs of entities that may be the same, each with buttons to decide."""
    if not st.toggle("Show names that may be of the same entity", key="proposals"):
        return
    found = _proposals(space, state)
    if not found:
        st.caption("There are none.")
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
    with st.container(border=True):
        st.markdown(f"**{escape_label(first.name)}** and **{escape_label(second.name)}**")
        st.caption(f"{escape_label(proposal.reason, 200)}.")
        for quote in (one.first, one.second):
            _show_quote(quote)
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


def _show_quote(quote: NamingQuote) -> None:
    st.caption(escape_label(passage_name(quote.passage)))
    st.html(render_quote(quote.sentence or quote.passage.text))
