"""Find the hits that are evidence for a case."""

from __future__ import annotations

import re
from collections.abc import Sequence

from evals.judges.matching import contains_phrase
from evals.metrics.retrieval_recall import is_found
from evals.types import Case
from rag.types import Hit


def is_gold(case: Case, hit: Hit) -> bool:
    """Whether a hit is a gold passage of the case or contains its quote; without gold, whether it has the reference."""
    if not case.gold:
        return bool(case.reference) and contains_phrase(hit.passage.text, case.reference)
    return any(is_found(gold, (hit,)) for gold in case.gold)


def answering_rank(case: Case, hits: Sequence[Hit]) -> int | None:
    """Return the index of the first hit with the reference verbatim, gold hits first; None if there is none."""
    pattern = phrase_pattern(case.reference)
    ranks = [rank for rank, hit in enumerate(hits) if pattern and pattern.search(hit.passage.text)]
    return next((rank for rank in ranks if is_gold(case, hits[rank])), ranks[0] if ranks else None)


def phrase_pattern(words: str) -> re.Pattern[str] | None:
    """Return a pattern for the words verbatim with any white space between them; None if there are no words."""
    parts = [re.escape(part) for part in words.split()]
    return re.compile(r"(?<!\w)" + r"\s+".join(parts) + r"(?!\w)") if parts else None
