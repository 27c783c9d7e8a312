"""Feedback on answers: filter it, export it, and turn it into test questions."""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path

import streamlit as st

from evals.human.export import write_feedback_csv, write_feedback_jsonl
from evals.human.feedback import FEEDBACK_REASONS, promote_feedback
from evals.types import Feedback
from ui.web.markup import escape_html, escape_label, render_answer
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
        st.info("Nobody has said anything yet. Rate answers in the chat.", icon=":material/info:")
        return
    shown = _filtered(list(reversed(known)))
    _export(shown)
    cases = {case.origin for case in space.archive.cases(["feedback"])}
    for said in shown[:MAX_FEEDBACK_SHOWN]:
        _one(space, said, f"feedback:{said.id}" in cases)
    if len(shown) > MAX_FEEDBACK_SHOWN:
        st.caption(f"and {len(shown) - MAX_FEEDBACK_SHOWN} more; narrow them down")


def _filtered(known: list[Feedback]) -> list[Feedback]:
    rating, reason, words = st.columns([1, 2, 2], vertical_alignment="bottom")
    wanted = rating.segmented_control("Rating", ["down", "up"], key="rating")
    why = reason.multiselect("Reasons", FEEDBACK_REASONS, key="reasons")
    text = words.text_input("Containing", key="containing").casefold()
    return [
        said
        for said in known
        if wanted in (None, said.rating)
        and (not why or set(why) & set(said.reasons))
        and text in f"{said.question} {said.answer.text} {said.comment} {said.expected}".casefold()
    ]


def _export(shown: list[Feedback]) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"{len(shown)} pieces of feedback")
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


def _one(space: Workspace, said: Feedback, is_case: bool) -> None:
    icon = ":material/thumb_up:" if said.rating == "up" else ":material/thumb_down:"
    with st.expander(f"{escape_label(said.question, 120)}", icon=icon, key=f"said {said.id}"):
        st.caption(
            escape_label(" · ".join([said.created[:16].replace("T", " "), said.answer.model, *said.reasons]), 300)
        )
        st.html(render_answer(said.answer.text))
        for name, text in (("Comment", said.comment), ("Expected", said.expected)):
            if text:
                st.html(f'<div class="gl-text"><b>{name}:</b> {escape_html(text)}</div>')
        with st.container(horizontal=True):
            st.button(
                "A test question already" if is_case else "Make it a test question",
                key=f"promote {said.id}",
                icon=":material/add_task:",
                disabled=is_case,
                on_click=call_safely,
                args=(_promote, space, said),
            )
            st.button(
                "Forget it",
                key=f"forget {said.id}",
                icon=":material/delete:",
                type="tertiary",
                on_click=call_safely,
                args=(space.feedback.remove, said.id),
            )


def _promote(space: Workspace, said: Feedback) -> None:
    space.archive.add([promote_feedback(said, space.store)])
    st.toast("It will be asked in the next evaluation.", icon=":material/add_task:")


PAGE = PageSpec("feedback", "Feedback", ":material/thumbs_up_down:", 90, page)
