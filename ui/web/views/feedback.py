"""Feedback on answers: filter it, correct answers, make test questions of that, and export it."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import get_args

import streamlit as st

from evals.human.export import write_feedback_csv, write_feedback_jsonl
from evals.human.feedback import FEEDBACK_REASONS
from evals.types import Feedback, FeedbackStatus
from graph.text.counting import count_noun
from ui.access.reader import Role
from ui.web.components.correction import show_correction
from ui.web.components.threads import visit_thread
from ui.web.components.ways import show_missing
from ui.web.markup import describe_rest, escape_html, escape_label, render_answer, render_quote
from ui.web.session import call_safely, current_workspace
from ui.web.views.spec import PageSpec
from ui.workspace import Workspace

MAX_FEEDBACK_SHOWN = 50
STATES = (*get_args(FeedbackStatus), "withdrawn")
CORRECTING_KEY = "correcting"
"""Session key of the id of the feedback whose answer is being corrected."""


def page() -> None:
    """Show filters, the export and the list, newest first."""
    space = current_workspace(Role.ADMIN)
    st.header("Feedback", anchor=False)
    known = space.feedback.list(withdrawn=True)
    if not known:
        show_missing("There is no feedback yet: rate answers in the chat.", "Ask something", "chat")
        return
    shown = _show_filters(list(reversed(known)))
    _show_export([feedback for feedback in shown if not feedback.withdrawn])
    threads = {thread.id for thread in space.threads.list()}
    for feedback in shown[:MAX_FEEDBACK_SHOWN]:
        _show_entry(space, feedback, feedback.thread_id in threads)
    if len(shown) > MAX_FEEDBACK_SHOWN:
        st.caption(f"{describe_rest(len(shown) - MAX_FEEDBACK_SHOWN)} Use the filters to find more.")


def _show_filters(known: list[Feedback]) -> list[Feedback]:
    rating, state, reason, words = st.columns([1, 2, 2, 2], vertical_alignment="bottom")
    wanted = rating.segmented_control("Rating", ["down", "up"], key="rating")
    status = state.segmented_control("State", STATES, key="state")
    why = reason.multiselect("Reasons", FEEDBACK_REASONS, key="reasons")
    text = words.text_input("Containing", key="containing").casefold()
    return [
        feedback
        for feedback in known
        if wanted in (None, feedback.rating)
        and status in (None, feedback.state)
        and (not why or set(why) & set(feedback.complaints))
        and text in f"{feedback.question} {feedback.answer.text} {feedback.comment} {feedback.expected}".casefold()
    ]


def _show_export(shown: list[Feedback]) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(count_noun(len(shown), "piece of feedback", "pieces of feedback"))
        for name, icon in (("jsonl", ":material/data_object:"), ("csv", ":material/table:")):
            st.download_button(
                name.upper(),
                data=partial(_file, name, shown),
                file_name=f"feedback.{name}",
                icon=icon,
                key=f"export {name}",
                disabled=not shown,
                on_click="ignore",
            )


def _file(name: str, shown: list[Feedback]) -> bytes:
    write = write_feedback_csv if name == "csv" else write_feedback_jsonl
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"feedback.{name}"
        write(path, shown)
        return path.read_bytes()


def _show_entry(space: Workspace, feedback: Feedback, has_thread: bool) -> None:
    icon = ":material/thumb_up:" if feedback.rating == "up" else ":material/thumb_down:"
    with st.expander(escape_label(feedback.question, 120), icon=icon, key=f"said {feedback.id}"):
        told = [feedback.created[:16].replace("T", " "), feedback.answer.model, feedback.state, *feedback.complaints]
        st.caption(escape_label(" · ".join(told), 300))
        st.html(render_answer(feedback.answer.text))
        if st.session_state.get(CORRECTING_KEY) == feedback.id and not feedback.withdrawn:
            show_correction(space, feedback)
        else:
            _show_written(feedback)
        _show_actions(space, feedback, has_thread)


def _show_written(feedback: Feedback) -> None:
    for name, text in (("Comment", feedback.comment), ("The right answer", feedback.expected)):
        if text:
            st.html(f'<div class="gl-text"><b>{name}:</b> {escape_html(text)}</div>')
    for gold in feedback.gold:
        st.html(render_quote(gold.quote))
    if not feedback.withdrawn:
        correct = partial(st.session_state.__setitem__, CORRECTING_KEY, feedback.id)
        st.button("Correct the answer", key=f"correct {feedback.id}", icon=":material/edit_note:", on_click=correct)


def _show_actions(space: Workspace, feedback: Feedback, has_thread: bool) -> None:
    """Show the state of one piece of feedback, the way to its conversation, and the way to delete it."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if not feedback.withdrawn:
            _show_status(space, feedback)
        if has_thread and st.button(
            "Open the conversation", key=f"thread of {feedback.id}", icon=":material/chat:", type="tertiary"
        ):
            visit_thread(feedback.thread_id)
        st.button(
            "Delete",
            key=f"forget {feedback.id}",
            icon=":material/delete:",
            type="tertiary",
            on_click=call_safely,
            args=(space.feedback.remove, feedback.id),
        )


def _show_status(space: Workspace, feedback: Feedback) -> None:
    key = f"status {feedback.id} {feedback.status}"
    st.segmented_control(
        "State",
        get_args(FeedbackStatus),
        default=feedback.status,
        required=True,
        key=key,
        on_change=call_safely,
        args=(_set_status, space, feedback.id, key),
    )


def _set_status(space: Workspace, feedback_id: str, key: str) -> None:
    current = space.feedback.get(feedback_id)  # another tab may have written since this page was shown
    space.feedback.rewrite(replace(current, status=st.session_state.get(key) or current.status))


PAGE = PageSpec("feedback", "Feedback", ":material/thumbs_up_down:", 90, page, place="quality")
