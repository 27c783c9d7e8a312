"""Which blocks of a page are its main text: what the page marks as its main part, and what trafilatura finds.

Lists, headings and captions go with it whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise, takewhile

from ingest.links import BEHIND
from ingest.markup.blocks import PageBlock

_SPACE = re.compile(r"\s+")
# A shorter line may occur in a menu as well as in the text.
_TELLING = 20
# The share of a line's, a block's or a list's text that makes it main text.
_MOSTLY = 0.5
# Less text between two blocks of the main text is part of it: captions, terms, remarks.
_SHORT = 400
_WINDOW = 12


def main_blocks(source: str, blocks: Sequence[PageBlock]) -> list[PageBlock]:
    """Return the blocks of the main text of a page."""
    from trafilatura import extract

    main = _MainText(extract(source, include_comments=False, include_tables=True, favor_recall=True) or "")
    kept = [block.place.main or main.share(block.unmarked or block.text) >= _MOSTLY for block in blocks]
    _keep_lists(blocks, kept)
    _keep_between(blocks, kept)
    for place in reversed(range(len(blocks) - 1)):
        if blocks[place].place.kind == "heading" and kept[place + 1]:
            kept[place] = True
    return [block for block, keep in zip(blocks, kept, strict=True) if keep]


def _keep_lists(blocks: Sequence[PageBlock], kept: list[bool]) -> None:
    """Keep the lists of which most is kept whole."""
    for first, last in _lists(blocks):
        sizes = [len(block.text) for block in blocks[first:last]]
        inside = sum(size for size, keep in zip(sizes, kept[first:last], strict=True) if keep)
        if inside >= _MOSTLY * sum(sizes):
            kept[first:last] = [True] * (last - first)


def _keep_between(blocks: Sequence[PageBlock], kept: list[bool]) -> None:
    """Keep what little stands between two blocks that are kept, and the prose before the first and after the last."""
    known = [place for place, keep in enumerate(kept) if keep]
    for before, after in pairwise(known):
        if sum(len(block.text) for block in blocks[before + 1 : after]) < _SHORT:
            kept[before:after] = [True] * (after - before)
    if known:
        for places in (range(known[-1] + 1, len(blocks)), range(known[0] - 1, -1, -1)):
            for place in takewhile(lambda place: _is_prose(blocks[place].text), places):
                kept[place] = True


class _MainText:
    """The main text as it was found, without blanks: its lines, and its windows of a few letters."""

    def __init__(self, found: str) -> None:
        whole = _squeezed(found)
        self._lines = {_squeezed(line) for line in found.split("\n")}
        self._windows = {whole[place : place + _WINDOW] for place in range(max(0, len(whole) - _WINDOW + 1))}

    def share(self, text: str) -> float:
        """Return the share of a text's letters whose lines stand in the main text."""
        lines = [key for line in BEHIND.sub("", text).split("\n") if (key := _squeezed(line))]
        return sum(len(key) for key in lines if self._holds(key)) / max(1, sum(map(len, lines)))

    def _holds(self, key: str) -> bool:
        if key in self._lines:
            return True
        windows = [key[place : place + _WINDOW] for place in range(0, len(key) - _WINDOW + 1, _WINDOW)]
        return len(key) >= _TELLING and sum(one in self._windows for one in windows) >= _MOSTLY * len(windows)


def _lists(blocks: Sequence[PageBlock]) -> Iterator[tuple[int, int]]:
    """Yield the ranges of items that follow each other."""
    place = 0
    for kind, group in groupby(block.place.kind for block in blocks):
        count = len(list(group))
        if kind == "item":
            yield place, place + count
        place += count


def _is_prose(text: str) -> bool:
    """Return whether a text next to the main text goes on with it: whole sentences, as menus do not have them."""
    return len(text) >= _TELLING and text.rstrip().endswith((".", "!", "?", ".”", '."'))


def _squeezed(text: str) -> str:
    return _SPACE.sub("", text).replace("|", "")
