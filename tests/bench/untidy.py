"""Texts less tidy than an encyclopedia's: without titles, or cut anywhere."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.types import LoadedText
from tests.bench.corpus import Asked, Given

GAP = " "


def untitled(given: Given) -> Given:
    """The same texts, none of which has a title."""
    texts = tuple(replace(text, title="") for text in given.texts)
    return Given(f"{given.name} untitled", texts, given.questions)


def recut(given: Given, size: int) -> Given:
    """All texts in one, in their order and without titles, cut at the last blank before every `size` characters.

    Each cut is a document of its own. Gold are all cuts that share with a gold text at least half of the shorter of
    the two, or, where none does, the one that shares most: a text cut in three may have three gold cuts, all of which
    are to be found, and a cut that holds two texts may be gold for both.
    """
    whole = GAP.join(text.text for text in given.texts)
    bounds = list(cuts(whole, size))
    texts = tuple(LoadedText("", whole[start:end].strip(), str(place)) for place, (start, end) in enumerate(bounds))
    gold: dict[str, frozenset[str]] = {}
    place = 0
    for text in given.texts:
        end = place + len(text.text)
        gold[text.locator] = frozenset(str(cut) for cut in sharing(bounds, place, end))
        place = end + len(GAP)
    questions = tuple(
        Asked(one.text, frozenset(cut for name in one.gold for cut in gold[name]), one.answer)
        for one in given.questions
    )
    return Given(f"{given.name} cut {size}", texts, questions)


def cuts(text: str, size: int) -> Iterator[tuple[int, int]]:
    """Bounds of stretches of at most `size` characters, cut after blanks where there are any."""
    start = 0
    while len(text) - start > size:
        end = text.rfind(" ", start, start + size) + 1
        end = end if end > start else start + size
        yield start, end
        start = end
    yield start, len(text)


def sharing(bounds: Sequence[tuple[int, int]], start: int, end: int) -> list[int]:
    """The stretches that share at least half of the shorter with start..end; the greatest share where none does."""
    shares: dict[int, float] = {}
    for cut in range(max(0, bisect_right(bounds, (start, end)) - 1), len(bounds)):
        left, right = bounds[cut]
        if left >= end:
            break
        shares[cut] = (min(end, right) - max(start, left)) / max(1, min(end - start, right - left))
    return [cut for cut, share in shares.items() if share >= 0.5] or [max(shares, key=lambda cut: shares[cut])]
