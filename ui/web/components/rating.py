"""Rates an answer: a thumb saved at once, and a form for reasons, the right answer and its passages."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from evals.human.feedback import make_feedback
from evals.types import Feedback, Rating
from rag.conversations import Exchange
from ui.web.components.correction import show_correction
from ui.web.markup import escape_label
from ui.web.session import call_safely
from ui.workspace import Workspace

_THUMBS: tuple[Rating, Rating] = ("down", "up")
RATING_NAMES: dict[Rating, str] = {"down": "Not helpful", "up": "Helpful"}


def show_rating(space: Workspace, exchange: Exchange, feedback: Feedback | None) -> None:
    """Show thumbs with the saved rating, and below a rating the form for details."""
    key = f"thumb {exchange.id}"
    rated = feedback is not None and not feedback.withdrawn
    if st.session_state.get(key) is None and feedback is not None and rated:
        st.session_state[key] = _THUMBS.index(feedback.rating)
    thumb = st.feedback("thumbs", key=key, on_change=call_safely, args=(_save_vote, space, exchange, key))
    if feedback is None or not rated or thumb is None:
        return
    details = ", ".join(_list_details(feedback))
    st.caption(f"{RATING_NAMES[feedback.rating]}, saved" + (f" · {escape_label(details, 300)}" if details else ""))
    label = "What was wrong?" if feedback.rating == "down" else "Add details"
    with st.expander(
        label, expanded=feedback.rating == "down" and not feedback.says_more, key=f"details {exchange.id}"
    ):
        show_correction(space, feedback)


def _list_details(feedback: Feedback) -> list[str]:
    there = {"the right answer": feedback.expected, "the right passages": feedback.gold, "a comment": feedback.comment}
    return [*feedback.complaints, *(name for name, value in there.items() if value)]


def _save_vote(space: Workspace, exchange: Exchange, key: str) -> None:
    """Save the thumb; what was written before, in any tab, stays, also where the thumb is taken back."""
    vote, current = st.session_state.get(key), _find_feedback(space, exchange)
    if vote is not None:
        rating = _THUMBS[vote]
        known = current or make_feedback(exchange.question, exchange.answer, rating, thread_id=exchange.thread_id)
        space.feedback.add(replace(known, rating=rating, withdrawn=False))
    elif current is not None and current.says_more:
        space.feedback.add(replace(current, withdrawn=True))
    elif current is not None:
        space.feedback.remove(current.id)


def _find_feedback(space: Workspace, exchange: Exchange) -> Feedback | None:
    turn = (exchange.question, exchange.answer.text)
    given = space.feedback.list(thread_id=exchange.thread_id, withdrawn=True)
    return next((entry for entry in given if (entry.question, entry.answer.text) == turn), None)
