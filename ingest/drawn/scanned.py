"""Recognise the text of pages that are pictures, where something here can."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from graph.errors import Refused
from ingest.ocr import MAX_PIXELS, RecognisedText, find_recogniser
from ingest.steps import finish_step

MAX_PAGES = 300
"""Pages of one file that are recognised."""
_DOTS_PER_INCH, _POINTS_PER_INCH = 200, 72


def recognise_pages(pdf: Any, numbers: Sequence[int]) -> Iterator[tuple[int, RecognisedText]]:
    """Yield what is recognised on these pages; nothing if nothing here recognises text."""
    recogniser = find_recogniser() if numbers else None
    if recogniser is None:
        return
    for number in islice(numbers, MAX_PAGES):
        page = pdf[number]
        width, height = page.get_size()
        pixels = max(width * height, 1) / _POINTS_PER_INCH**2
        dots = min(_DOTS_PER_INCH, (MAX_PIXELS / 4 / pixels) ** 0.5)
        try:
            found = recogniser(page.render(scale=dots / _POINTS_PER_INCH).to_pil())
        except Refused:  # the page stays without text, and that is said of it
            continue
        finish_step()
        if found.text.strip():
            yield number, found
