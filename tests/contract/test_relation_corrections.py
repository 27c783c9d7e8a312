"""Relations that were left out are read nowhere, those stated by hand by whom they may be, in every store, and either
is undone without a trace."""

from __future__ import annotations

from collections import Counter

import pytest

from graph.copy import copy_graph
from graph.correction import Correction
from graph.local import LocalGraph, Seeds
from graph.relation_correction import RelationCorrection, Triple, triple_of
from graph.relation_view import read_relations, read_relations_by_hand
from graph.resolution.corrected import CorrectedStore
from graph.resolution.store import ResolvedStore
from graph.store import GraphReader, GraphStore
from graph.types import EVERYTHING, Filter
from tests.contract.conftest import NewStore
from tests.contract.corpus import NAMES, corpus
from tests.contract.dump import dump
from tests.contract.parts import entity_id, name_of, part
from tests.contract.test_store_laws import answers

ADA, BO, CY = map(entity_id, ("Ada Moss", "Bo Reed", "Cy Lake"))
TWO = part(
    "two.txt",
    ["Ada Moss knew and paid Bo Reed.", "Cy Lake knew Bo Reed."],
    ["Ada Moss", "Bo Reed", "Cy Lake"],
    relations=[("Ada Moss", "knew", "Bo Reed"), ("Ada Moss", "paid", "Bo Reed"), ("Cy Lake", "knew", "Bo Reed")],
)
ONE = part("one.txt", ["Cy Lake slept."], ["Cy Lake"])
PARTS = [*corpus(seed=3, size=12), TWO, ONE]
KNEW: Triple = (ADA, "knew", BO)
LEFT_OUT = RelationCorrection(*KNEW, "left out", "they met later")
BY_HAND = RelationCorrection(ADA, "owed", CY, "by hand", "a letter", TWO.passages[0].id, 0, 8)


@pytest.fixture(scope="module")
def whole(new_store: NewStore) -> GraphStore:
    """The corpus, with nothing corrected; only read."""
    return filled(new_store())


def filled(store: GraphStore) -> GraphStore:
    for found in PARTS:
        store.replace(name_of(found), found)
    return store


def around(store: GraphReader) -> LocalGraph:
    return store.around(Seeds({}, {ADA: 1.0, BO: 1.0, CY: 1.0}), 1000)


def edges(local: LocalGraph) -> Counter[tuple[str, str, str, float]]:
    rows = zip(local.edge_passage, local.edge_subject, local.edge_object, local.edge_weight, strict=True)
    return Counter((local.passages[p], local.entities[s], local.entities[o], float(w)) for p, s, o, w in rows)


@pytest.mark.parametrize("where", [EVERYTHING, Filter(access=()), Filter(tags=("even",)), Filter(collection="other")])
def test_relations_are_those_of_visible_passages(whole: GraphStore, where: Filter) -> None:
    documents = [document.id for document in whole.documents(where)]
    ids = sorted(map(entity_id, NAMES))
    stored = whole.read(documents, where).relations
    assert set(whole.relations(ids, ids, where)) == set(stored)
    for ends in ((ids[:9], ids), (ids, ids[:9]), ([ADA], [BO]), ([ADA], []), ([], [BO]), (["no such id"], [BO])):
        found = whole.relations(*ends, where)
        assert found == [
            one for one in whole.relations(ids, ids, where) if one.subject_id in ends[0] and one.object_id in ends[1]
        ]
    assert {triple_of(one) for one in whole.relations([ADA], [BO])} >= {KNEW, (ADA, "paid", BO)}


def test_what_is_left_out_is_read_nowhere_and_what_is_beside_it_stays(new_store: NewStore) -> None:
    own = CorrectedStore(filled(new_store()))
    own.correct_relations([LEFT_OUT])
    stored, documents = own.stored.relations([ADA], [BO]), [name_of(one) for one in PARTS]
    assert own.relations([ADA], [BO]) == [one for one in stored if one.predicate != "knew"] != []
    gone = Counter((one.passage_id, ADA, BO, one.weight) for one in stored if one.predicate == "knew")
    assert gone
    assert edges(around(own)) == edges(around(own.stored)) - gone
    with own.snapshot() as held:
        assert edges(around(held)) == edges(around(own))
    views = {(view.triple, view.passage and view.passage.id) for view in read_relations(own, documents, EVERYTHING)}
    assert views == {
        (triple_of(one), one.passage_id) for one in own.read(documents).relations if triple_of(one) != KNEW
    }
    assert {triple for triple, _ in views} >= {(ADA, "paid", BO), (CY, "knew", BO)}
    assert own.search("knew", 5) == own.stored.search("knew", 5)


