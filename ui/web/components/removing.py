"""Removes documents after confirmation, on request with everything that quotes them."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from graph.text.quotation import QuotingRecord
from graph.types import Document
from ui.quotes import QUOTE_REASONS, describe_counts
from ui.removal import UNCLEAN_NOTE, RemovalResult, find_quotes, remove
from ui.web.session import call_safely, show_errors
from ui.workspace import Workspace

PENDING_KEY = "removal of"
"""Session key of the documents whose removal awaits confirmation."""

RESULT_KEY = "removal told"
"""Session key of the result of the last removal, shown once."""

QUOTE_OUTCOMES = {
    "conversation": "its questions stay, answers that quote the document go",
    "case": "goes",
    "version": "its other cases stay, under a new digest",
    "run": "its scores stay, its texts go",
    "feedback": "goes",
    "label": "goes",
    "vote": "goes",
}


def offer_removal(space: Workspace, document_ids: Sequence[str], files: int) -> None:
    """Show a button to remove files, which asks for confirmation and lists what quotes them."""
    asked = st.session_state.get(PENDING_KEY) == tuple(document_ids)
    st.button(
        f"Remove {files} …", icon=":material/delete:", key="ask", disabled=asked, on_click=_ask, args=(document_ids,)
    )
    if asked:
        with st.container(border=True, key="removal"), show_errors():
            _panel(space, frozenset(document_ids))


def show_last_removal() -> None:
    """Show the result of the last removal once."""
    for text in st.session_state.pop(RESULT_KEY, ()):
        st.toast(text, icon=":material/delete:")


def _ask(document_ids: Sequence[str]) -> None:
    st.session_state[PENDING_KEY] = tuple(document_ids)
    st.session_state["remove everywhere"] = False


def _forget() -> None:
    st.session_state.pop(PENDING_KEY, None)


def _panel(space: Workspace, document_ids: frozenset[str]) -> None:
    picked = [one for one in space.store.documents(space.where) if one.id in document_ids]
    st.write("They go with everything that was known from them alone. Files of yours stay where they are.")
    quotes = find_quotes(space, picked)
    everywhere = _choice(quotes) if quotes else False
    with st.container(horizontal=True):
        st.button(
            "Remove", type="primary", key="remove", on_click=call_safely, args=(_remove, space, picked, everywhere)
        )
        st.button("Keep", key="keep", on_click=_forget)


def _choice(quotes: Sequence[QuotingRecord]) -> bool:
    st.markdown(f"**Still quoted in {describe_counts(quotes)}:**")
    st.dataframe(
        [
            {"where": one.kind, "what": one.name, "why": QUOTE_REASONS[one.reason], "then": QUOTE_OUTCOMES[one.kind]}
            for one in quotes
        ],
        hide_index=True,
        height=min(300, 36 * (len(quotes) + 1)),
    )
    return st.checkbox("Remove what is listed here too", key="remove everywhere")


def _remove(space: Workspace, picked: Sequence[Document], everywhere: bool) -> None:
    _forget()
    removed = remove(space, picked, everywhere)
    st.cache_data.clear()  # page images and lists of removed documents
    st.session_state[RESULT_KEY] = _describe_removal(removed)


def _describe_removal(removed: RemovalResult) -> list[str]:
    still = describe_counts(removed.quotes) if removed.quotes and not removed.everywhere else ""
    return [
        f"Removed {len(removed.documents)} document(s)" + (f"; still quoted in {still}" if still else ""),
        *([] if removed.clean else [UNCLEAN_NOTE]),
    ]
