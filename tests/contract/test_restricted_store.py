"""A store as a reader sees it answers everything as a store does that holds only what the reader may see."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings

from graph.correction import Correction
from graph.errors import AccessDenied
from graph.relation_correction import RelationCorrection
from graph.resolution.corrected import CorrectedStore
from graph.resolution.store import ResolvedStore
from graph.restricted_store import RestrictedStore, restrict_filter
from graph.store import GraphStore
from graph.types import EVERYTHING, Decision, Filter, Meta, Subgraph
from tests.contract import oracle
from tests.contract.conftest import NewStore
from tests.contract.corpus import NAMES
from tests.contract.parts import entity_id, name_of, part
from tests.contract.test_filter_laws import LABELS, SECRETS, Everything, corpora, filters, reads, some


def test_a_reader_reads_a_store_of_what_they_may_see(new_store: NewStore, is_on_server: bool) -> None:
    """Whatever is asked for beside: no filter, one that names labels of others, and within a snapshot."""

    @settings(max_examples=3 if is_on_server else 30)
    @given(corpora, some(LABELS), filters)
    def check(parts: tuple[Subgraph, ...], labels: tuple[str, ...], where: Filter) -> None:
        everything, alone = new_store(), new_store()
        own = restrict_filter(where, labels)
        shown = [oracle.is_visible(one.documents[0], Filter(access=labels)) for one in parts]
        for one in parts:
            everything.replace(name_of(one), one)
            if oracle.is_visible(one.documents[0], own):
                alone.replace(name_of(one), one)
        store, there = RestrictedStore(ResolvedStore(CorrectedStore(everything)), labels), Everything.of(parts)
        found = reads(store, there, where)
        assert found == reads(alone, there, EVERYTHING)
        with store.snapshot() as held:
            assert [one.id for one in held.documents(where)] == [one.id for one in alone.documents()]
            assert held.search("saw knew", 40, where=where) == alone.search("saw knew", 40)
        counts, changes = store.about(), store.changes(0)
        assert counts.documents == len(changes.added) == sum(shown)
        words = repr((reads(store, there, EVERYTHING), changes))
        hidden = [
            (secret, name_of(one)) for secret, one, is_shown in zip(SECRETS, parts, shown, strict=True) if not is_shown
        ]
        assert [trace for traces in hidden for trace in traces if trace in words] == []

    check()


def test_a_filter_that_names_labels_gives_none_that_the_reader_lacks() -> None:
    assert restrict_filter(Filter(tags=("x",)), ("red",)) == Filter(tags=("x",), access=("red",))
    assert restrict_filter(Filter(access=("blue", "red")), ("red",)).access == ("red",)
    assert restrict_filter(Filter(access=("blue",)), ("red",)).access == ()


@pytest.fixture
def hidden_and_open(store: GraphStore) -> GraphStore:
    """A document for the board, one for everybody, and what people decided of both with reasons that quote."""
    first, second = NAMES[:2]
    for source, meta in (("board.txt", Meta(access=("board",))), ("open.txt", Meta())):
        made = part(source, [f"{first} knew {second}."], [first, second], meta=meta)
        store.replace(name_of(made), made)
    pair = tuple(sorted((entity_id(first), entity_id(second))))
    store.decide((pair[0], pair[1]), "different", "the board said so")
    store.correct(Correction(entity_id(first), "Ada M.", "the board said so"))
    triple = entity_id(first), "pay", entity_id(second)
    store.correct_relations([RelationCorrection(*triple, "by hand", "the board said so")])
    return store


def test_what_people_decided_is_read_without_their_reasons(hidden_and_open: GraphStore) -> None:
    reader = RestrictedStore(hidden_and_open, ())
    (decision,), (stored,) = reader.decisions(), hidden_and_open.decisions()
    assert decision == replace(stored, reason="") != stored
    assert isinstance(decision, Decision)
    assert [one.reason for one in reader.corrections()] == [""]
    assert list(reader.relation_corrections()) == []
    assert len(list(hidden_and_open.relation_corrections())) == 1


def test_a_reader_changes_nothing(hidden_and_open: GraphStore) -> None:
    reader = RestrictedStore(hidden_and_open, ("board",))
    before = hidden_and_open.about()
    (document, _) = reader.documents()
    whole = reader.read([document.id])
    for change in (
        lambda: reader.replace(document.id, None),
        lambda: reader.update(whole, document),
        lambda: reader.decide((entity_id("a"), entity_id("b")), "same", ""),
        lambda: reader.forget((entity_id("a"), entity_id("b"))),
        lambda: reader.correct(Correction(entity_id("a"), "")),
        lambda: reader.restore(entity_id("a")),
        lambda: reader.correct_relations([]),
        lambda: reader.restore_relation(("a", "b", "c")),
        lambda: reader.claim("another", 8, ""),
        reader.check,
        reader.compact,
    ):
        with pytest.raises(AccessDenied):
            change()
    reader.close()
    assert hidden_and_open.about() == before