def test_what_is_left_out_is_so_of_all_that_are_one(new_store: NewStore) -> None:
    corrected = CorrectedStore(filled(new_store()))
    store = ResolvedStore(corrected)
    store.correct_relations([LEFT_OUT])
    store.decide((ADA, CY), "same", "for the test", 1.0)
    documents = [name_of(TWO)]
    assert {view.predicate for view in read_relations(store, documents, EVERYTHING)} == {"paid"}
    assert (CY, BO) not in {(s, o) for _, s, o, _ in edges(around(corrected))}
    store.forget((ADA, CY))
    assert (CY, "knew", BO) in {view.triple for view in read_relations(store, documents, EVERYTHING)}


SEEN = [
    EVERYTHING,
    Filter(access=()),
    Filter(tags=("even",)),
    Filter(sources=("one.txt", "two.txt")),
    Filter(sources=("one.txt",)),
]


def test_what_is_stated_by_hand_is_seen_with_its_entities_and_its_words(new_store: NewStore) -> None:
    store = ResolvedStore(CorrectedStore(filled(new_store())))
    plain = RelationCorrection(CY, "trusts", ADA, "by hand")
    before = dump(store), answers(store)
    store.correct_relations([plain, BY_HAND])

    def seen(where: Filter) -> set[tuple[str, str]]:
        return {(view.predicate, view.quote) for view in read_relations_by_hand(store, where)}

    assert seen(EVERYTHING) == {("trusts", ""), ("owed", "Ada Moss")}
    shown = []
    for where in SEEN:
        ends = {view.entity.id for view in store.entities([ADA, CY], where)} == {ADA, CY}
        words = any(True for _ in store.passages([BY_HAND.passage_id], where))
        expected = [("trusts", "")] * ends + [("owed", "Ada Moss")] * (ends and words)
        assert seen(where) == set(expected)
        shown.append((ends, words))
    assert {(True, True), (True, False), (False, False)} <= set(shown)
    assert (dump(store), answers(store)) == before
    edited = part("two.txt", ["Ada Moss paid.", "Cy Lake knew Bo Reed."], ["Ada Moss", "Bo Reed", "Cy Lake"])
    store.replace(name_of(TWO), edited)
    assert seen(EVERYTHING) == {("trusts", "")}
    store.replace(name_of(TWO), TWO)
    store.decide((BO, CY), "same", "for the test", 1.0)
    assert seen(EVERYTHING) == {("trusts", ""), ("owed", "Ada Moss")}
    store.forget((BO, CY))
    store.correct(Correction(CY, "", "a heading"))
    assert seen(EVERYTHING) == set()


def test_corrections_outlive_documents_go_along_and_leave_no_trace(new_store: NewStore, store: GraphStore) -> None:
    own = CorrectedStore(filled(new_store()))
    before = dump(own), answers(own), edges(around(own))
    own.correct_relations([RelationCorrection(*KNEW, "by hand", "an earlier one"), BY_HAND])
    own.correct_relations([LEFT_OUT])
    assert list(own.relation_corrections()) == sorted((LEFT_OUT, BY_HAND), key=lambda one: one.triple)
    changed = edges(around(own))
    assert changed != before[2]
    for found in PARTS:
        own.replace(name_of(found), None)
    assert own.relations([ADA], [BO]) == []
    filled(own)
    assert edges(around(own)) == changed
    assert copy_graph(own.stored, store).differences == ()
    assert list(store.relation_corrections()) == list(own.relation_corrections())
    store.restore_relation(KNEW)
    assert copy_graph(own.stored, store).differences == ()
    store.correct_relations([RelationCorrection(BO, "knew", ADA, "left out")])
    assert copy_graph(own.stored, store).differences == ()
    assert [own.restore_relation(one) for one in (KNEW, BY_HAND.triple, KNEW)] == [True, True, False]
    assert (dump(own), answers(own), edges(around(own))) == before
    assert own.check() == []
