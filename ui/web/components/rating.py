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


def show_rating(space: Workspace, exchange: Exchange, said: Feedback | None) -> None:
    """Show thumbs with the saved rating, and below a rating the form for details."""
    key = f"thumb {exchange.id}"
    saved = None if said is None else _THUMBS.index(said.rating)
    if st.session_state.get(key) is None and saved is not None:
        st.session_state[key] = saved
    thumb = st.feedback("thumbs", key=key, on_change=call_safely, args=(_voted, space, exchange, said, key))
    if said is None or thumb is None:
        return
    told = [*said.reasons, *(["a comment"] if said.comment else []), *(["the right answer"] if said.expected else [])]
    st.caption(f"Saved: {said.rating}" + (f" · {escape_label(', '.join(told), 300)}" if told else ""))
    with st.expander("Say what was wrong" if said.rating == "down" else "Say more", expanded=_wants_more(said)):
        _form(space, exchange, said)


def _wants_more(said: Feedback) -> bool:
    return said.rating == "down" and not (said.reasons or said.comment or said.expected)


def _form(space: Workspace, exchange: Exchange, said: Feedback) -> None:
    name = exchange.id
    with st.form(f"more {name}", border=False):
        reasons: list[str] = list(said.reasons)
        if said.rating == "down":
            known = [reason for reason in said.reasons if reason in FEEDBACK_REASONS]
            reasons = st.pills(
                "Reasons", FEEDBACK_REASONS, selection_mode="multi", default=known, key=f"reasons {name}"
            )
        comment = st.text_area("Comment", said.comment, key=f"comment {name}", height=80)
        expected = st.text_area(
            "The right answer, if you know it",
            said.expected,
            key=f"expected {name}",
            height=80,
            help="It becomes a test question on the Feedback page.",
        )
        if st.form_submit_button("Save", icon=":material/save:"):
            call_safely(
                _save, space, exchange, replace(said, reasons=tuple(reasons), comment=comment, expected=expected)
            )
            st.rerun()


def _voted(space: Workspace, exchange: Exchange, said: Feedback | None, key: str) -> None:
    vote = st.session_state.get(key)
    if vote is not None:
        kept = said if said is not None and said.rating == _THUMBS[vote] else None
        reasons, comment = (kept.reasons, kept.comment) if kept else ((), said.comment if said else "")
        expected = said.expected if said else ""
        _save(
            space,
            exchange,
            make_feedback(exchange.question, exchange.answer, _THUMBS[vote], reasons, comment, expected),
        )
    elif said is not None:
        space.feedback.remove(said.id)


def _save(space: Workspace, exchange: Exchange, said: Feedback) -> None:
    made = make_feedback(
        exchange.question,
        exchange.answer,
        said.rating,
        said.reasons,
        said.comment,
        said.expected,
        exchange.thread_id,
    )
    space.feedback.add(made)
