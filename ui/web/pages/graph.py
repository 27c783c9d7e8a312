"""Entities: search, names, passages that mention one, and its neighbours."""

from __future__ import annotations

import heapq

import streamlit as st

from graph.types import EntityView, Passage
from rag.answer.quotes import locate
from ui.neighbours import Surrounded, drawing, find, surrounded
from ui.web.draw import Node, clicked, option, passage_name
from ui.web.markup import escaped, label
from ui.web.session import opened
from ui.workspace import Workspace

FREQUENT = 12
PASSAGES = 10


def page() -> None:
    """Show a search, and the chosen entity."""
    space = opened()
    st.header("Graph", anchor=False)
    about = space.store.about()
    if not about.entities:
        st.info("Nothing has been read yet. Add documents first.", icon=":material/info:")
        return
    st.caption(f"{about.entities} entities, {about.mentions} mentions, {about.relations} relations")
    _search(space, about.revision)
    chosen = st.session_state.get("entity", "")
    found = surrounded(space.store, chosen, space.where) if chosen else None
    if found is not None:
        _entity(found)


def _search(space: Workspace, revision: int) -> None:
    name = st.text_input("Find an entity", placeholder="A name, or part of one", key="entity name")
    if name.strip():
        views = [(one.entity.id, one.name, one.passages) for one in find(space.store, name, space.where)]
        if not views:
            st.info("No entity is called so.", icon=":material/search_off:")
            return
    else:
        views = list(_frequent(space, str(space.settings.data_dir), space.settings.collection, revision))
        st.caption("Named most often:")
    with st.container(horizontal=True, gap="small"):
        for identity, title, passages in views:
            st.button(f"{label(title, 50)} · {passages}", key=f"entity {identity}", on_click=choose, args=(identity,))


@st.cache_data(max_entries=4, show_spinner=False)
def _frequent(_space: Workspace, folder: str, collection: str, revision: int) -> tuple[tuple[str, str, int], ...]:  # noqa: ARG001 - the key
    def weight(view: EntityView) -> tuple[int, str]:
        return view.passages, view.entity.id

    most = heapq.nlargest(FREQUENT, _space.store.entities(where=_space.where), key=weight)
    return tuple((one.entity.id, one.name, one.passages) for one in most)


def choose(entity_id: str) -> None:
    """Make an entity the centre of the graph."""
    st.session_state["entity"] = entity_id


def _entity(found: Surrounded) -> None:
    view = found.view
    st.divider()
    left, right = st.columns([3, 2], gap="large")
    with left:
        kind = f" · {label(view.entity.kind)}" if view.entity.kind else ""
        st.subheader(f"{label(view.name)}{kind}", anchor=False)
        others = [alias for alias in view.aliases if alias != view.name]
        called = f"Also called {label(', '.join(others), 300)}. " if others else ""
        st.caption(f"{called}{view.mentions} mentions in {view.passages} passages, {len(found.neighbours)} neighbours.")
        picture = drawing(found)
        key = f"around {view.entity.id}"
        alt = "The entity and its neighbours"
        node = clicked(picture, st.echarts_chart(option(picture), height=460, key=key, on_select="rerun", alt=alt))
    with right:
        _passages(found, node)


def _passages(found: Surrounded, node: Node | None) -> None:
    beside = next((one for one in found.neighbours if node is not None and one.id == node.id), None)
    names = [found.view.name, *found.view.aliases]
    if beside is None:
        st.markdown(f"**Where {label(found.view.name)} stands**")
        passages = list(found.passages)
    else:
        names.append(beside.name)
        st.markdown(f"**{label(found.view.name)} beside {label(beside.name)}**")
        st.button("Put it in the middle", icon=":material/adjust:", key="centre", on_click=choose, args=(beside.id,))
        passages = [one for one in found.passages if one.id in beside.passages]
    for passage in passages[:PASSAGES]:
        with st.container(border=True):
            st.caption(label(passage_name(passage)))
            st.html(f'<div class="gl-text">{marked(passage, names)}</div>')
    if len(passages) > PASSAGES:
        st.caption(f"and {len(passages) - PASSAGES} more")


def marked(passage: Passage, names: list[str]) -> str:
    """Return the HTML of a passage with the first occurrence of each name marked."""
    spans = sorted({found for name in names if (found := locate(name, passage.text)) is not None})
    parts, last = [], 0
    for start, end in spans:
        if start >= last:
            parts += [escaped(passage.text[last:start]), f"<mark>{escaped(passage.text[start:end])}</mark>"]
            last = end
    return "".join([*parts, escaped(passage.text[last:])])
