"""Page."""

from __future__ import annotations

import streamlit as st


def page() -> None:
    """Page."""
    st.title("settings")
