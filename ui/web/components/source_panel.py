"""Shows the source of a citation: the quote in its context, and on the page of a PDF."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from graph.types import Document, Filter, Passage
from rag.types import Answer, Citation
from ui.document_parts import cut_parts, find_part
from ui.file_states import UNREADABLE, read_file_states
from ui.web.components.document_address import read_document, visit_document
from ui.web.components.page_picture import load_picture
from ui.web.draw import passage_name
from ui.web.markup import escape_html, escape_label
from ui.web.page_image import PageImage, RenderFailure
from ui.web.source import QuoteContext, find_context, join_lines
from ui.workspace import Workspace


@dataclass(frozen=True, slots=True)
class SourceSelection:
    """The source to show: a passage of an answer, and the index of the citation to mark (-1: none)."""

    exchange_id: str
    passage_id: str
    citation_index: int = -1


def show_source(space: Workspace, answer: Answer, chosen: SourceSelection) -> None:
    """Show the panel beside the conversation."""
    hits = (*answer.hits, *answer.hidden)
    passage = next((hit.passage for hit in hits if hit.passage.id == chosen.passage_id), None)
    if passage is None:
        return
    citation = answer.citations[chosen.citation_index] if 0 <= chosen.citation_index < len(answer.citations) else None
    _show_panel(space, passage, citation, _close)


def show_passage(space: Workspace, passage: Passage, close: Callable[[], None]) -> None:
    """Show a passage marked in its document, and on the page of a PDF, with a button that calls `close`."""
    _show_panel(space, passage, Citation(0, passage.id, passage.text, 0, len(passage.text)), close)


def _show_panel(space: Workspace, passage: Passage, citation: Citation | None, close: Callable[[], None]) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        number = f"{citation.marker} · " if citation and citation.marker else ""
        st.markdown(f"**{number}{escape_label(passage_name(passage))}**", width="content")
        st.button("", icon=":material/close:", type="tertiary", help="Close", key="close source", on_click=close)
    if passage.hidden:
        st.warning(
            "This text is hidden in the document: readers of the file do not see it.", icon=":material/visibility_off:"
        )
    if citation is not None and citation.start < 0:
        st.warning("This passage does not support what the answer says here.", icon=":material/warning:")
    document = next(iter(space.store.documents(_only(space, passage))), None)
    if document is not None and document.title and document.title != Path(document.source).stem:
        st.caption(escape_label(document.title, 160))
    _show_file(space, document, passage)
    if document is not None:
        _offer_document(document, passage)
    _show_body(document, passage, citation)


def _offer_document(document: Document, passage: Passage) -> None:
    """Show a button that opens the document where the passage stands, unless it is open."""
    if read_document() == document.id:
        return
    if st.button("Open the document", icon=":material/menu_book:", type="tertiary", key="open document"):
        visit_document(document.id, find_part(cut_parts(document), passage.start) + 1)


def _only(space: Workspace, passage: Passage) -> Filter:
    return Filter(collection=space.settings.collection, documents=(passage.document_id,))


def _show_file(space: Workspace, document: Document | None, passage: Passage) -> None:
    """Show the date of the document, and what a reader should know of its file."""
    source = document.source if document is not None else passage.source
    states = read_file_states(space)
    if source in states.unreadable:
        st.warning(f"{UNREADABLE[0].upper()}{UNREADABLE[1:]}: this is its former text.", icon=":material/warning:")
    date = document.meta.date if document is not None else passage.date
    names = ", ".join(Path(other).name for other in states.also_in(source))
    told = [f"dated {date}" if date else "", f"also in {escape_label(names, 160)}" if names else ""]
    if any(told):
        st.caption(" · ".join(filter(None, told)))


def _show_body(document: Document | None, passage: Passage, citation: Citation | None) -> None:
    around = find_context(document, passage, citation)
    quote = around.quote
    is_pdf = document is not None and document.meta.format == "pdf"
    if is_pdf:
        around = join_lines(around)
    # The text is shown while the page is rendered, and stays if rendering fails.
    slot = st.empty()
    with slot:
        st.html(_render_text(around, passage.context))
    if document is not None and is_pdf and passage.page:
        picture = load_picture(Path(document.source), passage.page, quote)
        if isinstance(picture, RenderFailure):
            st.caption(f":material/info: The page cannot be shown: {escape_label(picture.reason, 300)}.")
        else:
            with slot.container():
                _show_tabs(around, picture, passage)
    if around.note:
        st.caption(f":material/info: {around.note[0].upper()}{around.note[1:]}.")


def _show_tabs(around: QuoteContext, picture: PageImage, passage: Passage) -> None:
    text, page = st.tabs(["Text", f"Page {passage.page}"])
    with page:
        st.image(picture.png, width="stretch")
        if around.quote and not picture.marked:
            st.caption("These words are not on the page; the file may have changed.")
    with text:
        st.html(_render_text(around, passage.context))


def _render_text(around: QuoteContext, context: str) -> str:
    mark = f"<mark>{escape_html(around.quote)}</mark>" if around.quote else ""
    passage = f'<span class="gl-passage">{escape_html(around.lead)}{mark}{escape_html(around.rest)}</span>'
    far = [f'<span class="gl-far">{escape_html(part)}</span>' for part in (around.before, around.after)]
    above = f'<div class="gl-far">{escape_html(context)}</div>' if context else ""
    return f'<div class="gl-text">{above}{far[0]}{passage}{far[1]}</div>'


def _close() -> None:
    st.session_state.pop("source", None)
