"""Form for the graph store: in the data folder or on a Neo4j server, with a connection test."""

from __future__ import annotations

import time
from contextlib import closing

import streamlit as st

from graph.text.counting import count_noun
from ui.settings import Settings, save_settings
from ui.settings_schema import StoreSettings
from ui.stores import locate_store, open_store
from ui.web.markup import escape_label
from ui.web.session import show_errors
from ui.workspace import Workspace

BACKENDS = {"sqlite": "In the data folder", "neo4j": "On a Neo4j server"}
STORE_KEYS = ("store.backend", "store.uri", "store.user", "store.password", "store.database", "store.graph")
KEPT_PLACEHOLDER = "set; type to replace it"


def show_store_form(space: Workspace) -> None:
    """Show a form for the store's settings, and a button that tests the store."""
    own = space.settings.store
    with st.container(border=True):
        st.subheader("Graph", anchor=False)
        chosen = st.radio(
            "Where the graph lives",
            list(BACKENDS),
            list(BACKENDS).index(own.backend),
            format_func=lambda name: BACKENDS[name],
            horizontal=True,
        )
        with st.form("store", border=False):
            changes = _fields(own) if chosen == "neo4j" else {}
            if st.form_submit_button("Save", icon=":material/save:"):
                with show_errors():
                    save_settings(space.settings, {"store.backend": chosen} | changes)
                    st.toast("Saved.", icon=":material/save:")
                    st.rerun()
        if st.button("Test the store", icon=":material/network_check:"):
            with show_errors():
                _try(space.settings)


def _fields(own: StoreSettings) -> dict[str, str | int | float | None]:
    """Return the entered values by dotted key; an empty password keeps the current one."""
    found: dict[str, str | int | float | None] = {
        "store.uri": st.text_input("Server", own.uri).strip(),
        "store.user": st.text_input("User", own.user).strip(),
    }
    there = bool(own.password.get_secret_value())
    password = st.text_input("Password", type="password", placeholder=KEPT_PLACEHOLDER if there else "none")
    database, graph = st.columns(2)
    found["store.database"] = database.text_input("Database", own.database).strip()
    found["store.graph"] = graph.text_input("Name of the graph", own.graph).strip()
    return found | ({"store.password": password} if password else {})


def _try(settings: Settings) -> None:
    started = time.perf_counter()
    with closing(open_store(settings, locate_store(settings))) as store:
        about = store.about()
    seconds = time.perf_counter() - started
    st.success(
        f"{escape_label(str(locate_store(settings)), 300)}: {count_noun(about.documents, 'document')}, "
        f"opened in {seconds:.1f} s.",
        icon=":material/check:",
    )
