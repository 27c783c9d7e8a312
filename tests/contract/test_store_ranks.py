"""Every ranking equals the one worked out the slow way, on what the reader may see."""

from __future__ import annotations

import random

import numpy as np
import pytest

from graph.local import LocalGraph, Seeds
from graph.store import GraphStore
from graph.text.words import words
from graph.types import EVERYTHING, Filter, Kind, Subgraph
from tests.contract import oracle
from tests.contract.conftest import NewStore
from tests.contract.corpus import NAMES, WORDS, corpus, joined
from tests.contract.parts import entity_id, name_of, part, vector

PARTS = corpus(seed=1, size=40)
FILTERS: dict[str, Filter] = {
    "everything": EVERYTHING,
    "no label": Filter(access=()),
    "one label": Filter(access=("red",)),
    "format": Filter(formats=("pdf",)),
    "languages": Filter(languages=("de", "he")),
    "tag": Filter(tags=("even", "none")),
    "sources": Filter(sources=("003.txt", "004.txt", "005.txt")),
    "documents": Filter(documents=tuple(name_of(part) for part in PARTS[::3])),
    "collection": Filter(collection="default"),
    "since a month": Filter(since="2024-03"),
    "until a day": Filter(until="2023-12-31"),
    "within a year": Filter(since="2024", until="2024"),
    "two at once": Filter(formats=("text",), access=("blue",)),
    "nothing": Filter(collection="other"),
    "no documents": Filter(documents=()),
}


def seen(where: Filter) -> Subgraph:
    """What the filter lets be seen, decided here from the values and not by the store."""
    return joined([one for one in PARTS if oracle.is_visible(one.documents[0], where)])


@pytest.fixture(scope="module")
def full(new_store: NewStore) -> GraphStore:
    """The corpus, only read by these tests."""
    store = new_store()
    for one in PARTS:
        store.replace(name_of(one), one)
    return store


def assert_ranked(found: list[tuple[str, float]], expected: dict[str, float], k: int) -> None:
    """Best first, ties by id, and the scores of the expected."""
    assert len(found) == min(k, len(expected))
    assert [name for name, _ in found] == [
        name for name, _ in sorted(found, key=lambda one: (-np.float32(one[1]), one[0]))
    ]
    for name, score in found:
        assert score == pytest.approx(expected[name], rel=1e-5, abs=1e-6)
    if found:
        left = [score for name, score in expected.items() if name not in dict(found)]
        assert max(left, default=-2.0) <= found[-1][1] + 1e-6


@pytest.mark.parametrize("filtered", FILTERS)
def test_words(full: GraphStore, filtered: str) -> None:
    where = FILTERS[filtered]
    passages = seen(where).passages
    chance = random.Random(filtered)
    for _ in range(6):
        text = " ".join(chance.choices([*WORDS, *NAMES, "unheard", "the"], k=4))
        assert_ranked(full.search(text, 7, where=where), oracle.bm25(passages, text), 7)


@pytest.mark.parametrize("filtered", FILTERS)
def test_names(full: GraphStore, filtered: str) -> None:
    where = FILTERS[filtered]
    part = seen(where)
    for text in ("Who was Ada Moss?", "reed and lake", "Fay Stone knew Bo Reed", "nobody", ""):
        found = full.search(text, 9, of="entity", where=where)
        expected = oracle.by_names(part, text)
        assert len(found) == min(9, len(expected))
        for name, share in found:
            assert share == pytest.approx(expected[name], abs=2e-6)
        if found:
            left = [share for name, share in expected.items() if name not in dict(found)]
            assert max(left, default=0.0) <= found[-1][1] + 2e-6


@pytest.mark.parametrize("filtered", FILTERS)
def test_spellings(full: GraphStore, filtered: str) -> None:
    where = FILTERS[filtered]
    passages = seen(where).passages
    for word in ("rivre", "brigde", "engne", "harbor", "marketts", "Stoen", "lak", "winter", "re4d", "", "two words"):
        assert full.spellings(word, where) == oracle.spellings(passages, "".join(words(word)[:1])), word


def test_a_long_word_may_have_two_slips(new_store: NewStore) -> None:
    store = new_store()
    one = part("a.txt", ["The Archdeacon met Callum Strake and Calla Strade at Ödenburg. Callum left."])
    store.replace(name_of(one), one)
    assert store.spellings("Arhcdaecon") == ["archdeacon"]
    assert store.spellings("Archdeacnx") == []
    assert store.spellings("Strike") == ["strake"]
    assert store.spellings("Calum") == ["callum"]
    assert store.spellings("strafe") == ["strade", "strake"]
    assert store.spellings("Odenbrug") == ["odenburg"]
    store.replace(name_of(one), None)
    assert store.spellings("Calum") == []


@pytest.mark.parametrize("filtered", FILTERS)
@pytest.mark.parametrize("kind", ["passage", "sentence", "entity"])
def test_likeness(full: GraphStore, kind: Kind, filtered: str) -> None:
    where = FILTERS[filtered]
    part = seen(where)
    asked = vector("a question")
    expected = {
        name: float(row.astype(np.float64) @ asked.astype(np.float64))
        for name, row in zip(
            *((part.vectors[kind].ids, part.vectors[kind].matrix) if part.passages else ((), ())), strict=True
        )
    }
    for k in (0, 1, 6, 10_000):
        assert_ranked(full.nearest(asked, k, kind, where), expected, k)


