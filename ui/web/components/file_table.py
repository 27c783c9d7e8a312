"""The list of files: what is known of each, filters, and a choice of files to open or remove."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from graph.contents import describe_contents
from graph.store import StoreInfo
from graph.tags import tag_key, unite_tags
from graph.text.counting import count_noun
from ui import uploads
from ui.access.reader import Role
from ui.access.reader_workspace import may
from ui.file_list import FileRow
from ui.file_states import FileStates, read_file_states
from ui.terminal import one_line
from ui.web.components import removing
from ui.web.components.document_address import open_document
from ui.web.markup import escape_label
from ui.workspace import Workspace

NAME_COLUMN = "file"
UNREADABLE_STATE, READ_STATE = "cannot be read now", "read"


@dataclass(frozen=True, slots=True)
class FileFilter:
    """Which files are shown: a part of the name or title, and any of the tags, kinds and states if there are some."""

    words: str = ""
    tags: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    states: tuple[str, ...] = ()

    def takes(self, file: FileRow, states: FileStates) -> bool:
        keys = set(map(tag_key, file.tags))
        return (
            self.words.casefold() in f"{file.name} {file.title}".casefold()
            and (not self.tags or not keys.isdisjoint(map(tag_key, self.tags)))
            and (not self.kinds or file.format in self.kinds)
            and (not self.states or _describe_state(file, states) in self.states)
        )


def show_files(space: Workspace, files: Sequence[FileRow], about: StoreInfo) -> None:
    """Show the files of the collection."""
    states = read_file_states(space)
    chosen = _show_filters(files, states)
    shown = [file for file in files if chosen.takes(file, states)]
    counts = f"{len(shown)} of {count_noun(len(files), 'file')}" if chosen != FileFilter() else ""
    collection = escape_label(space.settings.collection)
    st.caption(f"{counts or count_noun(len(files), 'file')}, {describe_contents(about)} in collection {collection}")
    actions = st.container()
    key = f"files {about.revision}"
    state = st.dataframe(
        [_row(file, space, states) for file in shown],
        hide_index=True,
        placeholder="–",
        on_select=lambda: _open_clicked(key, shown),
        selection_mode=["multi-row", "single-cell"],
        key=key,
        column_config={
            NAME_COLUMN: st.column_config.TextColumn(width=250),
            "title": st.column_config.TextColumn(width=210),
            "size": st.column_config.NumberColumn(format="bytes", width=75),
            "date": st.column_config.TextColumn(width=90),
            "tags": st.column_config.ListColumn(width=110),
        },
    )
    picked = [shown[row] for row in state["selection"]["rows"] if row < len(shown)]
    with actions:
        _show_actions(space, picked)


def _show_filters(files: Sequence[FileRow], states: FileStates) -> FileFilter:
    """Show a filter for what differs between the files, and return what is chosen."""
    offers = {
        "Tags": unite_tags(*(file.tags for file in files)),
        "Kinds": tuple(dict.fromkeys(file.format for file in files)),
        "States": tuple(dict.fromkeys(_describe_state(file, states) for file in files)),
    }
    useful = {name: sorted(offer) for name, offer in offers.items() if len(offer) > (name != "Tags")}
    columns = iter(st.columns([2, *[1] * len(useful)], vertical_alignment="bottom"))
    words = next(columns).text_input("Find", placeholder="Part of a name or title")
    chosen = {
        name: tuple(column.multiselect(name, offer, placeholder="All", format_func=one_line, key=f"only {name}"))
        for column, (name, offer) in zip(columns, useful.items(), strict=True)
    }
    return FileFilter(words.strip(), *(chosen.get(name, ()) for name in offers))


def _open_clicked(key: str, shown: Sequence[FileRow]) -> None:
    """Open the file whose name was clicked."""
    for row, column in st.session_state[key]["selection"]["cells"]:
        if column == NAME_COLUMN and row < len(shown):
            open_document(shown[row].ids[0])


def _show_actions(space: Workspace, picked: Sequence[FileRow]) -> None:
    if not picked:
        removal = "; select rows to remove files" if may(space, Role.ADMIN) else ""
        st.caption(f"Click the name of a file to open it{removal}.")
        return
    if len(picked) == 1:
        file = picked[0]
        st.button(
            f"Open {escape_label(file.name, 60)}",
            icon=":material/open_in_full:",
            key="open file",
            on_click=open_document,
            args=(file.ids[0],),
        )
    removing.offer_removal(
        space, [name for file in picked for name in file.ids], f"Remove {count_noun(len(picked), 'file')} …"
    )


def _row(file: FileRow, space: Workspace, states: FileStates) -> dict[str, object]:
    is_upload = uploads.is_upload(space.settings.data_dir, file.source)
    return {
        NAME_COLUMN: file.name,
        "title": file.title if file.title != Path(file.name).stem else "",
        "kind": file.format,
        "size": file.size or None,
        "date": file.date,
        "passages": file.passages,
        "tags": list(file.tags),
        "state": _describe_state(file, states),
        "same content in": ", ".join(Path(other).name for other in states.also_in(file.source)),
        "pages": file.pages or None,
        "documents": len(file.documents),
        "where": "uploaded" if is_upload else str(Path(file.source).parent),
    }


def _describe_state(file: FileRow, states: FileStates) -> str:
    return UNREADABLE_STATE if file.source in states.unreadable else READ_STATE
