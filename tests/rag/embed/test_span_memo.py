"""A passage that is found again is not embedded again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import numpy as np

from graph.types import Matrix
from rag.embed.protocol import Bounds, Embedder
from rag.embed.span_memo import MAX_REMEMBERED_SPANS, SpanMemo


class Ends:
    """Embeds a span as where it ends, and keeps the texts it was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __getattr__(self, name: str) -> Any:
        return lambda *values: (name, *values)

    def embed_spans(self, texts: Sequence[str], spans: Sequence[Sequence[Bounds]]) -> list[Matrix]:
        self.asked += texts
        return [np.array([[end] for _, end in its], np.float32) for its in spans]


def ends(memo: SpanMemo, **texts: Sequence[Bounds]) -> list[list[list[float]]]:
    """What a memo says of texts by their spans."""
    return [matrix.tolist() for matrix in memo.embed_spans(list(texts), list(texts.values()))]


def test_a_text_is_embedded_once_for_the_same_spans() -> None:
    inner = Ends()
    memo = SpanMemo(cast(Embedder, inner))
    assert ends(memo, one=[(0, 1), (1, 3)], two=[(0, 2)]) == [[[1], [3]], [[2]]]
    assert ends(memo, two=[(0, 2)], three=[(0, 5)], one=[(0, 1), (1, 3)]) == [[[2]], [[5]], [[1], [3]]]
    assert inner.asked == ["one", "two", "three"]
    assert ends(memo, one=[(0, 3)]) == [[[3]]]
    assert inner.asked[3:] == ["one"]
    assert memo.embed_spans([], []) == []


def test_the_texts_used_longest_ago_and_very_long_ones_are_forgotten() -> None:
    inner = Ends()
    memo = SpanMemo(cast(Embedder, inner), remembered=1)
    ends(memo, one=[(0, 1)])
    ends(memo, two=[(0, 2)])
    ends(memo, one=[(0, 1)])
    ends(memo, long=[(0, end) for end in range(MAX_REMEMBERED_SPANS + 1)])
    ends(memo, one=[(0, 1)])
    assert inner.asked == ["one", "two", "one", "long"]


def test_everything_else_is_the_embedder_s_own() -> None:
    memo: Any = SpanMemo(cast(Embedder, Ends()))
    assert memo.embed(["a"], "query") == ("embed", ["a"], "query")
    assert memo.knows("a") == ("knows", "a")
