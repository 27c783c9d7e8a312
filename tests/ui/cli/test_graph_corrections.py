"""People rename entities and leave them out in the terminal, and undo it."""

from __future__ import annotations

import json
import shutil

import pytest

from tests.support.command import Home, is_one_fault

NOTE = "M. Teague drew the quay. The Hallyard Works paid M. Teague.\n"


@pytest.fixture(scope="module")
def harbour(library: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A copy of the library with one more document; what a test corrects it undoes."""
    folder = tmp_path_factory.mktemp("harbour")
    shutil.copytree(library.data, folder / "kept", symlinks=True)
    own = Home(folder, folder / "kept")
    (folder / "note.txt").write_text(NOTE)
    assert own.run("ingest", folder / "note.txt").code == 0
    return own


def test_an_entity_is_renamed_and_goes_by_its_name_again(harbour: Home) -> None:
    before = harbour.run("graph", "show", "Hallyard Works", "--json").data
    ran = harbour.run("graph", "rename", "hallyard works", "Zenobia  Yard", "--reason", "its name since")
    assert ran.code == 0, ran
    assert "Hallyard Works is called Zenobia Yard" in ran.out
    for name in ("Zenobia Yard", "Hallyard Works"):
        view = harbour.run("graph", "show", name, "--json").data["view"]
        assert (view["name"], view["passages"]) == ("Zenobia Yard", before["view"]["passages"])
        assert "Hallyard Works" in view["aliases"]
    hits = harbour.run("ask", "Whom did Zenobia Yard pay?", "--json", "--retriever", "graph").data["hits"]
    assert any("paid M. Teague" in hit["text"] for hit in hits)
    (known,) = harbour.run("graph", "corrections", "--json").data
    assert (known["entity"]["name"], known["name"], known["reason"]) == (
        "Hallyard Works",
        "Zenobia Yard",
        "its name since",
    )
    assert harbour.run("graph", "restore", "zenobia yard", "--json").data == known
    assert harbour.run("graph", "show", "Hallyard Works", "--json").data == before


def test_an_entity_is_left_out_with_those_it_is_one_with(harbour: Home) -> None:
    before = harbour.run("graph", "export", "before.jsonld", "--json").data
    assert harbour.run("graph", "merge", "M. Teague", "Marion Teague").code == 0
    ran = harbour.run("graph", "forget", "M. Teague", "--reason", "M. Teague drew the quay")
    assert ran.code == 0, ran
    is_one_fault(harbour.run("graph", "show", "M. Teague"), 2, "no entity with the name")
    assert harbour.run("graph", "export", "after.jsonld", "--json").data["entities"] == before["entities"] - 2
    nodes = json.loads((harbour.folder / "after.jsonld").read_text("utf-8"))["@graph"]
    assert not {"Marion Teague", "M. Teague"} & {node.get("name") for node in nodes}
    assert harbour.run("store", "check", "--json").data["healthy"] is True
    listed = harbour.run("graph", "corrections")
    assert ("(left out)" in listed.out, "2 corrections" in listed.err) == (True, True), listed
    assert harbour.run("documents", "remove", "note.txt", "--yes").code == 0
    assert {one["reason"] for one in harbour.run("graph", "corrections", "--all", "--json").data} == {""}
    assert harbour.run("graph", "restore", "Marion Teague").code == 0
    assert harbour.run("graph", "corrections", "--all", "--json").data == []


def test_wrong_names_are_one_line_with_a_hint(harbour: Home) -> None:
    is_one_fault(harbour.run("graph", "rename", "Zzyzx", "Zzyzx Ltd"), 2, "Zzyzx")
    is_one_fault(harbour.run("graph", "rename", "Marion Teague", " - "), 2, "no word")
    is_one_fault(harbour.run("graph", "forget", "Zzyzx"), 2, "Zzyzx")
    is_one_fault(harbour.run("graph", "restore", "Marion Teague"), 2, "not corrected")
