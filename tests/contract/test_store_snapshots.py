"""One snapshot serves all reading for one question, whatever is written meanwhile."""

from __future__ import annotations

import threading

import pytest

from graph.errors import StoreError
from graph.local import Seeds
from graph.store import GraphReader, GraphStore
from graph.types import Kind
from tests.contract.corpus import NAMES, corpus, document
from tests.contract.parts import entity_id, name_of, vector

PARTS = corpus(3, 12)
GONE = PARTS[0]
GONE_PASSAGES = [passage.id for passage in GONE.passages]
GONE_SENTENCES = [sentence.id for sentence in GONE.sentences]


@pytest.fixture
def full(store: GraphStore) -> GraphStore:
    for found in PARTS:
        store.replace(name_of(found), found)
    return store


def searched(reader: GraphReader) -> dict[str, object]:
    """What a question reads, each read by its name."""
    ids = [id_ for id_, _ in reader.search("river engine knew", 50)]
    ids += [id_ for id_, _ in reader.nearest(vector("asked"), 50)]
    local = reader.around(Seeds(dict.fromkeys(ids, 1.0), {entity_id(NAMES[0]): 1.0}), 50)
    return {
        "ids": ids,
        "local": (local.passages, local.entities, local.sentences),
        "passages": list(reader.passages(ids)),
        "entities": list(reader.entities(local.entities)),
        "similarities": reader.similarities(ids, vector("asked"), "passage").tobytes(),
        "vectors": reader.vectors(local.sentences, "sentence").tobytes(),
        "documents": list(reader.documents()),
        "read": reader.read([name_of(GONE)]).passages,
        "spellings": reader.spellings("rivre"),
    }


def test_a_snapshot_reads_what_the_store_does(full: GraphStore) -> None:
    with full.snapshot() as snapshot:
        assert searched(snapshot) == searched(full)
        with snapshot.snapshot() as inner:
            assert searched(inner) == searched(full)


def test_no_read_fails_for_a_document_removed_between_two_of_them(full: GraphStore) -> None:
    with full.snapshot() as snapshot:
        before = [id_ for id_, _ in snapshot.search("river engine knew", 50)]
        assert set(GONE_PASSAGES) & set(before)
        full.replace(name_of(GONE), None)
        there = {passage.id: passage for passage in snapshot.passages(before)}
        assert set(before) - set(GONE_PASSAGES) <= there.keys()
        assert all(there[id_] in GONE.passages for id_ in there.keys() & set(GONE_PASSAGES))
        asked: tuple[tuple[Kind, list[str]], ...] = (("passage", GONE_PASSAGES), ("sentence", GONE_SENTENCES))
        for kind, ids in asked:
            cosines = snapshot.similarities(ids, vector("asked"), kind)
            rows = snapshot.vectors(ids, kind)
            assert len(cosines) == len(rows) == len(ids)
            assert cosines.tolist() == pytest.approx((rows @ vector("asked")).tolist(), abs=1e-5)
        local = snapshot.around(Seeds(dict.fromkeys(before, 1.0)), 50)
        assert set(before) - set(GONE_PASSAGES) <= set(local.passages)


def test_what_was_removed_before_a_snapshot_was_opened_is_absent(full: GraphStore) -> None:
    full.replace(name_of(GONE), None)
    with full.snapshot() as snapshot:
        found = searched(snapshot)
        assert found == searched(full)
        assert not set(GONE_PASSAGES) & {id_ for id_, _ in snapshot.search("river engine knew", 50)}
        assert list(snapshot.passages(GONE_PASSAGES)) == []
        assert snapshot.read([name_of(GONE)]).documents == ()


def test_a_document_written_meanwhile_is_read_afterwards(full: GraphStore) -> None:
    new = document(4, 99)
    with full.snapshot() as snapshot:
        searched(snapshot)
        full.replace(name_of(new), new)
        searched(snapshot)
    with full.snapshot() as snapshot:
        assert {found.id for found in snapshot.documents()} == {name_of(found) for found in (*PARTS, new)}
        assert searched(snapshot) == searched(full)


def test_snapshots_of_many_threads_stand_while_documents_come_and_go(full: GraphStore) -> None:
    done = threading.Event()
    faults: list[BaseException] = []

    def ask() -> None:
        try:
            while not done.is_set():
                with full.snapshot() as snapshot:
                    searched(snapshot)
        except StoreError as error:
            faults.append(error)
        except KeyError as error:
            faults.append(error)

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(5):
            full.replace(name_of(GONE), None)
            full.replace(name_of(GONE), GONE)
    finally:
        done.set()
        for thread in threads:
            thread.join()
    assert faults == []
