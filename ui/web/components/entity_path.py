"""Shows how an entity is connected with another one: each step with the words that link the two."""

from __future__ import annotations

import streamlit as st

from graph.entity_view import EntityView
from ui.entity_paths import PathStep, find_path
from ui.neighbours import find_entities
from ui.web.components.passage_page import mark_names, offer_passage
from ui.web.graph_state import GraphState
from ui.web.markup import escape_label, render_quote
from ui.workspace import Workspace

EXCERPT_CHARS = 1_000
MAX_CANDIDATES = 5


def show_entity_path(space: Workspace, view: EntityView, state: GraphState) -> None:
    """Show a box for another name, and the path to the entity of that name."""
    entity_id = view.entity.id
    name = st.text_input(
        f"How is {escape_label(view.name)} connected with …", placeholder="Another name", key=f"path from {entity_id}"
    )
    if not name.strip():
        return
    others = [
        one for one in find_entities(space.store, name, space.where, MAX_CANDIDATES) if one.entity.id != entity_id
    ]
    if not others:
        st.info("There is no other entity with that name.", icon=":material/search_off:")
        return
    names = {one.entity.id: one.name for one in others}
    chosen = others[0].entity.id
    if len(others) > 1:
        picked = st.pills(
            "Which one",
            list(names),
            format_func=lambda one: escape_label(names[one], 50),
            default=chosen,
            key=f"path to {' '.join(names)}",
        )
        chosen = picked or chosen
    steps = _path(space, state, entity_id, chosen)
    if not steps:
        st.info(f"No path to {escape_label(names[chosen])} was found near the two.", icon=":material/route:")
    for number, step in enumerate(steps, 1):
        _show_step(step, number)


@st.cache_data(max_entries=8, show_spinner=False)
def _path(_space: Workspace, state: GraphState, first: str, second: str) -> tuple[PathStep, ...]:  # noqa: ARG001 - the key
    return find_path(_space.store, first, second, _space.where)


def _show_step(step: PathStep, number: int) -> None:
    with st.container(border=True):
        words = f"*{escape_label(step.predicate)}*" if step.predicate else "mentioned with"
        if step.predicate and step.reversed:
            st.markdown(f"{number} · **{escape_label(step.second)}** – {words} – **{escape_label(step.first)}**")
        else:
            st.markdown(f"{number} · **{escape_label(step.first)}** – {words} – **{escape_label(step.second)}**")
        if step.passage is None:
            st.caption("Stated by hand.")
            return
        offer_passage(step.passage, f"path {number}")
        marked = mark_names(step.passage, (step.first, step.second), EXCERPT_CHARS)
        st.html(render_quote(step.quote) if step.quote else f'<div class="gl-text">{marked}</div>')
