"""Adds documents: a form for files of the reader's machine, and a button for the samples."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from ui import uploads
from ui.samples.questions import SAMPLE_DOCUMENTS
from ui.web.components import intake
from ui.web.session import call_safely
from ui.workspace import Workspace

if TYPE_CHECKING:
    from streamlit.typing import UploadedFile


def show_upload_form(space: Workspace, busy: bool) -> None:
    """Show a form that takes files and reads them; `busy` while others are being read."""
    with st.form("upload", clear_on_submit=True):
        uploaded = st.file_uploader("Add files", accept_multiple_files=True, help=_describe_formats())
        read = st.form_submit_button("Read them", type="primary", icon=":material/upload_file:", disabled=busy)
    if read and uploaded:
        call_safely(_upload, space, uploaded)
    elif read:
        st.info("Choose files first, or drop them in the box.", icon=":material/upload_file:")


def show_samples_button(space: Workspace, busy: bool) -> None:
    """Show a button that reads the sample documents."""
    st.button(
        "Try the sample documents",
        icon=":material/science:",
        key="samples",
        disabled=busy,
        on_click=call_safely,
        args=(intake.start_ingest, space, [SAMPLE_DOCUMENTS]),
    )


def _describe_formats() -> str:
    from ingest.formats import list_formats

    formats = list_formats().values()
    return "\n\n".join(f"{spec.title} ({', '.join(spec.suffixes)}): {spec.summary}" for spec in formats)


def _upload(space: Workspace, files: list[UploadedFile]) -> None:
    folder = space.settings.data_dir
    intake.start_ingest(space, [uploads.save_upload(folder, file.name, file.getvalue()) for file in files])
    st.rerun()
