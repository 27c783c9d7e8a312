"""The conversations in the sidebar; the open one is in the page's URL."""

from __future__ import annotations

from functools import partial

import streamlit as st

from rag.conversations import Thread
from ui.removal import delete_threads
from ui.web.markup import escape_label
from ui.web.session import call_safely
from ui.workspace import Workspace

MAX_THREADS_SHOWN = 30
THREAD_PARAMETER = "thread"


def find_open_thread(space: Workspace) -> Thread | None:
    """Return the conversation named in the URL, else the one open before another page was visited."""
    wanted = st.query_params.get(THREAD_PARAMETER) or st.session_state.get("thread_open", "")
    known = next((thread for thread in space.threads.list() if thread.id == wanted), None)
    if wanted and known is None:
        st.toast("This conversation no longer exists.")
        close_thread()
    elif known is not None:
        open_thread(known.id)
    return known


def open_thread(thread_id: str) -> None:
    """Open a conversation."""
    if st.session_state.get("thread_open") != thread_id:
        st.session_state["thread_open"] = thread_id
        st.session_state.pop("source", None)
    if st.query_params.get(THREAD_PARAMETER) != thread_id:
        st.query_params[THREAD_PARAMETER] = thread_id


def close_thread() -> None:
    """Close the open conversation."""
    st.session_state["thread_open"] = ""
    st.session_state.pop("source", None)
    st.query_params.pop(THREAD_PARAMETER, None)


def show_sidebar(space: Workspace, current: Thread | None) -> None:
    """Show the list of conversations with buttons to create, open, rename and delete."""
    with st.sidebar, st.container(key="threads", gap="xxsmall"):
        st.button(
            "New conversation", icon=":material/add:", width="stretch", on_click=close_thread, disabled=current is None
        )
        known = space.threads.list()
        shown = known if st.session_state.get("all_threads") else known[:MAX_THREADS_SHOWN]
        for thread in shown:
            _row(space, thread, current is not None and thread.id == current.id)
        if len(known) > len(shown):
            more = partial(st.session_state.__setitem__, "all_threads", True)
            st.button(f"Show all {len(known)} conversations", type="tertiary", on_click=more)


def _row(space: Workspace, thread: Thread, is_open: bool) -> None:
    if not is_open:
        key = f"thread {thread.id}"
        st.button(
            escape_label(thread.title, 60),
            key=key,
            type="tertiary",
            width="stretch",
            on_click=open_thread,
            args=(thread.id,),
        )
        return
    title, menu = st.columns([5, 1], vertical_alignment="center", gap="small")
    title.button(escape_label(thread.title, 60), key=f"thread {thread.id}", width="stretch", type="secondary")
    with menu.popover("", icon=":material/more_vert:", type="tertiary", help="Rename or delete"):
        st.text_input("Name", thread.title, key=f"name {thread.id}", max_chars=80)
        st.button("Rename", on_click=call_safely, args=(_rename, space, thread.id))
        st.divider()
        confirmed = st.checkbox("Delete this conversation with all its questions and answers", key=f"sure {thread.id}")
        st.button(
            "Delete",
            icon=":material/delete:",
            on_click=call_safely,
            args=(_remove, space, thread.id),
            disabled=not confirmed,
        )


def _rename(space: Workspace, thread_id: str) -> None:
    space.threads.rename(thread_id, st.session_state[f"name {thread_id}"])


def _remove(space: Workspace, thread_id: str) -> None:
    delete_threads(space, [thread_id])
    close_thread()
