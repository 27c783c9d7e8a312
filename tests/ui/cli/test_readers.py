"""Readers on the command line: what one may not see is told nowhere, and what one may not do is denied."""

from __future__ import annotations

import pytest

from tests.support.command import Home, home, is_one_fault

OPEN = "Alasdair Finch kept the Skerry Light from 1911 to 1938. He was born in Portmellin in 1882.\n"
SECRET = "Silas Drew earns 90,000 pounds as pilot of Portmellin since 2014.\n"
ASKED = "How much does Silas Drew earn?"


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, model_cache: object) -> Home:
    """A text for everybody, one for the label hr, a reader without labels, and a contributor with that label."""
    made = home(tmp_path_factory.mktemp("shared"), model_cache)  # type: ignore[arg-type]
    for name, text, labels in (("open.txt", OPEN, ()), ("salaries.txt", SECRET, ("--access", "hr"))):
        (made.folder / name).write_text(text)
        assert made.run("ingest", name, *labels).code == 0
    assert made.run("audit", "--json").data == []
    assert "everybody sees everything" in made.run("readers", "list").err
    assert made.run("readers", "add", "Anna").code == 0
    added = made.run("readers", "add", "Hal", "--label", "hr", "--role", "contributor", "--json").data
    assert (added["name"], added["role"], added["labels"]) == ("Hal", "contributor", ["hr"])
    return made


READ = (
    ("documents", "list", "--json"),
    ("documents", "show", "salaries.txt"),
    ("documents", "list", "--tag", "nothing"),
    ("ask", ASKED, "--json", "--why"),
    ("ask", ASKED, "--retriever", "bm25"),
    ("ask", ASKED, "--in", "salaries.txt"),
    ("graph", "show", "Silas Drew"),
    ("graph", "show", "Portmellin", "--json"),
    ("graph", "themes"),
)


def test_nothing_of_a_hidden_document_is_told(shared: Home) -> None:
    """Each command says to the reader without labels what it says in a folder without that document."""
    for command in READ:
        ran = shared.run(*command, "--as", "anna")
        said = (ran.out + ran.err).replace(ASKED, "").replace("'Silas Drew'", "").replace("'salaries.txt'", "")
        assert not [word for word in ("Silas", "90,000", "salaries", "pilot") if word in said], command
    assert "90,000 pounds" in shared.run("ask", ASKED, "--as", "Hal").out
    assert "90,000 pounds" in shared.run("ask", ASKED).out
    shown = shared.run("graph", "show", "Portmellin", "--as", "Hal").out
    assert "2 mentions in 2 passages" in shown
    assert "1 mention in 1 passage" in shared.run("graph", "show", "Portmellin", "--as", "Anna").out


def test_conversations_are_those_of_the_reader(shared: Home) -> None:
    assert "90,000" in shared.run("chat", "--as", "Hal", given=f"{ASKED}\n").out
    (thread,) = shared.run("chat", "list", "--json", "--as", "Hal").data
    assert shared.run("chat", "list", "--json", "--as", "Anna").data == []
    is_one_fault(shared.run("chat", "--thread", thread["id"], "--as", "Anna"), 2, "no such conversation")
    is_one_fault(shared.run("chat", "delete", thread["id"], "--as", "Anna", "--yes"), 2, "conversation")
    assert [one["id"] for one in shared.run("chat", "list", "--json").data] == [thread["id"]]
    changed = shared.run("readers", "change", "Hal", "--no-labels", "--json").data
    assert changed["labels"] == []
    again = shared.run("chat", "--thread", thread["id"], "--as", "Hal")
    assert ASKED in again.out
    assert "90,000" not in again.out + again.err
    assert shared.run("readers", "change", "Hal", "--label", "hr").code == 0
    assert "90,000" in shared.run("chat", "--thread", thread["id"], "--as", "Hal").out


DENIED = (
    ("documents", "remove", "open.txt", "--yes"),
    ("documents", "tag", "open.txt", "--add", "x"),
    ("ingest", "open.txt"),
    ("graph", "export", "graph.jsonld"),
    ("graph", "rename", "Portmellin", "Porthmellin"),
    ("eval", "cases"),
    ("feedback", "list"),
    ("store", "info"),
    ("config", "show"),
    ("backup", "backup.tar"),
    ("readers", "list"),
    ("audit",),
)


def test_what_a_role_may_not_is_denied_and_recorded(shared: Home) -> None:
    for command in DENIED:
        is_one_fault(shared.run(*command, "--as", "Hal"), 2, "Hal is a contributor and may not use graphloop", "admin")
    is_one_fault(shared.run("documents", "--as", "Bo"), 2, "there is no reader 'Bo'", "Anna, Hal")
    log = shared.run("audit", "--json", "--limit", "500").data
    assert [one["who"] for one in log if one["action"] == "denied"] == ["Hal"] * len(DENIED)
    assert {one["who"] for one in log if one["action"] == "asked"} <= {"Anna", "Hal", "(owner)"}
    assert ASKED not in str(log)
    assert shared.run("readers", "add", "Ida", "--role", "admin").code == 0
    assert shared.run("documents", "tag", "salaries.txt", "--add", "pay", "--as", "Ida").code == 0
    assert [one["name"] for one in shared.run("readers", "list", "--json", "--as", "Ida").data] == [
        "Anna",
        "Hal",
        "Ida",
    ]
    assert "no readers left" not in shared.run("readers", "remove", "Ida").err
    is_one_fault(shared.run("readers", "change", "Anna"), 2, "nothing to change")
