"""The workspace of the pages: one for each state of the settings, shared by every session of the process."""

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
    """Let the flags of the command hold for every page of this process."""
    _flags.update(data_dir=data_dir, collection=collection)


def opened() -> Workspace:
    """The workspace of the settings as they are now."""
    return _opened(load(**_flags))


@st.cache_resource(show_spinner=False, hash_funcs={Settings: hash})
def _opened(settings: Settings) -> Workspace:
    # Never closed: a thread may still be writing an answer with the settings of before.
    return Workspace(settings)


@contextmanager
def faults_told() -> Iterator[None]:
    """Show a failure in one line with its hint in the place of what would have come."""
    try:
        yield
    except GraphloopError as error:
        tell(error)
    except Exception as error:  # noqa: BLE001 - the last stop of a page: a fault of ours becomes a line
        tell(GraphloopError(f"unexpected {type(error).__name__}: {error}", "reload the page; if it stays, report it"))


def safely(action: Callable[..., object], *arguments: object) -> None:
    """Do what a click asks for; a failure is told on the page."""
    with faults_told():
        action(*arguments)


def tell(error: GraphloopError) -> None:
    """A failure as one line with its hint."""
    hint = f"  \n*{label(error.hint, 400)}*" if error.hint else ""
    st.error(f"{label(error.message, 400)}{hint}", icon=":material/error:")
