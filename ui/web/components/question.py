"""A question of a conversation: its words, its versions, and the form that asks it in other words."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from graph.errors import UsageError
from rag.answer.pipeline import MAX_QUESTION_CHARS
from rag.conversations import Exchange
from ui.web import workers
from ui.web.components import narrowing
from ui.web.markup import escape_html
from ui.web.page_script import ASKED_ID
from ui.web.session import show_errors
from ui.workspace import Workspace

EDITING_KEY = "editing"
"""Session key of the id of the question that is being edited."""


def choose_version(versions: Sequence[Exchange]) -> Exchange:
    """Return the version of a question that is being written, else that which the reader chose, else the last."""
    if written := [version for version in versions if version.state == "writing"]:
        return written[-1]
    chosen = st.session_state.get(_version_key(versions[0].id))
    return next((version for version in versions if version.id == chosen), versions[-1])


def show_question(space: Workspace, versions: Sequence[Exchange], shown: Exchange, busy: bool) -> None:
    """Show one version of a question, the way to the others and a button to edit it; no way while `busy`."""
    first = versions[0].id
    with st.chat_message("user"):
        if st.session_state.get(EDITING_KEY) == first and not busy:
            _show_form(space, shown)
            return
        name = f'id="{ASKED_ID}{shown.id}" data-state="{shown.state}"'
        st.html(f'<div class="gl-answer" {name}>{escape_html(shown.question)}</div>')
        with st.container(
            horizontal=True, vertical_alignment="center", gap="small", width="content", key=f"versions {first}"
        ):
            if len(versions) > 1:
                _show_versions(versions, shown, busy)
            st.button(
                "Edit",
                key=f"edit {first}",
                icon=":material/edit:",
                type="tertiary",
                help="Ask in other words; this version is kept",
                disabled=busy,
                on_click=partial(st.session_state.__setitem__, EDITING_KEY, first),
            )


def ask_version(space: Workspace, exchange: Exchange, question: str) -> None:
    """Ask a question anew in the place of an exchange, whose version is kept.

    Raises UsageError while an answer of the conversation is being written.
    """
    if any(turn.state == "writing" for turn in space.threads.turns(exchange.thread_id)):
        raise UsageError("an answer is still being written", "wait until it is done, or stop it")
    selection = narrowing.read_narrowing(space, exchange.thread_id)
    first = exchange.replaces or exchange.id
    workers.start_answer(space, exchange.thread_id, question, selection, first)
    st.session_state.pop(_version_key(first), None)
    st.session_state.pop(EDITING_KEY, None)


def _version_key(first: str) -> str:
    return f"version {first}"


def _show_versions(versions: Sequence[Exchange], shown: Exchange, busy: bool) -> None:
    place = [version.id for version in versions].index(shown.id)
    for step, icon, help_text in ((-1, ":material/chevron_left:", "Earlier"), (1, ":material/chevron_right:", "Later")):
        there = 0 <= place + step < len(versions)
        target = versions[place + step].id if there else ""
        if step == 1:
            st.caption(f"{place + 1} of {len(versions)}", width="content")
        st.button(
            "",
            key=f"version {step} {versions[0].id}",
            icon=icon,
            type="tertiary",
            help=f"{help_text} version",
            disabled=busy or not there,
            on_click=partial(st.session_state.__setitem__, _version_key(versions[0].id), target),
        )


def _show_form(space: Workspace, shown: Exchange) -> None:
    with st.form(f"ask {shown.id}", border=False):
        words = st.text_area(
            "Question",
            shown.question,
            key=f"words {shown.id}",
            height=90,
            max_chars=MAX_QUESTION_CHARS,
            label_visibility="collapsed",
        )
        with st.container(horizontal=True):
            asked = st.form_submit_button("Ask", type="primary", icon=":material/send:")
            left = st.form_submit_button("Cancel")
    if asked and words.strip():
        with show_errors():
            ask_version(space, shown, words.strip())
            st.rerun()
    if left:
        st.session_state.pop(EDITING_KEY, None)
        st.rerun()
