"""Looks for what has changed in a folder that was read before, and lists it before anything is read or removed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from graph.text.counting import count_noun
from ui.file_list import FileRow
from ui.ingesting import preview_files
from ui.read_folders import find_read_folders
from ui.web import jobs, readable
from ui.web.components import intake, waiting
from ui.web.jobs import ReportProgress
from ui.web.markup import escape_label
from ui.web.session import call_safely
from ui.workspace import Workspace

if TYPE_CHECKING:
    from ingest.preview import FileChange, IngestPreview

LOOK_KIND = "look for changes"
REMOVE_KEY = "remove what is gone"
CHANGE_WORDS = {
    "new": "new",
    "changed": "changed",
    "outdated": "to be read anew",
    "moved": "moved",
    "copy": "same content as another file",
}


@dataclass(frozen=True, slots=True)
class FolderChanges:
    """A folder, and what an ingest of it would do."""

    folder: Path
    preview: IngestPreview


def show_read_folders(space: Workspace, files: Sequence[FileRow], busy: bool) -> None:
    """Show a choice of the folders that were read before, with a button to look for changes; nothing without any."""
    sources = (file.source for file in files)
    folders = find_read_folders(sources, space.settings.data_dir, readable.allowed_folders())
    if not folders:
        return
    key = waiting.job_key(space, LOOK_KIND)
    with st.container(horizontal=True, vertical_alignment="bottom", key="read folders"):
        chosen = st.selectbox("Folders read before", folders, format_func=_name_folder, key="folder read before")
        st.button(
            "Look for changes",
            icon=":material/sync:",
            disabled=busy or waiting.is_busy(key),
            on_click=call_safely,
            args=(_look, space, chosen),
        )


def show_changes(space: Workspace, busy: bool) -> None:
    """Show what was found in a folder, with buttons to read and remove it."""
    key = waiting.job_key(space, LOOK_KIND)
    found = waiting.await_job(key)
    if not isinstance(found, FolderChanges):
        return
    preview = found.preview
    with st.container(border=True, key="changes"):
        st.markdown(f"**{escape_label(str(found.folder), 200)}**: {_describe_counts(preview)}.")
        if rows := _list_rows(found):
            st.dataframe(
                rows,
                hide_index=True,
                placeholder="",
                height=min(300, 36 * (len(rows) + 1)),
                column_config={"size": st.column_config.NumberColumn(format="bytes", width=75)},
            )
        if preview.gone or preview.removal.left_out:
            _offer_removal(preview)
        removable = bool(st.session_state.get(REMOVE_KEY)) and bool(preview.gone or preview.removal.left_out)
        with st.container(horizontal=True):
            if preview.files or removable:
                st.button(
                    f"Read {count_noun(len(preview.files), 'file')}" if preview.files else "Remove them",
                    type="primary",
                    key="take changes",
                    disabled=busy,
                    on_click=call_safely,
                    args=(_take, space, found),
                )
            st.button("Close", key="close changes", on_click=jobs.dismiss_job, args=(key,))


def _look(space: Workspace, folder: Path) -> None:
    """Start to compare the files of a folder. Raises UsageError for one that the pages may not read."""
    readable.preview_path(folder, space.settings.data_dir)

    def work(_: ReportProgress) -> FolderChanges:
        return FolderChanges(folder, preview_files(space, [folder]))

    jobs.start_job(waiting.job_key(space, LOOK_KIND), "Comparing the files", work)


def _take(space: Workspace, found: FolderChanges) -> None:
    """Read what is new of a folder; a loss that was doubted was shown, any other is doubted again."""
    prune = bool(st.session_state.get(REMOVE_KEY))
    cleared = intake.Pruning(prune, prune and bool(found.preview.doubt))
    intake.start_ingest(space, [found.folder], confirmed=[found.folder.resolve()], pruning=cleared)
    jobs.dismiss_job(waiting.job_key(space, LOOK_KIND))


def _offer_removal(preview: IngestPreview) -> None:
    """Show a box to remove what is gone as well, and a warning if most of the folder seems to be."""
    if preview.doubt:
        st.warning(
            "Most of what was read from this folder is gone, or a folder in it is empty. Is its disk there?",
            icon=":material/warning:",
        )
    count = count_noun(len(preview.gone) + len(preview.removal.left_out), "file")
    st.checkbox(f"Also remove the documents of {count} gone or left out now", key=REMOVE_KEY)


def _describe_counts(preview: IngestPreview) -> str:
    words = {**CHANGE_WORDS, "refused": "not to be reached"}
    counts = [f"{count} {words.get(state, state)}" for state, count in preview.counts.items() if count]
    return ", ".join(counts) or "no files"


def _list_rows(found: FolderChanges) -> list[dict[str, object]]:
    preview = found.preview
    rows = [_row(found.folder, file) for file in preview.files]
    rows += [{"what": "gone", "file": _name_within(found.folder, source)} for source in preview.gone]
    rows += [
        {"what": "left out now", "file": _name_within(found.folder, source)} for source in preview.removal.left_out
    ]
    rows += [
        {"what": "cannot be reached", "file": _name_within(found.folder, outcome.source), "note": outcome.message}
        for outcome in preview.refused
    ]
    return rows


def _row(folder: Path, file: FileChange) -> dict[str, object]:
    notes = {"moved": "from", "copy": "of"}
    note = f"{notes[file.change]} {_name_within(folder, file.other)}" if file.change in notes else ""
    return {
        "what": CHANGE_WORDS[file.change],
        "file": _name_within(folder, file.source),
        "size": file.size,
        "note": note,
    }


def _name_within(folder: Path, source: str) -> str:
    path = Path(source)
    return str(path.relative_to(folder)) if path.is_relative_to(folder) else source


def _name_folder(folder: Path) -> str:
    return str(folder)
