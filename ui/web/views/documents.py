"""The ingested documents, and adding more: uploads, folders, the samples."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from ui import uploads
from ui.samples.questions import SAMPLE_DOCUMENTS
from ui.web import jobs, readable
from ui.web.components import intake, removing, waiting
from ui.web.markup import escape_label
from ui.web.session import call_safely, current_workspace
from ui.web.views.spec import PageSpec
from ui.workspace import Workspace

if TYPE_CHECKING:
    from streamlit.typing import UploadedFile

    from ingest.report import Outcome, Report


PENDING_PATH_KEY = "path in question"


@dataclass(frozen=True, slots=True)
class FileRow:
    """One row of the list: a file with its documents and passages."""

    name: str
    title: str
    format: str
    pages: int
    records: int
    passages: int
    source: str
    documents: tuple[str, ...]


def page() -> None:
    """Show forms to add files, the report of the last ingest, and the list of files."""
    space = current_workspace()
    st.header("Documents", anchor=False)
    key = waiting.job_key(space, intake.INGEST_KIND)
    with st.container(key="adding"):
        _adding(space, waiting.is_busy(key))
    report = waiting.await_job(key)
    if report is not None:
        _print_report(report, key)  # type: ignore[arg-type]
    removing.show_last_removal()
    _list(space)


def _describe_formats() -> str:
    from ingest.formats import list_formats

    formats = list_formats().values()
    return "\n\n".join(f"{spec.title} ({', '.join(spec.suffixes)}): {spec.summary}" for spec in formats)


def _adding(space: Workspace, busy: bool) -> None:
    files, folder = st.columns([3, 2], gap="large")
    with files, st.form("upload", clear_on_submit=True):
        given = st.file_uploader("Add files", accept_multiple_files=True, help=_describe_formats())
        if st.form_submit_button("Read them", type="primary", icon=":material/upload_file:", disabled=busy) and given:
            call_safely(_upload, space, given)
    with folder, st.form("folder"):
        hint = next(map(str, readable.allowed_folders()), "/home/me/papers")
        path = st.text_input("Add a folder or file of this machine", placeholder=hint)
        if st.form_submit_button("Read it", icon=":material/folder_open:", disabled=busy) and path.strip():
            call_safely(_read, space, path.strip())
    with folder:
        _question(space, busy)
    folder.button(
        "Try the sample documents",
        icon=":material/science:",
        key="samples",
        disabled=busy,
        on_click=call_safely,
        args=(intake.start_ingest, space, [SAMPLE_DOCUMENTS]),
    )


def _upload(space: Workspace, given: list[UploadedFile]) -> None:
    folder = space.settings.data_dir
    intake.start_ingest(space, [uploads.save_upload(folder, one.name, one.getvalue()) for one in given])
    st.rerun()


def _read(space: Workspace, path: str) -> None:
    st.session_state.pop(PENDING_PATH_KEY, None)
    if readable.needs_no_confirmation(path, space.settings.data_dir, intake.known_sources(space)):
        intake.start_ingest(space, [path])
        st.rerun()
    st.session_state[PENDING_PATH_KEY] = (path, readable.preview_path(path, space.settings.data_dir))


def _question(space: Workspace, busy: bool) -> None:
    """Show what an entered path would ingest, and ask for confirmation before reading it."""
    if PENDING_PATH_KEY not in st.session_state:
        return
    path, seen = st.session_state[PENDING_PATH_KEY]
    with st.container(border=True, key="question"):
        links = f", {seen.outside} of them elsewhere, through links" if seen.outside and seen.place.is_dir() else ""
        count = "1 file" if len(seen.files) == 1 else f"{len(seen.files)} files"
        st.markdown(f"Read **{count}** ({_amount(seen.size)}) of {escape_label(str(seen.place), 300)}{links}?")
        with st.container(horizontal=True):
            st.button(
                "Yes, read", type="primary", disabled=busy, on_click=call_safely, args=(_confirm, space, path, seen)
            )
            st.button("No", key="leave unread", on_click=_leave)


def _confirm(space: Workspace, path: str, seen: readable.Preview) -> None:
    _leave()
    intake.start_ingest(space, [path], confirmed=[seen.place])


def _leave() -> None:
    st.session_state.pop(PENDING_PATH_KEY, None)


def _amount(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 100_000 else f"{size / 1e3:.1f} kB"


def _print_report(report: Report, key: jobs.JobKey) -> None:
    counts = ", ".join(f"{count} {state}" for state, count in sorted(report.counts.items())) or "nothing to do"
    refused = [one for one in report.outcomes if one.state == "refused"]
    with st.container(border=True, key="report"):
        st.markdown(f"**{counts}** · {report.passages} passages in {report.seconds:.1f} s")
        for one in refused:
            st.warning(_refusal(one), icon=":material/block:")
        with st.expander("What became of each file"):
            st.dataframe([_outcome(one) for one in report.outcomes], hide_index=True)
        st.button("Close", key="close report", on_click=jobs.dismiss_job, args=(key,))


def _refusal(one: Outcome) -> str:
    hint = f" *{escape_label(one.hint, 300)}*" if one.hint else ""
    name = escape_label(Path(one.source).name)
    return f"**{name}** was not taken ({one.reason}): {escape_label(one.message, 300)}.{hint}"


def _outcome(one: Outcome) -> dict[str, object]:
    why = f"{one.reason}: {one.message}" if one.reason else "; ".join(one.notes)
    return {
        "file": Path(one.source).name,
        "state": one.state,
        "documents": one.documents,
        "passages": one.passages,
        "why": why,
    }


def _list(space: Workspace) -> None:
    about = space.store.about()
    files = list_files(space, str(space.settings.data_dir), space.settings.collection, about.revision)
    if not files:
        st.info("Nothing has been read yet.", icon=":material/info:")
        return
    head, search = st.columns([3, 2], vertical_alignment="bottom")
    head.caption(
        f"{len(files)} files, {about.documents} documents, {about.passages} passages, {about.entities} entities"
    )
    wanted = search.text_input("Find", placeholder="Part of a name", label_visibility="collapsed").casefold()
    shown = [one for one in files if wanted in f"{one.name} {one.title}".casefold()]
    state = st.dataframe(
        [_row(one, space.settings.data_dir) for one in shown],
        hide_index=True,
        placeholder="–",
        on_select="rerun",
        selection_mode="multi-row",
        key=f"files {about.revision}",
        column_config={"where": st.column_config.TextColumn(width="large")},
    )
    picked = [shown[row] for row in state["selection"]["rows"] if row < len(shown)]
    _removal(space, picked)


def _row(one: FileRow, folder: Path) -> dict[str, object]:
    return {
        "file": one.name,
        "title": one.title,
        "format": one.format,
        "pages": one.pages or None,
        "documents": one.records,
        "passages": one.passages,
        "where": "uploaded" if uploads.is_upload(folder, one.source) else one.source,
    }


def _removal(space: Workspace, picked: list[FileRow]) -> None:
    if not picked:
        st.caption("Select rows to remove files.")
        return
    removing.offer_removal(space, [name for one in picked for name in one.documents], len(picked))


@st.cache_data(max_entries=4, show_spinner=False)
def list_files(_space: Workspace, folder: str, collection: str, revision: int) -> tuple[FileRow, ...]:  # noqa: ARG001 - the key
    """Return the files of a collection at a revision, sorted by name."""
    passages = Counter(passage.document_id for passage in _space.store.passages(where=_space.where))
    found: dict[str, list[tuple[str, str, str, int]]] = {}
    for one in _space.store.documents(_space.where):
        found.setdefault(one.source, []).append((one.id, one.title, one.meta.format, len(one.meta.pages)))
    files = (
        FileRow(
            name=Path(source).name,
            title=rows[0][1] if len(rows) == 1 else "",
            format=rows[0][2],
            pages=sum(row[3] for row in rows),
            records=len(rows),
            passages=sum(passages[row[0]] for row in rows),
            source=source,
            documents=tuple(row[0] for row in rows),
        )
        for source, rows in found.items()
    )
    return tuple(sorted(files, key=lambda one: (one.name.casefold(), one.source)))


PAGE = PageSpec("documents", "Documents", ":material/description:", 20, page)
