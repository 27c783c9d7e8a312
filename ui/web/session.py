"""The workspace of the pages, shared by all sessions of the process: one per settings and version of the embedder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import streamlit as st

from graph.errors import GraphloopError
from ui.settings import Settings, load_settings
from ui.tuned_models import TunedModels
from ui.web.markup import escape_label
from ui.web.page_hints import reword_hint
from ui.workspace import Workspace

_flags: dict[str, Any] = {}


def set_flags(data_dir: Path | None, collection: str | None) -> None:
    """Apply the flags of the command to every page of this process."""
    _flags.update(data_dir=data_dir, collection=collection)


def current_workspace() -> Workspace:
    """Return the workspace of the current settings, with the version of the embedder that is in use."""
    settings = load_settings(**_flags)
    return _opened(settings, TunedModels(settings).current())


@st.cache_resource(show_spinner=False, hash_funcs={Settings: hash})
def _opened(settings: Settings, version: str) -> Workspace:
    # Never closed: a thread may still be writing an answer with the previous settings.
    return Workspace(settings, version)


@contextmanager
def show_errors() -> Iterator[None]:
    """Show an error raised inside as one line with its hint."""
    try:
        yield
    except GraphloopError as error:
        show_error(error)
    except Exception as error:  # noqa: BLE001 - last resort of a page: a bug becomes a line
        show_error(
            GraphloopError(
                f"unexpected {type(error).__name__}: {error}", "reload the page; if it happens again, please report it"
            )
        )


def call_safely(action: Callable[..., object], *arguments: object) -> None:
    """Run a callback; an error is shown on the page."""
    with show_errors():
        action(*arguments)


def show_error(error: GraphloopError) -> None:
    """Show an error as one line with its hint."""
    hint = f"  \n*{escape_label(reword_hint(error.hint), 400)}*" if error.hint else ""
    st.error(f"{escape_label(error.message, 400)}{hint}", icon=":material/error:")
