"""Shows the progress of a job, and returns its result to the page that waits for it."""

from __future__ import annotations

import streamlit as st

from ui.access.reader_workspace import reader_of
from ui.web import jobs
from ui.web.jobs import JobKey
from ui.web.markup import escape_label
from ui.web.session import show_error, show_errors
from ui.workspace import Workspace

JOB_POLL_SECONDS = 0.5
"""Seconds between polls."""


def job_key(space: Workspace, kind: str) -> JobKey:
    """Return the key of a kind of job in a workspace; what a reader with labels starts is theirs alone."""
    reader = reader_of(space)
    own = "" if reader is None or reader.access is None else f" {reader.id}"
    return (f"{space.settings.data_dir}{own}", space.settings.collection, kind)


def is_busy(key: JobKey) -> bool:
    """Whether this job is running."""
    job = jobs.find_job(key)
    return job is not None and job.state == "running"


def await_job(key: JobKey, stopped: str = "") -> object:
    """Show the progress of a job while it runs; return its result when done, until the job is dismissed.

    It can be stopped if there is something to say when it was.
    """
    job = jobs.find_job(key)
    if job is None:
        return None
    if job.state == "running":
        st.fragment(_running, run_every=JOB_POLL_SECONDS)(key, bool(stopped))
        return None
    if job.state == "done":
        return job.result
    if job.fault is not None:
        show_error(job.fault)
    else:
        st.info(f"Stopped after {job.done} of {job.total}. {stopped}", icon=":material/stop_circle:")
    st.button("Close", key=f"close {key[2]}", on_click=jobs.dismiss_job, args=(key,))
    return None


def _running(key: JobKey, can_stop: bool) -> None:
    with show_errors():
        job = jobs.find_job(key)
        if job is None or job.state != "running":
            st.rerun()
        assert job is not None
        share = min(job.done / job.total, 1.0) if job.total else 0.0
        far = f"{job.done} of {job.total}" if job.total else "starting"
        st.progress(share, text=escape_label(f"{job.label}: {far}{', ' + job.note if job.note else ''}", 160))
        if can_stop:
            st.button(
                "Stopping …" if job.stopping else "Stop",
                icon=":material/stop_circle:",
                key=f"stop {key[2]}",
                disabled=job.stopping,
                on_click=jobs.stop_job,
                args=(key,),
            )
