"""Shows a streaming answer, an answer with citations, or the reason for a failure."""

from __future__ import annotations

import streamlit as st

from evals.types import Feedback
from rag.conversations import Exchange
from rag.types import Answer
from ui.answers import (
    describe_corrections,
    describe_evidence,
    describe_fallback,
    describe_hidden_hits,
    describe_left_out,
    describe_selection,
    list_warnings,
)
from ui.asking_stage import AskingStage
from ui.file_states import FileStates
from ui.web import workers
from ui.web.components.evidence import show_evidence
from ui.web.components.question import ask_version
from ui.web.components.rating import show_rating
from ui.web.components.source_panel import SourceSelection
from ui.web.components.sources import open_source, show_sources
from ui.web.components.unfolding import is_open, offer_rest
from ui.web.draw import passage_name
from ui.web.markup import escape_label, render_answer, render_context, render_quote
from ui.web.page_hints import reword_hint
from ui.web.page_script import COPY_BUTTON
from ui.web.session import call_safely, show_errors
from ui.web.table_rows import tabulate
from ui.workspace import Workspace

ANSWER_POLL_SECONDS = 0.4
"""Seconds between polls of an answer that is being written."""

MAX_STREAMED_CHARS = 4_000
"""Characters shown of a streaming answer: every poll redraws them."""

ANSWERED_KEY = "answered"
"""Session key of the id of the exchange that has just been answered."""

NEAREST_PASSAGES = 3
"""Passages shown if there is no answer."""


STAGE_WORDS: dict[AskingStage | None, str] = {
    "loading": "Loading the models",
    "searching": "Searching the documents",
    "reading": "Reading the passages",
    None: "Waiting for the answer",
}
FOLD_CHARS = 3_000
FOLD_LINES = 40
"""A longer answer is folded: about a screen."""


def show_exchange(
    space: Workspace, exchange: Exchange, feedback: Feedback | None, states: FileStates, busy: bool
) -> None:
    """Show the answer of an exchange; `feedback` is what was given on it, if any. Nothing is asked while `busy`."""
    with st.chat_message("assistant"):
        if exchange.state == "writing":
            st.fragment(_show_growing, run_every=ANSWER_POLL_SECONDS)(space, exchange.id)
        elif exchange.state == "failed":
            _show_failed(space, exchange, busy)
        else:
            _show_answered(space, exchange, feedback, states, busy)


def _show_growing(space: Workspace, exchange_id: str) -> None:
    with show_errors():
        exchange = space.threads.turn(exchange_id)
        if exchange is not None and exchange.state == "writing" and not workers.is_written_here(exchange_id):
            space.threads.fail_stale(workers.LOST_SECONDS)
        if exchange is None or exchange.state != "writing":
            st.session_state[ANSWERED_KEY] = exchange_id
            st.rerun()
        assert exchange is not None
        if exchange.answer.text:
            st.html(render_answer(trim_streaming_text(exchange.answer.text)))
        stage = "Writing" if exchange.answer.text else STAGE_WORDS[workers.find_stage(exchange_id)]
        st.markdown(f":shimmer[{stage}]")


def trim_streaming_text(text: str) -> str:
    """Return the end of a streaming answer, cut at a paragraph, line or word; a short one in full."""
    if len(text) <= MAX_STREAMED_CHARS:
        return text
    end = text[-MAX_STREAMED_CHARS:]
    places = (
        end.find(mark, 0, MAX_STREAMED_CHARS // 2) + len(mark)
        for mark in ("\n\n", "\n", " ")
        if mark in end[: MAX_STREAMED_CHARS // 2]
    )
    return f"…\n\n{end[next(places, 0) :]}"


def _show_failed(space: Workspace, exchange: Exchange, busy: bool) -> None:
    if exchange.answer.text:
        st.html(render_answer(exchange.answer.text))
    if exchange.reason == workers.STOPPED_REASON:
        st.caption(":material/stop_circle: Stopped")
    else:
        st.error(escape_label(reword_hint(exchange.reason), 400), icon=":material/error:")
    _show_ask_again(space, exchange, busy)


def _show_ask_again(space: Workspace, exchange: Exchange, busy: bool) -> None:
    st.button(
        "Ask again",
        icon=":material/refresh:",
        key=f"again {exchange.id}",
        type="tertiary",
        disabled=busy,
        on_click=call_safely,
        args=(ask_version, space, exchange, exchange.question),
    )


def _show_answered(
    space: Workspace, exchange: Exchange, feedback: Feedback | None, states: FileStates, busy: bool
) -> None:
    answer = exchange.answer
    if answer.fallback:
        st.warning(escape_label(reword_hint(describe_fallback(answer)), 500), icon=":material/cloud_off:")
    if answer.respelled:
        st.caption(f":material/spellcheck: {escape_label(describe_corrections(answer), 400)}")
    if answer.abstained:
        _show_abstained(exchange)
    else:
        if note := describe_evidence(answer):
            st.caption(f":material/manage_search: {escape_label(note[0].upper() + note[1:], 400)}:")
        _show_text(exchange)
        for warning in list_warnings(answer):
            st.warning(escape_label(warning, 400), icon=":material/warning:")
        show_sources(exchange, states)
    if answer.hidden:
        st.caption(f":material/visibility_off: {escape_label(describe_hidden_hits(answer), 400)}")
    if answer.selection:
        told = describe_selection(answer)
        st.caption(f":material/filter_alt: {escape_label(told[0].upper() + told[1:], 400)}")
    if answer.left_out:
        st.caption(f":material/content_cut: {describe_left_out(answer).capitalize()}")
    st.caption(_describe_run(answer))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.html(COPY_BUTTON, width="content")
        _show_ask_again(space, exchange, busy)
    show_rating(space, exchange, feedback)
    show_evidence(space, exchange)


def _show_text(exchange: Exchange) -> None:
    """Show the text of an answer, of a long one only the beginning until the reader asks for more."""
    text = exchange.answer.text
    is_long = len(text) > FOLD_CHARS or text.count("\n") > FOLD_LINES
    folded = is_long and not is_open("text", exchange)
    text = tabulate(text, [hit.passage.text for hit in exchange.answer.hits])
    st.html(f'<div class="gl-folded">{render_answer(text)}</div>' if folded else render_answer(text))
    if is_long:
        offer_rest("text", exchange, "Show the whole answer")


def _show_abstained(exchange: Exchange) -> None:
    st.html(f'<div class="gl-abstained">{render_answer(exchange.answer.text)}</div>')
    if exchange.answer.hits and not exchange.answer.text.endswith(":"):
        st.caption("These passages come closest:")
    for hit in exchange.answer.hits[:NEAREST_PASSAGES]:
        st.button(
            escape_label(passage_name(hit.passage)),
            key=f"near {exchange.id} {hit.passage.id}",
            type="tertiary",
            icon=":material/description:",
            on_click=open_source,
            args=(SourceSelection(exchange.id, hit.passage.id),),
        )
        st.html(render_context(hit.passage.context) + render_quote(hit.passage.text, 200))


def _describe_run(answer: Answer) -> str:
    by = "without a language model" if answer.model.startswith("offline") else escape_label(answer.model)
    parts = [by or "without a language model", f"{answer.seconds:.1f} s"]
    if answer.confidence is not None and answer.state == "answered":
        parts.insert(0, f"confidence {answer.confidence:.0%}")
    if answer.usage.read or answer.usage.written:
        parts.append(f"{answer.usage.read + answer.usage.written} tokens")
    return " · ".join(parts)
