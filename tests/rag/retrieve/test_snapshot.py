"""Retrieval while documents are removed, and how often the store is asked for one question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pytest

from graph.types import EVERYTHING, Filter
from rag.answer.extractive.offline import OfflineAnswerer
from rag.answer.pipeline import ask
from rag.embed.query_memo import QueryMemo
from rag.retrieve import build_retriever, require_retriever, retriever_names
from rag.retrieve.snapshot import SearchOnce
from rag.retrieve.spec import RetrieverParts
from rag.spelling import SpellingCorrector
from rag.types import Hit, Question
from tests.rag.retrieve.conftest import World

TWO_HOPS = "Where was the director of Copper Lantern born?"
GONE = "Paper Crown"


class Watched:
    """A store whose snapshots call `before` with the name and the arguments of each read."""

    def __init__(self, store: Any, before: Callable[..., None]) -> None:
        self._store = store
        self._before = before

    @contextmanager
    def snapshot(self) -> Iterator[Watched]:
        with self._store.snapshot() as snapshot:
            yield Watched(snapshot, self._before)

    def __getattr__(self, name: str) -> Any:
        read = getattr(self._store, name)

        def watched(*values: object, **named: object) -> Any:
            self._before(name, *values, *sorted(named.items()))
            return read(*values, **named)

        return watched


@pytest.mark.parametrize("name", retriever_names())
def test_a_document_removed_meanwhile_harms_nothing_and_is_gone_afterwards(world: World, name: str) -> None:
    (document,) = (one for one in world.store.documents() if one.title == GONE)
    part = world.store.read([document.id])
    reads: list[str] = []

    def remove(read: str, *_: object) -> None:
        if len(reads) == 1:
            world.store.replace(document.id, None)
        reads.append(read)

    whole = build_retriever(name, RetrieverParts(world.store, world.embedder, world.tagger))(TWO_HOPS, 8)
    watched: Any = Watched(world.store, remove)
    try:
        during = build_retriever(name, RetrieverParts(watched, world.embedder, world.tagger))(TWO_HOPS, 8)
        after = build_retriever(name, RetrieverParts(world.store, world.embedder, world.tagger))(TWO_HOPS, 8)
    finally:
        world.store.replace(document.id, part)
    assert len(reads) > 1
    assert during == whole
    assert world.passages[GONE] not in {hit.passage.id for hit in after}
    assert not any(step.from_passage == world.passages[GONE] for hit in after for step in hit.trail.steps)


class Counted:
    """An embedder that counts the texts it embeds as queries."""

    def __init__(self, embedder: Any) -> None:
        self._embedder = embedder
        self.queries: Counter[str] = Counter()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._embedder, name)

    def embed(self, texts: Any, role: Any = "passage") -> Any:
        self.queries.update(texts if role == "query" else ())
        return self._embedder.embed(texts, role)


@pytest.mark.parametrize("name", ["graph", "graph+multihop", "hybrid", "rrf"])
def test_nothing_is_asked_of_the_store_or_embedded_twice_for_one_question(world: World, name: str) -> None:
    reads: Counter[str] = Counter()

    def count(*read: object) -> None:
        reads[repr([value.tobytes() if isinstance(value, np.ndarray) else value for value in read])] += 1

    counted = Counted(world.embedder)
    embedder: Any = QueryMemo(counted)
    watched: Any = Watched(world.store, count)
    with watched.snapshot() as snapshot:
        retrieve = require_retriever(name).build(RetrieverParts(snapshot, embedder, world.tagger))
        depths: list[int] = []

        def noted(question: str, k: int, where: Filter = EVERYTHING) -> list[Hit]:
            depths.append(k)
            return retrieve(question, k, where)

        speller = SpellingCorrector(snapshot)
        ask(Question(TWO_HOPS), crowded(noted), OfflineAnswerer(embedder), 4, speller=speller)
    assert depths == [4, 12]
    assert {read.split("'")[1] for read in reads} >= {"search", "nearest", "passages"}
    assert [read for read, times in reads.items() if times > 1] == []
    assert counted.queries[TWO_HOPS] == 1
    assert set(counted.queries.values()) == {1}


def crowded(retrieve: Callable[..., list[Hit]]) -> Callable[..., list[Hit]]:
    """Retrieval that seems to find everything in one source, so that more is asked for."""

    def same(hit: Hit) -> Hit:
        return replace(hit, passage=replace(hit.passage, source="one.txt"))

    return lambda question, k, where=EVERYTHING: list(map(same, retrieve(question, k, where)))


def test_more_passages_come_from_the_search_that_was_made(world: World) -> None:
    searched: list[str] = []

    class Letters:
        def search(self, text: str, where: Filter = EVERYTHING) -> str:
            searched.append(text)
            return text

        def to_hits(self, search: str, k: int, where: Filter = EVERYTHING) -> list[Hit]:
            passages = list(world.store.passages([world.passages[GONE]]))
            return [Hit(passages[0], float(place)) for place in range(min(k, len(search)))]

    retrieve = SearchOnce(Letters())
    assert list(map(len, map(partial(retrieve, "abc"), (1, 2, 9)))) == [1, 2, 3]
    retrieve("ab", 1)
    retrieve("ab", 1, Filter(access=()))
    assert searched == ["abc", "ab", "ab"]
