"""Blind votes between two answers to a question, and the standings of the systems."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

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
    space = current_workspace()
    st.header("Arena", anchor=False)
    overviews = [run for run in space.archive.runs() if run.asked]
    if len(overviews) < 2:
        st.info("Two runs are needed. Make them on the page Evaluations.", icon=":material/info:")
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
        _voting(space, runs, rater)
    else:
        st.info("Say who votes, so that several people can.", icon=":material/person:")
    _standings(space, runs)


def _name(run: Overview) -> str:
    return f"{run.name} · {run.created[:16].replace('T', ' ')}"


def _voting(space: Workspace, runs: tuple[Run, Run], rater: str) -> None:
    from evals.human.votes import open_ballots

    done = space.votes.ballots(runs, rater)
    left = open_ballots(runs, done)
    total = len(left) + len(done)
    if not total:
        st.info("These runs gave the same answers to all cases that both asked.", icon=":material/info:")
        return
    st.progress(len(done) / total, text=f"{len(done)} of {total} judged by {escape_label(rater)}")
    if not left:
        st.success("You have judged all answers in which these runs differ.", icon=":material/check:")
        return
    _ballot(space, runs, left[0], rater)


def _ballot(space: Workspace, runs: tuple[Run, Run], ballot: Ballot, rater: str) -> None:
    st.markdown(f"**{escape_label(ballot.question, 400)}**")
    for place, text in zip(st.columns(2, gap="medium"), (ballot.left, ballot.right), strict=True):
        with place, st.container(border=True, height="stretch"):
            st.html(render_answer(text))
    for place, (side, told, icon) in zip(st.columns(3), VOTE_BUTTONS, strict=True):
        place.button(
            told,
            icon=icon,
            key=f"vote {side}",
            width="stretch",
            on_click=call_safely,
            args=(space.votes.cast, ballot, runs, side, rater),
        )
    reference = next((one.case.reference for one in runs[0].results if one.case.id == ballot.case_id), "")
    with st.expander("What was expected", key=f"expected {ballot.case_id}"):
        st.markdown(escape_label(reference, 900) or "The documents do not answer it.")


def _standings(space: Workspace, runs: tuple[Run, Run]) -> None:
    from evals.comparison.arena import rank_systems

    votes = space.votes.votes(runs)
    if not votes:
        st.caption("No vote on these runs yet.")
        return
    people = sorted({vote.by for vote in votes})
    st.markdown(f"**Standings** – {len(votes)} votes by {escape_label(', '.join(people), 200)}")
    st.dataframe([_row(one) for one in rank_systems(votes)], hide_index=True)
    st.caption(
        "Strength by Bradley and Terry on the scale of Elo: 400 points are odds of ten to one, 1500 is the mean. "
        "Where the intervals overlap, more votes are needed."
    )


def _row(one: Standing) -> dict[str, object]:
    return {
        "run": one.name,
        "strength": round(one.strength),
        "95% interval": f"{one.low:.0f} … {one.high:.0f}",
        "Elo": round(one.elo),
        "won": one.wins,
        "lost": one.losses,
        "equal": one.ties,
    }


PAGE = PageSpec("arena", "Arena", ":material/compare_arrows:", 70, page)
