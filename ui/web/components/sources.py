"""The sources of an answer: its citations by file, each with its quote within the passage."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from graph.types import Passage
from rag.answer.hidden_text import HIDDEN_MARK
from rag.conversations import Exchange
from rag.types import Citation, Hit
from ui.file_states import FileStates
from ui.web.components.source_panel import SourceSelection
from ui.web.components.unfolding import is_open, offer_rest
from ui.web.draw import passage_name
from ui.web.markup import escape_label, render_context, render_quote, render_quote_within
from ui.web.table_rows import render_rows

MAX_SOURCES_SHOWN = 6
"""Citations shown before the reader asks for more."""


@dataclass(frozen=True, slots=True)
class CitedPassage:
    """A citation, its place among those of the answer, and the passage if it is known."""

    index: int
    citation: Citation
    passage: Passage | None


def show_sources(exchange: Exchange, states: FileStates) -> None:
    """Show the citations of an answer in the order of their numbers, those of one file under its name."""
    answer = exchange.answer
    hits = {hit.passage.id: hit for hit in answer.hits}
    cited = _in_order(answer.citations, hits)
    claims = answer.state == "answered"
    shown = cited if is_open("sources", exchange) else cited[:MAX_SOURCES_SHOWN]
    with st.container(gap="xsmall"):
        for group in group_by_file(shown):
            source = group[0].passage.source if group[0].passage else ""
            if len(group) > 1 and source:
                with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                    st.markdown(f":material/draft: **{escape_label(Path(source).name)}**", width="content")
                    _show_file_state(source, states)
            for one in group:
                _show_citation(exchange, one, states, claims, is_alone=len(group) == 1)
    if len(cited) > MAX_SOURCES_SHOWN:
        offer_rest("sources", exchange, f"Show all {len(cited)} sources")


def open_source(chosen: SourceSelection) -> None:
    """Show a source beside the conversation."""
    st.session_state["source"] = chosen


def group_by_file(cited: Iterable[CitedPassage]) -> list[list[CitedPassage]]:
    """Return the citations by file, in the order in which the files are first cited; unknown passages alone."""
    groups: dict[str, list[CitedPassage]] = {}
    for one in cited:
        groups.setdefault(one.passage.source if one.passage else f"unknown {one.index}", []).append(one)
    return list(groups.values())


def _in_order(citations: Iterable[Citation], hits: Mapping[str, Hit]) -> list[CitedPassage]:
    cited = [
        CitedPassage(index, citation, hits[citation.passage_id].passage if citation.passage_id in hits else None)
        for index, citation in enumerate(citations)
    ]
    return sorted(cited, key=lambda one: one.citation.marker)


def _show_citation(exchange: Exchange, one: CitedPassage, states: FileStates, claims: bool, is_alone: bool) -> None:
    """Show a citation: one that is alone of its file names it."""
    citation, passage = one.citation, one.passage
    name = passage_name(passage) if passage else "unknown passage"
    if passage is not None and not is_alone:
        name = f"page {passage.page}" if passage.page else f"passage {passage.ordinal + 1}"
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button(
            f"**{citation.marker}** · {escape_label(name)}",
            key=f"cite {exchange.id} {one.index}",
            type="tertiary",
            icon=":material/description:",
            help="Open the source",
            disabled=passage is None,
            on_click=open_source,
            args=(SourceSelection(exchange.id, citation.passage_id, one.index),),
        )
        _show_state(citation, claims)
        if passage is not None and is_alone:
            _show_file_state(passage.source, states)
        if passage is not None and passage.hidden:
            st.badge(
                HIDDEN_MARK,
                icon=":material/visibility_off:",
                color="orange",
                help="Readers of the file do not see this text.",
            )
    st.html(render_context(passage.context if passage else "") + _render_quote(citation, passage))


def _render_quote(citation: Citation, passage: Passage | None) -> str:
    """Return the quote with what stands around it in its passage, if it stands there."""
    if passage is None or citation.start < 0 or citation.end > len(passage.text):
        return render_quote(citation.quote)
    text = passage.text
    if rows := render_rows(text[citation.start : citation.end], text):
        return rows
    return render_quote_within(text[: citation.start], text[citation.start : citation.end], text[citation.end :])


def _show_file_state(source: str, states: FileStates) -> None:
    if note := states.describe(source):
        st.badge(escape_label(note), color="orange" if source in states.unreadable else "gray")


def _show_state(citation: Citation, claims: bool) -> None:
    """Show how a quote bears on the answer; where the answer claims nothing it is just a quote."""
    if citation.state == "verified":
        explanation = "The source contains these words, and no figure, name or negation contradicts the claim."
        st.badge("verified", icon=":material/check:", color="green", help=explanation)
    elif citation.state == "quoted":
        doubt = ", but they do not support the claim" if claims else ""
        explanation = f"The source contains these words{doubt}."
        st.badge("quoted", icon=":material/format_quote:", color="gray", help=explanation)
    else:
        st.badge(
            "unverified", icon=":material/warning:", color="orange", help="The source does not support this claim."
        )
