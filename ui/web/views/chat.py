"""Questions, answers with their evidence, and the source of a clicked citation or passage."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from graph.contents import describe_contents
from graph.text.counting import count_noun
from rag.answer.pipeline import MAX_QUESTION_CHARS
from rag.conversations import Exchange, Thread, group_versions
from ui.access.reader import Role
from ui.access.reader_workspace import may, visibility_key
from ui.file_states import read_file_states
from ui.samples.questions import SAMPLE_DOCUMENTS, sample_questions
from ui.selection import SelectionRequest, select_documents
from ui.suggestions import GoOn
from ui.web import workers
from ui.web.components import intake, narrowing, threads, waiting
from ui.web.components.adding import show_samples_button, show_upload_form
from ui.web.components.conversation import ANSWERED_KEY, show_exchange
from ui.web.components.ingest_report import show_report
from ui.web.components.question import choose_version, show_question
from ui.web.components.source_panel import SourceSelection, show_source
from ui.web.components.suggesting import read_occasion, show_suggestions
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
    report = waiting.await_job(reading, intake.STOPPED_NOTE)
    if report is not None and current is None:
        show_report(report, reading, partial(call_safely, intake.read_again, space))  # type: ignore[arg-type]
    empty = next(iter(space.store.documents(space.where)), None) is None
    if empty and current is None:
        if not waiting.is_busy(reading):
            _show_welcome(space)
        return
    if current is None:
        _show_start(space, waiting.is_busy(reading))
    else:
        _show_conversation(space, current)
    with st.bottom.container(key="asking", gap="xxsmall"):
        narrowing.show_narrowing(space, current.id if current else "")
        _show_question_box(space, current)


def _show_conversation(space: Workspace, current: Thread) -> None:
    source: SourceSelection | None = st.session_state.get("source")
    left, right = st.columns([3, 2], gap="large") if source else (st.container(), None)
    turns = space.threads.turns(current.id)
    places = group_versions(turns)
    given = space.feedback.list(thread_id=current.id, withdrawn=True)
    feedback = {(entry.question, entry.answer.text): entry for entry in given}
    states = read_file_states(space)
    with left:
        everything = st.session_state.get("whole_thread") == current.id
        if len(places) > MAX_EXCHANGES_SHOWN and not everything:
            more = partial(st.session_state.__setitem__, "whole_thread", current.id)
            st.button(
                f"Show {count_noun(len(places) - MAX_EXCHANGES_SHOWN, 'earlier question')}",
                type="tertiary",
                on_click=more,
            )
        busy = _is_answering(turns)
        for place, versions in enumerate(places, MAX_EXCHANGES_SHOWN - len(places)):
            if place < 0 and not everything and not _is_answering(versions):
                continue
            exchange = choose_version(versions)
            show_question(space, versions, exchange, busy)
            show_exchange(space, exchange, feedback.get((exchange.question, exchange.answer.text)), states, busy)
        if places and not busy and not waiting.is_busy(waiting.job_key(space, intake.INGEST_KIND)):
            _show_follow_ups(space, choose_version(places[-1]), turns)
    answer = next((exchange.answer for exchange in turns if source and exchange.id == source.exchange_id), None)
    if right is not None and source is not None and answer is not None:
        with right, st.container(key="source"):
            show_source(space, answer, source)


def _is_answering(turns: Sequence[Exchange]) -> bool:
    return any(turn.state == "writing" for turn in turns)


def _show_follow_ups(space: Workspace, last: Exchange, turns: Sequence[Exchange]) -> None:
    if last.state != "done" or last.answer.abstained:
        return
    occasion = read_occasion(space, last.id, last.thread_id)

    def make(go_on: GoOn) -> Sequence[str]:
        from ui.suggestions import suggest_follow_ups

        where = select_documents(space, occasion.request).where
        return suggest_follow_ups(space, last.answer, [turn.question for turn in turns], where, go_on)

    fresh = st.session_state.pop(ANSWERED_KEY, "") == last.id
    show_suggestions(occasion, "The documents also answer:", make, partial(_ask, space, last.thread_id), fresh)


def _show_question_box(space: Workspace, current: Thread | None) -> None:
    """Show the box, and in it a button that stops the answer that is being written."""
    turns = space.threads.turns(current.id) if current is not None else ()
    busy = _is_answering(turns)
    hint = "An answer is being written…" if busy else "Ask about your documents"
    asked = st.chat_input(hint, key="question", max_chars=MAX_QUESTION_CHARS, disabled=busy)
    written = next((turn.id for turn in turns if workers.is_written_here(turn.id)), "")
    if written:
        st.button("Stop", icon=":material/stop_circle:", key="stop", on_click=workers.stop_answer, args=(written,))
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


def _show_start(space: Workspace, reading: bool) -> None:
    st.header("What do you want to know?", anchor=False)
    about = space.store.about()
    st.caption(
        f"{describe_contents(about)} · "
        f"answered by {escape_label(space.settings.llm.model) or 'quoting the documents, without a language model'}"
    )
    if reading:
        return  # what to ask is suggested when all has been read
    ask = partial(_ask, space, "")
    folder, collection = visibility_key(space), space.settings.collection
    samples = _holds_only_samples(space, folder, collection, about.revision)
    occasion = read_occasion(space, "start", "")
    make = partial(_make_starters, space, occasion.request, samples)
    show_suggestions(occasion, "Try one of these questions:", make, ask, fresh=True)


def _make_starters(space: Workspace, request: SelectionRequest, samples: bool, go_on: GoOn) -> Sequence[str]:
    from ui.suggestions import suggest_starters

    if samples and request == SelectionRequest():
        return [known.question for known in sample_questions().demo()]
    return suggest_starters(space, select_documents(space, request).where, go_on)


@st.cache_data(max_entries=4, show_spinner=False)
def _holds_only_samples(_space: Workspace, folder: str, collection: str, revision: int) -> bool:  # noqa: ARG001 - the key
    return all(str(SAMPLE_DOCUMENTS) in document.source for document in _space.store.documents(_space.where))


def _show_welcome(space: Workspace) -> None:
    from ingest.formats import enumerate_formats

    st.header("Chat with your documents", anchor=False)
    if not may(space, Role.CONTRIBUTOR):
        st.info("There are no documents yet that you may see. Ask an admin for some.", icon=":material/info:")
        return
    st.write(
        f"There are no documents yet. Choose {enumerate_formats('or')} files, and ask as soon as they have been read; "
        "everything stays on this machine."
    )
    show_upload_form(space, busy=False)
    if not may(space, Role.ADMIN):
        return
    with st.container(horizontal=True):
        show_samples_button(space, busy=False)
        if st.button("Read a folder", type="tertiary", icon=":material/folder_open:", key="add folder"):
            st.switch_page(st.session_state["pages"]["documents"])


PAGE = PageSpec("chat", "Chat", ":material/chat:", 10, page, role=Role.READER)
