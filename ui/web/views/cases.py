"""The stored test questions: review, accept, reject, edit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

import streamlit as st

from evals import review
from evals.types import Case, Status
from ui.web.markup import escape_html, escape_label
from ui.web.session import call_safely
from ui.workspace import Workspace

TABLE_KEY = "kept"


def show_cases(space: Workspace) -> None:
    """Show a table of cases, and actions on the selected ones."""
    cases = space.archive.cases()
    if not cases:
        st.info("There are none yet. Make some, or turn feedback into them.", icon=":material/info:")
        return
    counts = ", ".join(f"{sum(one.status == name for one in cases)} {name}" for name in get_args(Status))
    st.caption(f"{len(cases)} test questions")
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        wanted = st.pills("Status", get_args(Status), selection_mode="multi", help=counts, key="case status")
    shown = [one for one in cases if not wanted or one.status in wanted]
    # A table with other rows gets another key, which resets its selection.
    key = f"{TABLE_KEY} {hash(tuple((one.id, one.status) for one in shown))}"
    state = st.dataframe(
        [_row(one) for one in shown], hide_index=True, on_select="rerun", selection_mode="multi-row", key=key
    )
    picked = [shown[row] for row in state["selection"]["rows"] if row < len(shown)]
    if not picked:
        st.caption("Pick rows to accept, reject, edit or take them out. Rejected questions are not asked.")
        return
    _chosen(space, picked)


def _row(one: Case) -> dict[str, object]:
    return {
        "status": one.status,
        "kind": one.kind,
        "difficulty": one.difficulty,
        "question": " / ".join([*(turn.text for turn in one.history), one.question]),
        "answer": one.reference or "(cannot be answered)",
    }


def _chosen(space: Workspace, picked: Sequence[Case]) -> None:
    """Show actions on the selected cases; a single one can be edited."""
    ids = [one.id for one in picked]
    with st.container(horizontal=True):
        for name, status, icon in (
            ("Accept", "accepted", ":material/check:"),
            ("Reject", "rejected", ":material/block:"),
        ):
            st.button(
                f"{name} {len(ids)}",
                icon=icon,
                on_click=call_safely,
                args=(review.set_status, space.archive, ids, status),
            )
        st.button(
            f"Take out {len(ids)}", icon=":material/delete:", on_click=call_safely, args=(space.archive.remove, ids)
        )

    if len(picked) == 1:
        _one(space, picked[0])


def _one(space: Workspace, case: Case) -> None:
    """Show the evidence of a case, and a form to edit it."""
    for gold in case.gold:
        st.html(f'<blockquote class="gl-quote">{escape_html(gold.quote)}</blockquote>')
        st.caption(escape_label(gold.source, 200))
    with st.form(f"edit {case.id}"):
        question = st.text_area("Question", case.question, height=80)
        answer = st.text_area("Answer", case.reference, height=80, help="Empty when the documents do not answer it.")
        if st.form_submit_button("Save and accept", icon=":material/edit:"):
            call_safely(
                review.edit_case, space.archive, case.id, question, None if answer == case.reference else answer
            )
            st.rerun()
