"""Entities that are decided to be the same are read like one entity, in every store, and undone without a trace."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pytest

from graph.copy import copy_graph
from graph.entity_view import EntityView
from graph.local import LocalGraph, Seeds
from graph.resolution.evidence import find_proposals
from graph.resolution.store import ResolvedStore
from graph.sqlite.store import SqliteStore
from graph.store import GraphReader, GraphStore
from graph.text.names import name_key
from graph.types import EVERYTHING, Entity, Filter, Meta, Subgraph
from tests.contract.conftest import NewStore
from tests.contract.corpus import NAMES, corpus
from tests.contract.dump import dump
from tests.contract.parts import entity_id, name_of, part, vector
from tests.contract.test_store_laws import answers

PARTS = corpus(seed=3, size=24)
GROUPS = (("Ada Moss", "Bo Reed", "Fay Lake"), ("Cy Stone", "Di Stone"))
ONE_NAME = {entity_id(name): Entity.make(name_key(group[0])) for group in GROUPS for name in group}
FILTERS = {
    "everything": EVERYTHING,
    "no label": Filter(access=()),
    "format": Filter(formats=("pdf",)),
    "sources": Filter(sources=("003.txt", "004.txt")),
    "nothing": Filter(collection="other"),
}


def as_one(found: Subgraph) -> Subgraph:
    """The part as it would be if the entities of each group had always been one."""

    def name(id_: str) -> str:
        return ONE_NAME[id_].id if id_ in ONE_NAME else id_

    return replace(
        found,
        entities=tuple(dict.fromkeys(ONE_NAME.get(entity.id, entity) for entity in found.entities)),
        mentions=tuple(dict.fromkeys(replace(one, entity_id=name(one.entity_id)) for one in found.mentions)),
        relations=tuple(
            replace(one, subject_id=name(one.subject_id), object_id=name(one.object_id))
            for one in found.relations
            if name(one.subject_id) != name(one.object_id)
        ),
        fragments=tuple(dict.fromkeys(replace(one, entity_id=name(one.entity_id)) for one in found.fragments)),
        vectors={kind: rows for kind, rows in found.vectors.items() if kind != "entity"},
    )


def put(store: GraphStore, parts: Iterable[Subgraph]) -> None:
    for found in parts:
        store.replace(name_of(found), found)


def decide_all(store: GraphStore) -> None:
    """Decide that the first of every group is each of the others."""
    for first, *others in GROUPS:
        for other in others:
            store.decide((entity_id(first), entity_id(other)), "same", "for the test", 1.0)


@pytest.fixture(scope="module")
def resolved(new_store: NewStore) -> ResolvedStore:
    """The corpus with decisions; only read."""
    store = ResolvedStore(new_store())
    put(store, PARTS)
    decide_all(store)
    return store


@pytest.fixture(scope="module")
def merged(tmp_path_factory: pytest.TempPathFactory) -> GraphStore:
    """The corpus as if the groups had always been one entity each; only read."""
    store = SqliteStore(tmp_path_factory.mktemp("merged") / "graph.db")
    put(store, map(as_one, PARTS))
    return store


def seen(view: EntityView) -> tuple[object, ...]:
    """A view without what tells the members of a group apart."""
    described = {(one.passage_id, one.text) for one in view.descriptions}
    return frozenset({view.name, *view.aliases}), frozenset(described), view.mentions, view.passages


def names(store: GraphReader, where: Filter) -> dict[str, frozenset[str]]:
    return {view.entity.id: frozenset({view.name, *view.aliases}) for view in store.entities(where=where)}


@pytest.mark.parametrize("filtered", FILTERS)
def test_a_group_is_seen_as_one_entity(resolved: ResolvedStore, merged: GraphStore, filtered: str) -> None:
    where = FILTERS[filtered]
    views = list(resolved.entities(where=where))
    assert {seen(view) for view in views} == {seen(view) for view in merged.entities(where=where)}
    assert [view.entity.id for view in views] == sorted({view.entity.id for view in views})
    alone = {view.entity.id: view for view in resolved.stored.entities(where=where)}
    for group in GROUPS:
        members = [alone[entity_id(name)] for name in group if entity_id(name) in alone]
        most = min(members, key=lambda view: (-view.mentions, view.entity.id), default=None)
        for name in group:
            found = list(resolved.entities([entity_id(name)], where))
            assert [view.entity for view in found] == ([most.entity] if most else [])
            assert [view.name for view in found] == ([most.name] if most else [])
    every = [entity_id(name) for name in NAMES]
    assert {seen(view) for view in resolved.entities(every, where)} == {seen(view) for view in views}


@pytest.mark.parametrize("filtered", FILTERS)
def test_a_group_is_found_once_by_its_best_name(resolved: ResolvedStore, merged: GraphStore, filtered: str) -> None:
    where = FILTERS[filtered]
    here, there = names(resolved, where), names(merged, where)
    for text in ("Ada Moss", "Was Bo Reed a Lake?", "Di Stone and Cy Stone", "Fay", "nobody", ""):
        found = resolved.search(text, 100, of="entity", where=where)
        expected = merged.search(text, 100, of="entity", where=where)
        assert sorted((sorted(here[id_]), round(score, 5)) for id_, score in found) == sorted(
            (sorted(there[id_]), round(score, 5)) for id_, score in expected
        )
        few = resolved.search(text, 3, of="entity", where=where)
        assert few == found[:3]
    assert resolved.search("Ada", 0, of="entity") == []
    asked = vector("bo reed")
    close = resolved.nearest(asked, 4, of="entity", where=where)
    stored = dict(resolved.stored.nearest(asked, 100, of="entity", where=where))
    assert len({id_ for id_, _ in close}) == len(close) == min(4, len(here))
    assert close == sorted(close, key=lambda hit: (-hit[1], hit[0]))
    for id_, score in close:
        assert score == max(stored[entity_id(name)] for name in here[id_])


def contents(local: LocalGraph, known: dict[str, frozenset[str]]) -> object:
    """What a local graph holds, whatever the ids of its entities."""
    at = [known[id_] for id_ in local.entities]
    passages, sentences = local.passages, local.sentences
    mentions = zip(local.mention_passage, local.mention_entity, local.mention_count, strict=True)
    edges = zip(local.edge_subject, local.edge_object, local.edge_passage, local.edge_weight, strict=True)
    return (
        set(passages),
        dict(zip(at, local.frequency.tolist(), strict=True)),
        {(passages[p], at[e], float(count)) for p, e, count in mentions},
        {(sentences[s], at[e]) for s, e in zip(local.sentence_index, local.sentence_entity, strict=True)},
        sorted((sorted(at[s]), sorted(at[o]), passages[p], float(weight)) for s, o, p, weight in edges),
        local.total,
    )


@pytest.mark.parametrize("filtered", FILTERS)
def test_the_graph_around_passages_has_one_entity_for_a_group(
    resolved: ResolvedStore, merged: GraphStore, filtered: str
) -> None:
    where = FILTERS[filtered]
    seeds = Seeds(dict.fromkeys((passage.id for passage in merged.passages(where=where)), 1.0))
    found = resolved.around(seeds, 1000, where)
    assert contents(found, names(resolved, where)) == contents(merged.around(seeds, 1000, where), names(merged, where))
    assert list(found.entities) == sorted(found.entities)
    for first, second in (
        (found.mention_passage, found.mention_entity),
        (found.sentence_index, found.sentence_entity),
    ):
        pairs = list(zip(first.tolist(), second.tolist(), strict=True))
        assert pairs == sorted(set(pairs))
    columns = (found.edge_passage, found.edge_subject, found.edge_object)
    edges = list(zip(*(column.tolist() for column in columns), strict=True))
    assert edges == sorted(edges)


def test_what_reaches_one_member_reaches_all(resolved: ResolvedStore, merged: GraphStore) -> None:
    one = ONE_NAME[entity_id("Ada Moss")].id
    every = {passage.id for passage in merged.passages()}
    for seeds, expected in (
        *((Seeds({}, {entity_id(name): 1.0}), Seeds({}, {one: 1.0})) for name in GROUPS[0]),
        *((Seeds({passage: 1.0}), Seeds({passage: 1.0})) for passage in sorted(every)[:6]),
    ):
        found = resolved.around(seeds, 1000)
        assert set(merged.around(expected, 1000).passages) <= set(found.passages) <= every
        assert len(set(found.passages)) == len(found.passages)
        assert len(resolved.around(seeds, 3).passages) == min(3, len(found.passages))


def test_the_passages_of_a_group_rank_like_those_of_one_entity(new_store: NewStore) -> None:
    """The seed's weight is shared by all members' passages, rather than given to the passages of one."""
    store = ResolvedStore(new_store())
    texts = ["J. Teague came.", "Marion Teague drew it.", "Marion Teague left.", "Nobody else came."]
    put(store, [part(f"{place}.txt", [text], ["J. Teague", "Marion Teague"]) for place, text in enumerate(texts)])
    ids = {passage.text: passage.id for passage in store.passages()}
    first, second = entity_id("J. Teague"), entity_id("Marion Teague")
    assert store.around(Seeds({}, {first: 1.0}), 9).passages == (ids[texts[0]],)
    store.decide((first, second), "same", "", 1.0)
    asked = Seeds({}, {first: 1.0})
    assert set(store.around(asked, 9).passages) == {ids[text] for text in texts[:3]}
    led = store.around(Seeds({ids[texts[0]]: 1.0}), 9).passages
    assert led[0] == ids[texts[0]]
    assert set(led) == {ids[text] for text in texts[:3]}
    local = store.around(asked, 9)
    assert (local.entities, local.frequency.tolist()) == ((second,), [3.0])


def test_without_decisions_everything_is_as_stored(new_store: NewStore) -> None:
    store = ResolvedStore(new_store())
    put(store, PARTS[:4])
    store.decide((entity_id("Ada Moss"), entity_id("Bo Reed")), "proposed", "alike", 0.5)
    store.decide((entity_id("Ada Moss"), entity_id("Di Reed")), "different", "", 0.5)
    for where in (EVERYTHING, Filter(access=())):
        assert answers(store, where) == answers(store.stored, where)
        with store.snapshot() as held, held.snapshot() as same:
            assert list(same.entities(where=where)) == list(store.stored.entities(where=where))
    assert dump(store) == dump(store.stored)


def test_undoing_leaves_no_trace(new_store: NewStore) -> None:
    store = ResolvedStore(new_store())
    put(store, PARTS[:8])
    before = dump(store), answers(store), dump(store.stored)
    decide_all(store)
    assert (dump(store), answers(store)) != before[:2]
    assert dump(store.stored) == before[2]
    with store.snapshot() as held:
        assert len(list(held.entities())) < len(before[0]["views"])
        for decision in list(store.decisions()):
            assert store.forget(decision.pair)
        assert len(list(held.entities())) < len(before[0]["views"])
    assert (dump(store), answers(store), dump(store.stored)) == before
    assert list(store.decisions()) == []
    assert store.check() == []


def test_decisions_outlive_documents_and_go_along_in_a_copy(new_store: NewStore, store: GraphStore) -> None:
    origin = ResolvedStore(new_store())
    put(origin, PARTS[:4])
    decide_all(origin)
    before = dump(origin)
    assert before != dump(origin.stored)
    for found in PARTS[:4]:
        origin.replace(name_of(found), None)
    assert list(origin.entities()) == []
    assert origin.search("Ada Moss", 5, of="entity") == []
    assert origin.around(Seeds({}, {entity_id("Ada Moss"): 1.0}), 5).passages == ()
    put(origin, PARTS[:4])
    assert dump(origin) == before
    assert copy_graph(origin.stored, store).differences == ()
    assert dump(ResolvedStore(store)) == before


def test_one_that_is_different_is_not_drawn_in(new_store: NewStore) -> None:
    store = ResolvedStore(new_store())
    put(store, PARTS[:12])
    decide_all(store)
    first, second, third = (entity_id(name) for name in GROUPS[0])
    store.decide((second, third), "different", "two people", 1.0)
    grouped = {id_: view.entity.id for id_ in (first, second, third) for view in store.entities([id_])}
    assert grouped[second] != grouped[third]
    assert grouped[first] in (grouped[second], grouped[third])


def test_proposals_come_with_quotes_whatever_the_order_of_ingest(new_store: NewStore) -> None:
    texts = (
        "Marion Teague drew the quay.",
        "M. Teague built the lamp.",
        "Silas Drew met S. Drew at the quay.",
        "The ILC (International Lamp Company) paid.",
        "Oona Petrie sat with Oona Pettrie.",
        "A quay and a lamp.",
        "Hidden M. Teague.",
    )
    names = [
        *("Marion Teague", "M. Teague", "Silas Drew", "S. Drew", "ILC", "International Lamp Company"),
        *("Oona Petrie", "Oona Pettrie"),
    ]
    parts = [
        part(f"{place}.txt", [text], names, meta=Meta(access=("board",) if "Hidden" in text else ()))
        for place, text in enumerate(texts)
    ]
    stores = [ResolvedStore(new_store()) for _ in range(2)]
    put(stores[0], parts)
    put(stores[1], parts[::-1])
    where = Filter(access=())
    found = find_proposals(stores[0].stored, where)
    assert found == find_proposals(stores[1].stored, where)
    assert [{one.first.sentence, one.second.sentence} for one in found] == [
        {"The ILC (International Lamp Company) paid."},
        {"M. Teague built the lamp.", "Marion Teague drew the quay."},
    ]
    assert all(one.first.passage.source != "6.txt" != one.second.passage.source for one in found)
    assert find_proposals(stores[0].stored, where, 1) == found[:1]
    assert find_proposals(stores[0].stored, Filter(documents=())) == []
    for one in found:
        stores[0].decide(one.proposal.pair, "different", "")
    assert find_proposals(stores[0].stored, where) == []


def test_vectors_are_those_stored(resolved: ResolvedStore) -> None:
    ids = [entity_id(name) for name in GROUPS[0]]
    assert np.array_equal(resolved.vectors(ids, "entity"), resolved.stored.vectors(ids, "entity"))
    asked = vector("asked")
    expected = resolved.stored.similarities(ids, asked, "entity")
    assert np.array_equal(resolved.similarities(ids, asked, "entity"), expected)
    everyone = [ids, [entity_id("Di Stone")]]
    assert resolved.count_passages([ids[:1], everyone[1]]) == resolved.stored.count_passages(
        [ids, [entity_id(name) for name in GROUPS[1]]]
    )
