"""Headings in plain text: numbered in order, or in capitals, above what they are the heading of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from graph.blocks import Block

MAX_WORDS, MAX_CHARS = 9, 70
"""Words and characters of a heading."""

MIN_NUMBERED = 2
"""Numbered headings that a text has if it has any."""

FULL_LINE = 0.8
"""The share of the width of the lines below up to which a line and the next word fill it: a sentence would go on."""

_TITLE = r"[^\W\d_a-zà-öø-ÿ][^\n|]*[^\W_]\)?"
_NUMBERED = re.compile(rf"(?:(?:section|article|chapter|part|artikel|abschnitt|teil)\s+|§\s*)?"
                       rf"(\d{{1,2}}(?:\.\d{{1,2}})*)[.):]?\s+(?-i:{_TITLE})", re.IGNORECASE)  # fmt: skip
_CAPITALS = re.compile(r"(?=(?:.*[^\W\d_]){4})[^\W\d_a-zà-öø-ÿ][^\na-zà-öø-ÿ|.!?;]*[^\Wa-zà-öø-ÿ_]\)?")
_ITEM = re.compile(r"\s*(?:[-*•◦▪–—+]|\(?(?:\d{1,3}|[a-z])[.)])\s")


@dataclass(frozen=True, slots=True)
class _Heading:
    """The number of a heading's line, and the number that it has itself, if any."""

    line: int
    number: tuple[int, ...] = ()

    @property
    def level(self) -> int:
        return len(self.number) or 1


def part_headings(text: str) -> str:
    """Return the text with an empty line below each heading."""
    lines = text.split("\n")
    followed = {heading.line for heading in _find_headings(lines) if lines[heading.line + 1].strip()}
    return "\n".join(f"{line}\n" if place in followed else line for place, line in enumerate(lines))


def find_headings(text: str) -> list[Block]:
    """Return the headings of a text, those in capitals above numbered ones."""
    lines = text.split("\n")
    found = _find_headings(lines)
    below = 1 if len({bool(heading.number) for heading in found}) > 1 else 0
    blocks: list[Block] = []
    start = passed = 0
    for heading in found:
        start += sum(len(line) + 1 for line in lines[passed : heading.line])
        passed = heading.line
        level = heading.level + (below if heading.number else 0)
        blocks.append(Block("heading", start, start + len(lines[passed].rstrip()), level))
    return blocks


def _find_headings(lines: Sequence[str]) -> list[_Heading]:
    found = list(_read_candidates(lines))
    numbered = [one for one in found if one.number]
    counted = _count_on([one.number for one in numbered])
    return [one for one in found if not one.number or counted]


def _count_on(numbers: Sequence[tuple[int, ...]]) -> bool:
    """Return whether numbers are those of the parts of a text: several, each higher than the one before it or the first
    of an annex."""
    rising = all(one < other or other == (1,) for one, other in pairwise(numbers))
    return len(numbers) >= MIN_NUMBERED and rising


def _read_candidates(lines: Sequence[str]) -> Iterator[_Heading]:
    """Yield lines that look like headings: short, below an empty line, and above something else."""
    for place, line in enumerate(lines):
        text = line.rstrip()
        if not text or len(text) > MAX_CHARS or len(text.split()) > MAX_WORDS or (place and lines[place - 1].strip()):
            continue
        numbered = _NUMBERED.fullmatch(text)
        if not numbered and not _CAPITALS.fullmatch(text):
            continue
        number = tuple(map(int, numbered[1].split("."))) if numbered else ()
        below = _paragraph_below(lines, place + 1)
        if below and not _is_like(number, below[0]) and (not lines[place + 1].strip() or _ends(text, below)):
            yield _Heading(place, number)


def _paragraph_below(lines: Sequence[str], place: int) -> list[str]:
    """Return the lines of the next paragraph."""
    while place < len(lines) and not lines[place].strip():
        place += 1
    end = place
    while end < len(lines) and lines[end].strip():
        end += 1
    return list(lines[place:end])


def _is_like(number: Sequence[int], line: str) -> bool:
    """Return whether the next line has a number of the same kind, as the next item of a list or of contents has."""
    following = _NUMBERED.match(line.strip())
    return bool(number and following) and len(following[1].split(".")) <= len(number) if following else False


def _ends(text: str, below: Sequence[str]) -> bool:
    """Return whether a line ends before the one right below it: that begins an item, or its first word had room."""
    first = below[0].strip()
    if _ITEM.match(below[0]):
        return True
    return not first[0].islower() and len(text) + 1 + len(first.split()[0]) <= FULL_LINE * max(map(len, below))
