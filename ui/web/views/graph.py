"""Entities: search, names, passages that mention one, and its neighbours."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from graph.entity_view import EntityView
from graph.relation_correction import BY_HAND
from graph.text.counting import count_noun
from ui.access.reader import Role
from ui.access.reader_workspace import may
from ui.entity_kinds import is_value
from ui.neighbours import (
    EntityNeighbourhood,
    NamedRelation,
    draw_neighbourhood,
    find_entities,
    load_neighbourhood,
    load_relations,
)
from ui.themes import ThemeView, load_themes
from ui.web.components.entity_path import show_entity_path
from ui.web.components.passage_page import close_passage, mark_names, offer_passage, show_chosen_passage
from ui.web.components.same_entities import show_merged
from ui.web.components.ways import show_missing
from ui.web.draw import echarts_option, find_clicked_edge, find_clicked_node
from ui.web.graph_state import GraphState, read_graph_state
from ui.web.markup import describe_rest, escape_html, escape_label
from ui.web.session import current_workspace
from ui.web.views.spec import PageSpec
from ui.workspace import Workspace

ENTITY_PARAMETER = "entity"
VALUES_KEY = "entity values"
FREQUENT_ENTITIES = 12
MAX_DESCRIPTIONS_SHOWN = 3
MAX_PASSAGES_SHOWN = 10
EXCERPT_CHARS = 500
MAX_RELATIONS_SHOWN = 12
MAX_THEMES_SHOWN = 10
MAX_THEME_DOCUMENTS = 3


@dataclass(frozen=True, slots=True)
class EntitySurroundings:
    """An entity among its neighbours, and what is stated of it."""

    neighbourhood: EntityNeighbourhood
    relations: tuple[NamedRelation, ...]


def page() -> None:
    """Show a search, and the chosen entity."""
    space = current_workspace()
    st.header("Graph", anchor=False)
    about = space.store.about()
    if not about.entities:
        show_missing("There are no documents yet.", "Add documents", "documents")
        return
    st.caption(
        f"{count_noun(about.entities, 'entity', 'entities')}, {count_noun(about.mentions, 'mention')}, "
        f"{count_noun(about.relations, 'relation')}"
    )
    state = read_graph_state(space, about.revision)
    _show_search(space, state)
    chosen = _read_chosen()
    around = _around(space, state, chosen, bool(st.session_state.get(VALUES_KEY))) if chosen else None
    if around is not None:
        _show_entity(space, around, state)
        if may(space, Role.ADMIN):
            show_merged(space, around.neighbourhood.view.entity.id, state.decisions)
    else:
        _show_themes(space, _themes(space, state))


def _read_chosen() -> str:
    """Return the id of the chosen entity, else of that in the address, and put it there."""
    chosen = st.session_state.get("entity") or st.query_params.get(ENTITY_PARAMETER, "")
    if chosen and st.query_params.get(ENTITY_PARAMETER) != chosen:
        st.query_params[ENTITY_PARAMETER] = chosen
    return str(chosen)


def _show_themes(space: Workspace, themes: Sequence[ThemeView]) -> None:
    """Show the largest themes, each with its documents and the way to its first entity."""
    if not themes:
        return
    st.subheader("Themes", anchor=False)
    st.caption("Passages that share names and meaning, the largest groups first.")
    for number, theme in enumerate(themes):
        documents = ", ".join(theme.documents[:MAX_THEME_DOCUMENTS])
        counts = f"{count_noun(theme.passages, 'passage')} in {count_noun(len(theme.documents), 'document')}"
        with st.container(gap="xxsmall"):
            st.button(
                f"**{escape_label(theme.name, 120)}**",
                key=f"theme {number}",
                icon=":material/bubble_chart:",
                type="tertiary",
                help="Show its first entity",
                on_click=_choose_named,
                args=(space, theme.name.split(" · ")[0]),
            )
            st.caption(f"{counts}: {escape_label(documents, 200)}")


@st.cache_data(max_entries=4, show_spinner=False)
def _themes(
    _space: Workspace,
    state: GraphState,  # noqa: ARG001 - the key
) -> tuple[ThemeView, ...]:
    return tuple(load_themes(_space.store, _space.where)[:MAX_THEMES_SHOWN])


@st.cache_data(max_entries=4, show_spinner=False)
def _around(
    _space: Workspace,
    state: GraphState,  # noqa: ARG001 - the key
    entity_id: str,
    values: bool,
) -> EntitySurroundings | None:
    found = load_neighbourhood(_space.store, entity_id, _space.where, values=values)
    if found is None:
        return None
    return EntitySurroundings(found, load_relations(_space.store, found, _space.where))


def _show_search(space: Workspace, state: GraphState) -> None:
    name = st.text_input("Find an entity", placeholder="A name, or part of one", key="entity name")
    if name.strip():
        views = [(view.entity.id, view.name, view.passages) for view in find_entities(space.store, name, space.where)]
        if not views:
            st.info("There is no entity with that name.", icon=":material/search_off:")
            return
    else:
        views = list(_frequent(space, state))
        st.caption("Mentioned most often:")
    with st.container(horizontal=True, gap="small"):
        for identity, title, passages in views:
            st.button(
                f"{escape_label(title, 50)} · {passages}",
                key=f"entity {identity}",
                on_click=choose_entity,
                args=(identity,),
            )


@st.cache_data(max_entries=4, show_spinner=False)
def _frequent(
    _space: Workspace,
    state: GraphState,  # noqa: ARG001 - the key
) -> tuple[tuple[str, str, int], ...]:
    def weight(view: EntityView) -> tuple[int, str]:
        return view.passages, view.entity.id

    views = _space.store.entities(where=_space.where)
    named = (view for view in views if view.is_name and not is_value(view))
    most = heapq.nlargest(FREQUENT_ENTITIES, named, key=weight)
    return tuple((view.entity.id, view.name, view.passages) for view in most)


def choose_entity(entity_id: str) -> None:
    """Make an entity the centre of the graph."""
    st.session_state["entity"] = entity_id
    close_passage()


def _choose_named(space: Workspace, name: str) -> None:
    if found := find_entities(space.store, name, space.where):
        choose_entity(found[0].entity.id)


def _show_entity(space: Workspace, around: EntitySurroundings, state: GraphState) -> None:
    neighbourhood, relations = around.neighbourhood, around.relations
    st.divider()
    left, right = st.columns([3, 2], gap="large")
    with left:
        _show_facts(neighbourhood)
        picture = draw_neighbourhood(neighbourhood, relations)
        chart = st.echarts_chart(
            echarts_option(picture),
            height=460,
            key=f"around {neighbourhood.view.entity.id}",
            on_select=close_passage,
            alt="The entity and its neighbours, each in the colour of its kind",
        )
        st.toggle("Show dates and amounts", key=VALUES_KEY)
        show_entity_path(space, neighbourhood.view, state)
    node, edge = find_clicked_node(picture, chart), find_clicked_edge(picture, chart)
    with right:
        if show_chosen_passage(space):
            return
        ends = {neighbourhood.view.entity.id} if node is None else {node.id}
        pair = {edge.source, edge.target} if edge is not None else set()
        if pair:
            _show_relations([one for one in relations if pair == {one.view.subject_id, one.view.object_id}])
        else:
            _show_relations([one for one in relations if ends & {one.view.subject_id, one.view.object_id}])
        other = next((end for end in pair if end != neighbourhood.view.entity.id), node.id if node else "")
        _show_passages(neighbourhood, other)


def _show_facts(neighbourhood: EntityNeighbourhood) -> None:
    view = neighbourhood.view
    kind = f" · {escape_label(view.kind)}" if view.kind else ""
    st.subheader(f"{escape_label(view.name)}{kind}", anchor=False)
    others = [alias for alias in view.aliases if alias != view.name]
    called = f"Also called {escape_label(', '.join(others), 300)}. " if others else ""
    st.caption(
        f"{called}{count_noun(view.mentions, 'mention')} in {count_noun(view.passages, 'passage')}, "
        f"{count_noun(len(neighbourhood.neighbours), 'neighbour')}."
    )
    for fragment in view.descriptions[:MAX_DESCRIPTIONS_SHOWN]:
        st.html(f'<div class="gl-text">{escape_html(fragment.text)}</div>')


def _show_relations(relations: Sequence[NamedRelation]) -> None:
    for number, one in enumerate(relations[:MAX_RELATIONS_SHOWN]):
        said = f"{escape_label(one.subject)} – *{escape_label(one.view.predicate)}* – {escape_label(one.object)}"
        with st.expander(said, icon=":material/arrow_forward:"):
            if one.view.origin == BY_HAND:
                st.caption("Stated by hand.")
            if one.view.passage is None:
                continue
            offer_passage(one.view.passage, f"relation {number}")
            st.html(f'<div class="gl-text">{escape_html(one.view.quote)}</div>')
    if len(relations) > MAX_RELATIONS_SHOWN:
        st.caption(describe_rest(len(relations) - MAX_RELATIONS_SHOWN))


def _show_passages(neighbourhood: EntityNeighbourhood, other: str) -> None:
    """Show the passages that mention the entity, or it and another one, given by id."""
    beside = next((neighbour for neighbour in neighbourhood.neighbours if neighbour.id == other), None)
    names = [neighbourhood.view.name, *neighbourhood.view.aliases]
    if beside is None:
        st.markdown(f"**Passages that mention {escape_label(neighbourhood.view.name)}**")
        passages = list(neighbourhood.passages)
    else:
        names.append(beside.name)
        st.markdown(
            f"**Passages that mention {escape_label(neighbourhood.view.name)} and {escape_label(beside.name)}**"
        )
        st.button(
            "Move to the centre", icon=":material/adjust:", key="centre", on_click=choose_entity, args=(beside.id,)
        )
        passages = [passage for passage in neighbourhood.passages if passage.id in beside.passages]
    for passage in passages[:MAX_PASSAGES_SHOWN]:
        with st.container(border=True):
            offer_passage(passage, "mention")
            st.html(f'<div class="gl-text">{mark_names(passage, names, EXCERPT_CHARS)}</div>')
    if len(passages) > MAX_PASSAGES_SHOWN:
        st.caption(describe_rest(len(passages) - MAX_PASSAGES_SHOWN))


PAGE = PageSpec("graph", "Graph", ":material/hub:", 30, page, role=Role.READER)
