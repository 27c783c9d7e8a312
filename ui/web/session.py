"""The workspace of the pages, shared by all sessions of the process: one per settings and version of the embedder.

Where there are readers, each has a workspace of their own, and a session has none until one of them signs in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import streamlit as st

from graph.errors import AccessDenied, GraphloopError
from ui.access.audit import JOURNAL, AuditLog
from ui.access.reader import Reader, Role
from ui.access.reader_book import ReaderBook
from ui.access.reader_workspace import ReaderWorkspace, record
from ui.settings import Settings, load_settings
from ui.tuned_models import TunedModels
from ui.web.markup import escape_label
from ui.web.page_hints import reword_hint
from ui.web.sign_ins import SIGN_INS, reader_cookie
from ui.web.try_limit import TryLimit
from ui.workspace import Workspace

READER_KEY = "reader"
"""Session key of the id of the reader who is signed in."""

SIGN_IN_KEY = "sign-in"
"""Session key of the key of the sign-in, by which a reader is known after a reload and in other tabs too."""

TICKET_KEY = "ticket"
"""Session key of the ticket for which the browser is given the cookie of a sign-in."""

SHOWN_KEY = "reader as shown"
"""Session key of the reader whom the page was shown to."""

_flags: dict[str, Any] = {}
_tries = TryLimit()


def set_flags(data_dir: Path | None, collection: str | None) -> None:
    """Apply the flags of the command to every page of this process."""
    _flags.update(data_dir=data_dir, collection=collection)


def current_workspace(needs: Role = Role.READER) -> Workspace:
    """Return the workspace of the current settings, with the version of the embedder that is in use.

    Where there are readers, it is that of who is signed in, as they are now. Raises AccessDenied if nobody is, or if
    they may not do what the role `needs` may.
    """
    settings = load_settings(**_flags)
    version = TunedModels(settings).current()
    with closing(ReaderBook(_journal(settings))) as book:
        readers = book.list()
    if not readers:
        return _opened(settings, version)
    known = _find_reader()
    reader = next((reader for reader in readers if reader.id == known), None)
    if reader is None:
        raise AccessDenied("nobody is signed in", "reload the page, and sign in with your token")
    st.session_state[SHOWN_KEY] = reader
    reader.require(needs, "see this page")
    return _restricted(settings, version, reader)


def sign_in(token: str) -> None:
    """Begin the session of the reader whose token it is; AccessDenied if it is nobody's."""
    journal = _journal(load_settings(**_flags))
    _tries.wait()
    with closing(ReaderBook(journal)) as book, closing(AuditLog(journal)) as log:
        reader = book.identify(token)
        if reader is None:
            _tries.count_wrong()
            log.write("(nobody)", "refused to sign in")
            raise AccessDenied("this token is not known", "copy all of it, or ask for another one")
        log.write(reader.name, "signed in")
    begun = SIGN_INS.begin(reader.id)
    st.session_state.clear()
    st.session_state.update({READER_KEY: reader.id, SIGN_IN_KEY: begun.key, TICKET_KEY: begun.ticket})


def sign_out(space: Workspace) -> None:
    """End the sign-in of a reader in all tabs; of this session nothing is left, in the address neither."""
    record(space, "signed out")
    SIGN_INS.end(st.session_state.get(SIGN_IN_KEY, ""))
    st.session_state.clear()
    st.query_params.clear()


def waiting_ticket() -> str:
    """Return the ticket that the browser has still to exchange for its cookie; empty if there is none."""
    ticket: str = st.session_state.get(TICKET_KEY, "")
    return ticket if SIGN_INS.is_waiting(ticket) else ""


def _find_reader() -> str:
    """Return the id of the reader who signed in here, or in this browser; empty if nobody did, or they signed out."""
    own: str = st.session_state.get(SIGN_IN_KEY, "")
    key = own or _read_cookie()
    if found := SIGN_INS.find(key):
        st.session_state.update({READER_KEY: found, SIGN_IN_KEY: key})
    elif own:  # signed out in another tab, or too long ago
        st.session_state.clear()
    return str(st.session_state.get(READER_KEY, ""))


def _read_cookie() -> str:
    return str(st.context.cookies.get(reader_cookie(str(st.context.headers.get("host", ""))), ""))


def _journal(settings: Settings) -> Path:
    return settings.data_dir / JOURNAL


@st.cache_resource(show_spinner=False, hash_funcs={Settings: hash})
def _opened(settings: Settings, version: str) -> Workspace:
    # Never closed: a thread may still be writing an answer with the previous settings.
    return Workspace(settings, version)


@st.cache_resource(show_spinner=False, hash_funcs={Settings: hash, Reader: repr})
def _restricted(settings: Settings, version: str, reader: Reader) -> Workspace:
    return ReaderWorkspace(_opened(settings, version), reader)


@contextmanager
def show_errors() -> Iterator[None]:
    """Show an error raised inside as one line with its hint."""
    try:
        yield
    except AccessDenied as error:
        with suppress(GraphloopError):
            record(current_workspace(), "denied", error.message)
        show_error(error)
    except GraphloopError as error:
        show_error(error)
    except Exception as error:  # noqa: BLE001 - last resort of a page: a bug becomes a line
        show_error(
            GraphloopError(
                f"unexpected {type(error).__name__}: {error}", "reload the page; if it happens again, please report it"
            )
        )


def call_safely(action: Callable[..., object], *arguments: object) -> None:
    """Run a callback unless rights were changed since the page was shown; an error is shown on the page."""
    with show_errors():
        _require_unchanged()
        action(*arguments)


def _require_unchanged() -> None:
    """Raise AccessDenied unless the page was shown to the reader as they are now."""
    shown = st.session_state.get(SHOWN_KEY)
    space = current_workspace()
    if isinstance(space, ReaderWorkspace) and space.reader != shown:
        raise AccessDenied("what you may see or do was changed", "look at the page again")


def show_error(error: GraphloopError) -> None:
    """Show an error as one line with its hint."""
    hint = f"  \n*{escape_label(reword_hint(error.hint), 400)}*" if error.hint else ""
    st.error(f"{escape_label(error.message, 400)}{hint}", icon=":material/error:")
