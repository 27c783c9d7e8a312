"""People see, make and undo decisions on entities in the terminal."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.support.command import Home, is_one_fault

NOTE = "M. Teague drew the quay. The International Lamp Company paid. Acme Inc. made the crane.\n"
BILL = "The ILC sold oil to Acme. Ada Teague kept the books.\n"


@pytest.fixture(scope="module")
def harbour(library: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A copy of the library with two more documents; what a test decides it undoes."""
    folder = tmp_path_factory.mktemp("harbour")
    shutil.copytree(library.data, folder / "kept", symlinks=True)
    own = Home(folder, folder / "kept")
    (folder / "note.txt").write_text(NOTE)
    (folder / "bill.txt").write_text(BILL)
    assert own.run("ingest", folder / "note.txt", folder / "bill.txt").code == 0
    return own


def test_two_entities_are_merged_and_undone(harbour: Home) -> None:
    before = harbour.run("graph", "show", "Marion Teague", "--json").data
    ran = harbour.run("graph", "merge", "M. Teague", "marion teague", "--reason", "she signed both")
    assert ran.code == 0, ran
    assert "undo" in ran.out
    merged = harbour.run("graph", "show", "M. Teague", "--json").data
    assert merged["view"]["name"] == "Marion Teague"
    assert "M. Teague" in merged["view"]["aliases"]
    assert merged["view"]["passages"] == before["view"]["passages"] + 1
    assert {one["subject"] for one in merged["relations"]} >= {one["subject"] for one in before["relations"]}
    hits = harbour.run("ask", "What did Marion Teague draw?", "--json", "--retriever", "graph").data["hits"]
    assert any("drew the quay" in hit["text"] for hit in hits)
    (decision,) = harbour.run("graph", "decisions", "--json").data
    assert (decision["state"], decision["reason"]) == ("same", "she signed both")
    assert "she signed both" in harbour.run("graph", "decisions").out
    assert harbour.run("graph", "merge", "Marion Teague", "M. Teague", "--json").data["state"] == "same"
    assert harbour.run("graph", "undo", "Marion Teague", "M. Teague").code == 0
    assert harbour.run("graph", "show", "Marion Teague", "--json").data == before
    assert harbour.run("graph", "decisions", "--json").data == []
    assert harbour.run("store", "check", "--json").data["healthy"] is True


def test_what_is_split_is_neither_merged_nor_proposed(harbour: Home) -> None:
    pair = ("Acme", "Acme Inc")
    assert harbour.run("graph", "split", *pair, "--json").data["state"] == "different"
    is_one_fault(harbour.run("graph", "merge", *pair), 2, "different")
    proposed = harbour.run("graph", "proposals", "--json").data
    assert "Acme" not in {one["proposal"]["first"]["name"] for one in proposed}
    assert harbour.run("graph", "undo", *pair, "--json").data["state"] == "different"


def test_what_contradicts_a_split_is_left_out_and_said(harbour: Home) -> None:
    for other in ("Ada Teague", "M. Teague"):
        assert harbour.run("graph", "merge", "Marion Teague", other).code == 0
    ran = harbour.run("graph", "split", "Ada Teague", "M. Teague")
    assert (ran.code, ran.err.count("left out")) == (0, 1), ran
    known = harbour.run("graph", "decisions", "--json").data
    assert sorted((one["state"], one["left_out"]) for one in known) == [
        ("different", False),
        ("same", False),
        ("same", True),
    ]
    assert "contradicts" in harbour.run("graph", "decisions").out
    for one in known:
        assert harbour.run("graph", "undo", one["first"]["id"], one["second"]["name"]).code == 0


def test_a_proposal_is_accepted_for_its_reason(harbour: Home) -> None:
    ran = harbour.run("graph", "proposals")
    assert ran.code == 0, ran
    assert "Acme and Acme Inc differ only in legal form" in ran.out
    assert "The ILC sold oil to Acme." in ran.out
    assert "3 proposals" in ran.err
    assert len(harbour.run("graph", "proposals", "--limit", "1", "--json").data) == 1
    accepted = harbour.run("graph", "accept", "ILC", "International Lamp Company", "--json").data
    assert accepted["reason"] == "ILC is the initials of International Lamp Company"
    assert "2 proposals" in harbour.run("graph", "proposals").err
    is_one_fault(harbour.run("graph", "accept", "Ada Teague", "Marion Teague"), 2, "not proposed")
    ran = harbour.run("graph", "undo", accepted["first"]["id"], accepted["second"]["id"][:8])
    assert ran.code == 0, ran


