"""Tags on the command line: set at ingest and afterwards, shown wherever documents are."""

from __future__ import annotations

from tests.support.command import Home, is_one_fault


def test_tags_are_set_changed_and_shown(empty: Home) -> None:
    for name in ("one", "two"):
        (empty.folder / f"{name}.txt").write_text(f"Keeper {name.title()} lit the lamp of Osprey Sound.")
    empty.run("ingest", "one.txt", "two.txt", "--tag", "Light", "--tag", "light", "--access", "board")
    rows = empty.run("documents", "--json").data
    assert [(row["tags"], row["access"]) for row in rows] == [(["Light"], ["board"])] * 2
    changed = ("documents", "tag", "one.txt", "two.txt", "--add", "draft", "--remove", "LIGHT")
    assert empty.run(*changed).out == "added draft to 2 documents; removed Light from 2 documents\n"
    assert empty.run(*changed).out == "nothing to change in 2 documents\n"
    found = empty.run("documents", "tag", "one", "--add", "Draft", "--add", "new", "--json").data
    assert [(row["tags"], row["added"], row["removed"]) for row in found] == [(["draft", "new"], ["new"], [])]
    assert "draft, new" in empty.run("documents").out
    assert "tags: draft, new\naccess: board\n" in empty.run("documents", "show", "one").out
    assert empty.run("ingest", "one.txt", "two.txt", "--json").data["counts"] == {"unchanged": 2}
    assert empty.run("documents", "--json").data[0]["tags"] == ["draft", "new"]
    assert empty.run("store", "check").code == 0


def test_tags_that_cannot_be_are_one_line(empty: Home) -> None:
    (empty.folder / "one.txt").write_text("Keeper One lit the lamp of Osprey Sound.")
    is_one_fault(empty.run("ingest", "one.txt", "--tag", " "), 2, "the tag '' is empty")
    is_one_fault(empty.run("ingest", "one.txt", "--access", "x" * 70), 2, "the access label", "has 70 characters")
    is_one_fault(empty.run("documents", "tag", "one.txt"), 2, "no tag to add or remove", "--add TAG")
    is_one_fault(empty.run("documents", "tag", "one.txt", "--add", "a", "--remove", "A"), 2, "both added and removed")
    is_one_fault(empty.run("documents", "tag", "one.txt", "--add", "a"), 2, "there is no document 'one.txt'")
