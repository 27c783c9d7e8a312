"""Opens a passage of the graph in its document: a button that names it, and the panel with its page."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from graph.types import Passage
from rag.answer.quotes import locate_quote
from ui.web.components.source_panel import show_passage
from ui.web.draw import passage_name
from ui.web.markup import escape_html, escape_label
from ui.workspace import Workspace

PASSAGE_KEY = "graph passage"
"""Session key of the id of the passage that is shown."""


def offer_passage(passage: Passage, place: str, label: str = "") -> None:
    """Show a button that opens a passage; `place` tells it from others of the same passage."""
    st.button(
        label or escape_label(passage_name(passage)),
        key=f"passage {place} {passage.id}",
        type="tertiary",
        icon=":material/description:",
        help="Open the page",
        on_click=partial(st.session_state.__setitem__, PASSAGE_KEY, passage.id),
    )


def show_chosen_passage(space: Workspace) -> bool:
    """Show the chosen passage until it is closed; False if there is none."""
    chosen = st.session_state.get(PASSAGE_KEY)
    passage = next(iter(space.store.passages([chosen], space.where)), None) if chosen else None
    if passage is None:
        return False
    with st.container(key="source"):
        show_passage(space, passage, close_passage)
    return True


def mark_names(passage: Passage, names: Sequence[str], longest: int) -> str:
    """Return the HTML of a passage with the first occurrence of each name marked.

    Of a passage of more than `longest` characters, about so many from shortly before the first name.
    """
    text = passage.text
    spans = sorted({span for name in names if (span := locate_quote(name, text)) is not None})
    first, until = _excerpt(text, spans[0][0] if spans else 0, longest)
    parts, last = ["… " if first else ""], first
    for start, end in spans:
        if last <= start and end <= until:
            parts += [escape_html(text[last:start]), f"<mark>{escape_html(text[start:end])}</mark>"]
            last = end
    return "".join([*parts, escape_html(text[last:until]), " …" if until < len(text) else ""])


def _excerpt(text: str, start: int, longest: int) -> tuple[int, int]:
    """Return where an excerpt around a place begins and ends, both between words."""
    if len(text) <= longest:
        return 0, len(text)
    first = max(0, start - longest // 4)
    first = text.rfind(" ", 0, first) + 1 if first else 0
    until = text.find(" ", min(len(text), first + longest))
    return first, until if until >= 0 else len(text)


def close_passage() -> None:
    """Show no passage any more."""
    st.session_state.pop(PASSAGE_KEY, None)
