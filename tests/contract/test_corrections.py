"""Entities that were renamed or left out are read so, in every store, and the correction is undone without a trace."""

from __future__ import annotations

import pytest

from graph.copy import copy_graph
from graph.correction import Correction
from graph.local import LocalGraph, Seeds
from graph.resolution.corrected import CorrectedStore
from graph.resolution.store import ResolvedStore
from graph.store import GraphStore
from graph.types import EVERYTHING, Filter
from tests.contract.conftest import NewStore
from tests.contract.corpus import NAMES, corpus
from tests.contract.dump import dump
from tests.contract.parts import entity_id, name_of, vector
from tests.contract.test_store_laws import answers

PARTS = corpus(seed=3, size=12)
ADA, BO = entity_id("Ada Moss"), entity_id("Bo Reed")
NEW = "Zenobia Quill of Trewarden"


@pytest.fixture(scope="module")
def corrected(new_store: NewStore) -> CorrectedStore:
    """The corpus with one entity renamed and one left out; only read."""
    store = CorrectedStore(filled(new_store()))
    store.correct(Correction(ADA, "an earlier name", "for now"))
    store.correct(Correction(ADA, NEW, "she married"))
    store.correct(Correction(BO, "", "a heading"))
    return store


def filled(store: GraphStore) -> GraphStore:
    for found in PARTS:
        store.replace(name_of(found), found)
    return store


@pytest.mark.parametrize("where", [EVERYTHING, Filter(access=()), Filter(collection="other")])
def test_a_renamed_entity_has_its_names_and_counts(corrected: CorrectedStore, where: Filter) -> None:
    stored = {view.entity.id: view for view in corrected.stored.entities(where=where)}
    seen = {view.entity.id: view for view in corrected.entities(where=where)}
    assert seen.keys() == stored.keys() - {BO}
    for id_, view in seen.items():
        if id_ != ADA:
            assert view == stored[id_]
    if ADA in seen:
        assert seen[ADA].name == NEW
        assert set(seen[ADA].aliases) == {stored[ADA].name, *stored[ADA].aliases}
        assert (seen[ADA].mentions, seen[ADA].passages) == (stored[ADA].mentions, stored[ADA].passages)
    assert list(corrected.entities([BO, ADA], where)) == [view for id_, view in seen.items() if id_ == ADA]
    assert corrected.search(NEW, 1, of="entity", where=where) == [(ADA, 1.0)] * (ADA in seen)


def test_entities_are_found_by_either_name_and_not_when_left_out(corrected: CorrectedStore) -> None:
    assert ADA in dict(corrected.search("Ada Moss", 3, of="entity"))
    assert 0 < dict(corrected.search("Trewarden", 9, of="entity"))[ADA] < 1
    assert BO not in dict(corrected.search("Bo Reed", 100, of="entity"))
    assert corrected.search("Ada Moss", 0, of="entity") == []
    near = corrected.nearest(vector("bo reed"), len(NAMES), of="entity")
    assert near == [hit for hit in corrected.stored.nearest(vector("bo reed"), len(NAMES), of="entity") if hit[0] != BO]
    assert len(corrected.nearest(vector("bo reed"), 3, of="entity")) == 3
    assert corrected.search("Bo Reed", 5) == corrected.stored.search("Bo Reed", 5)
    assert corrected.count_passages([[BO], [ADA, BO], [ADA]]) == [0, *corrected.stored.count_passages([[ADA], [ADA]])]


def test_nothing_is_reached_through_what_is_left_out(corrected: CorrectedStore) -> None:
    assert corrected.around(Seeds({}, {BO: 1.0}), 9).passages == ()
    seeds = Seeds(dict.fromkeys((passage.id for passage in corrected.passages()), 1.0), {BO: 1.0})
    local, stored = corrected.around(seeds, 1000), corrected.stored.around(Seeds(seeds.passages), 1000)
    assert BO in stored.entities
    assert list(local.entities) == [id_ for id_ in stored.entities if id_ != BO]

    def mentions(graph: LocalGraph) -> set[tuple[str, str, float]]:
        rows = zip(graph.mention_passage, graph.mention_entity, graph.mention_count, strict=True)
        return {(graph.passages[p], graph.entities[e], float(count)) for p, e, count in rows}

    assert mentions(local) == {one for one in mentions(stored) if one[1] != BO}
    ends = {local.entities[e] for e in (*local.edge_subject, *local.edge_object, *local.sentence_entity)}
    assert BO not in ends
    assert (
        dict(zip(local.entities, local.frequency, strict=True)).items()
        <= dict(zip(stored.entities, stored.frequency, strict=True)).items()
    )


def test_corrections_outlive_documents_go_along_and_leave_no_trace(new_store: NewStore, store: GraphStore) -> None:
    own = CorrectedStore(filled(new_store()))
    before = dump(own), answers(own)
    own.correct(Correction(ADA, NEW, "she married"))
    own.correct(Correction(BO, "", "a heading"))
    with own.snapshot() as held, held.snapshot() as same:
        assert next(iter(same.entities([ADA]))).name == NEW
    changed = dump(own)
    assert changed != before[0]
    assert dump(own.stored) == before[0]
    for found in PARTS:
        own.replace(name_of(found), None)
    assert list(own.entities()) == []
    filled(own)
    assert dump(own) == changed
    assert copy_graph(own.stored, store).differences == ()
    assert dump(CorrectedStore(store)) == changed
    store.restore(BO)
    assert copy_graph(own.stored, store).differences == ()
    assert [own.restore(id_) for id_ in (ADA, BO, BO)] == [True, True, False]
    assert (dump(own), answers(own)) == before
    assert list(own.corrections()) == []
    assert own.check() == []


def test_a_group_goes_by_the_name_that_its_first_was_given(new_store: NewStore) -> None:
    store = ResolvedStore(CorrectedStore(filled(new_store())))
    store.decide((ADA, BO), "same", "for the test", 1.0)
    (group,) = store.entities([ADA])
    store.correct(Correction(group.entity.id, NEW, ""))
    (renamed,) = store.entities([BO])
    assert (renamed.name, renamed.passages) == (NEW, group.passages)
    assert store.search(NEW, 1, of="entity") == [(group.entity.id, 1.0)]
    other = BO if group.entity.id == ADA else ADA
    store.correct(Correction(other, "", ""))
    assert {view.entity.id for view in store.entities([ADA, BO])} == {group.entity.id}
