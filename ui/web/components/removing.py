"""Removes documents after confirmation, on request with everything that quotes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from graph.text.counting import count_noun
from graph.text.quotation import QuotingRecord
from graph.types import Document
from ui.access.reader import Role
from ui.access.reader_workspace import may, whole_workspace
from ui.quotes import QUOTE_REASONS, describe_counts
from ui.removal import RemovalResult, find_quotes
from ui.removal_preview import RemovalPreview, preview_removal
from ui.web.markup import escape_label
from ui.web.session import call_safely, show_errors
from ui.workspace import Workspace

UNCLEAN_TOAST = "Another program is using the data. Traces of what was removed stay on the disk until the next removal."
PENDING_KEY = "removal of"
"""Session key of the documents whose removal awaits confirmation."""

RESULT_KEY = "removal told"
"""Session key of the result of the last removal, shown once."""

EVERYWHERE_KEY = "remove everywhere"
"""Session key of the box that also removes what quotes the documents."""

MAX_NAMES_SHOWN = 12

QUOTE_OUTCOMES = {
    "conversation": "its questions stay; answers that quote the document are removed",
    "case": "is removed",
    "version": "its other cases stay, with a new digest",
    "run": "its scores stay; its texts are removed",
    "feedback": "is removed",
    "label": "is removed",
    "vote": "is removed",
}


def offer_removal(space: Workspace, document_ids: Sequence[str], label: str) -> None:
    """Show a button to remove documents, which asks for confirmation and lists what goes and what quotes them.

    Only those who may remove documents see it.
    """
    if not may(space, Role.ADMIN):
        return
    asked = st.session_state.get(PENDING_KEY) == tuple(document_ids)
    st.button(
        label,
        icon=":material/delete:",
        key="ask",
        disabled=asked,
        on_click=_begin,
        args=(document_ids,),
    )
    if asked:
        with st.container(border=True, key="removal"), show_errors():
            _show_confirmation(space, frozenset(document_ids))


def show_last_removal() -> None:
    """Show the result of the last removal once."""
    for text in st.session_state.pop(RESULT_KEY, ()):
        st.toast(text, icon=":material/delete:")


def _begin(document_ids: Sequence[str]) -> None:
    st.session_state[PENDING_KEY] = tuple(document_ids)
    st.session_state[EVERYWHERE_KEY] = False


def _cancel() -> None:
    st.session_state.pop(PENDING_KEY, None)


def _show_confirmation(space: Workspace, document_ids: frozenset[str]) -> None:
    picked = list(space.store.documents(replace(space.where, documents=tuple(sorted(document_ids)))))
    _show_losses(preview_removal(space, picked))
    quotes = find_quotes(whole_workspace(space), picked)
    if quotes:
        _ask_everywhere(quotes)
    with st.container(horizontal=True):
        st.button("Remove", type="primary", key="remove", on_click=call_safely, args=(_remove, space, picked))
        st.button("Keep", key="keep", on_click=_cancel)


def _show_losses(losses: RemovalPreview) -> None:
    count = count_noun(losses.documents, "document")
    st.markdown(f"**This removes {count} with {count_noun(losses.passages, 'passage')}.**")
    if losses.names:
        shown = ", ".join(losses.names[:MAX_NAMES_SHOWN])
        rest = len(losses.names) - MAX_NAMES_SHOWN
        more = f" and {rest} more" if rest > 0 else ""
        st.caption(f"Names that are in no other document go too: {escape_label(shown, 400)}{more}.")
    uploaded = f"The copy of {count_noun(losses.uploads, 'uploaded file')} is deleted. " if losses.uploads else ""
    st.caption(f"{uploaded}Your own files stay where they are.")


def _ask_everywhere(quotes: Sequence[QuotingRecord]) -> None:
    st.markdown(f"**Still quoted in {describe_counts(quotes)}:**")
    st.dataframe(
        [
            {
                "where": quote.kind,
                "what": quote.name,
                "why": QUOTE_REASONS[quote.reason],
                "then": QUOTE_OUTCOMES[quote.kind],
            }
            for quote in quotes
        ],
        hide_index=True,
        height=min(300, 36 * (len(quotes) + 1)),
    )
    st.checkbox("Also remove what is listed here", key=EVERYWHERE_KEY)


def _remove(space: Workspace, picked: Sequence[Document]) -> None:
    _cancel()
    # Read at the click: a box ticked just before it has not drawn the button again yet.
    removed = space.remove(picked, everywhere=st.session_state.get(EVERYWHERE_KEY, False))
    st.cache_data.clear()  # page images and lists of removed documents
    st.session_state[RESULT_KEY] = _describe_removal(removed)


def _describe_removal(removed: RemovalResult) -> list[str]:
    still = describe_counts(removed.quotes) if removed.quotes and not removed.everywhere else ""
    return [
        f"Removed {count_noun(len(removed.documents), 'document')}." + (f" Still quoted in {still}." if still else ""),
        *([] if removed.clean else [UNCLEAN_TOAST]),
    ]
