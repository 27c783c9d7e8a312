"""Re-anchor gold passages after documents were re-split, by their quote and source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from evals.types import Case, Gold
from graph.text.words import words
from graph.types import Passage

MIN_QUOTE_OVERLAP = 0.8
"""The minimum share of a quote's words that a passage must hold when the quote is split between passages."""


@dataclass(frozen=True, slots=True)
class ReanchoredCases:
    """Cases with re-anchored gold, the counts of gold that stayed and moved, and each (case, gold) that was `lost`."""

    cases: tuple[Case, ...]
    stayed: int
    moved: int
    lost: tuple[tuple[Case, Gold], ...]


def reanchor_cases(cases: Iterable[Case], passages: Iterable[Passage]) -> ReanchoredCases:
    """Map the gold of the cases to the given passages; gold that is not found stays as it is."""
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
    return ReanchoredCases(tuple(made), stayed, moved, tuple(lost))


def _found(gold: Gold, case: Case, passages: Sequence[Passage]) -> Passage | None:
    """Return the passage that holds the quote, else the one with most of its words.

    Without an exact match the passage must also hold the answer if the quote does.
    """
    quote = " ".join(gold.quote.split())
    if not quote:
        return None
    for passage in passages:
        if quote in " ".join(passage.text.split()):
            return passage
    wanted = set(words(quote))
    needed = case.reference if case.reference in quote else ""
    shares = [(len(wanted & set(words(passage.text))) / max(1, len(wanted)), passage) for passage in passages]
    likely = [(share, passage) for share, passage in shares if share >= MIN_QUOTE_OVERLAP and needed in passage.text]
    return max(likely, key=lambda one: one[0])[1] if likely else None


def _with(case: Case, gold: tuple[Gold, ...]) -> Case:
    """Return the case with new gold, replacing the old passage ids in its path too."""
    names = {old.passage_id: new.passage_id for old, new in zip(case.gold, gold, strict=True)}
    return replace(case, gold=gold, path=tuple(names.get(step, step) for step in case.path))
