"""A graph that was exported is taken over by a graph of the same documents, as far as they bear it out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.correction import Correction
from graph.relation_correction import RelationCorrection
from graph.resolution.corrected import CorrectedStore
from graph.resolution.store import ResolvedStore
from graph.sqlite.store import SqliteStore
from graph.store import GraphStore
from graph.types import EVERYTHING, Filter
from tests.contract.parts import entity_id, name_of, part
from ui.graph_export.collected import collect_graph
from ui.graph_export.formats import COLUMNS, write_graph
from ui.graph_import import takeover
from ui.graph_import.formats import read_graph
from ui.graph_import.takeover import Takeover, plan_takeover, take_over

ADA, BO, CY = map(entity_id, ("Ada Moss", "Bo Reed", "Cy Lake"))
NAMES = ["Ada Moss", "Bo Reed", "Cy Lake"]
PARTS = (
    part("note.txt", ["Ada Moss met Bo Reed.", "It rained."], NAMES, "Note", [("Ada Moss", "meet", "Bo Reed")]),
    part("diary.txt", ["Cy Lake slept well. Ada Moss did not."], NAMES, "Diary"),
)
QUOTED = RelationCorrection(ADA, "outlasts", CY, "by hand", "", PARTS[1].passages[0].id, 8, 18)
PLAIN = RelationCorrection(CY, "trusts", BO, "by hand")


@pytest.fixture
def stores(tmp_path: Path) -> Iterator[tuple[GraphStore, GraphStore]]:
    """Two graphs of the same documents."""
    made = [SqliteStore(tmp_path / name) for name in ("one.db", "other.db")]
    for store in made:
        for one in PARTS:
            store.replace(name_of(one), one)
    first, second = (ResolvedStore(CorrectedStore(store)) for store in made)
    yield first, second
    for store in made:
        store.close()


def exported(store: GraphStore, path: Path) -> str:
    write_graph(collect_graph(store, EVERYTHING), path)
    return path.read_text("utf-8-sig")


def plan(store: GraphStore, path: Path, where: Filter = EVERYTHING) -> Takeover:
    return plan_takeover(store, read_graph(path), where, f"from {path.name}")


@pytest.mark.parametrize("suffix", [".graphml", ".jsonld", ".csv"])
def test_what_people_did_goes_along_and_what_is_there_stays(
    stores: tuple[GraphStore, GraphStore], tmp_path: Path, suffix: str
) -> None:
    one, other = stores
    one.correct_relations([QUOTED, PLAIN])
    if suffix != ".csv":
        one.correct(Correction(BO, "Zenobia Quill"))
    written = exported(one, tmp_path / f"one{suffix}")
    found = plan(other, tmp_path / f"one{suffix}")
    assert exported(other, tmp_path / f"before{suffix}") != written
    assert (len(found.names), found.there, dict(found.refused)) == (int(suffix != ".csv"), 1, {})
    take_over(other, found)
    assert exported(other, tmp_path / f"other{suffix}") == written
    assert {one.reason for one in other.relation_corrections()} == {f"from one{suffix}"}
    again = plan(other, tmp_path / f"one{suffix}")
    assert (again.names, again.relations, again.there) == ((), (), 3)


def test_what_the_documents_do_not_bear_out_is_counted_with_why(
    stores: tuple[GraphStore, GraphStore], tmp_path: Path
) -> None:
    _, store = stores
    other = part("other.txt", ["Cy Lake"], ["Cy Lake"], collection="other")
    store.replace(name_of(other), other)
    store.correct_relations([RelationCorrection(ADA, "hate", BO, "left out")])
    rows = {
        "Ada Moss,,outlasts,Nobody,,,,": takeover.UNKNOWN,
        "Ada Moss,,outlasts,Cy Lake,,slept well,,": takeover.NO_DOCUMENT,
        "Ada Moss,,outlasts,Cy Lake,,slept well,Gone,": takeover.NO_DOCUMENT,
        "Ada Moss,,outlasts,Cy Lake,,slept badly,Diary,": takeover.NO_QUOTE,
        "Ada Moss,,outlasts,Cy Lake,,slept well,Diary,3": takeover.NO_QUOTE,
        "Ada Moss,,outlasts,Cy Lake,,,Diary,": takeover.NO_WORDS,
        "Ada Moss,,hate,Bo Reed,,,,": takeover.LEFT_OUT,
        "Ada Moss,,is,ada moss,,,,": takeover.ONE,
        "Ada Moss,,--,Bo Reed,,,,": takeover.NO_PREDICATE,
    }
    path = tmp_path / "rows.csv"
    for row, reason in rows.items():
        path.write_text(f"{','.join(COLUMNS[:8])}\n{row}\n", "utf-8")
        found = plan(store, path, Filter("default"))
        assert (dict(found.refused), found.relations) == ({reason: 1}, ()), row
    path.write_text(f"{','.join(COLUMNS[:8])}\nAda Moss,,outlasts,Cy Lake,,Slept well,diary.txt,\n", "utf-8")
    (made,) = plan(store, path, Filter("default")).relations
    assert (made.triple, made.passage_id, made.start, made.end) == (QUOTED.triple, QUOTED.passage_id, 8, 18)
    ambiguous = plan(store, path)
    assert dict(ambiguous.refused) == {takeover.AMBIGUOUS: 1}
    hidden = plan(store, path, Filter("default", sources=("note.txt",)))
    assert dict(hidden.refused) == {takeover.UNKNOWN: 1}
