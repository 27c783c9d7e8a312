"""The files that are embedded in a PDF, or attached to one of its pages."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any

from ingest.mail.attachments import MAX_ATTACHMENTS, MAX_BYTES
from ingest.mail.types import Attachment

_FILE = 17
"""The type of annotations that are files."""
_MAX_ANNOTATIONS = 2_000
_MAX_NAME_BYTES = 2_000


def embedded_files(pdf: Any) -> Iterator[Attachment]:
    """Yield the files that are embedded in the whole document, at most one more than are read.

    A formula of the text that is embedded again for readers of screens is none.
    """
    import pypdfium2.raw as pdfium

    for place in range(min(pdfium.FPDFDoc_GetAttachmentCount(pdf.raw), MAX_ATTACHMENTS + 1)):
        attachment = _attachment(pdfium.FPDFDoc_GetAttachment(pdf.raw, place))
        if not attachment.data.lstrip().startswith(b"<math"):
            yield attachment


def files_on_page(page: Any) -> Iterator[Attachment]:
    """Yield the files that are attached to a place of a page."""
    import pypdfium2.raw as pdfium

    for place in range(min(pdfium.FPDFPage_GetAnnotCount(page.raw), _MAX_ANNOTATIONS)):
        annotation = pdfium.FPDFPage_GetAnnot(page.raw, place)
        if not annotation:
            continue
        if pdfium.FPDFAnnot_GetSubtype(annotation) == _FILE:
            yield _attachment(pdfium.FPDFAnnot_GetFileAttachment(annotation))
        pdfium.FPDFPage_CloseAnnot(annotation)


def _attachment(raw: Any) -> Attachment:
    import pypdfium2.raw as pdfium

    name = ctypes.create_string_buffer(_MAX_NAME_BYTES + 2)
    known = (
        pdfium.FPDFAttachment_GetName(raw, ctypes.cast(name, ctypes.POINTER(pdfium.FPDF_WCHAR)), _MAX_NAME_BYTES) > 0
    )
    called = name.raw.decode("utf-16-le", "replace").split("\0")[0] if known else ""
    length = ctypes.c_ulong()
    if not pdfium.FPDFAttachment_GetFile(raw, None, 0, length):
        return Attachment(called, fault="its content is missing")
    if length.value > MAX_BYTES:
        return Attachment(called, fault="it is too large")
    data = ctypes.create_string_buffer(max(1, length.value))
    if not pdfium.FPDFAttachment_GetFile(raw, data, length.value, length):
        return Attachment(called, fault="its content cannot be read")
    return Attachment(called, data.raw[: length.value])
