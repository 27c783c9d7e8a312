"""The overview of quality: the last run and its trend, test questions, feedback, and what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import streamlit as st

from graph.text.counting import count_noun
from ui.access.reader import Role
from ui.web.markup import escape_label
from ui.web.session import current_workspace
from ui.web.views.spec import PageSpec
from ui.workspace import Workspace

if TYPE_CHECKING:
    from evals.archive import Overview
    from evals.types import Case, Feedback
    from ui.quality import MetricTrend, Opinions


def page() -> None:
    """Show figures with their trend, and the next steps."""
    from ui.quality import count_opinions

    space = current_workspace(Role.ADMIN)
    st.header("Quality", anchor=False)
    runs = [run for run in space.archive.runs() if run.asked]
    cases, feedback = space.archive.cases(), space.feedback.list()
    if runs:
        _show_trends(space, runs)
    opinions = count_opinions(feedback, cases)
    _show_counts(cases, feedback, opinions)
    steps = _next_steps(runs, cases, opinions)
    st.markdown("**What to do next**\n\n" + "\n".join(f"- {step}" for step in steps))


def _show_trends(space: Workspace, runs: list[Overview]) -> None:
    state = tuple((run.id, run.asked) for run in runs)
    trends = _read_trends(space, state)
    last = runs[0]
    st.markdown(f"**Last run: {escape_label(last.name, 80)}** · {last.created[:16].replace('T', ' ')}")
    if not trends:
        st.caption("None of its answers has been scored.")
        return
    for column, trend in zip(st.columns(len(trends)), trends, strict=True):
        column.metric(
            trend.metric.replace("_", " ").capitalize(),
            f"{trend.means[-1]:.2f}",
            _describe_change(trend),
            delta_color=_change_color(trend),
            chart_data=trend.means if len(trend.means) > 1 else None,
            border=True,
            help=f"{trend.scored}. The line is the mean of the last {count_noun(len(trend.means), 'run')}; the change "
            "is over the questions that this run and the one before it share, with its 95% interval.",
        )


@st.cache_data(
    max_entries=8, show_spinner="Reading the last runs", hash_funcs={Workspace: lambda space: str(space.journal)}
)
def _read_trends(space: Workspace, state: tuple[tuple[str, int], ...]) -> tuple[MetricTrend, ...]:
    from ui.quality import read_trends

    known = {run.id: run for run in space.archive.runs()}
    return read_trends(space.archive, [known[name] for name, _ in state if name in known])


def _describe_change(trend: MetricTrend) -> str | None:
    if trend.change is None or trend.change.interval is None:
        return None
    interval = trend.change.interval
    return f"{interval.difference:+.2f} ({interval.low:+.2f} … {interval.high:+.2f}): {trend.change.verdict}"


def _change_color(trend: MetricTrend) -> Literal["normal", "off"]:
    """Return the color of a change: that of no change unless it is more than chance."""
    verdict = "" if trend.change is None else trend.change.verdict
    return "normal" if verdict in ("better", "worse") else "off"


def _show_counts(cases: list[Case], feedback: list[Feedback], opinions: Opinions) -> None:
    questions, liked, disliked = st.columns(3)
    drafts = sum(case.status == "unreviewed" for case in cases)
    review = f"{drafts} to review" if drafts else None
    questions.metric("Test questions", len(cases), review, delta_color="off", delta_arrow="off")
    share = f"{opinions.liked / len(feedback):.0%} of the rated answers" if feedback else None
    liked.metric("Helpful answers", opinions.liked, share, delta_color="off", delta_arrow="off")
    open_ones = f"right answer known for {opinions.promotable}" if opinions.promotable else None
    disliked.metric("Not helpful", opinions.disliked, open_ones, delta_color="off", delta_arrow="off")


def _next_steps(runs: list[Overview], cases: list[Case], opinions: Opinions) -> list[str]:
    """Return what would improve the measurement most, first things first."""
    steps = []
    if not cases:
        steps.append("Make test questions from your documents, under Questions.")
    elif any(case.status == "unreviewed" for case in cases):
        steps.append("Accept or reject the drafts, under Questions.")
    if opinions.promotable:
        known = count_noun(opinions.promotable, "piece of feedback has", "pieces of feedback have")
        steps.append(f"{known} the right answer: make test questions of that, under Feedback.")
    if cases and not runs:
        steps.append("Ask the test questions, under Runs.")
    if len(runs) == 1:
        steps.append("Change a setting, ask the questions again, and compare the two runs, under Runs.")
    if runs:
        steps.append("See what goes wrong and why in the last run, under Errors.")
    return steps


PAGE = PageSpec("quality", "Quality", ":material/monitoring:", 40, page)
