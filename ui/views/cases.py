"""The test questions that are kept."""

from __future__ import annotations

import streamlit as st

from ui.opened import safely
from ui.workspace import Workspace


def show_cases(space: Workspace) -> None:
    """A table of them, from which some can be taken out."""
    cases = space.archive.cases()
    if not cases:
        st.info("There are none yet. Make some, or turn feedback into them.", icon=":material/info:")
        return
    st.caption(f"{len(cases)} test questions")
    rows = [
        {"kind": one.kind, "question": one.question, "answer": one.reference or "(cannot be answered)"} for one in cases
    ]
    state = st.dataframe(rows, hide_index=True, on_select="rerun", selection_mode="multi-row", key=f"kept {len(cases)}")
    picked = [cases[row].id for row in state["selection"]["rows"] if row < len(cases)]
    if picked:
        label = f"Take out {len(picked)}"
        st.button(label, icon=":material/delete:", on_click=safely, args=(space.archive.remove, picked))
