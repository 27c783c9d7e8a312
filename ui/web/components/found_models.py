"""Language models found on this machine: choose one, it is tried, and then used."""

from __future__ import annotations

from contextlib import suppress

import streamlit as st

from graph.errors import UsageError
from ui.access.reader_workspace import record
from ui.model_discovery import FoundModel, find_models
from ui.web import jobs
from ui.web.components.connection import TRIAL_SECONDS, Connection, save_connection, show_failure, try_connection
from ui.web.components.waiting import JOB_POLL_SECONDS, job_key
from ui.web.markup import escape_label
from ui.web.session import show_errors
from ui.workspace import Workspace

LOOK_KEY = "look for models"
MAX_CHOICES = 12
"""Models shown with a box each; more of them are in a list."""


def show_found_models(space: Workspace) -> None:
    """Show the models of this machine, which are looked for in the background whenever the page is opened."""
    key = job_key(space, "models")
    if LOOK_KEY not in st.session_state:  # Streamlit forgets a button's state once its page is left
        _look(space)
    job = jobs.find_job(key)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.markdown("**Found on this machine**", width="content")
        st.button("Look again", key=LOOK_KEY, type="tertiary", icon=":material/refresh:", on_click=_look, args=(space,))
    if job is not None and job.state == "running":
        st.fragment(_wait, run_every=JOB_POLL_SECONDS)(key)
    elif job is not None and isinstance(job.result, tuple):
        _show_choice(space, job.result)


def _look(space: Workspace) -> None:
    with suppress(UsageError):  # another tab is looking
        jobs.start_job(job_key(space, "models"), "looking for models", lambda _: find_models(space.settings.data_dir))


def _wait(key: jobs.JobKey) -> None:
    job = jobs.find_job(key)
    if job is None or job.state != "running":
        st.rerun()
    st.caption(":material/hourglass_top: Looking for local servers and installed models …")


def _show_choice(space: Workspace, found: tuple[FoundModel, ...]) -> None:
    if not found:
        st.caption("None. Start Ollama, LM Studio, llama.cpp or vLLM, or enter an address below.")
        return
    choices, label = list(found), "Model found"
    if len(found) <= MAX_CHOICES:
        model = st.radio(label, choices, format_func=_name, key="found model", label_visibility="collapsed")
    else:
        model = st.selectbox(label, choices, format_func=_name, key="found model", label_visibility="collapsed")
    if st.button("Try and use it", type="primary", icon=":material/bolt:", key="use found"):
        use_found(space, model)


def use_found(space: Workspace, model: FoundModel) -> None:
    """Ask a found model for a word, and save it in the settings if it answers."""
    connection = Connection(model.provider, model.base_url, model.model)
    with show_errors():
        with st.spinner(f"Asking {escape_label(model.name)} for one word; a model that is not loaded yet takes longer"):
            probe = try_connection(space.settings, connection, TRIAL_SECONDS)
        if not probe.works:
            show_failure(probe)
            return
        save_connection(space.settings, connection)
        record(space, "changed settings", "llm")
        st.toast(f"{escape_label(model.name)} writes the answers from now on.", icon=":material/check:")
        st.rerun()


def _name(model: FoundModel) -> str:
    return escape_label(f"{model.name} · {model.place}", 120)
