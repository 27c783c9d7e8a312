"""What people state of two entities stands where what documents state does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.errors import UsageError
from graph.resolution.corrected import CorrectedStore
from graph.resolution.store import ResolvedStore
from graph.sqlite.store import SqliteStore
from graph.store import GraphStore
from graph.types import EVERYTHING, Filter
from tests.contract.parts import concealed, entity_id, name_of, part
from ui.entity_paths import find_path
from ui.evidence import find_evidence, require_evidence
from ui.graph_export.collected import Statement, collect_graph
from ui.neighbours import draw_neighbourhood, load_neighbourhood, load_relations
from ui.relation_correcting import NamedTriple, leave_out_relation, list_relation_corrections, state_relation

ADA, BO, CY = map(entity_id, ("Ada Moss", "Bo Reed", "Cy Lake"))
NAMES = ["Ada Moss", "Bo Reed", "Cy Lake"]
NOTE = part("note.txt", ["Ada Moss met Bo Reed.", "It rained."], NAMES, "Note")
DIARY = concealed(part("diary.txt", ["Cy Lake slept  well.", "Cy Lake owes."], NAMES, "Diary"), 1)
TRUST = NamedTriple("Cy Lake", "trusts", "Ada Moss")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[GraphStore]:
    made = SqliteStore(tmp_path / "graph.db")
    for one in (NOTE, DIARY):
        made.replace(name_of(one), one)
    yield ResolvedStore(CorrectedStore(made))
    made.close()


def test_views_paths_and_exports_have_what_is_stated_by_hand(store: GraphStore) -> None:
    def statements() -> tuple[Statement, ...]:
        return collect_graph(store, EVERYTHING).statements

    assert find_path(store, ADA, CY) == ()
    assert statements() == ()
    state_relation(store, TRUST, None, "she said so", EVERYTHING)
    (step,) = find_path(store, ADA, CY)
    assert (step.predicate, step.reversed, step.passage, step.quote) == ("trusts", True, None, "")
    assert len(find_path(store, BO, CY)) == 2
    around = load_neighbourhood(store, CY)
    assert around is not None
    (other,) = around.neighbours
    assert (other.name, other.related, other.passages) == ("Ada Moss", True, ())
    (stated,) = load_relations(store, around)
    assert (stated.subject, stated.view.predicate, stated.object) == ("Cy Lake", "trusts", "Ada Moss")
    assert "trusts" in {edge.label for edge in draw_neighbourhood(around, [stated]).edges}
    assert statements() == (Statement(CY, "trusts", ADA, "", "", 0, "by hand"),)
    evidence = require_evidence(store, DIARY.documents[0], "slept well")
    state_relation(store, TRUST, evidence, "", EVERYTHING)
    assert statements() == (Statement(CY, "trusts", ADA, "slept well", "Diary", 0, "by hand"),)
    (step,) = find_path(store, ADA, CY)
    assert step.passage == DIARY.passages[0]
    assert collect_graph(store, Filter(sources=("note.txt",))).statements == ()


def test_it_is_of_all_that_are_one_with_its_entities(store: GraphStore) -> None:
    state_relation(store, TRUST, None, "", EVERYTHING)
    store.decide((min(ADA, BO), max(ADA, BO)), "same", "for the test", 1.0)
    head = next(iter(store.entities([BO]))).entity.id
    assert [one.object_id for one in collect_graph(store, EVERYTHING).statements] == [head]
    (step,) = find_path(store, CY, head)
    assert step.predicate == "trusts"
    state_relation(store, NamedTriple("Cy Lake", "Trusts", "Bo Reed"), None, "again", EVERYTHING)
    assert [one.reason for one in list_relation_corrections(store, EVERYTHING)] == ["again"]
    with pytest.raises(UsageError, match="one entity"):
        state_relation(store, NamedTriple("Ada Moss", "is", "Bo Reed"), None, "", EVERYTHING)
    with pytest.raises(UsageError, match="by hand"):
        leave_out_relation(store, NamedTriple("Cy Lake", "trusts", "Bo Reed"), "", EVERYTHING)


def test_evidence_stands_where_a_reader_sees_it(store: GraphStore) -> None:
    assert find_evidence(DIARY.passages, "Cy Lake owes") is None
    assert find_evidence(DIARY.passages, "Ada Moss met") is None
    assert find_evidence(NOTE.passages, "Ada Moss met", page=2) is None
    with pytest.raises(UsageError, match="Diary"):
        require_evidence(store, DIARY.documents[0], "slept badly")
    for predicate in ("--", "x" * 61, "a\x07b"):
        with pytest.raises(UsageError, match="states nothing"):
            state_relation(store, NamedTriple("Cy Lake", predicate, "Ada Moss"), None, "", EVERYTHING)
