"""The test questions: make them, review, accept, reject, edit."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import get_args

import streamlit as st

from evals import review
from evals.types import Case, Status
from graph.errors import UsageError
from graph.text.counting import count_noun
from ui.access.reader import Role
from ui.web.components import evaluation_job
from ui.web.jobs import ReportProgress
from ui.web.markup import escape_html, escape_label
from ui.web.session import call_safely, current_workspace
from ui.web.views.spec import PageSpec
from ui.workspace import Workspace

TABLE_KEY = "kept"


def page() -> None:
    """Show the form to make questions, its progress, and the table of questions."""
    space = current_workspace(Role.ADMIN)
    st.header("Test questions", anchor=False)
    _show_form(space, evaluation_job.is_evaluating(space))
    evaluation_job.show_evaluation_job(space)
    show_cases(space)


def _show_form(space: Workspace, busy: bool) -> None:
    with st.form("make"):
        st.markdown("**Make test questions** from the documents' own passages")
        count, seed = st.columns(2)
        wanted = count.number_input("How many", 1, 1_000, 30)
        chance = seed.number_input("Seed", 0, 1_000_000, 0, help="The same seed gives the same questions.")
        if st.form_submit_button("Make them", icon=":material/quiz:", disabled=busy):
            work = partial(_make, space, int(wanted), int(chance))
            call_safely(evaluation_job.start_evaluation_job, space, "Making questions", work)


def _make(space: Workspace, count: int, seed: int, tell: ReportProgress) -> str:  # noqa: ARG001 - generation does not report progress
    from evals.review import store_drafts
    from ui.generation import describe_silence, make_cases

    made = make_cases(space, count, seed)
    if not made.cases:
        raise UsageError("no test question could be made from these documents", describe_silence(made.coverage))
    new = store_drafts(space.archive, made.cases)
    short = "" if len(made.cases) >= count else f" of the {count} asked for; the documents yield no more"
    coverage = made.coverage
    about = f"about {coverage.covered} of {count_noun(coverage.documents, 'document')}"
    return f"{count_noun(len(made.cases), 'test question')} made{short}, {new} new, {about}"


def show_cases(space: Workspace) -> None:
    """Show a table of cases, and actions on the selected ones."""
    cases = space.archive.cases()
    if not cases:
        st.info(
            "There are no test questions yet. Make some above, or turn feedback into test questions.",
            icon=":material/info:",
        )
        return
    counts = ", ".join(f"{sum(case.status == name for case in cases)} {name}" for name in get_args(Status))
    st.caption(count_noun(len(cases), "test question"))
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        wanted = st.pills("Status", get_args(Status), selection_mode="multi", help=counts, key="case status")
    shown = [case for case in cases if not wanted or case.status in wanted]
    # A table with other rows gets another key, which resets its selection.
    key = f"{TABLE_KEY} {hash(tuple((case.id, case.status) for case in shown))}"
    state = st.dataframe(
        [_row(case) for case in shown], hide_index=True, on_select="rerun", selection_mode="multi-row", key=key
    )
    picked = [shown[row] for row in state["selection"]["rows"] if row < len(shown)]
    if not picked:
        st.caption("Select rows to accept, reject, edit or remove them. Rejected questions are not asked.")
        return
    _show_actions(space, picked)


def _row(case: Case) -> dict[str, object]:
    return {
        "status": case.status,
        "kind": case.kind,
        "difficulty": case.difficulty,
        "question": " / ".join([*(turn.text for turn in case.history), case.question]),
        "answer": case.reference or "(cannot be answered)",
    }


def _show_actions(space: Workspace, picked: Sequence[Case]) -> None:
    """Show actions on the selected cases; a single one can be edited."""
    ids = [case.id for case in picked]
    with st.container(horizontal=True):
        for name, status, icon in (
            ("Accept", "accepted", ":material/check:"),
            ("Reject", "rejected", ":material/block:"),
        ):
            st.button(
                f"{name} {count_noun(len(ids), 'question')}",
                icon=icon,
                on_click=call_safely,
                args=(review.set_status, space.archive, ids, status),
            )
        st.button(
            f"Remove {count_noun(len(ids), 'question')}",
            icon=":material/delete:",
            on_click=call_safely,
            args=(space.archive.remove, ids),
        )

    if len(picked) == 1:
        _show_editor(space, picked[0])


def _show_editor(space: Workspace, case: Case) -> None:
    """Show the evidence of a case, and a form to edit it."""
    for gold in case.gold:
        st.html(f'<blockquote class="gl-quote">{escape_html(gold.quote)}</blockquote>')
        st.caption(escape_label(gold.source, 200))
    with st.form(f"edit {case.id}"):
        question = st.text_area("Question", case.question, height=80)
        answer = st.text_area(
            "Answer", case.reference, height=80, help="Leave it empty if the documents do not answer the question."
        )
        if st.form_submit_button("Save and accept", icon=":material/edit:"):
            call_safely(
                review.edit_case, space.archive, case.id, question, None if answer == case.reference else answer
            )
            st.rerun()


PAGE = PageSpec("questions", "Questions", ":material/quiz:", 43, page, place="quality")
