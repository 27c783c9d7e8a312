"""Evaluation runs: averages with coverage, single cases, and the comparison of two runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from graph.text.counting import count_noun
from ui.web.components.ways import show_missing
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
        show_missing("There are no runs yet.", "Make test questions first", "questions")
        return
    chosen = st.selectbox("Run", runs, format_func=_name, key="run")
    run = space.archive.load(chosen.id)
    summary = summarise_run(run)
    told = (f"{name} {value.replace('_', ' ')}" for name, value in chosen.settings)
    st.caption(escape_label(" · ".join(told), 300))
    st.caption(f"{chosen.asked} of {count_noun(chosen.cases, 'question')} asked, {summary.faults} without an answer")
    st.dataframe(_average_rows(summary), hide_index=True, placeholder="–", column_config=_COLUMN_FORMATS)
    _show_cases(run)


_COLUMN_FORMATS = {"mean": st.column_config.NumberColumn(format="%.3f")}


def _name(run: Overview) -> str:
    return f"{run.name} · {run.created[:16].replace('T', ' ')} · {run.asked}/{run.cases}"


def _average_rows(summary: Summary) -> list[dict[str, object]]:
    kinds = sorted({average.kind for average in summary.averages if average.kind})
    by_kind = {(average.metric, average.judge, average.kind): average for average in summary.averages}
    rows: list[dict[str, object]] = []
    for average in summary.of(""):
        cells = {
            "metric": average.metric.replace("_", " "),
            "judge": average.judge,
            "mean": average.mean,
            "unit": average.unit,
            "scored": average.coverage,
        }
        rows.append({**cells, **{kind: _mean(by_kind.get((average.metric, average.judge, kind))) for kind in kinds}})
    return rows


def _mean(average: Average | None) -> float | None:
    return None if average is None or average.mean is None else round(average.mean, 3)


def _show_cases(run: Run) -> None:
    if not run.results:
        return
    st.markdown("**Questions** – select one to see its answer and scores")
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
        _show_case(run.results[picked[0]])


def _row(result: Result) -> dict[str, object]:
    answer = result.answer.text if result.answer else f"failed: {result.fault}"
    cells = {"kind": result.case.kind, "question": result.case.question, "expected": result.case.reference}
    scores = {score.metric: score.value for score in result.scores if not score.unit}
    return {**cells, "answer": answer, **scores}


def _show_case(result: Result) -> None:
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
            {
                "metric": score.metric,
                "judge": score.judge,
                "value": score.value,
                "unit": score.unit,
                "why": score.reason,
            }
            for score in result.scores
        ]
        st.dataframe(scores, hide_index=True, placeholder="–")


def show_comparison(space: Workspace) -> None:
    """Compare two runs over the cases they share."""
    from evals.comparison.compare import compare_pair

    runs = space.archive.runs()
    if len(runs) < 2:
        st.info("A comparison needs two runs. Run the test questions once more.", icon=":material/info:")
        return
    left, right = st.columns(2)
    a = left.selectbox("From", runs, index=1, format_func=_name, key="run a")
    b = right.selectbox("To", runs, index=0, format_func=_name, key="run b")
    if a.id == b.id:
        st.info("Choose two different runs.", icon=":material/info:")
        return
    comparison = compare_pair(space.archive.load(a.id), space.archive.load(b.id), changed=(MAIN_METRIC,))
    st.caption(
        f"{count_noun(comparison.cases, 'question')} in both, {comparison.only_a} only in the first, "
        f"{comparison.only_b} only in the second"
    )
    st.dataframe([_contrast_cells(contrast) for contrast in comparison.contrasts], hide_index=True, placeholder="–")
    if comparison.slices:
        with st.expander("By kind of question"):
            st.dataframe(
                [{"kind": contrast.kind, **_contrast_cells(contrast)} for contrast in comparison.slices],
                hide_index=True,
            )
    if comparison.changes:
        st.markdown(f"**Won and lost** – by {MAIN_METRIC.replace('_', ' ')}, the largest change first")
        st.dataframe([_change_cells(change) for change in comparison.changes], hide_index=True)


def _contrast_cells(contrast: MetricComparison) -> dict[str, object]:
    cells: dict[str, object] = {
        "metric": contrast.metric,
        "judge": contrast.judge,
        "from": _rounded(contrast.mean_a),
        "to": _rounded(contrast.mean_b),
    }
    interval = contrast.interval
    if interval is None:
        return {**cells, "verdict": contrast.verdict}
    return {
        **cells,
        "difference": _rounded(interval.difference),
        "95% interval": f"{interval.low:+.3f} … {interval.high:+.3f}",
        "won, lost, same": f"{contrast.wins}, {contrast.losses}, {contrast.ties}",
        "corrected p": _rounded(contrast.corrected),
        "verdict": contrast.verdict,
        "scored": f"{contrast.scored} of {contrast.cases}",
    }


def _change_cells(change: ChangedCase) -> dict[str, object]:
    cells = {"question": change.question, "expected": change.reference, "from": change.value_a, "to": change.value_b}
    return {**cells, "answer before": change.said_a, "answer now": change.said_b}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
