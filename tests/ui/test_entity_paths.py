"""How two entities are connected, and which entities are values that connect nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.entity_view import EntityView
from graph.types import Entity
from rag.types import Answer, Hit, Provenance, ProvenanceStep
from tests.support.command import Home, home
from ui.entity_kinds import is_value
from ui.entity_paths import find_path
from ui.neighbours import find_entities
from ui.settings import load_settings
from ui.web.draw import draw_answer
from ui.workspace import Workspace


@pytest.mark.parametrize(
    ("name", "kind", "value"),
    [
        ("4 May 1861", "date", True),
        ("December", "", True),
        ("Wednesdays", "", True),
        ("12 May 2024", "", True),
        ("£6,480", "", True),
        ("6,480 pounds", "Money", True),
        ("May Lindqvar", "", False),
        ("May", "person", False),
        ("4 May", "term", True),
        ("1861", "term", True),
        ("LS-13", "", False),
        ("Portmellin", "place", False),
    ],
)
def test_dates_and_amounts_are_values(name: str, kind: str, value: bool) -> None:
    assert is_value(EntityView(Entity("e", name), name, kind=kind)) is value


def name_of(space: Workspace, name: str) -> str:
    return find_entities(space.store, name, space.where)[0].entity.id


def test_a_path_has_what_links_its_steps(library: Home) -> None:
    with Workspace(load_settings(library.data)) as space:
        ends = name_of(space, "Rupert Calloway"), name_of(space, "Alasdair Finch")
        steps = find_path(space.store, *ends, space.where)
        assert (steps[0].first, steps[-1].second) == ("Rupert Calloway", "Alasdair Finch")
        assert [step.second for step in steps[:-1]] == [step.first for step in steps[1:]]
        for step in steps:
            assert step.passage is not None
            assert step.first in f"{step.passage.title} {step.passage.text}"
        (stated,) = find_path(space.store, name_of(space, "Portmellin"), ends[0], space.where)
        assert (stated.predicate, stated.reversed) == ("design harbour of", True)
        assert "designed the harbour of Portmellin" in stated.quote
        assert find_path(space.store, ends[0], ends[0], space.where) == ()
        assert find_path(space.store, ends[0], "nobody", space.where) == ()


def test_a_shared_date_is_no_path(tmp_path: Path, model_cache: Path) -> None:
    made = home(tmp_path, model_cache)
    papers = made.folder / "papers"
    papers.mkdir()
    (papers / "a.txt").write_text("Marion Teague built the Skerry Light on 4 May 1861.")
    (papers / "b.txt").write_text("Oona Petrie opened the Quarry Lake on 4 May 1861.")
    with Workspace(load_settings(made.data)) as space:
        space.ingest([papers])
        marion, oona = name_of(space, "Marion Teague"), name_of(space, "Oona Petrie")
        assert find_path(space.store, marion, oona, space.where) == ()
        (papers / "c.txt").write_text("Edda Marsh met Marion Teague and Oona Petrie in Portmellin.")
        space.ingest([papers])
        assert len(find_path(space.store, marion, oona, space.where)) == 1


def test_what_is_hardly_a_name_is_on_no_path_and_in_no_picture(tmp_path: Path, model_cache: Path) -> None:
    made = home(tmp_path, model_cache)
    papers = made.folder / "papers"
    papers.mkdir()
    (papers / "a.txt").write_text("The rent is due. Marion Teague pays the Deposit.")
    (papers / "b.txt").write_text("The rent is late. Oona Petrie keeps the Deposit.")
    with Workspace(load_settings(made.data)) as space:
        space.ingest([papers])
        (deposit,) = (one for one in space.store.entities(where=space.where) if one.name == "Deposit")
        assert (deposit.is_name, deposit.passages) == (False, 2)
        marion, oona = name_of(space, "Marion Teague"), name_of(space, "Oona Petrie")
        assert find_path(space.store, marion, oona, space.where) == ()
        first, second = space.store.passages(where=space.where)
        trail = Provenance((), (ProvenanceStep(deposit.entity.id, "Deposit", 1.0, first.id),))
        drawn = draw_answer(Answer("x", hits=(Hit(second, 1.0, trail), Hit(first, 0.5))), space.store, space.where)
        assert "Deposit" not in [node.name for node in drawn.nodes]
        assert [(edge.source, edge.target) for edge in drawn.edges if edge.bold] == [(first.id, second.id)]
