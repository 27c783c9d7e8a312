"""Each question is embedded once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import numpy as np

from graph.types import Matrix
from rag.embed.protocol import Embedder, Role
from rag.embed.query_memo import MAX_REMEMBERED_QUERIES, QueryMemo


class Lengths:
    """Embeds a text as its length, and keeps what it was asked."""

    name = "lengths"
    dimensions = 1

    def __init__(self) -> None:
        self.asked: list[tuple[list[str], Role]] = []

    def __getattr__(self, name: str) -> Any:
        return lambda *values: (name, *values)

    def embed(self, texts: Sequence[str], role: Role = "passage") -> Matrix:
        self.asked.append((list(texts), role))
        return np.array([[len(text)] for text in texts], np.float32).reshape(-1, 1)


def test_a_query_is_embedded_once_and_a_passage_every_time() -> None:
    inner = Lengths()
    memo = QueryMemo(cast(Embedder, inner))
    assert memo.embed(["a", "bb", "a"], "query").tolist() == [[1], [2], [1]]
    assert memo.embed(["bb", "ccc"], "query").tolist() == [[2], [3]]
    assert memo.embed(["a"]).tolist() == memo.embed(["a"]).tolist() == [[1]]
    assert memo.embed([], "query").shape == (0, 1)
    passage: tuple[list[str], Role] = (["a"], "passage")
    assert inner.asked == [(["a", "bb"], "query"), (["ccc"], "query"), passage, passage, ([], "query")]


def test_only_the_latest_queries_are_remembered() -> None:
    inner = Lengths()
    memo = QueryMemo(cast(Embedder, inner))
    many = [str(number) for number in range(MAX_REMEMBERED_QUERIES + 1)]
    assert len(memo.embed(many, "query")) == len(many)
    memo.embed(many[1:], "query")
    assert len(inner.asked) == 1
    memo.embed(many[:1], "query")
    assert inner.asked[1] == (["0"], "query")


def test_a_vector_that_is_changed_by_its_taker_stays_as_it_was() -> None:
    memo = QueryMemo(cast(Embedder, Lengths()))
    memo.embed(["a"], "query")[0, 0] = 9
    assert memo.embed(["a"], "query").tolist() == [[1]]


def test_all_else_is_the_embedders_own() -> None:
    memo = QueryMemo(cast(Embedder, Lengths()))
    assert (memo.name, memo.dimensions) == ("lengths", 1)
    assert cast(Any, memo.knows("a")) == ("knows", "a")
    assert cast(Any, memo.embed_spans(["a"], [[(0, 1)]])) == ("embed_spans", ["a"], [[(0, 1)]])
