"""People rename entities, leave them out, or what is stated of them, in the terminal, and undo it."""

from __future__ import annotations

import json
import shutil

import pytest

from tests.support.command import Home, is_one_fault

NOTE = "M. Teague drew the quay. The Hallyard Works paid M. Teague.\n\nZenobia Quill leads the Lantern Trust.\n"


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


def relations(home: Home, name: str) -> set[tuple[str, str, str]]:
    found = home.run("graph", "show", name, "--json").data["relations"]
    return {(one["subject"], one["view"]["predicate"], one["object"]) for one in found}


def test_what_is_stated_of_two_is_left_out_and_stated_again(harbour: Home) -> None:
    said = ("Zenobia Quill", "lead", "Lantern Trust")
    before, whole = relations(harbour, "Zenobia Quill"), harbour.run("graph", "export", "whole.csv", "--json").data
    assert said in before
    is_one_fault(harbour.run("graph", "forget", "Zenobia Quill", "left", "Lantern Trust"), 2, "lead")
    is_one_fault(harbour.run("graph", "forget", "Lantern Trust", "lead", "Zenobia Quill"), 2, "no document states")
    is_one_fault(harbour.run("graph", "forget", "Zenobia Quill", "lead"), 2, "object")
    ran = harbour.run("graph", "forget", "zenobia quill", "Lead", "Lantern Trust", "--reason", "a slip")
    assert ran.code == 0, ran
    assert "Zenobia Quill – lead – Lantern Trust is left out" in ran.out
    assert relations(harbour, "Zenobia Quill") == before - {said}
    assert harbour.run("graph", "export", "part.csv", "--json").data["relations"] == whole["relations"] - 1
    assert harbour.run("ingest", harbour.folder / "note.txt", "--tag", "again").code == 0
    assert relations(harbour, "Zenobia Quill") == before - {said}
    (known,) = harbour.run("graph", "corrections", "--json").data
    assert (known["state"], known["reason"], known["subject"]["name"]) == ("left out", "a slip", "Zenobia Quill")
    assert "(left out)" in harbour.run("graph", "corrections").out
    is_one_fault(harbour.run("graph", "restore", "Lantern Trust", "lead", "Zenobia Quill"), 2, "not corrected")
    assert harbour.run("graph", "restore", *said, "--json").data == known
    assert relations(harbour, "Zenobia Quill") == before


def test_what_a_person_states_of_two_is_theirs_to_take_back(harbour: Home) -> None:
    said = ("Zenobia Quill", "employs", "M. Teague")
    before = relations(harbour, "Zenobia Quill")
    words = ("--quote", "drew the quay", "--document", "note.txt")
    ran = harbour.run("graph", "relate", *said, *words, "--reason", "by letter")
    assert ran.code == 0, ran
    assert relations(harbour, "Zenobia Quill") == {*before, said}
    shown = harbour.run("graph", "show", "Zenobia Quill").out
    assert ("“drew the quay”" in shown, "stated by hand" in shown) == (True, True)
    (known,) = harbour.run("graph", "corrections", "--json").data
    assert (known["state"], known["quote"], known["is_unseen"]) == ("by hand", "drew the quay", False)
    is_one_fault(harbour.run("graph", "forget", *said), 2, "by hand")
    assert harbour.run("graph", "restore", *said, "--json").data == known
    assert relations(harbour, "Zenobia Quill") == before
    is_one_fault(harbour.run("graph", "relate", *said, "--quote", "drew the quay"), 2, "--document")
    is_one_fault(harbour.run("graph", "relate", *said, "--quote", "sank", "--document", "note.txt"), 2, "no passage")


def test_what_was_exported_is_taken_over_again(harbour: Home) -> None:
    said = ("Zenobia Quill", "employs", "M. Teague")
    before = relations(harbour, "Zenobia Quill")
    assert harbour.run("graph", "relate", *said).code == 0
    whole = harbour.run("graph", "export", "said.graphml", "--json").data
    assert harbour.run("graph", "restore", *said).code == 0
    counts = {"renamed": 0, "related": 1, "there": whole["relations"] - 1, "refused": {}}
    dry = harbour.run("graph", "import", "said.graphml", "--dry-run", "--json").data
    assert dry == {**counts, "dry_run": True}
    assert relations(harbour, "Zenobia Quill") == before
    ran = harbour.run("graph", "import", "said.graphml")
    assert (ran.code, "1 relation stated by hand" in ran.out) == (0, True), ran
    assert relations(harbour, "Zenobia Quill") == {*before, said}
    assert harbour.run("graph", "restore", *said, "--json").data["reason"] == "imported from said.graphml"
    (harbour.folder / "said.csv").write_text("subject,predicate,object\nNobody,knows,M. Teague\n")
    assert "no entity here has the name" in harbour.run("graph", "import", "said.csv").out
    is_one_fault(harbour.run("graph", "import", "said.txt"), 2, "names no format")


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
    quoting = ("--quote", "drew the quay", "--document", "note.txt", "--reason", "The Hallyard Works paid M. Teague")
    assert harbour.run("graph", "relate", "Zenobia Quill", "knows", "Lantern Trust", *quoting).code == 0
    assert harbour.run("documents", "remove", "note.txt", "--yes").code == 0
    (known,) = [one for one in harbour.run("graph", "corrections", "--all", "--json").data if "state" in one]
    assert (known["quote"], known["is_unseen"], known["reason"]) == ("", True, "")
    assert harbour.run("graph", "restore", known["subject"]["id"], "knows", known["object"]["id"]).code == 0
    assert {one["reason"] for one in harbour.run("graph", "corrections", "--all", "--json").data} == {""}
    assert harbour.run("graph", "restore", "Marion Teague").code == 0
    assert harbour.run("graph", "corrections", "--all", "--json").data == []


def test_wrong_names_are_one_line_with_a_hint(harbour: Home) -> None:
    is_one_fault(harbour.run("graph", "rename", "Zzyzx", "Zzyzx Ltd"), 2, "Zzyzx")
    is_one_fault(harbour.run("graph", "rename", "Marion Teague", " - "), 2, "no word")
    is_one_fault(harbour.run("graph", "forget", "Zzyzx"), 2, "Zzyzx")
    is_one_fault(harbour.run("graph", "restore", "Marion Teague"), 2, "not corrected")
