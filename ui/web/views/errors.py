"""Error analysis of a run: the causes of wrong answers with counts, usual fixes, and examples."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from evals.human.sheet import evidence
from graph.text.counting import count_noun
from ui.access.reader import Role
from ui.errors import find_error_causes
from ui.web.components.ways import show_missing
from ui.web.markup import describe_rest, escape_html, escape_label, render_answer
from ui.web.session import current_workspace
from ui.web.views.spec import PageSpec
from ui.workspace import Workspace

if TYPE_CHECKING:
    from evals.archive import Overview
    from evals.error_analysis import CauseGroup, ErrorAnalysis, WrongAnswer

MAX_EXAMPLES_SHOWN = 20


def page() -> None:
    """Show a choice of run, its causes as a table, and examples of each cause."""
    space = current_workspace(Role.ADMIN)
    st.header("Errors", anchor=False)
    runs = [run for run in space.archive.runs() if run.asked]
    if not runs:
        show_missing("There are no runs yet.", "Ask the test questions", "evals")
        return
    chosen, least = st.columns([3, 1], vertical_alignment="bottom")
    run = chosen.selectbox("Run", runs, format_func=_name, key="errors run")
    threshold = least.number_input("Wrong below", 0.0, 1.0, None, 0.05, placeholder="standard", help=CUTOFF_HELP)
    state = run.asked, space.store.about().revision, len(space.labels.marks())
    analysis = _find_causes(space, run.id, state, threshold)
    counts = f"{analysis.wrong} of {count_noun(analysis.judged, 'answer')} wrong: "
    rule = f"answer correctness below {analysis.threshold:.2f}, or given although the documents have no answer."
    tell = st.markdown if analysis.wrong else st.success
    tell(escape_label(counts + rule, 300))
    if analysis.unjudged or analysis.faults:
        st.caption(
            f"{count_noun(analysis.unjudged, 'answer')} not judged, "
            f"{count_noun(analysis.faults, 'question')} without an answer."
        )
    if not analysis.wrong:
        return
    st.dataframe([_row(group, analysis) for group in analysis.groups], hide_index=True, column_config=COLUMN_FORMATS)
    for group in analysis.groups:
        _show_group(group)


CUTOFF_HELP = (
    "Answers whose correctness is below this are wrong. Leave it empty to use the threshold on the page Metrics."
)
COLUMN_FORMATS = {"share": st.column_config.ProgressColumn(format="%.0f%%", min_value=0.0, max_value=100.0)}


def _name(run: Overview) -> str:
    return f"{run.name} · {run.created[:16].replace('T', ' ')} · {run.asked}/{run.cases}"


@st.cache_data(
    max_entries=16, show_spinner="Looking for causes", hash_funcs={Workspace: lambda space: str(space.journal)}
)
def _find_causes(
    space: Workspace,
    run_id: str,
    state: tuple[int, int, int],  # noqa: ARG001 - part of the key
    least: float | None,
) -> ErrorAnalysis:
    return find_error_causes(space, space.archive.load(run_id), least)


def _row(group: CauseGroup, analysis: ErrorAnalysis) -> dict[str, object]:
    count = len(group.wrong)
    return {"cause": group.cause, "answers": count, "share": 100 * count / analysis.wrong}


def _show_group(group: CauseGroup) -> None:
    st.subheader(f"{group.cause[0].upper()}{group.cause[1:]} · {len(group.wrong)}", anchor=False)
    st.caption(escape_label(f"What usually helps: {group.fix}", 300))
    for index, wrong in enumerate(group.wrong[:MAX_EXAMPLES_SHOWN]):
        _show_example(wrong, f"{group.cause} {index}")
    if len(group.wrong) > MAX_EXAMPLES_SHOWN:
        st.caption(describe_rest(len(group.wrong) - MAX_EXAMPLES_SHOWN))


def _show_example(wrong: WrongAnswer, key: str) -> None:
    case, answer = wrong.result.case, wrong.result.answer
    with st.expander(escape_label(case.question, 160), key=f"wrong {key} {case.id}"):
        st.html(f'<div class="gl-text"><b>Why:</b> {escape_html(wrong.why)}</div>')
        st.html(f'<div class="gl-text"><b>Expected:</b> {escape_html(case.reference) or "no answer"}</div>')
        if answer is None:
            return
        with st.container(border=True):
            st.html(render_answer(answer.text))
        for gold in case.gold:
            st.html(f'<blockquote class="gl-quote"><b>Gold:</b> {escape_html(gold.quote)}</blockquote>')
        for number, text in enumerate(evidence(answer), 1):
            st.html(f'<blockquote class="gl-quote"><b>Source {number}:</b> {escape_html(text)}</blockquote>')


PAGE = PageSpec("errors", "Errors", ":material/error:", 50, page, place="quality")
