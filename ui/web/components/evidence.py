"""The provenance of an answer's passages: their rankers, the entities on the path, and a graph of them."""

from __future__ import annotations

import html

import streamlit as st

from rag.answer.hidden_text import HIDDEN_MARK
from rag.conversations import Exchange
from rag.types import Hit
from ui.answers import describe_step
from ui.terminal import one_line
from ui.web.components.source_panel import SourceSelection
from ui.web.components.sources import open_source
from ui.web.draw import Node, draw_answer, echarts_option, find_clicked_node, passage_name
from ui.web.markup import escape_label
from ui.workspace import Workspace

VIEW_WHY = "Why these passages"
VIEW_GRAPH = "Graph"


def show_evidence(space: Workspace, exchange: Exchange) -> None:
    """Show a choice of views, none of them open at first."""
    if not exchange.answer.hits and not exchange.answer.hidden:
        return
    view = st.pills("Evidence", [VIEW_WHY, VIEW_GRAPH], key=f"view {exchange.id}", label_visibility="collapsed")
    if view == VIEW_WHY:
        for number, hit in enumerate((*exchange.answer.hits, *exchange.answer.hidden), 1):
            _show_provenance(exchange, number, hit)
    elif view == VIEW_GRAPH:
        _show_graph(space, exchange)


def _show_provenance(exchange: Exchange, rank: int, hit: Hit) -> None:
    st.button(
        f"{rank} · {escape_label(passage_name(hit.passage))}",
        key=f"why {exchange.id} {hit.passage.id}",
        type="tertiary",
        icon=":material/description:",
        on_click=open_source,
        args=(SourceSelection(exchange.id, hit.passage.id),),
    )
    seeds = "".join(_chip(f"{seed.ranker} #{seed.rank}", "gl-seed") for seed in hit.trail.seeds)
    origin = f"found by {seeds}" if seeds else "found only through the graph"
    steps = (f"{_chip(one_line(step.name, 40))} {html.escape(describe_step(step))}" for step in hit.trail.steps)
    through = "".join(f"<br>{'then' if number else 'through'} {step}" for number, step in enumerate(steps))
    above = f'<span class="gl-far">{html.escape(one_line(hit.passage.context, 120))}</span><br>'
    text = (above if hit.passage.context else "") + html.escape(one_line(hit.passage.text, 180))
    text = f"{_chip(HIDDEN_MARK)} {text}" if hit.passage.hidden else text
    st.html(f'<div class="gl-trail">{text}<br>score {hit.score:.3f} · {origin}{through}</div>')


def _chip(text: str, more: str = "") -> str:
    return f'<span class="gl-chip {more}">{html.escape(text)}</span>'


def _show_graph(space: Workspace, exchange: Exchange) -> None:
    drawing = draw_answer(exchange.answer, space.store, space.where)
    state = st.echarts_chart(
        echarts_option(drawing),
        height=360,
        key=f"graph {exchange.id}",
        on_select="rerun",
        alt="The cited passages and the entities that led to them",
    )
    _describe_node(exchange, find_clicked_node(drawing, state))


def _describe_node(exchange: Exchange, node: Node | None) -> None:
    if node is None:
        st.caption("Thick lines show how the passages were found. Click a node to see more.")
    elif node.role == "entity":
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{escape_label(node.name)}**", width="content")
            if st.button("Open in the graph", key=f"go {exchange.id}", icon=":material/hub:", type="tertiary"):
                st.session_state["entity"] = node.id
                st.switch_page(st.session_state["pages"]["graph"])
    else:
        chosen = SourceSelection(exchange.id, node.id, _citation_index(exchange, node.id))
        st.button(
            f"Open {escape_label(node.name)}",
            key=f"open {exchange.id}",
            type="tertiary",
            on_click=open_source,
            args=(chosen,),
        )


def _citation_index(exchange: Exchange, passage_id: str) -> int:
    return next(
        (index for index, citation in enumerate(exchange.answer.citations) if citation.passage_id == passage_id), -1
    )
