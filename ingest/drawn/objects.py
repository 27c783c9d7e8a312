"""The objects drawn on a PDF page in order, with forms expanded and positions in page space (points)."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from math import hypot
from typing import Any

Box = tuple[float, float, float, float]
"""Left, bottom, right, top."""
Matrix = tuple[float, float, float, float, float, float]

_SAME: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
# Maximum segments of a clipping path that are examined.
_MOST_SEGMENTS = 64


class TooManyObjects(Exception):
    """A page draws more objects than allowed."""


@dataclass(frozen=True, slots=True)
class DrawnObject:
    """One text, path, image or shading; `colour` is red, green, blue and opacity, 0 to 255.

    `mode` is a text's render mode, `size` the larger and `thin` the smaller side of its em square. `cut` is set if its
    clipping path excludes its centre, `layered` if a layer or its opacity may hide it, `inner` if it is inside a form.
    """

    handle: Any
    kind: int
    box: Box
    colour: tuple[int, int, int, int]
    mode: int = 0
    size: float = 0.0
    thin: float = 0.0
    cut: bool = False
    layered: bool = False
    inner: bool = False
    filled: bool = False

    @property
    def address(self) -> int | None:
        return address(self.handle)


def address(handle: Any) -> int | None:
    """Return the address that identifies a PDFium object."""
    return ctypes.cast(handle, ctypes.c_void_p).value


def page_objects(page: Any, most: int) -> Iterator[DrawnObject]:
    """Yield the objects of a page in drawing order; TooMany if there are more than `most`, including those in forms."""
    import pypdfium2.raw as pdfium

    _count(page, most)
    raw = page.raw
    top = pdfium.FPDFPage_CountObjects(raw)
    todo = [iter([(pdfium.FPDFPage_GetObject(raw, i), _SAME, False, False) for i in range(top)])]
    while todo:
        found = next(todo[-1], None)
        if found is None:
            todo.pop()
            continue
        handle, matrix, inner, layered = found
        kind = pdfium.FPDFPageObj_GetType(handle)
        if kind == pdfium.FPDF_PAGEOBJ_FORM:
            layered = layered or _layered(handle)
            todo.append(_within(handle, _times(_matrix(handle), matrix), layered))
        else:
            yield _one(handle, kind, matrix, inner, layered)


def _count(page: Any, most: int) -> None:
    """Raise TooMany if nested forms draw too much; counting stops there, so it takes little time."""
    import pypdfium2.raw as pdfium

    top = pdfium.FPDFPage_CountObjects(page.raw)
    left = most - top
    todo = [] if left < 0 else [pdfium.FPDFPage_GetObject(page.raw, i) for i in range(top)]
    while todo and left >= 0:
        handle = todo.pop()
        if pdfium.FPDFPageObj_GetType(handle) == pdfium.FPDF_PAGEOBJ_FORM:
            count = pdfium.FPDFFormObj_CountObjects(handle)
            left -= count
            if left >= 0:
                todo.extend(pdfium.FPDFFormObj_GetObject(handle, i) for i in range(count))
    if left < 0:
        raise TooManyObjects


def _within(form: Any, matrix: Matrix, layered: bool) -> Iterator[tuple[Any, Matrix, bool, bool]]:
    import pypdfium2.raw as pdfium

    for i in range(pdfium.FPDFFormObj_CountObjects(form)):
        yield pdfium.FPDFFormObj_GetObject(form, i), matrix, True, layered


def _one(handle: Any, kind: int, matrix: Matrix, inner: bool, layered: bool) -> DrawnObject:
    import pypdfium2.raw as pdfium

    box = _box(handle)
    colour = _colour(handle, pdfium.FPDFPageObj_GetFillColor)
    if kind == pdfium.FPDF_PAGEOBJ_TEXT:
        mode = pdfium.FPDFTextObj_GetTextRenderMode(handle)
        if mode in (pdfium.FPDF_TEXTRENDERMODE_STROKE, pdfium.FPDF_TEXTRENDERMODE_STROKE_CLIP):
            colour = _colour(handle, pdfium.FPDFPageObj_GetStrokeColor)
        return DrawnObject(
            handle,
            kind,
            _moved(box, matrix),
            colour,
            mode,
            *_size(handle, matrix),
            _cut(handle, box),
            layered or _layered(handle),
            inner,
        )
    filled = kind != pdfium.FPDF_PAGEOBJ_PATH or _filled(handle)
    return DrawnObject(handle, kind, _moved(box, matrix), colour, inner=inner, filled=filled)


def _box(handle: Any) -> Box:
    import pypdfium2.raw as pdfium

    sides = [ctypes.c_float() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetBounds(handle, *sides):
        return (0.0, 0.0, 0.0, 0.0)
    left, bottom, right, top = (side.value for side in sides)
    return left, bottom, right, top


def _colour(handle: Any, ask: Any) -> tuple[int, int, int, int]:
    parts = [ctypes.c_uint() for _ in range(4)]
    if not ask(handle, *parts):
        return (0, 0, 0, 255)
    red, green, blue, alpha = (part.value for part in parts)
    return red, green, blue, alpha


def _matrix(handle: Any) -> Matrix:
    import pypdfium2.raw as pdfium

    held = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(handle, held):
        return _SAME
    return held.a, held.b, held.c, held.d, held.e, held.f


def _times(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def _moved(box: Box, matrix: Matrix) -> Box:
    if matrix == _SAME:
        return box
    a, b, c, d, e, f = matrix
    left, bottom, right, top = box
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in (left, right) for y in (bottom, top)]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _size(handle: Any, matrix: Matrix) -> tuple[float, float]:
    """Return the larger and the smaller side of the em square on the page, in points."""
    import pypdfium2.raw as pdfium

    size = ctypes.c_float()
    if not pdfium.FPDFTextObj_GetFontSize(handle, size):
        return 0.0, 0.0
    a, b, c, d, _, _ = _times(_matrix(handle), matrix)
    sides = abs(size.value) * hypot(a, b), abs(size.value) * hypot(c, d)
    return max(sides), min(sides)


def _filled(handle: Any) -> bool:
    import pypdfium2.raw as pdfium

    mode, stroke = ctypes.c_int(), ctypes.c_int()
    return bool(pdfium.FPDFPath_GetDrawMode(handle, mode, stroke)) and mode.value != pdfium.FPDF_FILLMODE_NONE


def _cut(handle: Any, box: Box) -> bool:
    """Return whether the centre of the box is outside the clipping paths."""
    import pypdfium2.raw as pdfium

    clip = pdfium.FPDFPageObj_GetClipPath(handle)
    paths = pdfium.FPDFClipPath_CountPaths(clip) if clip else -1
    middle = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    for path in range(min(paths, _MOST_SEGMENTS)):
        xs, ys = [], []
        x, y = ctypes.c_float(), ctypes.c_float()
        for place in range(min(pdfium.FPDFClipPath_CountPathSegments(clip, path), _MOST_SEGMENTS)):
            segment = pdfium.FPDFClipPath_GetPathSegment(clip, path, place)
            if segment and pdfium.FPDFPathSegment_GetPoint(segment, x, y):
                xs.append(x.value)
                ys.append(y.value)
        if xs and not (min(xs) <= middle[0] <= max(xs) and min(ys) <= middle[1] <= max(ys)):
            return True
    return False


def _layered(handle: Any) -> bool:
    """Return whether it is in a layer's marked content, or is not simply opaque."""
    import pypdfium2.raw as pdfium

    for place in range(pdfium.FPDFPageObj_CountMarks(handle)):
        mark = pdfium.FPDFPageObj_GetMark(handle, place)
        name = (ctypes.c_ushort * 16)()
        length = ctypes.c_ulong()
        told = pdfium.FPDFPageObjMark_GetName(mark, name, ctypes.sizeof(name), length)
        if told and bytes(name).decode("utf-16-le").split("\0")[0] == "OC":
            return True
    return bool(pdfium.FPDFPageObj_HasTransparency(handle))
