"""Evaluation runs: averages with coverage, single cases, and the comparison of two runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from ui.web.markup import escape_html, escape_label, render_answer
from ui.workspace import Workspace

if TYPE_CHECKING:
    from evals.archive import Overview
    from evals.comparison.compare import ChangedCase, MetricComparison
    from evals.summary import Average, Summary
    from evals.types import Result, Run

MAIN_METRIC = "answer_correctness"


def show_runs(space: Workspace) -> None:
    """Show a choice of run, its averages and its cases."""
    from evals.summary import summarise_run

    runs = space.archive.runs()
    if not runs:
        st.info("No run yet. Make test questions, then run them.", icon=":material/info:")
        return
    chosen = st.selectbox("Run", runs, format_func=_name, key="run")
    run = space.archive.load(chosen.id)
    summary = summarise_run(run)
    st.caption(escape_label(", ".join(f"{name} {value}" for name, value in chosen.settings), 300))
    st.caption(f"{chosen.asked} of {chosen.cases} asked, {summary.faults} failed")
    st.dataframe(_averages(summary), hide_index=True, placeholder="–", column_config=_COLUMN_FORMATS)
    _cases(run)


_COLUMN_FORMATS = {"mean": st.column_config.NumberColumn(format="%.3f")}


def _name(run: Overview) -> str:
    return f"{run.name} · {run.created[:16].replace('T', ' ')} · {run.asked}/{run.cases}"


def _averages(summary: Summary) -> list[dict[str, object]]:
    kinds = sorted({one.kind for one in summary.averages if one.kind})
    by_kind = {(one.metric, one.judge, one.kind): one for one in summary.averages}
    rows: list[dict[str, object]] = []
    for one in summary.of(""):
        told = {"metric": one.metric, "judge": one.judge, "mean": one.mean, "unit": one.unit, "scored": one.coverage}
        rows.append({**told, **{kind: _mean(by_kind.get((one.metric, one.judge, kind))) for kind in kinds}})
    return rows


def _mean(average: Average | None) -> float | None:
    return None if average is None or average.mean is None else round(average.mean, 3)


def _cases(run: Run) -> None:
    if not run.results:
        return
    st.markdown("**Cases** – select one to see its answer and scores")
    rows = [_row(result) for result in run.results]
    state = st.dataframe(
        rows,
        hide_index=True,
        placeholder="–",
        on_select="rerun",
        selection_mode="single-row",
        key=f"cases {run.id}",
    )
    picked = state["selection"]["rows"]
    if picked and picked[0] < len(run.results):
        _case(run.results[picked[0]])


def _row(result: Result) -> dict[str, object]:
    answer = result.answer.text if result.answer else f"failed: {result.fault}"
    told = {"kind": result.case.kind, "question": result.case.question, "expected": result.case.reference}
    scores = {one.metric: one.value for one in result.scores if not one.unit}
    return {**told, "answer": answer, **scores}


def _case(result: Result) -> None:
    with st.container(border=True):
        st.markdown(f"**{escape_label(result.case.question, 300)}**")
        st.caption(f"{result.case.kind} · expected: {escape_label(result.case.reference, 300) or 'no answer'}")
        if result.answer is None:
            st.error(escape_label(result.fault, 400))
            return
        st.html(render_answer(result.answer.text))
        for gold in result.case.gold:
            st.html(f'<blockquote class="gl-quote">{escape_html(gold.quote)}</blockquote>')
        scores = [
            {"metric": one.metric, "judge": one.judge, "value": one.value, "unit": one.unit, "why": one.reason}
            for one in result.scores
        ]
        st.dataframe(scores, hide_index=True, placeholder="–")


def show_comparison(space: Workspace) -> None:
    """Compare two runs over the cases they share."""
    from evals.comparison.compare import compare_pair

    runs = space.archive.runs()
    if len(runs) < 2:
        st.info("Two runs are needed.", icon=":material/info:")
        return
    left, right = st.columns(2)
    a = left.selectbox("From", runs, index=1, format_func=_name, key="run a")
    b = right.selectbox("To", runs, index=0, format_func=_name, key="run b")
    if a.id == b.id:
        st.info("Choose two different runs.", icon=":material/info:")
        return
    found = compare_pair(space.archive.load(a.id), space.archive.load(b.id), changed=(MAIN_METRIC,))
    st.caption(f"{found.cases} cases in both, {found.only_a} only in the first, {found.only_b} only in the second")
    st.dataframe([_contrast(one) for one in found.contrasts], hide_index=True, placeholder="–")
    if found.slices:
        with st.expander("By kind of question"):
            st.dataframe([{"kind": one.kind, **_contrast(one)} for one in found.slices], hide_index=True)
    if found.changes:
        st.markdown(f"**Won and lost** – by {MAIN_METRIC.replace('_', ' ')}, the largest change first")
        st.dataframe([_change(one) for one in found.changes], hide_index=True)


def _contrast(one: MetricComparison) -> dict[str, object]:
    told: dict[str, object] = {
        "metric": one.metric,
        "judge": one.judge,
        "from": _rounded(one.mean_a),
        "to": _rounded(one.mean_b),
    }
    interval = one.interval
    if interval is None:
        return {**told, "verdict": one.verdict}
    return {
        **told,
        "difference": _rounded(interval.difference),
        "95% interval": f"{interval.low:+.3f} … {interval.high:+.3f}",
        "won, lost, same": f"{one.wins}, {one.losses}, {one.ties}",
        "corrected p": _rounded(one.corrected),
        "verdict": one.verdict,
        "scored": f"{one.scored} of {one.cases}",
    }


def _change(one: ChangedCase) -> dict[str, object]:
    told = {"question": one.question, "expected": one.reference, "from": one.value_a, "to": one.value_b}
    return {**told, "said before": one.said_a, "says now": one.said_b}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
