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
    by_id = {passage.id: passage for passage in passages}
    by_source: dict[str, list[Passage]] = {}
    for passage in by_id.values():
        by_source.setdefault(passage.source, []).append(passage)
    reanchored: list[Case] = []
    lost: list[tuple[Case, Gold]] = []
    stayed = moved = 0
    for case in cases:
        new_gold: list[Gold] = []
        for gold in case.gold:
            if gold.passage_id in by_id:
                stayed += 1
                new_gold.append(gold)
                continue
            match = _find_passage(gold, case, by_source.get(gold.source, ()) if gold.source else tuple(by_id.values()))
            moved += match is not None
            new_gold.append(replace(gold, passage_id=match.id) if match else gold)
            if match is None:
                lost.append((case, gold))
        reanchored.append(_replace_gold(case, tuple(new_gold)))
    return ReanchoredCases(tuple(reanchored), stayed, moved, tuple(lost))


def _find_passage(gold: Gold, case: Case, passages: Sequence[Passage]) -> Passage | None:
    """Return the passage that holds the quote, else the one with most of its words.

    Without an exact match the passage must also hold the answer if the quote does.
    """
    quote = " ".join(gold.quote.split())
    if not quote:
        return None
    for passage in passages:
        if quote in " ".join(passage.text.split()):
            return passage
    quote_words = set(words(quote))
    needed = case.reference if case.reference in quote else ""
    shares = [(len(quote_words & set(words(passage.text))) / max(1, len(quote_words)), passage) for passage in passages]
    candidates = [
        (share, passage) for share, passage in shares if share >= MIN_QUOTE_OVERLAP and needed in passage.text
    ]
    return max(candidates, key=lambda candidate: candidate[0])[1] if candidates else None


def _replace_gold(case: Case, gold: tuple[Gold, ...]) -> Case:
    """Return the case with new gold, replacing the old passage ids in its path too."""
    new_ids = {old.passage_id: new.passage_id for old, new in zip(case.gold, gold, strict=True)}
    return replace(case, gold=gold, path=tuple(new_ids.get(step, step) for step in case.path))
