"""Ways from one page to another: what is missing here, with a link to where it is made."""

from __future__ import annotations

import streamlit as st


def show_missing(text: str, label: str, page: str) -> None:
    """Show what is missing, and a link to the page of that name."""
    st.info(text, icon=":material/info:")
    link_page(label, page)


def link_page(label: str, page: str) -> None:
    """Show a link to the page of that name; only its label where the visitor has no such page."""
    pages = st.session_state.get("pages", {})
    if page in pages:
        st.page_link(pages[page], label=label, icon=":material/arrow_forward:")
    else:
        st.caption(label)
