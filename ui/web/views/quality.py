"""The overview of quality: the last run and its trend, test questions, feedback, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import streamlit as st

from graph.text.counting import count_noun
from ui.access.reader import Role
from ui.web.components.ways import link_page
from ui.web.markup import escape_label
from ui.web.session import current_workspace
from ui.web.views.spec import PageSpec
from ui.workspace import Workspace

if TYPE_CHECKING:
    from evals.archive import Overview
    from evals.types import Case, Feedback
    from ui.quality import MetricTrend, Opinions

_MEANINGS: Final = {
    "answer_correctness": "How far the answers say what the expected ones say, from 0 to 1.",
    "faithfulness": "How much of the answers the passages found bear out, from 0 to 1.",
    "retrieval_recall": "How many of the right passages were found, from 0 to 1.",
}


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
    st.markdown("**What to do next**")
    with st.container(gap="xxsmall"):
        for step in _next_steps(runs, cases, opinions):
            link_page(step.text, step.page)


def _show_trends(space: Workspace, runs: list[Overview]) -> None:
    state = tuple((run.id, run.asked) for run in runs)
    trends = _read_trends(space, state)
    last = runs[0]
    st.markdown(f"**Last run: {escape_label(last.name, 80)}** · {last.created[:16].replace('T', ' ')}")
    if not trends:
        st.caption("None of its answers has been scored.")
        return
    for column, trend in zip(st.columns(len(trends)), trends, strict=True):
        with column, st.container(border=True):
            _show_trend(trend)


def _show_trend(trend: MetricTrend) -> None:
    from ui.web.components.trend_chart import show_trend

    low, high = trend.intervals[-1]
    st.metric(
        trend.metric.replace("_", " ").capitalize(),
        f"{trend.means[-1]:.2f}",
        _describe_change(trend),
        delta_color=_change_color(trend),
        delta_arrow="auto" if _change_color(trend) == "normal" else "off",
        help=f"{_MEANINGS[trend.metric]} {trend.scored}. The change is over the questions that this run and the one "
        "before it share, with its 95% interval.",
    )
    st.caption(f"95% interval {low:.2f} … {high:.2f}")
    if len(trend.means) > 1:
        show_trend(trend, f"trend {trend.metric}")
        st.caption(f"The last {count_noun(len(trend.means), 'run')}, each with its 95% interval.")


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


@dataclass(frozen=True, slots=True)
class _Step:
    """What to do next, and the name of the page to do it on."""

    text: str
    page: str


def _next_steps(runs: list[Overview], cases: list[Case], opinions: Opinions) -> list[_Step]:
    """Return what would improve the measurement most, first things first."""
    steps = []
    if not cases:
        steps.append(_Step("Make test questions from your documents", "questions"))
    elif any(case.status == "unreviewed" for case in cases):
        steps.append(_Step("Accept or reject the drafts of test questions", "questions"))
    if opinions.promotable:
        known = count_noun(opinions.promotable, "piece of feedback has", "pieces of feedback have")
        steps.append(_Step(f"{known} the right answer: make test questions of that", "feedback"))
    if cases and not runs:
        steps.append(_Step("Ask the test questions", "evals"))
    if len(runs) == 1:
        steps.append(_Step("Change a setting, ask the questions again, and compare the two runs", "evals"))
    if runs:
        steps.append(_Step("See what goes wrong and why in the last run", "errors"))
    return steps


PAGE = PageSpec("quality", "Quality", ":material/monitoring:", 40, page)
