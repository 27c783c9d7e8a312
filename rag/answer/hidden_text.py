"""Keep passages that a reader of the file cannot see out of answers and prompts, and retrieve others instead."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from graph.types import Filter
from rag.types import Hit, Retriever

HIDDEN_MARK = "hidden in the document"
"""The label of such a passage wherever it is shown."""

_MAX_DEPTH_FACTOR = 16
"""The factor up to which k grows while hidden passages displace visible ones."""


def split_hidden(hits: Sequence[Hit], wished: bool = False) -> tuple[tuple[Hit, ...], tuple[Hit, ...]]:
    """Split the hits into those that may be read and the hidden ones; with `wished`, all may be read."""
    if wished:
        return tuple(hits), ()
    return tuple(hit for hit in hits if not hit.passage.hidden), tuple(hit for hit in hits if hit.passage.hidden)


def retrieve_visible(retriever: Retriever, question: str, k: int, where: Filter) -> list[Hit]:
    """Return the k best visible passages, plus the hidden ones among the first k, so that they displace no visible
    one."""
    hits = retriever(question, k, where)
    hidden_ids = {hit.passage.id for hit in hits if hit.passage.hidden}
    if not hidden_ids:
        return hits
    depth = k
    while sum(not hit.passage.hidden for hit in hits) < k and len(hits) >= depth and depth < k * _MAX_DEPTH_FACTOR:
        depth *= 2
        hits = retriever(question, depth, where)
    visible_ids = {hit.passage.id for hit in islice((hit for hit in hits if not hit.passage.hidden), k)}
    return [hit for hit in hits if hit.passage.id in visible_ids or hit.passage.id in hidden_ids]