@pytest.mark.parametrize("filtered", FILTERS)
def test_entities_are_counted_from_what_is_seen(full: GraphStore, filtered: str) -> None:
    where = FILTERS[filtered]
    part = seen(where)
    views = {view.entity.id: view for view in full.entities(where=where)}
    assert set(views) == {entity.id for entity in part.entities}
    for name, view in views.items():
        own = [mention for mention in part.mentions if mention.entity_id == name]
        assert view.mentions == len(own)
        assert view.passages == len({mention.passage_id for mention in own})
        assert {view.name, *view.aliases} == {oracle.surface(part, mention) for mention in own}
        assert set(view.descriptions) == {fragment for fragment in part.fragments if fragment.entity_id == name}
    assert list(full.entities(sorted(views)[:5], where)) == [views[name] for name in sorted(views)[:5]]


@pytest.mark.parametrize("filtered", FILTERS)
def test_around(full: GraphStore, filtered: str) -> None:
    where = FILTERS[filtered]
    part = seen(where)
    chance = random.Random(filtered)
    every = joined(PARTS)
    for limit in (1, 8, 10_000):
        seeds = Seeds(
            {passage.id: chance.random() for passage in chance.sample(every.passages, 5)} | {"unknown": 1.0},
            {entity.id: chance.random() for entity in chance.sample(every.entities, 2)} | {"unknown": 1.0},
        )
        found = full.around(seeds, limit, where)
        expected = oracle.around(part, seeds, 10_000)
        assert len(found.passages) == min(limit, len(expected))
        scores = [expected[name] for name in found.passages]
        assert scores == sorted(scores, reverse=True)
        left = [score for name, score in expected.items() if name not in found.passages]
        assert max(left, default=0.0) <= min(scores, default=0.0) * (1 + 1e-6)
        _assert_whole(found, part)


def _assert_whole(found: LocalGraph, part: Subgraph) -> None:
    """All that the kept passages hold, and nothing else, in the order that is promised."""
    kept = set(found.passages)
    held = {pair: count for pair, count in oracle.counts(part).items() if pair[0] in kept}
    assert found.entities == tuple(sorted({entity for _, entity in held}))
    rows = zip(found.mention_passage, found.mention_entity, found.mention_count, strict=True)
    assert {(found.passages[p], found.entities[e]): c for p, e, c in rows} == held
    by_passage = {
        name: [sentence for sentence in part.sentences if sentence.passage_id == name] for name in found.passages
    }
    sentences = [sentence for name in found.passages for sentence in by_passage[name]]
    assert found.sentences == tuple(sentence.id for sentence in sentences)
    assert [found.passages[place] for place in found.sentence_passage] == [s.passage_id for s in sentences]
    pairs = zip(found.sentence_index, found.sentence_entity, strict=True)
    assert sorted((found.sentences[s], found.entities[e]) for s, e in pairs) == sorted(
        (sentence.id, entity) for sentence in sentences for entity in oracle.incidence(part, sentence)
    )
    edges = zip(found.edge_subject, found.edge_object, found.edge_weight, found.edge_passage, strict=True)
    assert sorted((found.entities[s], found.entities[o], w, found.passages[p]) for s, o, w, p in edges) == sorted(
        (r.subject_id, r.object_id, r.weight, r.passage_id)
        for r in part.relations
        if r.passage_id in kept and {r.subject_id, r.object_id} <= set(found.entities)
    )
    frequency = [len({p for p, e in oracle.counts(part) if e == entity}) for entity in found.entities]
    assert found.frequency.tolist() == frequency
    assert found.total == len(part.passages)


def test_hubs_take_but_do_not_give_unless_they_are_asked_for(store: GraphStore) -> None:
    hub = part("hub.txt", [f"Everywhere number {number}." for number in range(201)], ["Everywhere"])
    store.replace(name_of(hub), hub)
    first = hub.passages[0].id
    assert store.around(Seeds({first: 1.0}), 500).passages == (first,)
    assert len(store.around(Seeds({first: 1.0}, {entity_id("Everywhere"): 1.0}), 500).passages) == 201
    assert len(store.around(Seeds({}, {entity_id("Everywhere"): 1.0}), 7).passages) == 7


def test_equal_scores_come_by_id(store: GraphStore) -> None:
    parts = [part(f"{number}.txt", ["Ada Moss sat."], ["Ada Moss"]) for number in range(12)]
    for found in parts:
        store.replace(name_of(found), found)
    ids = sorted(found.passages[0].id for found in parts)
    assert [name for name, _ in store.search("sat", 5)] == ids[:5]
    assert [name for name, _ in store.nearest(vector("x"), 5)] == ids[:5]
    assert list(store.around(Seeds(dict.fromkeys(ids, 0.5)), 5).passages) == ids[:5]


def test_bm25_is_that_of_bm25s(full: GraphStore) -> None:
    import bm25s

    passages = joined(PARTS).passages
    model = bm25s.BM25(method="lucene", k1=1.2, b=0.75)
    model.index([words(f"{passage.title}\n{passage.text}") for passage in passages], show_progress=False)
    for text in ("river bridge", "Ada Moss at the engine", "copper copper Stone"):
        known = [word for word in words(text) if word in model.vocab_dict]
        expected = dict(zip((p.id for p in passages), model.get_scores(known).tolist(), strict=True))
        found = full.search(text, len(passages))
        assert found
        for name, score in found:
            assert score == pytest.approx(expected[name], rel=1e-4)
