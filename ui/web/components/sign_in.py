"""The form by which a reader signs in with a token, and the button to sign out."""

from __future__ import annotations

import streamlit as st

from ui.access.reader_workspace import reader_of
from ui.web.markup import escape_label
from ui.web.session import show_errors, sign_in, sign_out, waiting_ticket
from ui.workspace import Workspace


def show_sign_in() -> None:
    """Ask for the token; the page of the address is shown afterwards."""
    st.header("Sign in", anchor=False)
    st.write("Enter the token that you were given. Whoever set up graphloop can give you one.")
    with st.form("sign in", clear_on_submit=True, width=480):
        token = st.text_input("Token", type="password", key="token", autocomplete="current-password")
        pressed = st.form_submit_button("Sign in", type="primary", icon=":material/login:")
    if pressed and token.strip():
        with show_errors():
            sign_in(token.strip())
            st.rerun()


def show_reader(space: Workspace) -> None:
    """Show who is signed in, with a button to sign out; nothing where there are no readers.

    The browser is handed the ticket for the cookie by which it is known after a reload.
    """
    reader = reader_of(space)
    if reader is None:
        return
    if ticket := waiting_ticket():
        st.html(f'<span hidden data-ticket="{ticket}"></span>')
    with st.sidebar, st.container(horizontal=True, vertical_alignment="center", key="reader"):
        st.caption(f":material/person: {escape_label(reader.name)}", width="content")
        if st.button("Sign out", icon=":material/logout:", type="tertiary", key="sign out"):
            sign_out(space)
            st.rerun()
