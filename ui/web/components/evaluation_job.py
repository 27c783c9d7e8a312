"""The job that makes test questions or asks them: one at a time, shown on every page that starts one."""

from __future__ import annotations

from functools import partial

import streamlit as st

from ui.web import jobs
from ui.web.components import waiting
from ui.web.markup import escape_label
from ui.workspace import Workspace

EVALUATION_KIND = "evaluation"
STOPPED_NOTE = "What was made or asked until then is kept."


def is_evaluating(space: Workspace) -> bool:
    """Whether questions are being made or asked."""
    return waiting.is_busy(waiting.job_key(space, EVALUATION_KIND))


def start_evaluation_job(space: Workspace, label: str, work: partial[str]) -> None:
    """Start the job and draw the page anew; UsageError while one is running."""
    jobs.start_job(waiting.job_key(space, EVALUATION_KIND), label, work)
    st.rerun()


def show_evaluation_job(space: Workspace) -> None:
    """Show the progress of the job, then its result until it is dismissed."""
    key = waiting.job_key(space, EVALUATION_KIND)
    done = waiting.await_job(key, STOPPED_NOTE)
    if done is not None:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.success(escape_label(str(done), 200), icon=":material/check:")
            st.button("Close", key="close evaluation", type="tertiary", on_click=jobs.dismiss_job, args=(key,))
