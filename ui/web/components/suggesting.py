"""Buttons that ask a suggested question; the suggestions are made in the background, once for each occasion."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from ui.web import jobs
from ui.web.components.waiting import job_key
from ui.web.jobs import ReportProgress
from ui.web.markup import escape_label
from ui.web.session import show_errors
from ui.workspace import Workspace

SUGGESTION_POLL_SECONDS = 1.0


def show_suggestions(
    space: Workspace, name: str, title: str, make: Callable[[], Sequence[str]], ask: Callable[[str], None]
) -> None:
    """Show the suggestions of an occasion, which has a name; `make` makes them in a thread, `ask` asks one."""
    key = job_key(space, f"suggestions {name}")
    if jobs.find_job(key) is None:
        jobs.start_job(key, "Suggesting questions", lambda tell: _made(make, tell))
    job = jobs.find_job(key)
    waits = job is not None and job.state == "running"
    # A fragment shows them as soon as they are there, and leaves the rest of the page alone.
    st.fragment(_show, run_every=SUGGESTION_POLL_SECONDS if waits else None)(key, title, ask)


def _made(make: Callable[[], Sequence[str]], tell: ReportProgress) -> tuple[str, ...]:  # noqa: ARG001 - not measured
    return tuple(make())


def _show(key: jobs.JobKey, title: str, ask: Callable[[str], None]) -> None:
    job = jobs.find_job(key)
    if job is None or job.state != "done" or not job.result:
        return  # what cannot be suggested is no fault of the page
    st.caption(title)
    for number, question in enumerate(job.result):  # type: ignore[arg-type, var-annotated]
        if st.button(
            escape_label(question, 200), key=f"{key[2]} {number}", icon=":material/arrow_forward:", type="tertiary"
        ):
            with show_errors():
                ask(question)
                st.rerun(scope="app")
