"""The address of an opened document, and of the part of its text that is shown."""

from __future__ import annotations

import streamlit as st

DOCUMENT_PARAMETER, PART_PARAMETER = "document", "part"


def read_document() -> str:
    """Return the id of the opened document; empty if there is none."""
    return st.query_params.get(DOCUMENT_PARAMETER, "")


def read_part() -> int:
    """Return the number of the part that is shown, from 1."""
    number = st.query_params.get(PART_PARAMETER, "")
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 8 else 1


def open_document(document_id: str) -> None:
    """Open a document on its page, from the beginning."""
    st.query_params.from_dict({DOCUMENT_PARAMETER: document_id})


def close_document() -> None:
    """Show the list of documents again."""
    for name in (DOCUMENT_PARAMETER, PART_PARAMETER):
        st.query_params.pop(name, None)


def visit_document(document_id: str, part: int = 1) -> None:
    """Leave another page for a document."""
    st.switch_page(
        st.session_state["pages"]["documents"],
        query_params={DOCUMENT_PARAMETER: document_id, PART_PARAMETER: str(part)},
    )
