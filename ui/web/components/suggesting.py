"""Buttons that ask a suggested question; the suggestions are made in the background, once for each occasion."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from ui.access.reader_workspace import visibility_key
from ui.web import workers
from ui.web.components import narrowing
from ui.web.markup import escape_label
from ui.web.session import show_errors
from ui.web.suggestion_queue import Occasion, SuggestionMaker, SuggestionQueue
from ui.workspace import Workspace

SUGGESTION_POLL_SECONDS = 1.0

QUEUE = SuggestionQueue(workers.is_writing)


def read_occasion(space: Workspace, name: str, thread_id: str) -> Occasion:
    """Return an occasion of a conversation, as its documents and what it is narrowed to are now."""
    collection, revision = space.settings.collection, space.store.about().revision
    return Occasion(visibility_key(space), collection, name, revision, narrowing.read_request(thread_id))


def show_suggestions(
    occasion: Occasion, title: str, make: SuggestionMaker, ask: Callable[[str], None], fresh: bool
) -> None:
    """Show the suggestions of an occasion; `make` makes them in a thread, `ask` asks one.

    A fresh occasion, one that has just come, takes the place of another that waits.
    """
    QUEUE.request(occasion, make, fresh)
    polls = SUGGESTION_POLL_SECONDS if QUEUE.awaits(occasion) else None
    st.fragment(_show, run_every=polls)(occasion, title, ask, polls is not None)


def _show(occasion: Occasion, title: str, ask: Callable[[str], None], polls: bool) -> None:
    if polls and not QUEUE.awaits(occasion):
        st.rerun(scope="app")  # only the page can end the polling
    questions = QUEUE.find(occasion)
    if questions:
        st.caption(title)
    elif polls:
        st.markdown(":small[:shimmer[Looking for questions that the documents answer]]")
    with st.container(gap="xxsmall"):
        for number, question in enumerate(questions):
            key = f"suggestions {occasion.name} {number}"
            if st.button(escape_label(question, 200), key=key, icon=":material/arrow_forward:", type="tertiary"):
                with show_errors():
                    ask(question)
                    st.rerun(scope="app")
