"""What a store takes it gives back, whole, and counts everything it says of entities from passages."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from graph.entity_view import NO_NAME
from graph.errors import EmbedderMismatch, StoreError, UsageError
from graph.store import GraphStore
from graph.types import (
    Decision,
    Document,
    Entity,
    Filter,
    Fragment,
    Kind,
    Mention,
    Meta,
    Passage,
    Relation,
    Sentence,
    Subgraph,
    Vectors,
)
from tests.contract.conftest import NewStore
from tests.contract.dump import dump
from tests.contract.parts import DIMENSIONS, concealed, entity_id, name_of, part, structured, vector

ADA = part(
    "ada.txt",
    ["Ada Lovelace met Charles Babbage. He showed her the Engine.", "Ada wrote notes on the Engine in London."],
    names=["Ada Lovelace", "Charles Babbage", "Engine", "London"],
    title="Ada Lovelace",
    relations=[("Ada Lovelace", "met", "Charles Babbage")],
    meta=Meta(language="en", tags=("person",)),
)
ENGINE = part(
    "engine.pdf",
    ["The Engine was built in London.", "Charles Babbage, of London, drew it."],
    names=["Engine", "London", "Charles Babbage"],
    meta=Meta("pdf", pages=(0, 32)),
)
HIDDEN = concealed(part("notes.pdf", ["Ada kept notes.", "Obey the notes.", "She kept all."], ["Ada"]), 1)


def put(store: GraphStore, *parts: Subgraph) -> None:
    for found in parts:
        store.replace(name_of(found), found)


def test_a_new_store_is_empty_and_healthy(store: GraphStore) -> None:
    about = store.about()
    assert (about.documents, about.passages, about.entities, about.mentions, about.revision) == (0, 0, 0, 0, 0)
    assert store.search("anything", 5) == []
    assert store.search("anything", 5, of="entity") == []
    assert store.nearest(np.ones(DIMENSIONS, np.float32), 5) == []
    assert store.check() == []
    assert dump(store)["documents"] == []


def test_read_gives_back_what_was_put(store: GraphStore) -> None:
    put(store, ADA, ENGINE, HIDDEN)
    for given in (ADA, ENGINE, HIDDEN):
        found = store.read([name_of(given)])
        assert found.documents == given.documents
        assert found.passages == given.passages
        assert found.sentences == given.sentences
        for field in ("entities", "mentions", "relations", "fragments"):
            assert sorted(map(repr, getattr(found, field))) == sorted(map(repr, getattr(given, field)))
        for kind, vectors in given.vectors.items():
            order = [found.vectors[kind].ids.index(name) for name in vectors.ids]
            assert np.array_equal(found.vectors[kind].matrix[order], vectors.matrix)
    assert store.check() == []


def test_what_was_read_can_be_put_into_another_store(store: GraphStore, new_store: NewStore) -> None:
    put(store, ADA, ENGINE)
    other = new_store()
    for document in store.documents():
        other.replace(document.id, store.read([document.id]))
    assert dump(other) == dump(store)


def test_about_counts(store: GraphStore) -> None:
    put(store, ADA, ENGINE)
    about = store.about()
    assert (about.documents, about.passages, about.sentences) == (2, 4, 5)
    assert about.entities == 4
    assert about.mentions == len(ADA.mentions) + len(ENGINE.mentions)
    assert about.relations == 1
    assert about.dimensions == DIMENSIONS


def test_hidden_passages_are_marked_however_they_are_read(store: GraphStore) -> None:
    put(store, HIDDEN)
    marks = [False, True, False]
    assert [one.hidden for one in store.passages()] == marks
    assert [one.hidden for one in store.passages([one.id for one in HIDDEN.passages])] == marks
    (document,) = store.documents()
    assert document.meta.hidden == HIDDEN.documents[0].meta.hidden
    assert store.search("obey", 1)[0][0] == HIDDEN.passages[1].id


def test_structure_is_kept_and_a_context_is_searched_but_is_no_text(store: GraphStore) -> None:
    made = structured(ADA, "Zeppelins › Days | Level")
    put(store, made)
    contexts = ["", "Zeppelins › Days | Level"]
    assert [one.context for one in store.passages()] == contexts
    assert [one.context for one in store.passages([one.id for one in made.passages])] == contexts
    assert [one.context for one in store.read([made.documents[0].id]).passages] == contexts
    assert [one.meta.blocks for one in store.documents()] == [made.documents[0].meta.blocks]
    assert [one.meta.date for one in store.documents()] == ["2024-03-01"]
    assert {one.date for one in store.passages()} == {"2024-03-01"}
    assert {one.date for one in store.passages([one.id for one in made.passages])} == {"2024-03-01"}
    assert {one.date for one in store.read([made.documents[0].id]).passages} == {"2024-03-01"}
    assert [name for name, _ in store.search("zeppelins", 5)] == [made.passages[1].id]
    assert not any("Zeppelins" in one.text for one in store.passages())


def test_passages_come_in_the_order_asked_or_by_document_and_place(store: GraphStore) -> None:
    put(store, ENGINE, ADA)
    every = list(store.passages())
    assert [passage.text for passage in every] == [p.text for p in (*ADA.passages, *ENGINE.passages)]
    asked = [every[2].id, "unknown", every[0].id]
    assert [passage.id for passage in store.passages(asked)] == [every[2].id, every[0].id]
    assert [document.source for document in store.documents()] == ["ada.txt", "engine.pdf"]


def test_many_passages_come_in_the_order_asked(store: GraphStore) -> None:
    long = part("long.txt", [f"Paragraph {number}." for number in range(450)])
    put(store, long)
    asked = [passage.id for passage in reversed(long.passages)]
    assert [passage.id for passage in store.passages(asked)] == asked


def test_an_entity_is_named_by_its_commonest_form(store: GraphStore) -> None:
    us = Entity.make("us")
    text = "The U.S. is the US and the US is the USA."
    document = Document.make("us.txt", "", text)
    passage = Passage("p" * 32, document.id, text, 0, source="us.txt")
    spans = [(4, 8), (16, 18), (27, 29), (37, 40)]
    mentions = tuple(Mention(passage.id, us.id, *span) for span in spans)
    fragment = Fragment(us.id, passage.id, "is the US")
    found = Subgraph((document,), (passage,), (), (us,), mentions, (), (fragment,))
    store.replace(document.id, found)
    (view,) = store.entities([us.id])
    assert (view.name, view.aliases) == ("US", ("U.S.", "USA"))
    assert (view.mentions, view.passages) == (4, 1)
    assert view.descriptions == (fragment,)
    assert store.search("what about the u.s.", 3, of="entity")[0][0] == us.id


def test_an_entity_is_of_the_kind_of_most_mentions_that_a_reader_sees(store: GraphStore) -> None:
    texts = {"open.txt": ["Ada left.", "Ada came."], "closed.txt": ["Ada sank.", "Ada sailed.", "Ada was lost."]}
    kinds = {"open.txt": ["person", ""], "closed.txt": ["ship", "ship", "person"]}
    for source, paragraphs in texts.items():
        access = ("crew",) if source == "closed.txt" else ()
        found = part(source, paragraphs, ["Ada"], meta=Meta(access=access))
        mentions = zip(found.mentions, kinds[source], strict=True)
        put(store, replace(found, mentions=tuple(replace(one, kind=kind) for one, kind in mentions)))

    def kind(where: Filter) -> str:
        return next(store.entities([entity_id("Ada")], where)).kind

    assert kind(Filter(access=())) == "person"
    assert kind(Filter()) == "person"  # two each: the first in the alphabet
    store.replace(name_of(part("open.txt", texts["open.txt"], ["Ada"])), None)
    assert kind(Filter()) == "ship"
    assert list(store.entities([entity_id("Ada")], Filter(access=()))) == []


def test_an_entity_of_which_most_mentions_are_hardly_names_is_none(store: GraphStore) -> None:
    for kinds, is_name in ([NO_NAME, NO_NAME, ""], False), ([NO_NAME, "person"], True), ([NO_NAME, ""], True):
        found = part("ada.txt", [f"Ada came {day}." for day in range(len(kinds))], ["Ada"])
        mentions = zip(found.mentions, kinds, strict=True)
        store.replace(name_of(found), replace(found, mentions=tuple(replace(one, kind=kind) for one, kind in mentions)))
        (view,) = store.entities()
        assert (view.is_name, view.kind) == (is_name, "person" if "person" in kinds else "")


def test_names_are_found_by_their_keys(store: GraphStore) -> None:
    put(store, part("us.txt", ["Trade of the U.S.A. grew. Müller's too."], ["U.S.A", "Müller"]))
    assert [name for name, _ in store.search("the USA economy", 3, of="entity")] == [entity_id("U.S.A")]
    assert [name for name, _ in store.search("MULLER", 3, of="entity")] == [entity_id("Müller")]
    assert store.check() == []


def test_entities_without_a_mention_do_not_exist(store: GraphStore) -> None:
    stray = replace(ADA, entities=(*ADA.entities, Entity.make("nobody")))
    store.replace(name_of(stray), stray)
    assert Entity.make("nobody").id not in {view.entity.id for view in store.entities()}
    put(store, ENGINE)
    store.replace(name_of(ADA), None)
    assert {view.entity.id for view in store.entities()} == {
        entity_id(name) for name in ("Engine", "London", "Charles Babbage")
    }
    store.replace(name_of(ENGINE), None)
    assert store.about().entities == 0
    assert store.check() == []


def test_a_replaced_document_is_the_new_one(store: GraphStore) -> None:
    put(store, ADA, ENGINE)
    changed = part("ada.txt", ["Ada Lovelace lived in Paris."], names=["Ada Lovelace", "Paris"], title="Ada")
    put(store, changed)
    assert [passage.text for passage in store.read([name_of(ADA)]).passages] == ["Ada Lovelace lived in Paris."]
    assert store.search("notes", 5) == []
    assert store.search("Paris", 5)[0][0] == changed.passages[0].id
    assert np.array_equal(store.vectors([changed.passages[0].id], "passage"), changed.vectors["passage"].matrix)
    assert store.check() == []


def test_a_document_is_updated_only_as_it_was_read(store: GraphStore) -> None:
    put(store, ADA, ENGINE)
    (stored,) = store.read([name_of(ADA)]).documents
    tagged = replace(stored, meta=replace(stored.meta, tags=("seen",)))
    assert store.update(replace(ADA, documents=(tagged,)), stored)
    after = dump(store)
    assert not store.update(ADA, stored)
    assert dump(store) == after
    store.replace(name_of(ADA), None)
    gone = dump(store)
    assert not store.update(replace(ADA, documents=(tagged,)), tagged)
    assert dump(store) == gone
    assert store.check() == []
    put(store, ADA)
    assert store.update(ADA, stored)


def test_removing_what_is_not_there_changes_nothing(store: GraphStore) -> None:
    put(store, ADA)
    before = store.about()
    store.replace("unknown", None)
    assert store.about() == before


def test_vectors_come_in_the_order_asked(store: GraphStore) -> None:
    put(store, ADA, ENGINE)
    for kind in ("passage", "sentence", "entity"):
        given = Vectors.join([ADA.vectors[kind], ENGINE.vectors[kind]])
        assert given is not None
        order = np.random.default_rng(3).permutation(len(given.ids))
        found = store.vectors([given.ids[place] for place in order], kind)
        assert np.array_equal(found, given.matrix[order])
        assert found.dtype == np.float32
        with pytest.raises(KeyError, match="unknown"):
            store.vectors([given.ids[0], "unknown"], kind)
    with pytest.raises(KeyError):
        store.vectors([f"{ADA.passages[0].id}#9"], "sentence")
    store.replace(name_of(ADA), None)
    with pytest.raises(KeyError):
        store.vectors([ADA.passages[0].id], "passage")


def test_likeness_is_the_cosine_of_each_in_the_order_asked(store: GraphStore) -> None:
    put(store, ADA, ENGINE)
    asked = vector("What did she write?")
    for kind in ("passage", "sentence", "entity"):
        given = Vectors.join([ADA.vectors[kind], ENGINE.vectors[kind]])
        assert given is not None
        # Entities of both parts are there twice, and others are asked for twice.
        order = np.random.default_rng(5).permutation(2 * len(given.ids)) % len(given.ids)
        found = store.similarities([given.ids[place] for place in order], asked, kind)
        np.testing.assert_allclose(found, given.matrix[order] @ asked, atol=1e-5)
        assert found.dtype == np.float32
        assert store.similarities([], asked, kind).shape == (0,)
        for unknown in ("unknown", "", f"{ADA.passages[0].id}#9", f"{ADA.passages[0].id}#01"):
            with pytest.raises(KeyError) as caught:
                store.similarities([given.ids[0], unknown], asked, kind)
            assert caught.value.args == (unknown,)
        with pytest.raises(EmbedderMismatch):
            store.similarities([given.ids[0]], np.ones(DIMENSIONS + 1, np.float32), kind)
    store.replace(name_of(ADA), None)
    with pytest.raises(KeyError):
        store.similarities([ADA.passages[0].id], asked, "passage")


def test_likeness_to_what_has_no_vector_or_no_direction(store: GraphStore) -> None:
    text = "Ada wrote. Then she rested."
    plain = part("plain.txt", [text], embedded=False)
    put(store, plain)
    unembedded: dict[Kind, str] = {"passage": plain.passages[0].id, "sentence": plain.sentences[0].id}
    for kind, name in unembedded.items():
        with pytest.raises(KeyError):
            store.similarities([name], vector(text), kind)
    blank = part("blank.txt", [text])
    matrix = blank.vectors["sentence"].matrix.copy()
    matrix[0] = 0
    put(store, replace(blank, vectors={**blank.vectors, "sentence": Vectors(blank.vectors["sentence"].ids, matrix)}))
    put(store, ADA)
    found = store.similarities([sentence.id for sentence in blank.sentences], vector(text), "sentence")
    np.testing.assert_allclose(found, matrix @ vector(text), atol=1e-5)
    assert found[0] == 0
    for kind, name in unembedded.items():
        with pytest.raises(KeyError):
            store.similarities([name], vector(text), kind)
    nothing = np.zeros(DIMENSIONS, np.float32)
    assert store.similarities([blank.passages[0].id], nothing, "passage").tolist() == [0]
    assert {score for _, score in store.nearest(nothing, 9)} == {0}


def test_the_last_word_on_a_pair_counts(store: GraphStore) -> None:
    store.decide(("b", "a"), "proposed", "alike", 0.8)
    store.decide(("c", "a"), "different", "a person said so")
    store.decide(("a", "b"), "same", "a person said so")
    assert list(store.decisions()) == [
        Decision(("a", "b"), "same", "a person said so"),
        Decision(("a", "c"), "different", "a person said so"),
    ]
    with pytest.raises(UsageError):
        store.decide(("a", "a"), "same", "")
    assert store.forget(("b", "a"))
    assert not store.forget(("b", "a"))
    assert [decision.pair for decision in store.decisions()] == [("a", "c")]
    assert store.about().entities == 0
    assert store.check() == []


def test_a_decision_that_is_forgotten_leaves_its_entities(store: GraphStore) -> None:
    put(store, ADA)
    before = dump(store)
    known = ADA.entities[0].id
    store.decide((known, "f" * 32), "same", "")
    assert store.forget((known, "f" * 32))
    assert dump(store) == before
    assert store.check() == []


def test_passages_are_counted_once_for_a_group_of_entities(store: GraphStore) -> None:
    put(store, ADA, ENGINE)
    mentions = ADA.mentions + ENGINE.mentions
    ids = sorted({mention.entity_id for mention in mentions})
    groups = [ids, ids[:1], [], ["unknown"], ids[1:]]
    expected = [len({one.passage_id for one in mentions if one.entity_id in group}) for group in groups]
    assert store.count_passages(groups) == expected
    assert store.count_passages(groups, Filter(documents=())) == [0] * len(groups)
    assert store.count_passages([]) == []


def test_changes_tell_what_came_and_went(store: GraphStore) -> None:
    start = store.changes(0).revision
    put(store, ADA, ENGINE)
    assert set(store.changes(start).added) == {name_of(ADA), name_of(ENGINE)}
    assert store.changes(start).removed == ()
    middle = store.changes(start).revision
    put(store, ADA)
    store.replace(name_of(ENGINE), None)
    changes = store.changes(middle)
    assert changes.added == (name_of(ADA),)
    assert set(changes.removed) == {name_of(ADA), name_of(ENGINE)}
    assert changes.revision > middle
    assert store.changes(changes.revision) == type(changes)(changes.revision)
    # What came and went in between is in neither list.
    assert store.changes(start).added == (name_of(ADA),)
    assert store.changes(start).removed == ()


def test_a_store_belongs_to_one_embedder(store: GraphStore) -> None:
    store.claim("first", DIMENSIONS, "pipeline 1")
    store.claim("second", DIMENSIONS, "pipeline 1")
    put(store, ADA)
    store.claim("second", DIMENSIONS, "pipeline 2")
    about = store.about()
    assert (about.embedder, about.dimensions, about.fingerprint) == ("second", DIMENSIONS, "pipeline 2")
    with pytest.raises(EmbedderMismatch, match="second") as caught:
        store.claim("third", DIMENSIONS, "pipeline 2")
    assert "second" in caught.value.hint
    with pytest.raises(EmbedderMismatch):
        store.claim("second", DIMENSIONS + 1, "pipeline 2")
    with pytest.raises(EmbedderMismatch):
        store.nearest(np.ones(DIMENSIONS + 1, np.float32), 3)
    wide = replace(ENGINE, vectors={"passage": Vectors(ENGINE.vectors["passage"].ids, np.eye(2, 9, dtype=np.float32))})
    with pytest.raises(EmbedderMismatch):
        store.replace(name_of(wide), wide)
    store.replace(name_of(ADA), None)
    store.claim("third", 9, "pipeline 2")
    assert store.about().dimensions == 9


P = ADA.passages[0]
UNSOUND = {
    "another document": replace(ADA, documents=ENGINE.documents),
    "no document": replace(ADA, documents=()),
    "text of elsewhere": replace(ADA, passages=(replace(P, start=3), ADA.passages[1])),
    "two of one id": replace(ADA, passages=(P, replace(ADA.passages[1], id=P.id))),
    "page crossed": replace(ENGINE, documents=(replace(ENGINE.documents[0], meta=Meta("pdf", pages=(0, 5))),)),
    "sentence outside": replace(
        ADA, sentences=(*ADA.sentences[:-1], Sentence(ADA.passages[1].id, 0, 0, 999)), vectors={}
    ),
    "sentence missing": replace(ADA, sentences=ADA.sentences[1:], vectors={}),
    "mention elsewhere": replace(ADA, mentions=(*ADA.mentions, Mention("x", ADA.entities[0].id, 0, 1))),
    "mention outside": replace(ADA, mentions=(*ADA.mentions, Mention(P.id, ADA.entities[0].id, 0, 999))),
    "mention of nobody": replace(ADA, mentions=(*ADA.mentions, Mention(P.id, "nobody", 0, 3))),
    "relation to nobody": replace(ADA, relations=(Relation(ADA.entities[0].id, "met", "nobody", P.id),)),
    "fragment of nobody": replace(ADA, fragments=(Fragment("nobody", P.id, "he"),)),
    "vector too few": replace(ADA, vectors={"passage": Vectors((P.id,), np.eye(1, DIMENSIONS, dtype=np.float32))}),
    "vector too long": replace(
        ADA, vectors={"passage": Vectors(ADA.vectors["passage"].ids, 2 * ADA.vectors["passage"].matrix)}
    ),
    "vector of nothing": replace(ADA, vectors={"entity": Vectors(("x",), np.eye(1, DIMENSIONS, dtype=np.float32))}),
    "other collection": replace(ADA, documents=(replace(ADA.documents[0], collection="other"),)),
    "half a character": part("ada.txt", ["Ada \ud800."]),
}


@pytest.mark.parametrize("fault", UNSOUND)
def test_an_unsound_part_is_refused_whole(store: GraphStore, fault: str) -> None:
    put(store, ADA, ENGINE)
    before = dump(store)
    unsound = UNSOUND[fault]
    with pytest.raises(StoreError) as caught:
        store.replace(name_of(ENGINE) if fault == "page crossed" else name_of(ADA), unsound)
    assert caught.value.hint
    assert dump(store) == before


def test_a_passage_of_another_document_is_refused(store: GraphStore) -> None:
    put(store, ADA)
    thief = Document.make("thief.txt", "", ADA.documents[0].text)
    stolen = Subgraph((thief,), (replace(P, document_id=thief.id, title="", source="thief.txt"),))
    with pytest.raises(StoreError):
        store.replace(thief.id, stolen)
    assert store.check() == []


def test_everything_of_a_part_without_vectors_is_found_by_words(store: GraphStore) -> None:
    plain = part("plain.txt", ["Ada Lovelace met nobody."], names=["Ada Lovelace"], embedded=False)
    put(store, plain)
    assert store.search("Lovelace", 3)[0][0] == plain.passages[0].id
    assert store.nearest(np.eye(1, DIMENSIONS, dtype=np.float32)[0], 3) == []
    assert store.check() == []


def test_text_of_any_script_comes_back_unchanged(store: GraphStore) -> None:
    texts = [
        "東京は日本の首都です。",
        "🙂 Zoë\u0000 \U0001f469\u200d\U0001f52c",
        "'; DROP TABLE documents; --",
        "\u202eabc",
    ]
    for number, text in enumerate(texts):
        put(store, part(f"{number}.txt", [text], names=["Zoë", "abc"], title=text))
    assert [document.text for document in store.documents()] == texts
    assert [passage.text for passage in store.passages()] == texts
    assert store.search("日本の首都", 1)[0][0] == next(store.passages()).id
    assert store.check() == []
