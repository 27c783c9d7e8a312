"""The index follows writes, its own and those of others, without building anew what did not change."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from graph.local import Seeds
from graph.sqlite import index
from graph.sqlite.index import Index
from graph.sqlite.store import SqliteStore
from graph.types import EVERYTHING, Filter, Kind
from tests.contract.corpus import NAMES, corpus, document
from tests.contract.parts import name_of, vector

KINDS: tuple[Kind, ...] = ("passage", "sentence", "entity")


def answers(store: SqliteStore, where: Filter) -> object:
    every = [passage.id for passage in store.passages(where=where)]
    sentences = [sentence.id for sentence in store.read([d.id for d in store.documents()]).sentences]
    local = store.around(Seeds(dict.fromkeys(every[:3], 1.0)), 9, where)
    return (
        [store.search(text, 9, where=where) for text in ("river engine Moss", "letter Lake", "knew")],
        [store.search(name, 5, of="entity", where=where) for name in NAMES],
        [store.nearest(vector("asked"), 9, kind, where) for kind in KINDS],
        (local.passages, local.entities, local.sentences, local.mention_count.tolist(), local.frequency.tolist()),
        (local.sentence_index.tolist(), local.sentence_entity.tolist(), local.edge_subject.tolist()),
        (local.edge_object.tolist(), local.edge_passage.tolist(), local.mention_entity.tolist()),
        store.vectors(sentences, "sentence").tobytes(),
    )


@pytest.mark.parametrize(
    ("small", "fraction", "slack"),
    [(0, 0, 10_000), (0, 1, 10_000), (0, 4, 10_000), (9, 2, 10_000), (256, 4, 10_000), (0, 4, -10_000)],
    ids=["never joined", "seldom", "often", "small ones", "as it is", "built anew"],
)
def test_segments_make_no_difference(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small: int, fraction: int, slack: int
) -> None:
    monkeypatch.setattr(index, "SMALL", small)
    monkeypatch.setattr(index, "FRACTION", fraction)
    monkeypatch.setattr(index, "SLACK", slack)
    chance = random.Random(7)
    store = SqliteStore(tmp_path / "followed.db")
    for part in corpus(seed=2, size=9):
        store.replace(name_of(part), part)
    store.search("river", 1)
    for _ in range(30):
        for _ in range(chance.randint(1, 3)):
            changed = document(seed=chance.randint(0, 3), number=chance.randint(0, 14))
            store.replace(name_of(changed), chance.choice([changed, changed, None]))
        store.search("river", 1)
    fresh = SqliteStore(tmp_path / "followed.db")
    for where in (EVERYTHING, Filter(access=()), Filter(sources=("001.txt", "003.txt", "012.txt"))):
        assert answers(store, where) == answers(fresh, where)


def test_a_write_leaves_the_large_segment_alone(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "graph.db")
    for part in corpus(seed=3, size=120):
        store.replace(name_of(part), part)
    followed = Index(store._database)
    with followed.reading() as (_, before):
        (large,) = before.segments
    assert len(large) > index.SMALL
    changed = document(seed=9, number=5)
    store.replace(name_of(changed), changed)
    with followed.reading() as (_, after):
        assert after.segments[0] is large
        assert len(after.segments[1]) == len(changed.passages)
        assert np.count_nonzero(~after.alive[0]) == len(document(seed=3, number=5).passages)
    # What was taken before the write still shows the state of then.
    assert before.alive[0].all()


def test_other_stores_on_the_file_are_noticed(tmp_path: Path) -> None:
    one, two = SqliteStore(tmp_path / "graph.db"), SqliteStore(tmp_path / "graph.db")
    assert one.search("river", 3) == []
    part = document(seed=1, number=1)
    two.replace(name_of(part), part)
    assert {name for name, _ in one.search("knew", 9)} == {name for name, _ in two.search("knew", 9)} != set()
    two.replace(name_of(part), None)
    assert one.search("knew", 9) == []


def test_an_index_that_could_not_follow_is_built_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = SqliteStore(tmp_path / "graph.db")
    for part in corpus(seed=3, size=4):
        store.replace(name_of(part), part)
    store.search("river", 1)
    changed = document(seed=9, number=7)
    store.replace(name_of(changed), changed)
    with monkeypatch.context() as broken:
        broken.setattr(index, "seal", None)
        with pytest.raises(TypeError):
            store.search("river", 1)
    assert answers(store, EVERYTHING) == answers(SqliteStore(tmp_path / "graph.db"), EVERYTHING)
