"""The ingested documents, one of them opened, and adding more: uploads, folders, the samples."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from graph.text.counting import count_noun
from graph.types import Document
from ui import file_list
from ui.access.reader import Role
from ui.access.reader_workspace import may, visibility_key
from ui.file_list import FileRow
from ui.web import readable
from ui.web.components import intake, removing, waiting
from ui.web.components.adding import show_samples_button, show_upload_form
from ui.web.components.document_address import close_document, read_document
from ui.web.components.file_table import show_files
from ui.web.components.folder_changes import show_changes, show_read_folders
from ui.web.components.ingest_report import show_report
from ui.web.components.opened_document import show_document
from ui.web.markup import escape_label
from ui.web.session import call_safely, current_workspace
from ui.web.sizes import format_size
from ui.web.views.spec import PageSpec
from ui.workspace import Workspace

PENDING_PATH_KEY = "path in question"


def page() -> None:
    """Show the opened document, else forms to add files, the report of the last ingest, and the list of files."""
    space = current_workspace()
    about = space.store.about()
    files = list_files(space, visibility_key(space), space.settings.collection, about.revision)
    removing.show_last_removal()
    opened = _find_opened(space)
    if opened is not None:
        show_document(space, opened, files)
        return
    st.header("Documents", anchor=False)
    key = waiting.job_key(space, intake.INGEST_KIND)
    busy = waiting.is_busy(key)
    with st.container(key="adding"):
        _show_forms(space, busy)
        if may(space, Role.ADMIN):
            show_read_folders(space, files, busy)
    if may(space, Role.ADMIN):
        show_changes(space, busy)
    report = waiting.await_job(key, intake.STOPPED_NOTE)
    if report is not None:
        show_report(report, key, partial(call_safely, intake.read_again, space))  # type: ignore[arg-type]
    if files:
        show_files(space, files, about)
    else:
        hint = "Add some above." if may(space, Role.CONTRIBUTOR) else "Ask an admin for some."
        st.info(f"There are no documents yet. {hint}", icon=":material/info:")


def _find_opened(space: Workspace) -> Document | None:
    """Return the document in the address; one that is not there any more is closed."""
    wanted = read_document()
    if not wanted:
        return None
    found = next(iter(space.store.documents(replace(space.where, documents=(wanted,)))), None)
    if found is None:
        st.toast("This document is no longer here.")
        close_document()
    return found


def _show_forms(space: Workspace, busy: bool) -> None:
    if not may(space, Role.ADMIN):
        if may(space, Role.CONTRIBUTOR):
            show_upload_form(space, busy)
        return
    files, folder = st.columns([3, 2], gap="large")
    with files:
        show_upload_form(space, busy)
    with folder, st.form("folder"):
        hint = next(map(str, readable.allowed_folders()), "/home/me/papers")
        path = st.text_input("Add a folder or file on this machine", placeholder=hint)
        if st.form_submit_button("Read it", icon=":material/folder_open:", disabled=busy) and path.strip():
            call_safely(_read, space, path.strip())
    with folder:
        _show_question(space, busy)
    with folder:
        show_samples_button(space, busy)


def _read(space: Workspace, path: str) -> None:
    st.session_state.pop(PENDING_PATH_KEY, None)
    if readable.needs_no_confirmation(path, space.settings.data_dir, intake.known_sources(space)):
        intake.start_ingest(space, [path])
        st.rerun()
    st.session_state[PENDING_PATH_KEY] = (path, readable.preview_path(path, space.settings.data_dir))


def _show_question(space: Workspace, busy: bool) -> None:
    """Show what an entered path would ingest, and ask for confirmation before reading it."""
    if PENDING_PATH_KEY not in st.session_state:
        return
    path, seen = st.session_state[PENDING_PATH_KEY]
    with st.container(border=True, key="question"):
        links = f", {seen.outside} of them elsewhere through links" if seen.outside and seen.path.is_dir() else ""
        count = count_noun(len(seen.files), "file")
        st.markdown(f"Read **{count}** ({format_size(seen.size)}) from {escape_label(str(seen.path), 300)}{links}?")
        with st.container(horizontal=True):
            st.button(
                "Yes, read", type="primary", disabled=busy, on_click=call_safely, args=(_confirm, space, path, seen)
            )
            st.button("No", key="leave unread", on_click=_decline)


def _confirm(space: Workspace, path: str, seen: readable.Preview) -> None:
    _decline()
    intake.start_ingest(space, [path], confirmed=[seen.path])


def _decline() -> None:
    st.session_state.pop(PENDING_PATH_KEY, None)


@st.cache_data(max_entries=4, show_spinner=False)
def list_files(_space: Workspace, folder: str, collection: str, revision: int) -> tuple[FileRow, ...]:  # noqa: ARG001 - the key
    """Return the files of a collection at a revision, by name."""
    return file_list.list_files(_space)


PAGE = PageSpec("documents", "Documents", ":material/description:", 20, page, role=Role.READER)
