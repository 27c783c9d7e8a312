"""Finds gold passages again after documents were split anew: by their quote and where it came from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from evals.types import Case, Gold
from graph.text.words import words
from graph.types import Passage

HELD = 0.8
"""The share of a quote's words that a passage must hold where a cut goes through the quote."""


@dataclass(frozen=True, slots=True)
class Anchored:
    """Cases with their gold where it is now, and how it was found; `lost` has each case with the gold that was not."""

    cases: tuple[Case, ...]
    stayed: int
    moved: int
    lost: tuple[tuple[Case, Gold], ...]


def anchored(cases: Iterable[Case], passages: Iterable[Passage]) -> Anchored:
    """The cases over the passages of today; gold that is not found stays as it is."""
    known = {passage.id: passage for passage in passages}
    by_source: dict[str, list[Passage]] = {}
    for passage in known.values():
        by_source.setdefault(passage.source, []).append(passage)
    made: list[Case] = []
    lost: list[tuple[Case, Gold]] = []
    stayed = moved = 0
    for case in cases:
        gold: list[Gold] = []
        for one in case.gold:
            if one.passage_id in known:
                stayed += 1
                gold.append(one)
                continue
            found = _found(one, case, by_source.get(one.source, ()) if one.source else tuple(known.values()))
            moved += found is not None
            gold.append(replace(one, passage_id=found.id) if found else one)
            if found is None:
                lost.append((case, one))
        made.append(_with(case, tuple(gold)))
    return Anchored(tuple(made), stayed, moved, tuple(lost))


def _found(gold: Gold, case: Case, passages: Sequence[Passage]) -> Passage | None:
    """The passage that has the quote, else the one with most of its words, and the answer if the quote has it."""
    quote = " ".join(gold.quote.split())
    if not quote:
        return None
    for passage in passages:
        if quote in " ".join(passage.text.split()):
            return passage
    wanted = set(words(quote))
    needed = case.reference if case.reference in quote else ""
    shares = [(len(wanted & set(words(passage.text))) / max(1, len(wanted)), passage) for passage in passages]
    likely = [(share, passage) for share, passage in shares if share >= HELD and needed in passage.text]
    return max(likely, key=lambda one: one[0])[1] if likely else None


def _with(case: Case, gold: tuple[Gold, ...]) -> Case:
    """The case with its gold, and the same passages in its path."""
    names = {old.passage_id: new.passage_id for old, new in zip(case.gold, gold, strict=True)}
    return replace(case, gold=gold, path=tuple(names.get(step, step) for step in case.path))
