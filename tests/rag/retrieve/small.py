"""Local graphs written by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from graph.local import LocalGraph


def small(passages: Sequence[tuple[str, Sequence[str]]], frequency: int = 2) -> LocalGraph:
    """Passages by the name in their title ("" for none) and their sentences, each the names in it."""
    said = [[[*sentence.split(), *([title] if title else [])] for sentence in texts] for title, texts in passages]
    counts = [
        Counter([name for sentence in texts for name in sentence.split()] + [title] * 2 * bool(title))
        for title, texts in passages
    ]
    names = sorted({name for own in counts for name in own})
    number = {name: place for place, name in enumerate(names)}
    mentions = [(place, number[name], count) for place, own in enumerate(counts) for name, count in sorted(own.items())]
    rows = [(place, set(sentence)) for place, texts in enumerate(said) for sentence in texts]
    named = [(row, number[name]) for row, (_, own) in enumerate(rows) for name in sorted(own)]
    ordinals = [ordinal for texts in said for ordinal in range(len(texts))]
    none = np.zeros(0, np.int64)
    return LocalGraph(
        passages=tuple(f"p{place}" for place in range(len(passages))),
        entities=tuple(names),
        sentences=tuple(f"p{place}#{ordinal}" for (place, _), ordinal in zip(rows, ordinals, strict=True)),
        sentence_passage=np.array([place for place, _ in rows], np.int64),
        mention_passage=np.array([place for place, _, _ in mentions], np.int64),
        mention_entity=np.array([entity for _, entity, _ in mentions], np.int64),
        mention_count=np.array([count for _, _, count in mentions], np.float32),
        sentence_index=np.array([row for row, _ in named], np.int64),
        sentence_entity=np.array([entity for _, entity in named], np.int64),
        edge_subject=none,
        edge_object=none,
        edge_weight=np.zeros(0, np.float32),
        edge_passage=none,
        frequency=np.full(len(names), frequency, np.float32),
        total=10,
    )