def test_wrong_names_are_one_line_with_a_hint(harbour: Home) -> None:
    ran = harbour.run("graph", "merge", "Zzyzx", "Marion Teague")
    is_one_fault(ran, 2, "Zzyzx")
    ran = harbour.run("graph", "merge", "Tobias Teague", "Marion Teague")
    is_one_fault(ran, 2, "Tobias Teague")
    assert "Marion Teague" in ran.err
    is_one_fault(harbour.run("graph", "merge", "Acme", "acme"), 2, "one entity")
    is_one_fault(harbour.run("graph", "undo", "Acme", "Marion Teague"), 2, "no decision")
    is_one_fault(harbour.run("graph", "proposals", "--limit", "0"), 2, "limit")


def test_a_decision_outlives_its_documents_and_can_be_undone(harbour: Home, tmp_path: Path) -> None:
    (tmp_path / "late.txt").write_text("Zenobia Quill wrote to Z. Quill.\n")
    assert harbour.run("ingest", tmp_path / "late.txt").code == 0
    pair = harbour.run("graph", "merge", "Zenobia Quill", "Z. Quill", "--json").data
    assert harbour.run("documents", "remove", "late.txt", "--yes").code == 0
    assert harbour.run("graph", "decisions", "--json").data == []
    assert "1 more" in harbour.run("graph", "decisions").err
    assert len(harbour.run("graph", "decisions", "--all", "--json").data) == 1
    assert harbour.run("graph", "undo", pair["first"]["id"], pair["second"]["id"]).code == 0
    assert harbour.run("graph", "decisions", "--all", "--json").data == []


def test_what_is_exported_is_what_a_reader_sees_merged_entities_as_one(harbour: Home) -> None:
    whole = harbour.run("graph", "export", "whole.jsonld", "--json").data
    assert harbour.run("graph", "merge", "M. Teague", "Marion Teague").code == 0
    merged = harbour.run("graph", "export", "merged.jsonld", "--json").data
    assert harbour.run("graph", "undo", "M. Teague", "Marion Teague").code == 0
    assert (merged["entities"], merged["relations"]) == (whole["entities"] - 1, whole["relations"])
    part = harbour.run("graph", "export", "part.csv", "--in", "note.txt", "--json").data
    assert 0 < part["entities"] < whole["entities"]
    text = (harbour.folder / "whole.jsonld").read_text("utf-8")
    assert "Skerry Light" in text
    assert "Skerry Light" not in (harbour.folder / "part.csv").read_text("utf-8")
    is_one_fault(harbour.run("graph", "export", "graph.txt"), 2, "names no format")


def test_the_surest_merge_by_themselves_if_that_is_set_and_stay_apart_when_undone(
    library: Home, tmp_path: Path
) -> None:
    shutil.copytree(library.data, tmp_path / "kept", symlinks=True)
    own = Home(tmp_path, tmp_path / "kept")
    (tmp_path / "yard.txt").write_text("Hallyard Works paid Zenobia Quill near Portmellin.\n")
    (tmp_path / "late.txt").write_text("Hall-Yard Works met Zenobia Quill near Portmellin.\n")
    assert own.run("ingest", tmp_path / "yard.txt").code == 0
    assert own.run("graph", "resolve", "--json").data == {"merged": 0, "withdrawn": 0}
    more = {"GRAPHLOOP_INGEST__MERGE": "true"}
    assert own.run("ingest", tmp_path / "late.txt", more=more).code == 0
    (made,) = own.run("graph", "decisions", "--json").data
    assert made["state"] == "automatic"
    ids = made["first"]["id"], made["second"]["id"]
    assert "are different from now on" in own.run("graph", "undo", *ids).out
    assert own.run("graph", "resolve", "--json").data == {"merged": 0, "withdrawn": 0}
    assert own.run("graph", "undo", *ids, "--json").data["state"] == "different"
    assert "1 pair merged" in own.run("graph", "resolve").out
    assert own.run("documents", "remove", "late.txt", "--yes").code == 0
    assert own.run("graph", "decisions", "--all", "--json").data == []
    assert own.run("graph", "resolve", "--withdraw", "--json").data == {"merged": 0, "withdrawn": 0}
