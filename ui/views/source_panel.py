"""The source of a citation: its words in the text around them, and on the page of a PDF."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from graph.model import Document, Passage, Where
from rag.model import Answer, Citation
from ui.draw import passage_name
from ui.markup import escaped, label
from ui.page_image import PageImage, page_image
from ui.source import Surroundings, flowing, surroundings
from ui.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a reader wants to see: a passage of an answer, and the citation of it that has this place (-1: none)."""

    exchange_id: str
    passage_id: str
    place: int = -1


def show_source(space: Workspace, answer: Answer, chosen: Chosen) -> None:
    """The panel beside the conversation."""
    passage = next((hit.passage for hit in answer.hits if hit.passage.id == chosen.passage_id), None)
    if passage is None:
        return
    citation = answer.citations[chosen.place] if 0 <= chosen.place < len(answer.citations) else None
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        number = f"{citation.marker} · " if citation else ""
        st.markdown(f"**{number}{label(passage_name(passage))}**", width="content")
        st.button("", icon=":material/close:", type="tertiary", help="Close", key="close source", on_click=_close)
    if citation is not None and citation.start < 0:
        st.warning("The passage does not bear out what the answer says here.", icon=":material/warning:")
    document = next(iter(space.store.documents(_only(space, passage))), None)
    if document is not None and document.title and document.title != Path(document.source).stem:
        st.caption(label(document.title, 160))
    _body(document, passage, citation)


def _only(space: Workspace, passage: Passage) -> Where:
    return Where(collection=space.settings.collection, documents=(passage.document_id,))


def _body(document: Document | None, passage: Passage, citation: Citation | None) -> None:
    around = surroundings(document, passage, citation)
    picture = _picture(document, passage, around)
    if document is not None and document.meta.format == "pdf":
        around = flowing(around)
    if picture is not None:
        text, page = st.tabs(["Text", f"Page {passage.page}"])
        with page:
            st.image(picture.png, width="stretch")
            if around.quote and not picture.marked:
                st.caption("The words could not be found on the page as the file is now.")
        with text:
            st.html(_text(around))
    else:
        st.html(_text(around))
    if around.note:
        st.caption(f":material/info: {around.note[0].upper()}{around.note[1:]}.")


def _text(around: Surroundings) -> str:
    mark = f"<mark>{escaped(around.quote)}</mark>" if around.quote else ""
    passage = f'<span class="gl-passage">{escaped(around.lead)}{mark}{escaped(around.rest)}</span>'
    far = [f'<span class="gl-far">{escaped(part)}</span>' for part in (around.before, around.after)]
    return f'<div class="gl-text">{far[0]}{passage}{far[1]}</div>'


def _picture(document: Document | None, passage: Passage, around: Surroundings) -> PageImage | None:
    if document is None or document.meta.format != "pdf" or not passage.page:
        return None
    file = Path(passage.source)
    try:
        changed = file.stat().st_mtime_ns
    except OSError:
        return None
    return _page_image(file, changed, passage.page, around.quote)


@st.cache_data(max_entries=32, show_spinner="Drawing the page")
def _page_image(file: Path, changed: int, page: int, quote: str) -> PageImage | None:  # noqa: ARG001 - `changed` is part of the key
    return page_image(file, page, quote)


def _close() -> None:
    st.session_state.pop("source", None)
