"""Keeps passages that a reader of the file does not see out of answers and prompts, and finds others in their place."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from graph.types import Filter
from rag.types import Hit, Retriever

MARK = "hidden in the document"
"""What is said of such a passage wherever it is shown."""

_DEEPEST = 16
"""How many times as deep as was asked is looked, where hidden passages stand before the others."""


def parted(hits: Sequence[Hit], wished: bool = False) -> tuple[tuple[Hit, ...], tuple[Hit, ...]]:
    """The hits that may be read, and the hidden ones that may not; all may be read where hidden text is wished for."""
    if wished:
        return tuple(hits), ()
    return tuple(hit for hit in hits if not hit.passage.hidden), tuple(hit for hit in hits if hit.passage.hidden)


def retrieved(retriever: Retriever, question: str, k: int, where: Filter) -> list[Hit]:
    """The k best passages; hidden ones among them come on top of the k, so that they crowd out none that is seen."""
    hits = retriever(question, k, where)
    first = {hit.passage.id for hit in hits if hit.passage.hidden}
    if not first:
        return hits
    depth = k
    while sum(not hit.passage.hidden for hit in hits) < k and len(hits) >= depth and depth < k * _DEEPEST:
        depth *= 2
        hits = retriever(question, depth, where)
    seen = {hit.passage.id for hit in islice((hit for hit in hits if not hit.passage.hidden), k)}
    return [hit for hit in hits if hit.passage.id in seen or hit.passage.id in first]
