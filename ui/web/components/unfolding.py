"""Parts of an answer that are shown in full only when a reader asks for it."""

from __future__ import annotations

from functools import partial

import streamlit as st

from rag.conversations import Exchange


def is_open(part: str, exchange: Exchange) -> bool:
    """Whether a reader asked for all of a part."""
    return bool(st.session_state.get(f"open {part} {exchange.id}"))


def offer_rest(part: str, exchange: Exchange, label: str) -> None:
    """Show a button that shows the rest of a part, or hides it again."""
    shown = is_open(part, exchange)
    st.button(
        "Show less" if shown else label,
        key=f"rest {part} {exchange.id}",
        type="tertiary",
        icon=":material/unfold_less:" if shown else ":material/unfold_more:",
        on_click=partial(st.session_state.__setitem__, f"open {part} {exchange.id}", not shown),
    )
