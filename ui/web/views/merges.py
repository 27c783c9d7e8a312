"""Names that may be of one entity, with what speaks for and against it, and what was decided, with a way back."""

from __future__ import annotations

import streamlit as st

from ui.access.reader import Role
from ui.web.components.same_entities import show_decisions, show_proposals
from ui.web.graph_state import read_graph_state
from ui.web.session import current_workspace
from ui.web.views.spec import PageSpec


def page() -> None:
    """Show the pairs to decide on, and those that were decided."""
    space = current_workspace(Role.ADMIN)
    st.header("Merges", anchor=False)
    st.caption(
        "Names that may be of one entity. What you decide holds at once for answers, lists and pictures; no document "
        "changes, and every decision can be undone."
    )
    state = read_graph_state(space, space.store.about().revision)
    show_decisions(space)
    show_proposals(space, state)


PAGE = PageSpec("merges", "Merges", ":material/merge:", 35, page, place="graph")
