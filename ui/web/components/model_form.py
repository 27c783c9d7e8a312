"""Connects a language model by its address: its models are listed and it is tried before anything is saved."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from graph.errors import UsageError
from rag.llm.address import redact_address
from rag.llm.providers import provider_specs, require_provider
from rag.llm.spec import ProviderSpec
from ui.access.reader_workspace import record
from ui.models import llm_options
from ui.settings_schema import LLMSettings
from ui.web.components.connection import (
    TRIAL_SECONDS,
    Connection,
    connection_options,
    save_connection,
    show_failure,
    try_connection,
)
from ui.web.components.found_models import show_found_models
from ui.web.markup import escape_html, escape_label
from ui.web.session import call_safely, show_errors
from ui.workspace import Workspace

KEY_PLACEHOLDER = "set; type to replace it"
MODELS_KEY = "models"
"""Session key of the models that were listed last."""
ENTERED_KEY = "entered model"
"""Session key of the saved model, and the one that was entered instead before the list was shown."""


def show_model_form(space: Workspace) -> None:
    """Show what was found on this machine, and a form for any other model."""
    llm = space.settings.llm
    with st.container(border=True):
        st.subheader("Language model", anchor=False)
        _show_current(llm)
        show_found_models(space)
        st.markdown("**Another one**")
        provider = _choose_provider(llm)
        _show_form(space, provider)


def _show_current(llm: LLMSettings) -> None:
    place = redact_address(llm.base_url)
    used = f"{llm.model} at {place}" if place else llm.model
    told = f"In use: {used}" if used else "None is in use: answers quote the documents."
    st.html(f'<div class="gl-text">{escape_html(told)}</div>')  # Markdown would make a link of the address
    if used and st.button("Test", icon=":material/network_check:", type="tertiary"):
        from rag.llm.probe import probe_model

        with show_errors():
            with st.spinner("Asking the model for one word"):
                probe = probe_model(provider_specs()[llm.provider], llm_options(llm))
            if probe.works:
                st.success(f"{escape_label(llm.model)} answered in {probe.seconds:.1f} s.", icon=":material/check:")
            else:
                show_failure(probe)


def _choose_provider(llm: LLMSettings) -> ProviderSpec:
    """Show a choice of providers if there are several; return the chosen one."""
    specs = provider_specs()
    chosen = llm.provider
    if len(specs) > 1:
        chosen = st.selectbox("Provider", list(specs), list(specs).index(chosen))
    summary = specs[chosen].summary
    st.caption(f"{escape_label(summary[:1].upper() + summary[1:], 200)}. Empty fields stop using a model.")
    return specs[chosen]


def _show_form(space: Workspace, provider: ProviderSpec) -> None:
    llm = space.settings.llm
    with st.form("model", border=False):
        address = st.text_input("Address", redact_address(llm.base_url), placeholder="http://127.0.0.1:11434/v1")
        name = _enter_model(llm, st.session_state.get(MODELS_KEY, ()))
        has_key = bool(llm.api_key.get_secret_value())
        key = st.text_input("Key", type="password", placeholder=KEY_PLACEHOLDER if has_key else "none")
        drop = st.checkbox("Delete the key", disabled=not has_key)
        with st.container(horizontal=True):  # Enter presses the first one
            tried = st.form_submit_button("Try and save", type="primary", icon=":material/save:")
            listed = st.form_submit_button(
                "List its models", icon=":material/list:", disabled=provider.list_models is None
            )
    entered = Connection(provider.name, address.strip(), name.strip(), key.strip(), drop)
    with show_errors():
        if listed:
            _list_models(space, entered)
        if tried:
            _try_and_save(space, entered)


def _enter_model(llm: LLMSettings, models: Sequence[str]) -> str:
    if not models:
        return st.text_input("Model", llm.model)
    saved, entered = st.session_state.get(ENTERED_KEY, ("", ""))
    if not entered or saved != llm.model:
        entered = llm.model
    known = [*([entered] if entered and entered not in models else []), *models]
    index = known.index(entered) if entered in known else 0
    return st.selectbox("Model", known, index, accept_new_options=True) or ""


def _list_models(space: Workspace, entered: Connection) -> None:
    provider = require_provider(entered.provider)
    if provider.needs_address and not entered.address:
        raise UsageError("no address is given", "enter one, such as http://127.0.0.1:11434/v1")
    assert provider.list_models is not None
    with st.spinner("Asking for its models"):
        models = provider.list_models(connection_options(space.settings, entered))
    if not models:
        raise UsageError("it offers no models", "load one there first")
    st.session_state[MODELS_KEY] = tuple(models)
    st.session_state[ENTERED_KEY] = (space.settings.llm.model, entered.model)
    st.rerun()


def _try_and_save(space: Workspace, entered: Connection) -> None:
    if entered.model and (entered.address or not require_provider(entered.provider).needs_address):
        with st.spinner("Asking the model for one word; a model that is not loaded yet takes longer"):
            probe = try_connection(space.settings, entered, TRIAL_SECONDS)
        if not probe.works:
            show_failure(probe)
            st.button(
                "Save it all the same",
                icon=":material/save:",
                on_click=call_safely,
                args=(_save, space, entered),
            )
            return
    _save(space, entered)
    st.rerun()


def _save(space: Workspace, entered: Connection) -> None:
    save_connection(space.settings, entered)
    record(space, "changed settings", "llm")
    st.toast("Saved.", icon=":material/save:")
