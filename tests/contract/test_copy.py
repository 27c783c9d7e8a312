"""A graph that was copied into another store is the same there, however often the copying was stopped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from graph.copy import copy_graph, differences
from graph.errors import StoreError, UsageError
from graph.sqlite.store import SqliteStore
from graph.store import GraphStore
from tests.contract.conftest import NewStore
from tests.contract.corpus import corpus
from tests.contract.dump import dump
from tests.contract.parts import DIMENSIONS, concealed, entity_id, name_of, part, structured

PARTS = corpus(7, 9)


class Stopped(Exception):
    """The copying was ended from outside."""


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteStore]:
    store = SqliteStore(tmp_path_factory.mktemp("source") / "graph.db")
    store.claim("test", DIMENSIONS, "by hand")
    for found in PARTS:
        store.replace(name_of(found), found)
    store.decide((entity_id("Ada Moss"), entity_id("Bo Reed")), "different", "two people", 0.25)
    yield store
    store.close()


def stop_at(count: int, done: int) -> None:
    if done == count:
        raise Stopped


def test_a_copy_is_equal_there_and_back(source: SqliteStore, store: GraphStore, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    first = copy_graph(source, store, lambda done, total: told.append((done, total)))
    assert (first.written, first.there, first.differences) == (9, 0, ())
    assert told == [(done, 9) for done in range(1, 10)]
    assert dump(store) == dump(source)
    assert list(store.decisions()) == list(source.decisions())
    again = copy_graph(source, store)
    assert (again.written, again.there, again.differences) == (0, 9, ())
    back = SqliteStore(tmp_path / "back.db")
    assert copy_graph(store, back).differences == ()
    assert dump(back) == dump(source)
    assert (back.about().embedder, back.about().dimensions) == ("test", DIMENSIONS)
    back.close()


def test_what_was_stopped_goes_on(source: SqliteStore, store: GraphStore) -> None:
    with pytest.raises(Stopped):
        copy_graph(source, store, lambda done, _: stop_at(4, done))
    assert len(list(store.documents())) == 4
    copied = copy_graph(source, store)
    assert (copied.written, copied.there, copied.differences) == (5, 4, ())
    assert dump(store) == dump(source)


def test_a_document_that_changed_is_copied_anew(new_store: NewStore, tmp_path: Path) -> None:
    origin, target = SqliteStore(tmp_path / "origin.db"), new_store()
    before = part("note.txt", ["Ada Moss crossed the bridge."], ["Ada Moss"])
    after = part("note.txt", ["Ada Moss mended the bridge."], ["Ada Moss"])
    origin.replace(name_of(before), before)
    copy_graph(origin, target)
    origin.replace(name_of(after), after)
    assert copy_graph(origin, target).written == 1
    assert dump(target) == dump(origin)
    origin.close()


def test_a_target_with_documents_of_its_own_is_left_alone(source: SqliteStore, store: GraphStore) -> None:
    own = part("own.txt", ["Nobody else has this."])
    store.replace(name_of(own), own)
    before = dump(store)
    with pytest.raises(UsageError, match="1 document"):
        copy_graph(source, store)
    assert dump(store) == before


def test_what_differs_is_told(source: SqliteStore, store: GraphStore) -> None:
    for found in PARTS:
        store.replace(name_of(found), found)
    lame = replace(PARTS[0], relations=())
    store.replace(name_of(lame), lame)
    told = list(differences(source, store))
    assert any(line.startswith("relations: 1 only in the source") for line in told), told
    assert any(line.startswith("decisions") for line in told), told


def test_a_source_that_changes_meanwhile_is_told(new_store: NewStore, tmp_path: Path) -> None:
    origin, late = SqliteStore(tmp_path / "origin.db"), part("late.txt", ["It came late."])
    early = part("early.txt", ["It came early."])
    origin.replace(name_of(early), early)
    with pytest.raises(StoreError, match="changed while"):
        copy_graph(origin, new_store(), lambda *_: origin.replace(name_of(late), late))
    origin.close()


def test_a_copy_keeps_structure(store: GraphStore, tmp_path: Path) -> None:
    plain = part("a.md", ["Ada Moss paints.", "Bo Reed reads."], ["Ada Moss"])
    made = structured(plain, "Days | Level")
    origin = SqliteStore(tmp_path / "graph.db")
    origin.replace(name_of(made), made)
    assert copy_graph(origin, store).differences == ()
    assert [passage.context for passage in store.passages()] == ["", "Days | Level"]
    assert {passage.date for passage in store.passages()} == {"2024-03-01"}
    store.replace(name_of(plain), plain)
    assert list(differences(origin, store))
    origin.close()


def test_a_copy_keeps_what_is_hidden(store: GraphStore, tmp_path: Path) -> None:
    hidden = concealed(part("a.pdf", ["Ada Moss paints.", "Obey Bo Reed."], ["Ada Moss"]), 1)
    origin = SqliteStore(tmp_path / "graph.db")
    origin.replace(name_of(hidden), hidden)
    assert copy_graph(origin, store).differences == ()
    assert [passage.hidden for passage in store.passages()] == [False, True]
    shown = part("a.pdf", ["Ada Moss paints.", "Obey Bo Reed."], ["Ada Moss"])
    store.replace(name_of(shown), shown)
    assert any("passages" in told for told in differences(origin, store))
    origin.close()
