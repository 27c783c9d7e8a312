"""The report of the last ingest: counts, refused files with the reason, and the outcome of each file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from graph.text.counting import count_noun
from ui.former_uploads import REPLACED_NOTE
from ui.left_out import describe_left_out
from ui.web import jobs
from ui.web.markup import escape_label

if TYPE_CHECKING:
    from ingest.report import Outcome, Report

MAX_CHANGES = 20


def show_report(report: Report, key: jobs.JobKey, read_again: Callable[[Sequence[str]], None]) -> None:
    """Show the report of a finished job until it is closed; `read_again` tries refused files once more."""
    counts = ", ".join(f"{count} {state}" for state, count in sorted(report.counts.items())) or "nothing to do"
    refused = [outcome for outcome in report.outcomes if outcome.state == "refused"]
    with st.container(border=True, key="report"):
        st.markdown(f"**{counts}** · {count_noun(report.passages, 'passage')} in {report.seconds:.1f} s")
        if report.left_out:
            st.caption(escape_label(describe_left_out(report.left_out), 300))
        for outcome in refused:
            st.warning(_describe_refusal(outcome), icon=":material/block:")
        if report.pruned:
            names = ", ".join(Path(source).name for source in report.pruned)
            st.caption(f"Removed, since their files are gone or left out: {escape_label(names, 300)}")
        for told in _list_changes(report):
            st.caption(told)
        with st.expander("Result for each file"):
            st.dataframe([_outcome_row(outcome) for outcome in report.outcomes], hide_index=True)
        with st.container(horizontal=True):
            st.button("Close", key="close report", on_click=jobs.dismiss_job, args=(key,))
            again = [outcome.source for outcome in refused if Path(outcome.source).exists()]
            if again:
                st.button(
                    f"Try {count_noun(len(again), 'refused file')} again",
                    key="read again",
                    icon=":material/refresh:",
                    help="After you have mended the cause",
                    on_click=read_again,
                    args=(again,),
                )


def _list_changes(report: Report) -> list[str]:
    """Return a line for each file that took the place of another one or has its content; at most twenty."""
    told = [
        f"**{escape_label(Path(outcome.source).name)}**: {escape_label(note, 300)}"
        for outcome in report.outcomes
        for note in outcome.notes[:1]
        if outcome.state in ("copy", "moved") or note == REPLACED_NOTE
    ]
    return told[:MAX_CHANGES]


def _describe_refusal(outcome: Outcome) -> str:
    hint = f" *{escape_label(outcome.hint, 300)}*" if outcome.hint else ""
    name = escape_label(Path(outcome.source).name)
    return f"**{name}** was refused ({outcome.reason}): {escape_label(outcome.message, 300)}.{hint}"


def _outcome_row(outcome: Outcome) -> dict[str, object]:
    why = f"{outcome.reason}: {outcome.message}" if outcome.reason else "; ".join(outcome.notes)
    return {
        "file": Path(outcome.source).name,
        "state": outcome.state,
        "documents": outcome.documents,
        "passages": outcome.passages,
        "why": why,
    }
