"""The ingested documents, and adding more: uploads, folders, the samples."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from graph.contents import describe_contents
from graph.text.counting import count_noun
from ui import uploads
from ui.access.reader import Role
from ui.access.reader_workspace import may, visibility_key
from ui.file_states import FileStates, read_file_states
from ui.web import readable
from ui.web.components import intake, removing, waiting
from ui.web.components.adding import show_samples_button, show_upload_form
from ui.web.components.ingest_report import show_report
from ui.web.markup import escape_label
from ui.web.session import call_safely, current_workspace
from ui.web.views.spec import PageSpec
from ui.workspace import Workspace

PENDING_PATH_KEY = "path in question"


@dataclass(frozen=True, slots=True)
class FileRow:
    """One row of the list: a file with its documents and passages."""

    name: str
    title: str
    format: str
    pages: int
    records: int
    date: str
    passages: int
    source: str
    documents: tuple[str, ...]


def page() -> None:
    """Show forms to add files, the report of the last ingest, and the list of files."""
    space = current_workspace()
    st.header("Documents", anchor=False)
    key = waiting.job_key(space, intake.INGEST_KIND)
    with st.container(key="adding"):
        _show_forms(space, waiting.is_busy(key))
    report = waiting.await_job(key)
    if report is not None:
        show_report(report, key)  # type: ignore[arg-type]
    removing.show_last_removal()
    _show_files(space)


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
        st.markdown(f"Read **{count}** ({_format_size(seen.size)}) from {escape_label(str(seen.path), 300)}{links}?")
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


def _format_size(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 100_000 else f"{size / 1e3:.1f} kB"


def _show_files(space: Workspace) -> None:
    about = space.store.about()
    files = list_files(space, visibility_key(space), space.settings.collection, about.revision)
    if not files:
        st.info("There are no documents yet. Add some above.", icon=":material/info:")
        return
    head, search = st.columns([3, 2], vertical_alignment="bottom")
    head.caption(f"{count_noun(len(files), 'file')}, {describe_contents(about)}")
    wanted = search.text_input("Find", placeholder="Part of a name", label_visibility="collapsed").casefold()
    states = read_file_states(space)
    shown = [file for file in files if wanted in f"{file.name} {file.title}".casefold()]
    state = st.dataframe(
        [_row(file, space.settings.data_dir, states) for file in shown],
        hide_index=True,
        placeholder="–",
        on_select="rerun",
        selection_mode="multi-row",
        key=f"files {about.revision}",
        column_config={
            "where": st.column_config.TextColumn(width="large"),
            "date": st.column_config.TextColumn(width=90),
        },
    )
    picked = [shown[row] for row in state["selection"]["rows"] if row < len(shown)]
    _show_removal(space, picked)


def _row(file: FileRow, folder: Path, states: FileStates) -> dict[str, object]:
    return {
        "file": file.name,
        "title": file.title,
        "note": states.describe(file.source),
        "date": file.date,
        "format": file.format,
        "pages": file.pages or None,
        "documents": file.records,
        "passages": file.passages,
        "where": "uploaded" if uploads.is_upload(folder, file.source) else file.source,
    }


def _show_removal(space: Workspace, picked: list[FileRow]) -> None:
    if not may(space, Role.ADMIN):
        return
    if not picked:
        st.caption("Select rows to remove files.")
        return
    removing.offer_removal(space, [name for file in picked for name in file.documents], len(picked))


@st.cache_data(max_entries=4, show_spinner=False)
def list_files(_space: Workspace, folder: str, collection: str, revision: int) -> tuple[FileRow, ...]:  # noqa: ARG001 - the key
    """Return the files of a collection at a revision, sorted by name."""
    passages = Counter(passage.document_id for passage in _space.store.passages(where=_space.where))
    rows_by_source: dict[str, list[tuple[str, str, str, int, str]]] = {}
    for document in _space.store.documents(_space.where):
        rows_by_source.setdefault(document.source, []).append(
            (document.id, document.title, document.meta.format, len(document.meta.pages), document.meta.date)
        )
    files = (
        FileRow(
            name=Path(source).name,
            title=rows[0][1] if len(rows) == 1 else "",
            format=rows[0][2],
            pages=sum(row[3] for row in rows),
            records=len(rows),
            date=rows[0][4] if len(rows) == 1 else "",
            passages=sum(passages[row[0]] for row in rows),
            source=source,
            documents=tuple(row[0] for row in rows),
        )
        for source, rows in rows_by_source.items()
    )
    return tuple(sorted(files, key=lambda document: (document.name.casefold(), document.source)))


PAGE = PageSpec("documents", "Documents", ":material/description:", 20, page, role=Role.READER)
