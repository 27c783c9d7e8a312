"""The workspace of the pages: one per state of the settings, shared by all sessions of the process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import streamlit as st

from graph.errors import GraphloopError
from ui.settings import Settings, load
from ui.web.markup import label
from ui.workspace import Workspace

_flags: dict[str, Any] = {}


def start_with(data_dir: Path | None, collection: str | None) -> None:
    """Apply the flags of the command to every page of this process."""
    _flags.update(data_dir=data_dir, collection=collection)


def opened() -> Workspace:
    """Return the workspace of the current settings."""
    return _opened(load(**_flags))


@st.cache_resource(show_spinner=False, hash_funcs={Settings: hash})
def _opened(settings: Settings) -> Workspace:
    # Never closed: a thread may still be writing an answer with the previous settings.
    return Workspace(settings)


@contextmanager
def faults_told() -> Iterator[None]:
    """Show an error raised inside as one line with its hint."""
    try:
        yield
    except GraphloopError as error:
        tell(error)
    except Exception as error:  # noqa: BLE001 - last resort of a page: a bug becomes a line
        tell(GraphloopError(f"unexpected {type(error).__name__}: {error}", "reload the page; if it stays, report it"))


def safely(action: Callable[..., object], *arguments: object) -> None:
    """Run a callback; an error is shown on the page."""
    with faults_told():
        action(*arguments)


def tell(error: GraphloopError) -> None:
    """Show an error as one line with its hint."""
    hint = f"  \n*{label(error.hint, 400)}*" if error.hint else ""
    st.error(f"{label(error.message, 400)}{hint}", icon=":material/error:")
