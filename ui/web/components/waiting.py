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


def await_job(key: JobKey) -> object:
    """Show the progress of a job while it runs; return its result when done, until the job is dismissed."""
    job = jobs.find_job(key)
    if job is None:
        return None
    if job.state == "running":
        st.fragment(_running, run_every=JOB_POLL_SECONDS)(key)
        return None
    if job.fault is not None:
        show_error(job.fault)
        st.button("Close", key=f"close {key[2]}", on_click=jobs.dismiss_job, args=(key,))
        return None
    return job.result


def _running(key: JobKey) -> None:
    with show_errors():
        job = jobs.find_job(key)
        if job is None or job.state != "running":
            st.rerun()
        assert job is not None
        share = min(job.done / job.total, 1.0) if job.total else 0.0
        far = f"{job.done} of {job.total}" if job.total else "starting"
        st.progress(share, text=escape_label(f"{job.label}: {far}{', ' + job.note if job.note else ''}", 160))
