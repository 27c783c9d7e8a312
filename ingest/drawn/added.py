"""What is added to a PDF page: the values of form fields with their labels, and notes with their authors."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from graph.text.clean import clean_line
from ingest.drawn.direction import ReadingDirection
from ingest.drawn.objects import Box
from ingest.drawn.words import Segment, middle

_MAX_ANNOTATIONS = 2_000
_MAX_CHARS = 20_000
_WIDGET, _FREE_TEXT = 20, 3
_SILENT = frozenset((2, 16, 20))
"""Annotation types without a text of their own: links, pop-ups and form fields."""
_HIDDEN_FLAGS = 2 | 32
_BUTTONS = {2: "checked", 3: "chosen"}
_TEXT_TYPES = frozenset((4, 5, 6))
# How far a label may stand from its field, in points.
_FAR = 220.0


@dataclass(frozen=True, slots=True)
class AddedText:
    """A field's label and value, or a note, on a line."""

    text: str
    is_field: bool


def read_added(page: Any, form: Any, direction: ReadingDirection, segments: Sequence[Segment]) -> list[AddedText]:
    """Return the filled fields and the notes of a page; `form` is the file's form environment, if it has one."""
    import pypdfium2.raw as pdfium

    found: list[AddedText] = []
    for place in range(min(pdfium.FPDFPage_GetAnnotCount(page.raw), _MAX_ANNOTATIONS)):
        annotation = pdfium.FPDFPage_GetAnnot(page.raw, place)
        if not annotation:
            continue
        kind = pdfium.FPDFAnnot_GetSubtype(annotation)
        if not pdfium.FPDFAnnot_GetFlags(annotation) & _HIDDEN_FLAGS:
            if kind == _WIDGET and form is not None:
                text = _field(annotation, form, direction, segments)
            else:
                text = "" if kind in _SILENT else _note(annotation)
            if text:
                found.append(AddedText(text, kind == _WIDGET))
        pdfium.FPDFPage_CloseAnnot(annotation)
    return list(dict.fromkeys(found))


def _note(annotation: Any) -> str:
    text = _string(annotation, b"Contents")
    author = clean_line(_string(annotation, b"T"))
    if not text.strip():
        return ""
    return f"Note by {author}: {text}" if author else f"Note: {text}"


def _field(annotation: Any, form: Any, direction: ReadingDirection, segments: Sequence[Segment]) -> str:
    """Return a field as "label: value"; empty if it is not filled. A box that is not ticked has a value too."""
    import pypdfium2.raw as pdfium

    kind = pdfium.FPDFAnnot_GetFormFieldType(form.raw, annotation)
    box = pdfium.FS_RECTF()
    placed = bool(pdfium.FPDFAnnot_GetRect(annotation, box))
    place = direction.turned((box.left, min(box.bottom, box.top), box.right, max(box.bottom, box.top)))
    if kind in _BUTTONS:
        checked = bool(pdfium.FPDFAnnot_IsChecked(form.raw, annotation))
        value = _BUTTONS[kind] if checked else "unchecked" if kind == pdfium.FPDF_FORMFIELD_CHECKBOX else ""
    elif kind in _TEXT_TYPES:
        # The value of a list may be a code: its options are shown.
        value = ", ".join(filter(None, _chosen(form, annotation)))
        value = value or clean_line(_read(pdfium.FPDFAnnot_GetFormFieldValue, form.raw, annotation), _MAX_CHARS)
    else:
        value = ""
    if not value:
        return ""
    label = _label(place, segments, right=kind in _BUTTONS) if placed else ""
    label = label or clean_line(_read(pdfium.FPDFAnnot_GetFormFieldAlternateName, form.raw, annotation))
    label = label or clean_line(_read(pdfium.FPDFAnnot_GetFormFieldName, form.raw, annotation))
    return f"{label.rstrip(' :')}: {value}" if label else value


def _chosen(form: Any, annotation: Any) -> Iterator[str]:
    """Yield the chosen options of a list."""
    import pypdfium2.raw as pdfium

    for place in range(min(max(0, pdfium.FPDFAnnot_GetOptionCount(form.raw, annotation)), 1_000)):
        if pdfium.FPDFAnnot_IsOptionSelected(form.raw, annotation, place):
            yield clean_line(_read(pdfium.FPDFAnnot_GetOptionLabel, form.raw, annotation, place))


def _label(field: Box, segments: Sequence[Segment], right: bool) -> str:
    """Return the text beside a field: on its left, for a box to tick on its right; else the text above it."""
    left, bottom, end, top = field
    level = [one for one in segments if bottom - 3 <= middle(one.box) <= top + 3]
    before = [(left - one.box[2], one.text) for one in level if -3 <= left - one.box[2] < _FAR]
    after = [(one.box[0] - end, one.text) for one in level if -3 <= one.box[0] - end < _FAR]
    above = [
        (one.box[1] - top, one.text)
        for one in segments
        if -3 <= one.box[1] - top < 16 and one.box[0] < end and left < one.box[2]
    ]
    for near in (after, before) if right else (before, above):
        if near:
            return clean_line(min(near)[1])
    return ""


def _string(annotation: Any, key: bytes) -> str:
    import pypdfium2.raw as pdfium

    return _read(pdfium.FPDFAnnot_GetStringValue, annotation, key)


def _read(ask: Any, *arguments: Any) -> str:
    """Return the UTF-16 text that a function of PDFium writes to a buffer."""
    import pypdfium2.raw as pdfium

    length = ask(*arguments, None, 0)
    if not 2 < length <= 2 * _MAX_CHARS:
        return ""
    buffer = (ctypes.c_ushort * (length // 2 + 1))()
    ask(*arguments, ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR)), length)
    return bytes(buffer).decode("utf-16-le", "replace").split("\0")[0].replace("\r\n", "\n").replace("\r", "\n")
