"""The menu of the open conversation: its name, pin, download, and deletion with what evaluation keeps of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import streamlit as st

from graph.text.quotation import QuotingRecord
from rag.conversations import Exchange, Thread
from ui.access.reader import Role
from ui.access.reader_workspace import may
from ui.conversation_file import name_file, save_json, save_markdown
from ui.quotes import describe_counts
from ui.removal import delete_threads, find_records_of
from ui.web.components.removing import UNCLEAN_TOAST
from ui.web.markup import describe_rest, escape_label
from ui.web.session import call_safely, show_errors
from ui.workspace import Workspace

DELETING_KEY = "deletion"
"""Session key of the deletion that awaits confirmation."""

MAX_RECORDS_SHOWN = 8


@dataclass(frozen=True, slots=True)
class PendingDeletion:
    """A conversation to delete, and what evaluation kept of it when that was asked for."""

    thread_id: str
    records: tuple[QuotingRecord, ...]


def show_thread_menu(space: Workspace, thread: Thread, close: Callable[[], None]) -> None:
    """Show the menu; `close` is called after the conversation is deleted."""
    with st.popover("", icon=":material/more_vert:", type="tertiary", help="Name, pin, download or delete"):
        st.text_input("Name", thread.title, key=f"name {thread.id}", max_chars=80)
        with st.container(horizontal=True):
            st.button("Rename", icon=":material/edit:", on_click=call_safely, args=(_rename, space, thread.id))
            st.button(
                "Unpin" if thread.pinned else "Pin to the top",
                icon=":material/keep_off:" if thread.pinned else ":material/keep:",
                on_click=call_safely,
                args=(space.threads.pin, thread.id, not thread.pinned),
            )
        with st.container(horizontal=True):
            _show_downloads(space, thread)
        st.divider()
        with show_errors():
            _show_deletion(space, thread, close)


def _show_downloads(space: Workspace, thread: Thread) -> None:
    for name, suffix, save in (("Markdown", "md", save_markdown), ("JSON", "json", save_json)):
        st.download_button(
            name,
            data=partial(_save, space, thread, save),
            file_name=name_file(thread, suffix),
            mime="application/json" if suffix == "json" else "text/markdown",
            icon=":material/download:",
            help=f"Download this conversation as {name}",
            key=f"download {suffix} {thread.id}",
            on_click="ignore",
        )


def _save(space: Workspace, thread: Thread, save: Callable[[Thread, Sequence[Exchange]], str]) -> str:
    return save(thread, space.threads.turns(thread.id))


def _show_deletion(space: Workspace, thread: Thread, close: Callable[[], None]) -> None:
    """Show a button to delete, which asks for confirmation and lists what is kept elsewhere."""
    pending: PendingDeletion | None = st.session_state.get(DELETING_KEY)
    if pending is None or pending.thread_id != thread.id:
        st.button("Delete …", icon=":material/delete:", on_click=call_safely, args=(_begin, space, thread.id))
        return
    st.write("This deletes the conversation with all its questions and answers.")
    if pending.records:
        _show_records(pending.records, thread)
    with st.container(horizontal=True):
        st.button("Delete", type="primary", on_click=call_safely, args=(_delete, space, thread.id, close))
        st.button("Keep", key="keep thread", on_click=partial(st.session_state.pop, DELETING_KEY, None))


def _begin(space: Workspace, thread_id: str) -> None:
    st.session_state[DELETING_KEY] = PendingDeletion(
        thread_id, find_records_of(space, thread_id) if may(space, Role.ADMIN) else ()
    )


def _show_records(records: tuple[QuotingRecord, ...], thread: Thread) -> None:
    st.markdown(f"**Also kept in {describe_counts(records)}:**")
    st.markdown("\n".join(f"- {one.kind}: {escape_label(one.name, 120)}" for one in records[:MAX_RECORDS_SHOWN]))
    if len(records) > MAX_RECORDS_SHOWN:
        st.caption(describe_rest(len(records) - MAX_RECORDS_SHOWN))
    st.checkbox("Remove these too; runs and versions lose only this text", key=f"everywhere {thread.id}")


def _rename(space: Workspace, thread_id: str) -> None:
    space.threads.rename(thread_id, st.session_state[f"name {thread_id}"])


def _delete(space: Workspace, thread_id: str, close: Callable[[], None]) -> None:
    # Read at the click: a box ticked just before it has not drawn the button again yet.
    clean = delete_threads(space, [thread_id], st.session_state.get(f"everywhere {thread_id}", False))
    st.session_state.pop(DELETING_KEY, None)
    close()
    st.toast("Deleted." if clean else UNCLEAN_TOAST, icon=":material/delete:")
