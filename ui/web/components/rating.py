"""Rates an answer: a thumb saved at once, and a form for reasons, a comment and the right answer."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from evals.human.feedback import FEEDBACK_REASONS, make_feedback
from evals.types import Feedback, Rating
from rag.conversations import Exchange
from ui.web.markup import escape_label
from ui.web.session import call_safely
from ui.workspace import Workspace

_THUMBS: tuple[Rating, Rating] = ("down", "up")
RATING_NAMES: dict[Rating, str] = {"down": "Not helpful", "up": "Helpful"}


def show_rating(space: Workspace, exchange: Exchange, feedback: Feedback | None) -> None:
    """Show thumbs with the saved rating, and below a rating the form for details."""
    key = f"thumb {exchange.id}"
    saved = None if feedback is None else _THUMBS.index(feedback.rating)
    if st.session_state.get(key) is None and saved is not None:
        st.session_state[key] = saved
    thumb = st.feedback("thumbs", key=key, on_change=call_safely, args=(_save_vote, space, exchange, feedback, key))
    if feedback is None or thumb is None:
        return
    details = [
        *feedback.reasons,
        *(["a comment"] if feedback.comment else []),
        *(["the right answer"] if feedback.expected else []),
    ]
    st.caption(
        f"{RATING_NAMES[feedback.rating]}, saved" + (f" · {escape_label(', '.join(details), 300)}" if details else "")
    )
    with st.expander("What was wrong?" if feedback.rating == "down" else "Add details", expanded=_wants_more(feedback)):
        _show_form(space, exchange, feedback)


def _wants_more(feedback: Feedback) -> bool:
    return feedback.rating == "down" and not (feedback.reasons or feedback.comment or feedback.expected)


def _show_form(space: Workspace, exchange: Exchange, feedback: Feedback) -> None:
    name = exchange.id
    with st.form(f"more {name}", border=False):
        reasons: list[str] = list(feedback.reasons)
        if feedback.rating == "down":
            known = [reason for reason in feedback.reasons if reason in FEEDBACK_REASONS]
            reasons = st.pills(
                "Reasons", FEEDBACK_REASONS, selection_mode="multi", default=known, key=f"reasons {name}"
            )
        comment = st.text_area("Comment", feedback.comment, key=f"comment {name}", height=80)
        expected = st.text_area(
            "The right answer, if you know it",
            feedback.expected,
            key=f"expected {name}",
            height=80,
            help="Quality, Feedback can turn it into a test question.",
        )
        if st.form_submit_button("Save", icon=":material/save:"):
            call_safely(
                _save, space, exchange, replace(feedback, reasons=tuple(reasons), comment=comment, expected=expected)
            )
            st.rerun()


def _save_vote(space: Workspace, exchange: Exchange, feedback: Feedback | None, key: str) -> None:
    vote = st.session_state.get(key)
    if vote is not None:
        same_rating = feedback if feedback is not None and feedback.rating == _THUMBS[vote] else None
        reasons, comment = (
            (same_rating.reasons, same_rating.comment) if same_rating else ((), feedback.comment if feedback else "")
        )
        expected = feedback.expected if feedback else ""
        _save(
            space,
            exchange,
            make_feedback(exchange.question, exchange.answer, _THUMBS[vote], reasons, comment, expected),
        )
    elif feedback is not None:
        space.feedback.remove(feedback.id)


def _save(space: Workspace, exchange: Exchange, feedback: Feedback) -> None:
    made = make_feedback(
        exchange.question,
        exchange.answer,
        feedback.rating,
        feedback.reasons,
        feedback.comment,
        feedback.expected,
        exchange.thread_id,
    )
    space.feedback.add(made)
