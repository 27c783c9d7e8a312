"""Blind votes between two answers to a question, and the standings of the systems."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from graph.text.counting import count_noun
from ui.access.reader import Role
from ui.web.components.ways import show_missing
from ui.web.markup import escape_label, render_answer
from ui.web.session import call_safely, current_workspace
from ui.web.views.spec import PageSpec
from ui.workspace import Workspace

if TYPE_CHECKING:
    from evals.archive import Overview
    from evals.comparison.arena import Standing
    from evals.comparison.duel import Ballot
    from evals.human.votes import BallotSide
    from evals.types import Run

VOTE_BUTTONS: tuple[tuple[BallotSide, str, str], ...] = (
    ("left", "Left is better", ":material/arrow_back:"),
    ("tie", "Equally good", ":material/drag_handle:"),
    ("right", "Right is better", ":material/arrow_forward:"),
)


def page() -> None:
    """Show the choice of two runs, the next two answers, and the standings."""
    space = current_workspace(Role.ADMIN)
    st.header("Arena", anchor=False)
    overviews = [run for run in space.archive.runs() if run.asked]
    if len(overviews) < 2:
        show_missing("The arena needs two runs.", "Ask the test questions", "evals")
        return
    who, first, second = st.columns([2, 3, 3])
    rater = " ".join(who.text_input("Your name", key="rater", max_chars=60).split())
    a = first.selectbox("One run", overviews, 1, format_func=_name, key="arena a")
    b = second.selectbox("Another run", overviews, 0, format_func=_name, key="arena b")
    if a.id == b.id:
        st.info("Choose two different runs.", icon=":material/info:")
        return
    runs = space.archive.load(a.id), space.archive.load(b.id)
    if rater:
        _show_voting(space, runs, rater)
    else:
        st.info("Enter your name to vote. Several people can vote on the same runs.", icon=":material/person:")
    _show_standings(space, runs)


def _name(run: Overview) -> str:
    return f"{run.name} · {run.created[:16].replace('T', ' ')}"


def _show_voting(space: Workspace, runs: tuple[Run, Run], rater: str) -> None:
    from evals.human.votes import open_ballots

    done = space.votes.ballots(runs, rater)
    remaining = open_ballots(runs, done)
    total = len(remaining) + len(done)
    if not total:
        st.info("These runs gave the same answers to all questions they share.", icon=":material/info:")
        return
    st.progress(len(done) / total, text=f"{len(done)} of {total} judged by {escape_label(rater)}")
    if not remaining:
        st.success("You have judged all answers in which these runs differ.", icon=":material/check:")
        return
    _show_ballot(space, runs, remaining[0], rater)


def _show_ballot(space: Workspace, runs: tuple[Run, Run], ballot: Ballot, rater: str) -> None:
    st.markdown(f"**{escape_label(ballot.question, 400)}**")
    for column, text in zip(st.columns(2, gap="medium"), (ballot.left, ballot.right), strict=True):
        with column, st.container(border=True, height="stretch"):
            st.html(render_answer(text))
    for column, (side, label, icon) in zip(st.columns(3), VOTE_BUTTONS, strict=True):
        column.button(
            label,
            icon=icon,
            key=f"vote {side}",
            width="stretch",
            on_click=call_safely,
            args=(space.votes.cast, ballot, runs, side, rater),
        )
    reference = next((result.case.reference for result in runs[0].results if result.case.id == ballot.case_id), "")
    with st.expander("Expected answer", key=f"expected {ballot.case_id}"):
        st.markdown(escape_label(reference, 900) or "The documents do not answer it.")


def _show_standings(space: Workspace, runs: tuple[Run, Run]) -> None:
    from evals.comparison.arena import rank_systems

    votes = space.votes.votes(runs)
    if not votes:
        st.caption("There are no votes on these runs yet.")
        return
    people = sorted({vote.by for vote in votes})
    st.markdown(f"**Standings** – {count_noun(len(votes), 'vote')} by {escape_label(', '.join(people), 200)}")
    st.dataframe([_row(standing) for standing in rank_systems(votes)], hide_index=True)
    st.caption(
        "Bradley-Terry strengths on the Elo scale: 400 points mean odds of ten to one, 1500 is the mean. "
        "If intervals overlap, more votes are needed."
    )


def _row(standing: Standing) -> dict[str, object]:
    return {
        "run": standing.name,
        "strength": round(standing.strength),
        "95% interval": f"{standing.low:.0f} … {standing.high:.0f}",
        "Elo": round(standing.elo),
        "won": standing.wins,
        "lost": standing.losses,
        "equal": standing.ties,
    }


PAGE = PageSpec("arena", "Arena", ":material/compare_arrows:", 70, page, place="quality")
