"""Evaluation runs: ask the test questions, see the averages and the answers of a run, and compare two runs."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from graph.text.counting import count_noun
from ui.access.reader import Role
from ui.web.components import evaluation_job
from ui.web.components.retriever_choice import choose_retriever
from ui.web.components.runs import show_comparison, show_runs
from ui.web.jobs import ReportProgress
from ui.web.session import call_safely, current_workspace
from ui.web.views.spec import PageSpec
from ui.workspace import Workspace

if TYPE_CHECKING:
    from evals.types import Run


def page() -> None:
    """Show the form to start a run, its progress, and the tabs of runs and comparison."""
    space = current_workspace(Role.ADMIN)
    st.header("Runs", anchor=False)
    with st.form("ask"):
        st.markdown("**Ask the test questions** and score the answers")
        _show_run_form(space, evaluation_job.is_evaluating(space))
    evaluation_job.show_evaluation_job(space)
    runs, comparison = st.tabs(["Single run", "Compare"])
    with runs:
        show_runs(space)
    with comparison:
        show_comparison(space)


def _show_run_form(space: Workspace, busy: bool) -> None:
    from evals.generate.kinds import case_kinds, kind_specs

    defaults = space.settings.retrieval
    names, retrievers, depth = st.columns([2, 1, 1])
    name = names.text_input("Name of the run", placeholder="what you are trying")
    retriever = choose_retriever(retrievers, defaults.retriever)
    k = depth.number_input("Passages", 1, 100, defaults.k)
    about = "\n\n".join(f"{spec.name}: {spec.summary}" for spec in kind_specs().values())
    kinds = st.pills("Kinds", case_kinds(), selection_mode="multi", help=f"Choose none to ask all kinds.\n\n{about}")
    if st.form_submit_button("Run", type="primary", icon=":material/play_arrow:", disabled=busy):
        work = partial(_run, space, name.strip(), retriever, int(k), tuple(kinds))
        call_safely(evaluation_job.start_evaluation_job, space, "Asking", work)


def _run(space: Workspace, name: str, retriever: str, k: int, kinds: tuple[str, ...], tell: ReportProgress) -> str:
    from ui.evaluation import EvaluationPlan, start_run

    run: Run = start_run(space, EvaluationPlan(name, retriever, k, kinds), lambda done, total: tell(done, total, ""))
    return f"Run {run.name} is done: {count_noun(len(run.results), 'test question')} asked"


PAGE = PageSpec("evals", "Runs", ":material/play_circle:", 46, page, place="quality")
