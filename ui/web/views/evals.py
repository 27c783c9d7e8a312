"""Evaluation: test questions, runs over them, and the comparison of runs."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from graph.errors import UsageError
from graph.text.counting import count_noun
from ui.web import jobs
from ui.web.components import waiting
from ui.web.components.retriever_choice import choose_retriever
from ui.web.components.runs import show_comparison, show_runs
from ui.web.jobs import ReportProgress
from ui.web.markup import escape_label
from ui.web.session import call_safely, current_workspace
from ui.web.views.cases import show_cases
from ui.web.views.spec import PageSpec
from ui.workspace import Workspace

if TYPE_CHECKING:
    from evals.types import Run

EVALUATION_KIND = "evaluation"


def page() -> None:
    """Show forms to start a job, its result, and the tabs of runs, comparison and test questions."""
    space = current_workspace()
    st.header("Evaluations", anchor=False)
    key = waiting.job_key(space, EVALUATION_KIND)
    _show_forms(space, waiting.is_busy(key))
    done = waiting.await_job(key)
    if done is not None:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.success(escape_label(str(done), 200), icon=":material/check:")
            st.button("Close", key="close evaluation", type="tertiary", on_click=jobs.dismiss_job, args=(key,))
    runs, comparison, cases = st.tabs(["Runs", "Compare", "Test questions"])
    with runs:
        show_runs(space)
    with comparison:
        show_comparison(space)
    with cases:
        show_cases(space)


def _show_forms(space: Workspace, busy: bool) -> None:
    make, ask = st.columns([2, 3], gap="large")
    with make, st.form("make", height="stretch"):
        st.markdown("**Make test questions** from the documents' own passages")
        count, seed = st.columns(2)
        wanted = count.number_input("How many", 1, 1_000, 30)
        chance = seed.number_input("Seed", 0, 1_000_000, 0, help="The same seed gives the same questions.")
        if st.form_submit_button("Make them", icon=":material/quiz:", disabled=busy):
            call_safely(_begin, space, "Making questions", partial(_make, space, int(wanted), int(chance)))
    with ask, st.form("ask", height="stretch"):
        st.markdown("**Ask them** and score the answers")
        _show_run_form(space, busy)


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
        call_safely(_begin, space, "Asking", partial(_run, space, name.strip(), retriever, int(k), tuple(kinds)))


def _begin(space: Workspace, name: str, work: partial[str]) -> None:
    jobs.start_job(waiting.job_key(space, EVALUATION_KIND), name, work)
    st.rerun()


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


def _run(space: Workspace, name: str, retriever: str, k: int, kinds: tuple[str, ...], tell: ReportProgress) -> str:
    from ui.evaluation import EvaluationPlan, start_run

    run: Run = start_run(space, EvaluationPlan(name, retriever, k, kinds), lambda done, total: tell(done, total, ""))
    return f"Run {run.name} is done: {count_noun(len(run.results), 'test question')} asked"


PAGE = PageSpec("evals", "Evaluations", ":material/monitoring:", 40, page)
