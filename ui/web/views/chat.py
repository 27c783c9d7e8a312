"""Questions, answers with their evidence, and the source of a clicked citation or passage."""

from __future__ import annotations

from functools import partial

import streamlit as st

from graph.contents import describe_contents
from graph.text.counting import count_noun
from rag.answer.pipeline import MAX_QUESTION_CHARS
from rag.conversations import Thread
from ui.samples.questions import SAMPLE_DOCUMENTS, sample_questions
from ui.web import workers
from ui.web.components import intake, narrowing, threads, waiting
from ui.web.components.conversation import show_exchange
from ui.web.components.source_panel import SourceSelection, show_source
from ui.web.markup import escape_label
from ui.web.session import call_safely, current_workspace
from ui.web.views.spec import PageSpec
from ui.workspace import Workspace

MAX_EXCHANGES_SHOWN = 20
"""Exchanges shown before the user asks for more."""


def page() -> None:
    """Show the open conversation, or how to begin one."""
    space = current_workspace()
    current = threads.find_open_thread(space)
    reading = waiting.job_key(space, intake.INGEST_KIND)
    waiting.await_job(reading)
    empty = next(iter(space.store.documents(space.where)), None) is None
    if empty and current is None:
        if not waiting.is_busy(reading):
            _show_welcome(space)
        return
    if current is None:
        _show_start(space)
    else:
        _show_conversation(space, current)
    narrowing.show_narrowing(space, current.id if current else "")
    _show_question_box(space, current)


def _show_conversation(space: Workspace, current: Thread) -> None:
    source: SourceSelection | None = st.session_state.get("source")
    left, right = st.columns([3, 2], gap="large") if source else (st.container(), None)
    turns = space.threads.turns(current.id)
    feedback = {(entry.question, entry.answer.text): entry for entry in space.feedback.list(thread_id=current.id)}
    with left:
        everything = st.session_state.get("whole_thread") == current.id
        if len(turns) > MAX_EXCHANGES_SHOWN and not everything:
            more = partial(st.session_state.__setitem__, "whole_thread", current.id)
            st.button(
                f"Show {count_noun(len(turns) - MAX_EXCHANGES_SHOWN, 'earlier question')}",
                type="tertiary",
                on_click=more,
            )
        for exchange in turns if everything else turns[-MAX_EXCHANGES_SHOWN:]:
            show_exchange(space, exchange, feedback.get((exchange.question, exchange.answer.text)))
    answer = next((exchange.answer for exchange in turns if source and exchange.id == source.exchange_id), None)
    if right is not None and source is not None and answer is not None:
        with right, st.container(key="source"):
            show_source(space, answer, source)


def _show_question_box(space: Workspace, current: Thread | None) -> None:
    busy = current is not None and any(turn.state == "writing" for turn in space.threads.turns(current.id))
    hint = "An answer is being written…" if busy else "Ask about your documents"
    asked = st.chat_input(hint, key="question", max_chars=MAX_QUESTION_CHARS, disabled=busy)
    if asked and asked.strip():
        _ask(space, current.id if current else "", asked.strip())
        st.rerun()


def _ask(space: Workspace, thread_id: str, question: str) -> None:
    selection = narrowing.read_narrowing(space, thread_id)
    if not thread_id:
        thread_id = space.threads.create(question)
        narrowing.pass_on_narrowing(thread_id)
    threads.open_thread(thread_id)
    workers.start_answer(space, thread_id, question, selection)


def _show_start(space: Workspace) -> None:
    st.header("What do you want to know?", anchor=False)
    about = space.store.about()
    st.caption(
        f"{describe_contents(about)} · "
        f"answered by {escape_label(space.settings.llm.model) or 'quoting the documents, without a language model'}"
    )
    sources = {document.source for document in space.store.documents(space.where)}
    if any(str(SAMPLE_DOCUMENTS) in source for source in sources):
        st.write("Try one of these questions:")
        for number, known in enumerate(sample_questions().demo()):
            st.button(
                escape_label(known.question, 200),
                key=f"try {number}",
                icon=":material/arrow_forward:",
                on_click=call_safely,
                args=(_ask, space, "", known.question),
            )


def _show_welcome(space: Workspace) -> None:
    from ingest.formats import enumerate_formats

    st.header("Chat with your documents", anchor=False)
    st.write(f"There are no documents yet. Add {enumerate_formats('or')} files; everything stays on this machine.")
    with st.container(horizontal=True):
        if st.button("Add documents", type="primary", icon=":material/upload_file:", key="add documents"):
            st.switch_page(st.session_state["pages"]["documents"])
        st.button(
            "Try the sample documents",
            icon=":material/science:",
            key="samples",
            on_click=call_safely,
            args=(intake.start_ingest, space, [SAMPLE_DOCUMENTS]),
        )


PAGE = PageSpec("chat", "Chat", ":material/chat:", 10, page)
