"""Where the sentences of a passage lie, for quoting them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.models.embed.protocol import Bounds

LONGEST = 600
"""Code points of a quote; a longer stretch without a sentence end is cut at a space."""

_END = re.compile(r"[.!?…]+[)\]\"'”’»]*(?=\s)|[。！？｡।؟۔]+[」』”’）]*|\n\s*\n|\n(?=\s*(?:[-*•#|]|\d+[.)]\s))")
_SHORTENED = re.compile(
    r"(?:^|[\s(\[\"“])(?:\w|(?:\w\.)+\w|mr|mrs|ms|dr|prof|st|sr|jr|rev|gen|col|capt|lt|sgt|gov|sen|rep|hon|pres|no|nos|"
    r"vol|fig|figs|eq|ch|pp|ed|eds|inc|ltd|co|corp|dept|univ|vs|ca|cf|al|approx|est|mt|ft|jan|feb|mar|apr|jun|jul|aug|"
    r"sept?|oct|nov|dec)\.$",
    re.IGNORECASE,
)
_OPENS_LOW = re.compile(r"\s+[\"'“‘(\[]*[a-z]")


def sentence_bounds(text: str) -> list[Bounds]:
    """Start and end of each sentence in order, white space around it left out."""
    return [bounds for start, end in _stretches(text) for bounds in _pieces(text, start, end)]


def _stretches(text: str) -> Iterator[Bounds]:
    start = 0
    for match in _END.finditer(text):
        end = match.end()
        if match.group().startswith(".") and _goes_on(text, start, match):
            continue
        yield start, end
        start = end
    yield start, len(text)


def _goes_on(text: str, start: int, match: re.Match[str]) -> bool:
    """Whether a full stop ends a shortened word, or a small letter follows it."""
    before = text[max(start, match.start() - 12) : match.start() + 1]
    return bool(_SHORTENED.search(before) or _OPENS_LOW.match(text, match.end()))


def _pieces(text: str, start: int, end: int) -> Iterator[Bounds]:
    while True:
        start += len(text[start:end]) - len(text[start:end].lstrip())
        end = start + len(text[start:end].rstrip())
        if end <= start:
            return
        if end - start <= LONGEST:
            yield start, end
            return
        space = max(text.rfind(mark, start + LONGEST // 2, start + LONGEST) for mark in " \n\t")
        cut = space if space > start else start + LONGEST
        yield start, start + len(text[start:cut].rstrip())
        start = cut
