"""Feedback on answers: filter it, export it, and turn it into test questions."""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path

import streamlit as st

from evals.human.export import write_feedback_csv, write_feedback_jsonl
from evals.human.feedback import FEEDBACK_REASONS, promote_feedback
from evals.types import Feedback
from graph.text.counting import count_noun
from ui.web.markup import describe_rest, escape_html, escape_label, render_answer
from ui.web.session import call_safely, current_workspace
from ui.web.views.spec import PageSpec
from ui.workspace import Workspace

MAX_FEEDBACK_SHOWN = 50


def page() -> None:
    """Show filters, the export and the list, newest first."""
    space = current_workspace()
    st.header("Feedback", anchor=False)
    known = space.feedback.list()
    if not known:
        st.info("There is no feedback yet. Rate answers on the page Chat.", icon=":material/info:")
        return
    shown = _show_filters(list(reversed(known)))
    _show_export(shown)
    cases = {case.origin for case in space.archive.cases(["feedback"])}
    for feedback in shown[:MAX_FEEDBACK_SHOWN]:
        _show_entry(space, feedback, f"feedback:{feedback.id}" in cases)
    if len(shown) > MAX_FEEDBACK_SHOWN:
        st.caption(f"{describe_rest(len(shown) - MAX_FEEDBACK_SHOWN)} Use the filters to find more.")


def _show_filters(known: list[Feedback]) -> list[Feedback]:
    rating, reason, words = st.columns([1, 2, 2], vertical_alignment="bottom")
    wanted = rating.segmented_control("Rating", ["down", "up"], key="rating")
    why = reason.multiselect("Reasons", FEEDBACK_REASONS, key="reasons")
    text = words.text_input("Containing", key="containing").casefold()
    return [
        feedback
        for feedback in known
        if wanted in (None, feedback.rating)
        and (not why or set(why) & set(feedback.reasons))
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


def _show_entry(space: Workspace, feedback: Feedback, is_case: bool) -> None:
    icon = ":material/thumb_up:" if feedback.rating == "up" else ":material/thumb_down:"
    with st.expander(f"{escape_label(feedback.question, 120)}", icon=icon, key=f"said {feedback.id}"):
        st.caption(
            escape_label(
                " · ".join([feedback.created[:16].replace("T", " "), feedback.answer.model, *feedback.reasons]), 300
            )
        )
        st.html(render_answer(feedback.answer.text))
        for name, text in (("Comment", feedback.comment), ("Expected", feedback.expected)):
            if text:
                st.html(f'<div class="gl-text"><b>{name}:</b> {escape_html(text)}</div>')
        with st.container(horizontal=True):
            st.button(
                "Already a test question" if is_case else "Turn into a test question",
                key=f"promote {feedback.id}",
                icon=":material/add_task:",
                disabled=is_case,
                on_click=call_safely,
                args=(_promote, space, feedback),
            )
            st.button(
                "Delete",
                key=f"forget {feedback.id}",
                icon=":material/delete:",
                type="tertiary",
                on_click=call_safely,
                args=(space.feedback.remove, feedback.id),
            )


def _promote(space: Workspace, feedback: Feedback) -> None:
    space.archive.add([promote_feedback(feedback, space.store)])
    st.toast("The next evaluation will ask this question.", icon=":material/add_task:")


PAGE = PageSpec("feedback", "Feedback", ":material/thumbs_up_down:", 90, page, place="quality")
