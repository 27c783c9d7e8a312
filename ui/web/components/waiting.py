"""Shows the progress of a job, and returns its result to the page that waits for it."""

from __future__ import annotations

import streamlit as st

from ui.web import jobs
from ui.web.jobs import Key
from ui.web.markup import label
from ui.web.session import faults_told, tell
from ui.workspace import Workspace

POLL = 0.5
"""Seconds between polls."""


def key_of(space: Workspace, kind: str) -> Key:
    """Return the key of a kind of job in a workspace."""
    return (str(space.settings.data_dir), space.settings.collection, kind)


def is_busy(key: Key) -> bool:
    """Whether this job is running."""
    job = jobs.find(key)
    return job is not None and job.state == "running"


def await_job(key: Key) -> object:
    """Show the progress of a job while it runs; return its result when done, until the job is dismissed."""
    job = jobs.find(key)
    if job is None:
        return None
    if job.state == "running":
        st.fragment(_running, run_every=POLL)(key)
        return None
    if job.fault is not None:
        tell(job.fault)
        st.button("Close", key=f"close {key[2]}", on_click=jobs.dismiss, args=(key,))
        return None
    return job.result


def _running(key: Key) -> None:
    with faults_told():
        job = jobs.find(key)
        if job is None or job.state != "running":
            st.rerun()
        assert job is not None
        share = min(job.done / job.total, 1.0) if job.total else 0.0
        far = f"{job.done} of {job.total}" if job.total else "beginning"
        st.progress(share, text=label(f"{job.label}: {far}{', ' + job.note if job.note else ''}", 160))
