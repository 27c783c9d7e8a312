"""Form for the graph store: a choice of stores, the settings of the chosen one, and a connection test."""

from __future__ import annotations

import time
from collections.abc import Collection
from contextlib import closing

import streamlit as st

from graph.stores import store_specs
from graph.text.counting import count_noun
from ui.access.reader_workspace import record
from ui.settings import Settings, save_settings
from ui.settings_schema import StoreSettings
from ui.stores import locate_store, open_store
from ui.web.markup import escape_label
from ui.web.session import show_errors
from ui.workspace import Workspace

STORE_KEYS = ("store.backend", "store.uri", "store.user", "store.password", "store.database", "store.graph")
LABELS = {"uri": "Server", "user": "User", "password": "Password", "database": "Database", "graph": "Name of the graph"}
SIDE_BY_SIDE = ("database", "graph")
KEPT_PLACEHOLDER = "set; type to replace it"


def show_store_form(space: Workspace) -> None:
    """Show a form for the store's settings, and a button that tests the store."""
    current = space.settings.store
    specs = store_specs()
    names = sorted(specs, key=lambda name: bool(specs[name].settings))  # what needs no settings comes first
    with st.container(border=True):
        st.subheader("Graph", anchor=False)
        chosen = st.radio(
            "Where the graph lives",
            names,
            names.index(current.backend),
            format_func=lambda name: specs[name].summary[:1].upper() + specs[name].summary[1:],
            horizontal=True,
        )
        with st.form("store", border=False):
            changes = _show_fields(current, specs[chosen].settings)
            if st.form_submit_button("Save", icon=":material/save:"):
                with show_errors():
                    save_settings(space.settings, {"store.backend": chosen} | changes)
                    record(space, "changed settings", ", ".join(("store.backend", *changes)))
                    st.toast("Saved.", icon=":material/save:")
                    st.rerun()
        if st.button("Test the store", icon=":material/network_check:"):
            with show_errors():
                _test_store(space.settings)


def _show_fields(current: StoreSettings, names: Collection[str]) -> dict[str, str | int | float | None]:
    """Return the entered values of these settings by dotted key; an empty password keeps the current one."""
    columns = {name: st.container() for name in names if name not in SIDE_BY_SIDE}
    if shared := [name for name in names if name in SIDE_BY_SIDE]:
        columns |= dict(zip(shared, st.columns(len(shared)), strict=True))
    changes: dict[str, str | int | float | None] = {}
    for name, column in columns.items():
        if name != "password":
            changes[f"store.{name}"] = column.text_input(LABELS[name], getattr(current, name)).strip()
            continue
        has_password = bool(current.password.get_secret_value())
        entered = column.text_input(
            LABELS[name], type="password", placeholder=KEPT_PLACEHOLDER if has_password else "none"
        )
        changes |= {"store.password": entered} if entered else {}
    return changes


def _test_store(settings: Settings) -> None:
    started = time.perf_counter()
    with closing(open_store(settings, locate_store(settings))) as store:
        about = store.about()
    seconds = time.perf_counter() - started
    st.success(
        f"{escape_label(str(locate_store(settings)), 300)}: {count_noun(about.documents, 'document')}, "
        f"opened in {seconds:.1f} s.",
        icon=":material/check:",
    )
