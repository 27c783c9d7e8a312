"""Settings: the model's endpoint, retrieval, the store, and where data is kept."""

from __future__ import annotations

import streamlit as st

from ui.access.reader import Role
from ui.access.reader_workspace import record
from ui.settings import Settings, save_settings
from ui.stores import locate_store
from ui.web.components.model_form import show_model_form
from ui.web.components.readers import show_readers
from ui.web.components.retriever_choice import choose_retriever
from ui.web.components.store_form import STORE_KEYS as STORE
from ui.web.components.store_form import show_store_form
from ui.web.markup import escape_label
from ui.web.session import current_workspace, show_errors
from ui.web.views.spec import PageSpec
from ui.workspace import Workspace


def page() -> None:
    """Show forms for common settings, and a table of all of them."""
    space = current_workspace(Role.ADMIN)
    st.header("Settings", anchor=False)
    _warn_overridden(space.settings)
    for note in space.settings.notes():
        st.warning(escape_label(note.removeprefix("note: "), 400), icon=":material/shield_question:")
    model, finding = st.columns([3, 2], gap="large")
    with model:
        show_model_form(space)
        show_store_form(space)
        show_readers(space)
    with finding:
        _show_retrieval_form(space)
        _show_places(space)
    with st.expander("All settings and their sources"):
        st.dataframe(
            [{"setting": row.key, "value": str(row.value), "from": row.origin} for row in space.settings.rows()],
            hide_index=True,
        )


def _warn_overridden(settings: Settings) -> None:
    shown = ("llm.provider", "llm.base_url", "llm.model", "llm.api_key", "retrieval.retriever", "retrieval.k", *STORE)
    above = [key for key in shown if settings.origin(key) in (".env", "environment", "flag")]
    if above:
        names = ", ".join(above)
        st.warning(
            f"Set outside the settings file, so changes here have no effect: {escape_label(names, 200)}.",
            icon=":material/lock:",
        )


def _show_retrieval_form(space: Workspace) -> None:
    retrieval = space.settings.retrieval
    with st.form("retrieval"):
        st.subheader("Finding passages", anchor=False)
        retriever = choose_retriever(st.container(), retrieval.retriever)
        k = st.number_input("Passages per answer", 1, 100, retrieval.k)
        if st.form_submit_button("Save", icon=":material/save:"):
            with show_errors():
                save_settings(space.settings, {"retrieval.retriever": retriever, "retrieval.k": int(k)})
                record(space, "changed settings", "retrieval.retriever, retrieval.k")
                st.toast("Saved.", icon=":material/save:")
                st.rerun()


def _show_places(space: Workspace) -> None:
    with st.container(border=True):
        st.subheader("Locations", anchor=False)
        for name, value in (
            ("Data folder", space.settings.data_dir),
            ("Graph", locate_store(space.settings)),
            ("Settings file", space.settings.file),
            ("Collection", space.settings.collection),
            ("Embedder", space.settings.embedder.name),
        ):
            st.markdown(f"{name}  \n**{escape_label(str(value), 300)}**")


PAGE = PageSpec("settings", "Settings", ":material/settings:", 100, page)
