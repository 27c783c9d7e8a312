"""Settings: the model's endpoint, retrieval, the store, and where data is kept."""

from __future__ import annotations

import streamlit as st

from graph.errors import UsageError
from rag.llm.providers import provider_specs
from rag.llm.spec import ProviderSpec
from ui.layers import find_orphaned_secrets
from ui.models import llm_options
from ui.settings import Settings, save_settings
from ui.settings_schema import LLMSettings
from ui.stores import locate_store
from ui.web.components.retriever_choice import choose_retriever
from ui.web.components.store_form import STORE_KEYS as STORE
from ui.web.components.store_form import show_store_form
from ui.web.markup import escape_label
from ui.web.session import current_workspace, show_errors
from ui.web.views.spec import PageSpec
from ui.workspace import Workspace

Changes = dict[str, str | int | float | None]

KEY_PLACEHOLDER = "set; type to replace it"


def page() -> None:
    """Show forms for common settings, and a table of all of them."""
    space = current_workspace()
    st.header("Settings", anchor=False)
    _warn_overridden(space.settings)
    for note in space.settings.notes():
        st.warning(escape_label(note.removeprefix("note: "), 400), icon=":material/shield_question:")
    model, finding = st.columns([3, 2], gap="large")
    with model:
        _show_model_form(space)
        show_store_form(space)
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


def _show_model_form(space: Workspace) -> None:
    from rag.llm.address import redact_address

    llm = space.settings.llm
    with st.container(border=True):
        st.subheader("Language model", anchor=False)
        provider = _choose_provider(llm)
        models: list[str] = st.session_state.get("models", [])
        with st.form("model", border=False):
            address = st.text_input("Address", redact_address(llm.base_url), placeholder="http://127.0.0.1:11434/v1")
            if models:
                known = [*([llm.model] if llm.model and llm.model not in models else []), *models]
                index = known.index(llm.model) if llm.model in known else 0
                name = st.selectbox("Model", known, index, accept_new_options=True) or ""
            else:
                name = st.text_input("Model", llm.model)
            key = st.text_input("Key", type="password", placeholder=KEY_PLACEHOLDER if _has_key(llm) else "none")
            drop = st.checkbox("Delete the key", disabled=not _has_key(llm))
            if st.form_submit_button("Save", type="primary", icon=":material/save:"):
                with show_errors():
                    changes: Changes = {"llm.provider": provider.name} if provider.name != llm.provider else {}
                    changes |= {"llm.model": name.strip()}
                    if drop or key.strip():
                        changes["llm.api_key"] = None if drop else key.strip()
                    _save_model(space.settings, provider, address.strip(), changes)
        _show_model_test(llm)


def _choose_provider(llm: LLMSettings) -> ProviderSpec:
    """Show a choice of providers if there are several; return the chosen one."""
    specs = provider_specs()
    chosen = llm.provider
    if len(specs) > 1:
        chosen = st.selectbox("Provider", list(specs), list(specs).index(chosen))
    summary = specs[chosen].summary
    about = f"{summary[:1].upper()}{summary[1:]}"
    st.caption(f"{escape_label(about, 200)}. Without one, answers are quoted from the documents.")
    return specs[chosen]


def _has_key(llm: LLMSettings) -> bool:
    return bool(llm.api_key.get_secret_value())


def _save_model(settings: Settings, provider: ProviderSpec, address: str, changes: Changes) -> None:
    from rag.llm.address import redact_address

    if bool(address) != bool(changes["llm.model"]) and (address or provider.needs_address):
        raise UsageError("an address needs a model, and a model an address", "fill in both, or neither")
    # User and password within the address are not shown, so an unchanged field must not remove them.
    base_url = settings.llm.base_url if address == redact_address(settings.llm.base_url) else address
    changes = {"llm.base_url": base_url, **changes}
    orphans = find_orphaned_secrets(settings.file, changes)
    save_settings(settings, changes)
    st.toast("Saved.", icon=":material/save:")
    if orphans:
        st.toast("The key belonged to the previous address and was deleted.", icon=":material/key_off:")
    st.rerun()


def _show_model_test(llm: LLMSettings) -> None:
    from rag.llm.probe import probe_model

    provider, options = provider_specs()[llm.provider], llm_options(llm)
    usable = bool(llm.base_url) or not provider.needs_address
    with st.container(horizontal=True):
        ask = st.button("List the models", icon=":material/list:", disabled=not (usable and provider.list_models))
        trial = st.button("Test", icon=":material/network_check:", disabled=not (usable and llm.model))
    with show_errors():
        if ask and provider.list_models:
            st.session_state["models"] = list(provider.list_models(options))
            st.rerun()
        if trial:
            with st.spinner("Asking the model for one word"):
                probe = probe_model(provider, options)
            if probe.works:
                st.success(f"{escape_label(llm.model)} answered in {probe.seconds:.1f} s.", icon=":material/check:")
            else:
                hint = f"  \n*{escape_label(probe.hint, 300)}*" if probe.hint else ""
                st.error(f"{escape_label(probe.message, 300)}{hint}", icon=":material/error:")


def _show_retrieval_form(space: Workspace) -> None:
    retrieval = space.settings.retrieval
    with st.form("retrieval"):
        st.subheader("Finding passages", anchor=False)
        retriever = choose_retriever(st.container(), retrieval.retriever)
        k = st.number_input("Passages per answer", 1, 100, retrieval.k)
        if st.form_submit_button("Save", icon=":material/save:"):
            with show_errors():
                save_settings(space.settings, {"retrieval.retriever": retriever, "retrieval.k": int(k)})
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
