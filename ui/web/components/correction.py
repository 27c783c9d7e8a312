"""Corrects an answer: why it was not helpful, the right answer and passages, and a test question made from that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TypeVar

import streamlit as st

from evals.human.feedback import FEEDBACK_REASONS
from evals.human.promotion import add_case, is_case
from evals.types import Feedback
from ui.access.reader import Role
from ui.access.reader_workspace import may
from ui.right_passages import Candidate, list_candidates
from ui.web.markup import escape_label, render_quote
from ui.web.session import call_safely
from ui.workspace import Workspace

QUOTE_CHARS = 220
T = TypeVar("T")


def show_correction(space: Workspace, feedback: Feedback) -> None:
    """Show the form with what was written on an answer so far."""
    name = feedback.id
    candidates = _list_candidates(space, feedback)
    may_add = may(space, Role.CONTRIBUTOR)
    promoted = may_add and is_case(feedback, space.store, space.archive.cases(["feedback"]))
    with st.form(f"more {name}", border=False):
        if feedback.rating == "down":
            known = [reason for reason in feedback.reasons if reason in FEEDBACK_REASONS]
            st.pills("Reasons", FEEDBACK_REASONS, selection_mode="multi", default=known, key=f"reasons {name}")
        st.text_area("The right answer, if you know it", feedback.expected, key=f"expected {name}", height=80)
        with st.container():  # of its own, so that what follows keeps its place when more is found
            _show_candidates(feedback, candidates)
        st.text_area("Comment", feedback.comment, key=f"comment {name}", height=80)
        with st.container(horizontal=True):  # Enter presses the first button, which is to save
            save = partial(_save, space, feedback, candidates)
            st.form_submit_button(
                "Save", icon=":material/save:", on_click=call_safely, args=(save,), key=f"save {name}"
            )
            if may_add:
                st.form_submit_button(
                    "Save the test question again" if promoted else "Save and make a test question",
                    icon=":material/add_task:",
                    on_click=call_safely,
                    args=(partial(_promote, space, feedback, candidates),),
                    key=f"promote {name}",
                )
        _show_search(feedback)
        if promoted:
            st.caption(":material/check: It is a test question, and is asked in every run.")


def _list_candidates(space: Workspace, feedback: Feedback) -> tuple[Candidate, ...]:
    """Return the passages to choose from, among them those that were ticked before another search."""
    state, key = st.session_state, f"right passages {feedback.id}"
    ticked = [one for one in state.get(key, ()) if state.get(_box_key(feedback, one.gold.passage_id))]
    candidates = list_candidates(space, feedback, state.get(_search_key(feedback), ""), ticked)
    state[key] = candidates
    return candidates


def _show_candidates(feedback: Feedback, candidates: Sequence[Candidate]) -> None:
    marked = {gold.passage_id for gold in feedback.gold}
    st.markdown("Which passages hold the right answer?")
    for candidate in candidates:
        passage_id = candidate.gold.passage_id
        st.checkbox(escape_label(candidate.name), passage_id in marked, key=_box_key(feedback, passage_id))
        st.html(render_quote(candidate.gold.quote, QUOTE_CHARS))


def _show_search(feedback: Feedback) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(
            "Search for another passage", key=_search_key(feedback), placeholder="Words of it", autocomplete="off"
        )
        st.form_submit_button("Search", icon=":material/search:", key=f"search {feedback.id}")


def _search_key(feedback: Feedback) -> str:
    return f"passage words {feedback.id}"


def _box_key(feedback: Feedback, passage_id: str) -> str:
    return f"right {feedback.id} {passage_id}"


def _write_form(space: Workspace, feedback: Feedback, candidates: Sequence[Candidate]) -> Feedback:
    """Save what was changed in the form; the rest stays as it is now, which another tab may have written."""
    state, name, current = st.session_state, feedback.id, space.feedback.get(feedback.id)
    marked = (one.gold for one in candidates if state.get(_box_key(feedback, one.gold.passage_id)))
    written = replace(
        current,
        reasons=_newer(tuple(state.get(f"reasons {name}", feedback.reasons)), feedback.reasons, current.reasons),
        comment=_newer(state[f"comment {name}"].strip(), feedback.comment, current.comment),
        expected=_newer(state[f"expected {name}"].strip(), feedback.expected, current.expected),
        gold=_newer(tuple(marked), feedback.gold, current.gold),
    )
    space.feedback.rewrite(written)
    return written


def _newer(entered: T, shown: T, current: T) -> T:
    return current if entered == shown else entered


def _save(space: Workspace, feedback: Feedback, candidates: Sequence[Candidate]) -> None:
    _write_form(space, feedback, candidates)
    st.toast("Saved.", icon=":material/check:")


def _promote(space: Workspace, feedback: Feedback, candidates: Sequence[Candidate]) -> None:
    written = _write_form(space, feedback, candidates)  # kept also where no test question can be made of it
    add_case(written, space.store, space.archive, space.feedback)
    st.toast("The next run will ask this question.", icon=":material/add_task:")
