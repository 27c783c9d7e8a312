"""Render PDF pages, to compare what a reader would see."""

from __future__ import annotations

import ctypes
from typing import Any

from ingest.drawn.objects import Box

# Channels that differ by no more than this look the same.
MAX_SAME_DIFFERENCE = 16
# Pixels per point, and the maximum pixels of a picture.
_SCALE, _MOST_PIXELS = 1.25, 4_000_000


class PageImage:
    """A rendering of the page as displayed, annotations included."""

    def __init__(self, page: Any) -> None:
        width, height = page.get_size()
        scale = min(_SCALE, (_MOST_PIXELS / max(1.0, width * height)) ** 0.5)
        bitmap = page.render(scale=scale, may_draw_forms=False, draw_annots=True)
        self._page, self.width, self.height, self.stride = page, bitmap.width, bitmap.height, bitmap.stride
        self._channels = bitmap.n_channels
        self.data = bytes(bitmap.buffer)
        bitmap.close()

    def differs(self, other: PageImage, box: Box) -> bool:
        """Return whether the two pictures visibly differ within a box of the page."""
        left, top, right, bottom = self._pixels(box)
        for row in range(top, bottom):
            start, end = row * self.stride + left * self._channels, row * self.stride + right * self._channels
            one, two = self.data[start:end], other.data[start:end]
            if one != two and any(abs(a - b) > MAX_SAME_DIFFERENCE for a, b in zip(one, two, strict=True)):
                return True
        return False

    def plain(self, box: Box) -> bool:
        """Return whether a box of the page has a single colour."""
        left, top, right, bottom = self._pixels(box)
        start = top * self.stride + left * self._channels
        first = self.data[start : start + self._channels]
        for row in range(top, bottom):
            start, end = row * self.stride + left * self._channels, row * self.stride + right * self._channels
            same = zip(self.data[start:end], first * (right - left), strict=True)
            if any(abs(a - b) > MAX_SAME_DIFFERENCE for a, b in same):
                return False
        return True

    def _pixels(self, box: Box) -> tuple[int, int, int, int]:
        import pypdfium2.raw as pdfium

        corners = []
        for x, y in ((box[0], box[1]), (box[2], box[3])):
            across, down = ctypes.c_int(), ctypes.c_int()
            pdfium.FPDF_PageToDevice(self._page.raw, 0, 0, self.width, self.height, 0, x, y, across, down)
            corners.append((across.value, down.value))
        (a, b), (c, d) = corners
        left, right = sorted((a, c))
        top, bottom = sorted((b, d))
        return max(left, 0), max(top, 0), min(right + 1, self.width), min(bottom + 1, self.height)
