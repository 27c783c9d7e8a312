"""The conversations in the sidebar of every page; the open one is in the URL of the page Chat."""

from __future__ import annotations

from datetime import datetime
from functools import partial

import streamlit as st

from rag.conversations import Thread
from ui.conversation_list import group_threads, search_threads
from ui.web.components.thread_menu import show_thread_menu
from ui.web.markup import escape_label
from ui.workspace import Workspace

MAX_THREADS_SHOWN = 30
THREAD_PARAMETER = "thread"
SEARCH_KEY = "thread search"


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


def show_sidebar(space: Workspace, in_chat: bool) -> None:
    """Show the conversations with a search; on other pages than Chat, a choice leads there."""
    current = find_open_thread(space) if in_chat else None
    with st.sidebar, st.container(key="threads", gap="xxsmall"):
        disabled = in_chat and current is None
        if st.button("New conversation", icon=":material/add:", key="new thread", width="stretch", disabled=disabled):
            _go("", in_chat)
        known = space.threads.list()
        if not known:
            return
        words = st.text_input(
            "Search conversations", key=SEARCH_KEY, placeholder="Search conversations", label_visibility="collapsed"
        )
        found = search_threads(space.threads, words) if words.strip() else known
        if not found:
            st.caption("No conversation contains these words.")
        _show_groups(space, found, current, in_chat)


def _show_groups(space: Workspace, found: list[Thread], current: Thread | None, in_chat: bool) -> None:
    shown = found if st.session_state.get("all_threads") else found[:MAX_THREADS_SHOWN]
    pinned = [thread for thread in found[len(shown) :] if thread.pinned]
    for group in group_threads([*shown, *pinned], datetime.now().astimezone().date()):
        st.caption(group.heading)
        for thread in group.threads:
            _show_row(space, thread, current is not None and thread.id == current.id, in_chat)
    if len(found) > len(shown):
        more = partial(st.session_state.__setitem__, "all_threads", True)
        st.button(f"Show all {len(found)} conversations", type="tertiary", on_click=more)


def _show_row(space: Workspace, thread: Thread, is_open: bool, in_chat: bool) -> None:
    title, key = escape_label(thread.title, 60), f"thread {thread.id}"
    if not is_open:
        if st.button(title, key=key, type="tertiary", width="stretch"):
            _go(thread.id, in_chat)
        return
    left, right = st.columns([5, 1], vertical_alignment="center", gap="small")
    left.button(title, key=key, width="stretch", type="secondary")
    with right:
        show_thread_menu(space, thread, close_thread)


def _go(thread_id: str, in_chat: bool) -> None:
    """Show a conversation, or with an empty id the page where one begins."""
    if in_chat:
        open_thread(thread_id) if thread_id else close_thread()
        st.rerun()
    visit_thread(thread_id)


def visit_thread(thread_id: str) -> None:
    """Leave another page for a conversation, or with an empty id for the page where one begins."""
    st.session_state["thread_open"] = thread_id
    st.session_state.pop("source", None)
    st.switch_page(st.session_state["pages"]["chat"], query_params={THREAD_PARAMETER: thread_id} if thread_id else {})
