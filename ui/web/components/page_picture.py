"""The picture of a page of a PDF, kept while it is likely to be looked at again."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from ui.web.page_image import PageImage, RenderFailure, render_page_image

RETRY_SECONDS = 60.0
"""Seconds after which rendering a failed page is tried again."""


def load_picture(file: Path, page: int, quote: str = "") -> PageImage | RenderFailure:
    """Return a page of a file, counted from 1, with the words of a quote marked; or why it cannot be shown."""
    try:
        changed = file.stat().st_mtime_ns
    except OSError as error:
        return RenderFailure(f"its file cannot be read: {error.strerror}")
    return _render_or_failure(file, changed, page, quote)


class _FailedError(Exception):
    """Carries a failure past the cache, which keeps only successes."""

    def __init__(self, why: RenderFailure) -> None:
        super().__init__(why.reason)
        self.why = why


@st.cache_data(max_entries=32, ttl=RETRY_SECONDS, show_spinner=False)
def _render_or_failure(file: Path, changed: int, page: int, quote: str) -> PageImage | RenderFailure:
    try:
        return _render_cached(file, changed, page, quote)
    except _FailedError as failed:
        return failed.why


@st.cache_data(max_entries=32, show_spinner="Rendering the page")
def _render_cached(file: Path, changed: int, page: int, quote: str) -> PageImage:  # noqa: ARG001 - `changed` is part of the key
    picture = render_page_image(file, page, quote)
    if isinstance(picture, RenderFailure):
        raise _FailedError(picture)
    return picture
