"""An opened document: its text part by part, its passages, the names in it, and what it is linked with."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import streamlit as st

from graph.text.counting import count_noun
from graph.types import Document, Passage
from ui.document_contents import DocumentContents, read_contents
from ui.document_links import DocumentLink, DocumentName, Link, find_links
from ui.document_parts import TextPart, cut_parts, find_part
from ui.file_list import FileRow
from ui.file_states import UNREADABLE, FileStates, read_file_states
from ui.web.components import removing
from ui.web.components.document_address import PART_PARAMETER, close_document, open_document, read_part
from ui.web.components.document_tags import show_tags
from ui.web.components.page_picture import load_picture
from ui.web.components.passage_page import close_passage, offer_passage, show_chosen_passage
from ui.web.document_html import render_document
from ui.web.graph_state import GraphState, read_graph_state
from ui.web.markup import describe_rest, escape_html, escape_label, render_context
from ui.web.page_image import RenderFailure
from ui.web.sizes import format_size
from ui.workspace import Workspace

VIEWS = ("Text", "Passages", "Names", "Links")
VIEW_KEY = "document view"
PICTURE_KEY = "document picture"
PASSAGES_SHOWN = 20
NAMES_SHOWN = 60
LINKS_SHOWN = 20
LINK_HEADINGS: dict[Link, str] = {
    "attached to": "Attached to",
    "attachment": "Attachments",
    "same file": "From the same file",
    "names": "Files that it names",
    "named by": "Documents that name it",
}


def show_document(space: Workspace, document: Document, files: Sequence[FileRow]) -> None:
    """Show a document of a collection with these files."""
    state = read_graph_state(space, space.store.about().revision)
    contents, states = _contents(space, state, document.id), read_file_states(space)
    st.button("All documents", icon=":material/arrow_back:", type="tertiary", key="all documents", on_click=_leave)
    own = next((file for file in files if file.source == document.source), None)
    _show_head(document, own, contents, states)
    show_tags(space, document, tuple(tag for file in files for tag in file.tags))
    names = [name for file in files for name in file.documents]
    links = _links(space, state, document, names, states, document.id)
    counts = dict(zip(VIEWS, ("", len(contents.passages), len(contents.entities), len(links)), strict=True))
    view = st.segmented_control(
        "What is shown of it",
        VIEWS,
        default=VIEWS[0],
        required=True,
        key=VIEW_KEY,
        label_visibility="collapsed",
        format_func=lambda name: f"{name} ({counts[name]})" if counts[name] != "" else name,
    )
    if view == "Passages":
        _show_passages(space, document, contents)
    elif view == "Names":
        _show_names(contents)
    elif view == "Links":
        _show_links(links)
    else:
        _show_text(document)
    st.divider()
    removing.offer_removal(space, [document.id], "Remove this document …")


def _leave() -> None:
    close_passage()
    close_document()


def _show_head(document: Document, own: FileRow | None, contents: DocumentContents, states: FileStates) -> None:
    st.subheader(escape_label(document.title or Path(document.source).name, 160), anchor=False)
    facts = [
        escape_label(Path(document.source).name, 120),
        escape_label(document.locator, 80),
        document.meta.format,
        format_size(own.size) if own is not None and own.size else "",
        count_noun(len(document.meta.pages), "page") if document.meta.pages else "",
        count_noun(len(contents.passages), "passage"),
        f"dated {document.meta.date}" if document.meta.date else "",
    ]
    st.caption(" · ".join(filter(None, facts)))
    if document.source in states.unreadable:
        st.warning(f"{UNREADABLE[0].upper()}{UNREADABLE[1:]}: this is its former text.", icon=":material/warning:")
    if copies := states.also_in(document.source):
        names = ", ".join(Path(other).name for other in copies)
        st.caption(f":material/content_copy: The same content is also in {escape_label(names, 300)}.")


def _show_text(document: Document) -> None:
    """Show one part of the text, with a choice of parts if there are several, and the page of a PDF on request."""
    if not document.text.strip():
        st.caption("This document has no text.")
        return
    parts = cut_parts(document)
    number = min(max(read_part(), 1), len(parts))
    if len(parts) > 1:
        _show_choice(document, parts, number)
    part = parts[number - 1]
    has_pictures = document.meta.format == "pdf" and part.page > 0
    if has_pictures and st.toggle("Show the original page beside the text", key=PICTURE_KEY):
        text, picture = st.columns([1, 1], gap="large")
        with picture:
            _show_picture(document, part.page)
    else:
        text = st.container()
    shown = document.text[part.start : part.end].strip()
    with text:
        st.html(render_document(document, part.start, part.end) if shown else "<p>This page has no text.</p>")
        if number < len(parts) and shown:
            _offer_part("Next", number + 1, place="below")


def _show_choice(document: Document, parts: Sequence[TextPart], number: int) -> None:
    key = f"part of {document.id}"
    st.session_state[key] = number
    with st.container(horizontal=True, vertical_alignment="bottom", key="parts"):
        st.selectbox(
            f"Part of {len(parts)}",
            range(1, len(parts) + 1),
            key=key,
            format_func=lambda one: parts[one - 1].label,
            on_change=lambda: _turn_to(st.session_state[key]),
            width=420,
            label_visibility="collapsed",
        )
        _offer_part("Previous", number - 1, number == 1)
        _offer_part("Next", number + 1, number == len(parts))


def _offer_part(label: str, number: int, disabled: bool = False, place: str = "above") -> None:
    icon = ":material/arrow_back:" if label == "Previous" else ":material/arrow_forward:"
    turn = partial(_turn_to, number)
    st.button(label, key=f"{label} {place}", icon=icon, disabled=disabled, on_click=turn)


def _turn_to(number: int) -> None:
    st.query_params[PART_PARAMETER] = str(number)


def _show_picture(document: Document, page: int) -> None:
    picture = load_picture(Path(document.source), page)
    if isinstance(picture, RenderFailure):
        st.caption(f":material/info: The page cannot be shown: {escape_label(picture.reason, 300)}.")
    else:
        st.image(picture.png, width="stretch")


def _show_passages(space: Workspace, document: Document, contents: DocumentContents) -> None:
    """Show the passages, some at a time, and the chosen one in its place."""
    parts = cut_parts(document)
    most = st.session_state.get(f"passages of {document.id}", PASSAGES_SHOWN)
    left, right = st.columns([3, 2], gap="large")
    with right:
        show_chosen_passage(space)
    with left:
        for passage in contents.passages[:most]:
            with st.container(border=True, horizontal=False):
                with st.container(horizontal=True, horizontal_alignment="distribute"):
                    offer_passage(passage, "document", _name_passage(passage))
                    part = find_part(parts, passage.start) + 1
                    st.button(
                        "Read on from here",
                        key=f"read {passage.id}",
                        type="tertiary",
                        icon=":material/menu_book:",
                        on_click=_read_on,
                        args=(part,),
                    )
                st.html(f'{render_context(passage.context)}<div class="gl-text">{escape_html(passage.text)}</div>')
        _offer_more(f"passages of {document.id}", most, len(contents.passages), "passage")


def _name_passage(passage: Passage) -> str:
    return f"Passage {passage.ordinal + 1}" + (f", page {passage.page}" if passage.page else "")


def _read_on(part: int) -> None:
    st.session_state[VIEW_KEY] = VIEWS[0]
    _turn_to(part)


def _offer_more(key: str, most: int, count: int, noun: str) -> None:
    if count > most:
        more = min(PASSAGES_SHOWN, count - most)
        st.button(
            f"Show {count_noun(more, f'more {noun}')} of {count}",
            key=f"more {key}",
            type="tertiary",
            icon=":material/expand_more:",
            on_click=partial(st.session_state.__setitem__, key, most + more),
        )


def _show_names(contents: DocumentContents) -> None:
    if not contents.entities:
        st.caption("No name was found in it.")
        return
    st.caption("The number says in how many of its passages a name is. A click leads to the name in the graph.")
    with st.container(horizontal=True, gap="small"):
        for entity in contents.entities[:NAMES_SHOWN]:
            kind = f" · {escape_label(entity.kind, 30)}" if entity.kind else ""
            count = f" · {entity.passages}" if entity.passages else ""
            if st.button(f"{escape_label(entity.name, 50)}{kind}{count}", key=f"name {entity.id}"):
                st.session_state["entity"] = entity.id
                close_passage()
                st.switch_page(st.session_state["pages"]["graph"])
    if len(contents.entities) > NAMES_SHOWN:
        st.caption(describe_rest(len(contents.entities) - NAMES_SHOWN))


def _show_links(links: Sequence[DocumentLink]) -> None:
    if not links:
        st.caption("It names no other file here, and no other document names it.")
    for how, heading in LINK_HEADINGS.items():
        linked = [link.other for link in links if link.how == how]
        if not linked:
            continue
        st.markdown(f"**{heading}**")
        for other in linked[:LINKS_SHOWN]:
            st.button(
                _label(other),
                key=f"{how} {other.id}",
                type="tertiary",
                icon=":material/description:",
                on_click=_visit,
                args=(other.id,),
            )
        if len(linked) > LINKS_SHOWN:
            st.caption(describe_rest(len(linked) - LINKS_SHOWN))


def _visit(document_id: str) -> None:
    close_passage()
    st.session_state.pop(VIEW_KEY, None)
    open_document(document_id)


def _label(other: DocumentName) -> str:
    file = Path(other.source)
    same = other.title in ("", file.name, file.stem)
    return escape_label(file.name if same else f"{other.title} – {file.name}", 120)


@st.cache_data(max_entries=8, show_spinner=False)
def _contents(
    _space: Workspace,
    state: GraphState,  # noqa: ARG001 - the key
    document_id: str,
) -> DocumentContents:
    return read_contents(_space.store, document_id, _space.where)


@st.cache_data(max_entries=8, show_spinner=False)
def _links(
    _space: Workspace,
    state: GraphState,  # noqa: ARG001 - the key
    _document: Document,
    _names: Sequence[DocumentName],
    states: FileStates,
    document_id: str,  # noqa: ARG001 - the key
) -> list[DocumentLink]:
    return find_links(_document, _names, states, _space.store, _space.where)
