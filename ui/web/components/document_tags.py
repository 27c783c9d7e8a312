"""The tags of a document, to add to and remove from, and who may see it."""

from __future__ import annotations

import streamlit as st

from graph.tags import MAX_TAG_CHARS, remove_tags, require_tags
from graph.types import Document
from ui.access.reader import Role
from ui.access.reader_workspace import may
from ui.tagging import describe_tagging, tag_documents
from ui.terminal import one_line
from ui.web.markup import escape_label
from ui.web.session import call_safely
from ui.workspace import Workspace


def show_tags(space: Workspace, document: Document, known: tuple[str, ...]) -> None:
    """Show the tags of a document, with those of other documents to choose from; a change is saved at once.

    Those who may not change documents only see them.
    """
    key = f"tags of {document.id}"
    held = document.meta.tags
    if not may(space, Role.ADMIN):
        if held:
            st.caption(f":material/label: {escape_label(', '.join(held), 300)}")
        return
    st.session_state[key] = list(held)
    st.multiselect(
        "Tags",
        sorted({*known, *held}, key=str.casefold),
        key=key,
        format_func=one_line,
        accept_new_options=True,
        placeholder="Add a tag",
        help=f"Choose one, or type a new one of at most {MAX_TAG_CHARS} characters.",
        on_change=call_safely,
        args=(_save, space, document, key),
    )
    if document.meta.access:
        st.caption(f":material/lock: Only for readers with the label {escape_label(' or '.join(document.meta.access))}")


def _save(space: Workspace, document: Document, key: str) -> None:
    chosen = require_tags(st.session_state[key])
    before = document.meta.tags
    tagged = tag_documents(space, [document], remove_tags(chosen, before), remove_tags(before, chosen))
    told = describe_tagging(tagged)
    st.toast(f"{escape_label(told[:1].upper() + told[1:], 200)}.", icon=":material/label:")
