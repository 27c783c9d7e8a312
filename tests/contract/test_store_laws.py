"""Laws that hold whatever is written, in whatever order, by however many threads."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from graph.local import Seeds
from graph.store import GraphStore
from graph.types import EVERYTHING, Filter, Kind, Meta
from tests.contract.conftest import NewStore
from tests.contract.corpus import NAMES, corpus, document
from tests.contract.dump import dump
from tests.contract.parts import name_of, part, vector

LABELS = {0: (), 1: ("red",), 2: ("red", "blue")}
# Which document, and which version of it; version -1 removes it.
writes = st.lists(st.tuples(st.integers(0, 5), st.integers(-1, 2)), max_size=8)
# Documents are added, changed, removed, and come back.
MIXED = [(0, 0), (1, 1), (0, -1), (2, 2), (1, 0), (0, 2), (2, -1), (3, 1)]
KINDS: tuple[Kind, ...] = ("passage", "sentence", "entity")


def write(store: GraphStore, number: int, version: int) -> None:
    found = document(seed=max(version, 0), number=number, meta=Meta(access=LABELS[number % 3]))
    store.replace(name_of(found), found if version >= 0 else None)


def answers(store: GraphStore, where: Filter = EVERYTHING) -> object:
    """What every kind of question gets, ids and scores."""
    every = [passage.id for passage in store.passages(where=where)]
    local = store.around(Seeds(dict.fromkeys(every[:2], 1.0), {}), 6, where)
    return (
        [store.search(text, 8, where=where) for text in ("river engine Moss", "letter Lake", "knew")],
        [store.search(name, 4, of="entity", where=where) for name in NAMES[:5]],
        [store.nearest(vector("asked"), 8, kind, where) for kind in KINDS],
        [value.tolist() if isinstance(value, np.ndarray) else value for value in (getattr(local, f) for f in LOCAL)],
    )


LOCAL = ("passages", "entities", "sentences", "mention_count", "sentence_entity", "edge_passage", "frequency", "total")


def test_a_store_is_what_was_written_last(new_store: NewStore, is_on_server: bool) -> None:
    """Order independence, add and remove = never added, and an index that follows = one built anew."""

    @example(MIXED)
    @given(writes)
    @settings(max_examples=3 if is_on_server else 30)
    def check(done: list[tuple[int, int]]) -> None:
        store = new_store()
        for number, version in done:
            write(store, number, version)
            store.search("river", 1)
        last = {
            number: version for number, version in done if version >= 0 and (number, version) == _last(done, number)
        }
        fresh = new_store()
        for number in sorted(last, reverse=True):
            write(fresh, number, last[number])
        assert dump(store) == dump(fresh)
        for where in (EVERYTHING, Filter(access=()), Filter(access=("blue",))):
            assert answers(store, where) == answers(fresh, where)
        assert store.check() == []

    check()


def _last(done: list[tuple[int, int]], number: int) -> tuple[int, int]:
    return next(one for one in reversed(done) if one[0] == number)


def test_writing_the_same_again_changes_nothing(new_store: NewStore, is_on_server: bool) -> None:
    @example(MIXED, 1, 1)
    @given(writes, st.integers(0, 5), st.integers(0, 2))
    @settings(max_examples=2 if is_on_server else 20)
    def check(done: list[tuple[int, int]], number: int, version: int) -> None:
        store = new_store()
        for one in (*done, (number, version)):
            write(store, *one)
        before = dump(store), answers(store)
        write(store, number, version)
        assert (dump(store), answers(store)) == before

    check()


@given(writes)
@settings(max_examples=8)
def test_changes_are_the_difference_of_two_moments(new_written_store: NewStore, done: list[tuple[int, int]]) -> None:
    store = new_written_store()
    moments = [(0, set[str]())]
    for number, version in done:
        write(store, number, version)
        moments.append((store.about().revision, {document.id for document in store.documents()}))
    now = moments[-1][1]
    for revision, then in moments:
        changes = store.changes(revision)
        assert set(changes.added) - set(changes.removed) == now - then
        assert set(changes.removed) - set(changes.added) == then - now
        assert set(changes.removed) <= then
        assert set(changes.added) <= now


SECRET = "Xanthippe Quillfeather"
ANN = "Ann Oak"
HIDDEN = part(
    "secret.txt",
    [f"{SECRET} pays {ANN} in zorkmids.", f"{ANN} paid in zorkmids. {ANN}, said Annie."],
    [SECRET, ANN, "Annie"],
    title=SECRET,
    relations=[(SECRET, "pays", ANN)],
    meta=Meta(access=("board",), tags=("x",)),
)
OPEN = part("open.txt", [f"{ANN} sells paper.", "Paper is sold in town."], [ANN], meta=Meta(tags=("x",)))


READERS = {
    "nobody": Filter(access=()),
    "another": Filter(access=("staff",)),
    "by tag": Filter(tags=("x",), access=("staff",)),
}


@pytest.mark.parametrize("reader", READERS)
def test_nothing_shows_that_a_hidden_document_exists(new_store: NewStore, reader: str) -> None:
    """Every answer of a store with a hidden document is that of a store without it."""
    where = READERS[reader]
    store, without = new_store(), new_store()
    for found in (HIDDEN, OPEN):
        store.replace(name_of(found), found)
    without.replace(name_of(OPEN), OPEN)
    hidden = [passage.id for passage in HIDDEN.passages]
    secret = [entity.id for entity in HIDDEN.entities]

    asked: list[Callable[[GraphStore], object]] = [
        lambda one: dump(one, where),
        lambda one: answers(one, where),
        lambda one: list(one.documents(where)),
        lambda one: list(one.passages(hidden, where)),
        lambda one: list(one.entities(secret, where)),
        lambda one: one.read([name_of(HIDDEN), name_of(OPEN)], where).passages,
        lambda one: one.search(f"{SECRET} zorkmids paper sells", 9, where=where),
        lambda one: one.search(f"{SECRET} {ANN} Annie", 9, of="entity", where=where),
        lambda one: one.around(Seeds(dict.fromkeys(hidden, 1.0), dict.fromkeys(secret, 1.0)), 9, where).passages,
        lambda one: one.around(Seeds({OPEN.passages[0].id: 1.0}), 9, where).frequency.tolist(),
        *[lambda one, kind=kind: one.nearest(vector("q"), 99, kind, where) for kind in KINDS],
    ]
    for ask in asked:
        assert ask(store) == ask(without)
    allowed = Filter(access=("staff", "board"))
    assert store.search("zorkmids", 9, where=allowed)
    assert len(list(store.documents(allowed))) == 2
    assert SECRET in {view.name for view in store.entities(where=allowed)}


def test_collections_share_nothing(store: GraphStore) -> None:
    here = part("a.txt", [f"{ANN} sells paper."], [ANN], collection="here")
    there = part("a.txt", [f"{ANN} sells glass."], [ANN], collection="there")
    for found in (here, there):
        store.replace(name_of(found), found)
    (view,) = store.entities(where=Filter(collection="here"))
    assert (view.entity, view.passages) == (here.entities[0], 1)
    assert [name for name, _ in store.search("Ann", 5, where=Filter(collection="there"))] == [there.passages[0].id]
    assert store.around(Seeds({here.passages[0].id: 1.0}), 5).passages == (here.passages[0].id,)
    assert store.check() == []


def test_readers_see_a_document_whole_or_not_at_all(store: GraphStore) -> None:
    """While a thread writes version after version, no reader finds a mixture."""
    versions = [part("same.txt", [f"{name} of the river {turn}." for turn in range(12)], [name]) for name in NAMES[:6]]
    whole = {tuple(sorted(passage.id for passage in found.passages)) for found in versions} | {()}
    faults: list[object] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            listed = tuple(sorted(passage.id for passage in store.passages()))
            texts = {document.text for document in store.documents()} - {found.documents[0].text for found in versions}
            faults.extend(texts)
            names = {view.name for view in store.entities()} - set(NAMES[:6])
            faults.extend(names)
            found = tuple(sorted(name for name, _ in store.search("river", 50)))
            part_of = store.read([name_of(versions[0])])
            stored = tuple(sorted(passage.id for passage in part_of.passages))
            near = tuple(sorted(name for name, _ in store.nearest(vector("q"), 50)))
            faults.extend(seen for seen in (listed, found, stored, near) if seen not in whole)
            if len(part_of.mentions) not in (0, 12):
                faults.append(part_of.mentions)

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    for turn in range(20):
        store.replace(name_of(versions[0]), versions[turn % 6] if turn % 7 else None)
    stop.set()
    for thread in threads:
        thread.join()
    assert faults == []


def test_threads_write_at_once(store: GraphStore, new_store: NewStore) -> None:
    parts = corpus(seed=4, size=16)

    def write_some(start: int) -> None:
        for found in parts[start::4]:
            store.replace(name_of(found), found)
            store.search("river", 3)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(write_some, range(4)))
    alone = new_store()
    for found in parts:
        alone.replace(name_of(found), found)
    assert dump(store) == dump(alone)
    assert answers(store) == answers(alone)
    assert store.check() == []


def test_a_slow_reader_does_not_stop_a_writer(store: GraphStore) -> None:
    """A listing left half read holds nothing: the same thread may write, and what it wrote is there."""
    for found in corpus(seed=5, size=3):
        store.replace(name_of(found), found)
    reading = store.passages()
    next(reading)
    store.replace(name_of(OPEN), OPEN)
    assert store.search("town", 1)[0][0] == OPEN.passages[1].id
    assert list(reading)
