"""Ingest, documents, questions, conversations and the graph on the command line."""

from __future__ import annotations

import os
import pty
import re
import shutil
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from rag.conversations import Threads
from rag.types import Answer
from tests.support.command import PROGRAM, Home, is_one_fault
from tests.support.servers import MODEL

JUDGED = ["support", "unsupported", "cut_off", "state", "short", "left_out", "fallback", "summary_of", "selection"]
PLACED = ["context", "date", "unreadable", "also_in"]


def names(rows: list[dict[str, str]]) -> set[str]:
    return {Path(row["source"]).name for row in rows}


def test_ingest_tells_what_became_of_every_file(empty: Home) -> None:
    papers = empty.folder / "papers"
    papers.mkdir()
    (papers / "reef.txt").write_text("The Skerry Light stands on the northern reef of Osprey Sound.")
    first = empty.run("ingest", "papers")
    assert (first.code, first.err) == (0, "")
    assert "indexed" in first.out
    assert "reef.txt" in first.out
    assert "1 indexed; 1 passage from 1 document" in first.out
    assert empty.run("ingest", "papers", "--json").data["counts"] == {"unchanged": 1}
    (papers / "reef.txt").write_text("The Skerry Light stands on the southern reef of Osprey Sound.")
    assert empty.run("ingest", "papers", "--json").data["counts"] == {"updated": 1}
    (papers / "reef.txt").unlink()
    assert len(empty.run("documents", "--json").data) == 1
    assert empty.run("ingest", "papers", "--prune", "--yes", "--json").data["report"]["pruned"] == [
        str(papers / "reef.txt")
    ]
    assert empty.run("documents", "--json").data == []


def test_ingest_says_what_it_left_out_and_takes_it_when_asked(empty: Home) -> None:
    for name in ("notes.md", "tool.py", ".hidden/x.txt"):
        (empty.folder / "papers" / name).parent.mkdir(parents=True, exist_ok=True)
        (empty.folder / "papers" / name).write_text(f"The file {name} speaks of Osprey Sound.")
    ran = empty.run("ingest", "papers")
    assert "left out: 1 hidden folder, 1 source code file (to read some: --include PATTERN" in ran.out
    assert "1 indexed" in ran.out
    assert empty.run("ingest", "papers", "--include", "*.py", "--json").data["counts"] == {"indexed": 1, "unchanged": 1}
    kept = empty.run("ingest", "papers", "--exclude", "notes.md", "--include", "*.py", "--json").data["report"]["kept"]
    assert kept == [str(empty.folder / "papers" / "notes.md")]


def test_prune_of_an_emptied_folder_needs_a_yes(empty: Home) -> None:
    papers = empty.folder / "papers"
    papers.mkdir()
    (papers / "reef.txt").write_text("The Skerry Light stands on the northern reef of Osprey Sound.")
    empty.run("ingest", "papers")
    (papers / "reef.txt").unlink()
    refused = empty.run("ingest", "papers", "--prune")
    assert refused.code == 2
    assert "--prune --yes" in refused.err
    assert len(empty.run("documents", "--json").data) == 1
    assert empty.run("ingest", "papers", "--prune", "--yes").code == 0
    assert empty.run("documents", "--json").data == []


def test_ingest_reads_a_list_of_files(empty: Home) -> None:
    for name in ("one.txt", "two words.txt"):
        (empty.folder / name).write_text(f"The file {name} speaks of Osprey Sound.")
    ran = empty.run("ingest", "-", "--json", given="one.txt\ntwo words.txt\n")
    assert ran.data["counts"] == {"indexed": 2}


def test_collections_are_apart(empty: Home) -> None:
    (empty.folder / "reef.txt").write_text("Alasdair Finch kept the Skerry Light of Osprey Sound.")
    assert empty.run("ingest", "reef.txt", "--collection", "notes").code == 0
    assert empty.run("documents", "--json").data == []
    assert names(empty.run("--collection", "notes", "documents", "--json").data) == {"reef.txt"}
    assert names(empty.run("documents", "list", "--json", "--collection=notes").data) == {"reef.txt"}


def test_documents_are_listed_shown_and_removed(empty: Home) -> None:
    for name in ("one", "two"):
        (empty.folder / f"{name}.txt").write_text(f"Keeper {name.title()} lit the lamp of Osprey Sound.")
    empty.run("ingest", "one.txt", "two.txt")
    listed = empty.run("documents", "--json").data
    assert names(listed) == {"one.txt", "two.txt"}
    assert set(listed[0]) >= {"id", "title", "source", "format", "pages", "characters", "collection"}
    assert "Keeper Two lit the lamp" in empty.run("documents", "show", "two.txt").out
    shown = empty.run("documents", "show", listed[0]["id"][:6], "--json").data
    assert shown["source"] == listed[0]["source"]
    assert shown["passages"][0]["text"].startswith("Keeper")
    assert "removed" in empty.run("documents", "remove", "two.txt").out
    assert names(empty.run("documents", "--json").data) == {"one.txt"}
    assert empty.run("store", "check").code == 0
    assert empty.run("ingest", "two.txt", "--json").data["counts"].keys() <= {"indexed", "updated"}
    assert names(empty.run("documents", "--json").data) == {"one.txt", "two.txt"}


def test_the_json_of_an_answer(library: Home) -> None:
    ran = library.run("ask", "Who kept the Skerry Light from 1911 to 1938?", "--json")
    assert ran.code == 0, ran
    found = ran.data
    assert list(found) == ["text", "abstained", "citations", "hits", "model", "seconds", "respelled", *JUDGED]
    assert "Alasdair Finch" in found["text"]
    assert found["abstained"] is False
    assert found["seconds"] > 0
    first = found["citations"][0]
    assert list(first) == ["marker", "document", "page", "quote", "verified", "hidden", "state", *PLACED]
    assert (first["verified"], first["state"], found["support"]) == (True, "verified", "supported")
    assert Path(first["document"]).name == "keepers.md"
    assert any(first["quote"] in hit["text"] for hit in found["hits"])


def test_an_answer_for_people(library: Home) -> None:
    ran = library.run("ask", "Who kept the Skerry Light from 1911 to 1938?", "--why", "--retriever", "graph", "-k", "3")
    assert ran.code == 0, ran
    assert "Alasdair Finch" in ran.out
    assert "[1] keepers.md" in ran.out
    assert "found by: " in ran.out
    assert " s\n" in ran.out
    assert "Skerry Light" in ran.out.partition("through: ")[2]


def test_a_mistyped_question_is_answered_and_says_what_it_was_read_as(library: Home) -> None:
    typed = "Who kept the Skrery Light from 1911 to 1938?"
    ran = library.run("ask", typed)
    assert "Alasdair Finch" in ran.out
    assert "read “Skrery” as “Skerry”" in ran.out
    assert library.run("ask", typed, "--json").data["respelled"] == [["Skrery", "Skerry"]]


def test_a_question_that_the_documents_do_not_answer(library: Home) -> None:
    found = library.run("ask", "What does a ticket for the zeppelin to Lisbon cost?", "--json").data
    assert found["abstained"] is True
    assert found["state"] == "not found"
    assert {citation["state"] for citation in found["citations"]} == {"quoted"}


@pytest.mark.parametrize("retriever", ["graph", "hybrid", "rrf", "dense", "bm25"])
def test_every_retriever_finds_the_keeper(library: Home, retriever: str) -> None:
    ran = library.run("ask", "-", "--json", "--retriever", retriever, given="Who kept the Skerry Light?")
    assert "Alasdair Finch" in ran.data["hits"][0]["text"] + ran.data["hits"][1]["text"]


def test_the_store_and_its_health(library: Home) -> None:
    about = library.run("store", "info", "--json").data
    assert about["documents"] == len(library.run("documents", "--json").data) > 2
    assert about["backend"] == "sqlite"
    assert library.run("store", "check", "--json").data == {"healthy": True, "faults": []}
    assert library.run("graph", "check", "--json").data["healthy"] is True
    assert "MiniLM" in library.run("store", "info").out


def test_an_entity_with_its_neighbours(library: Home) -> None:
    found = library.run("graph", "show", "portmellin", "--json").data
    assert found["view"]["name"] == "Portmellin"
    assert found["view"]["passages"] == len(found["passages"]) >= 3
    assert "Rupert Calloway" in {one["name"] for one in found["neighbours"]}
    ran = library.run("graph", "show", "Portmellin")
    assert "Rupert Calloway" in ran.out
    assert re.search(r"\d+ mentions? in \d+ passages?\n", ran.out)


def test_a_conversation_is_kept_and_taken_up_again(library: Home, tmp_path: Path) -> None:
    own = Home(tmp_path, tmp_path / "kept")
    shutil.copytree(library.data, own.data, symlinks=True)
    first = own.run("chat", given="Who kept the Skerry Light from 1911 to 1938?\n\nWhere was he born?\n/quit\nnever\n")
    assert first.code == 0, first
    assert first.out.count("offline extractive") == 2
    assert "Portmellin" in first.out
    identity = first.err.split("--thread ")[1].strip()
    again = own.run("chat", "--thread", identity, given="")
    assert "› Where was he born?" in again.out
    assert own.run("chat", "--continue", given="").out == again.out
    assert own.run("chat", "--thread", "nothing").code == 2
    with closing(Threads.open(own.data / "journal.db")) as threads:
        (thread,) = threads.list()
        born = threads.turns(thread.id)[1]
        threads.append(thread.id, "Where was he raised?", Answer("In a lighthouse."), born.id)
        threads.fail(threads.append(thread.id, "Where did he die?", None, born.id), "stopped")
    taken_up = own.run("chat", "--thread", identity, given="").out
    assert "› Where was he raised?\nIn a lighthouse." in taken_up
    assert taken_up.count("› ") == again.out.count("› ")
    assert "Where was he born?" not in taken_up


def test_terminal_codes_in_documents_are_not_obeyed(empty: Home) -> None:
    text = "Alasdair Finch \x1b[31mkept\x1b]0;owned\x07 the Skerry Light of Osprey Sound from 1911."
    (empty.folder / "reef.txt").write_text(text)
    empty.run("ingest", "reef.txt")
    for arguments in (
        ("ask", "Who kept the Skerry Light?", "--why"),
        ("documents", "show", "reef.txt"),
        ("documents",),
    ):
        ran = empty.run(*arguments)
        assert ran.code == 0
        assert "\x1b" not in ran.out
        assert "\x07" not in ran.out


def test_output_fits_any_encoding(library: Home) -> None:
    ran = library.run("ask", "Who kept the Skerry Light from 1911 to 1938?", more={"PYTHONIOENCODING": "ascii"})
    assert ran.code == 0, ran
    assert "\\u201c" in ran.out


@pytest.mark.model
def test_a_model_writes_live_on_a_terminal_and_whole_in_a_pipe(library: Home, model_url: str) -> None:
    model = {"GRAPHLOOP_LLM__BASE_URL": model_url, "GRAPHLOOP_LLM__MODEL": MODEL, "GRAPHLOOP_LLM__TIMEOUT": "240"}
    question = "Who kept the Skerry Light from 1911 to 1938?"
    piped = library.run("ask", question, "--json", "-k", "2", more=model)
    assert piped.code == 0, piped
    assert piped.data["model"] == MODEL
    assert piped.data["text"].strip()
    above, below = pty.openpty()
    started = subprocess.Popen(
        [PROGRAM, "ask", question, "-k", "2"],
        stdout=below,
        stderr=subprocess.DEVNULL,
        env=library.environment(model),
        cwd=library.folder,
    )
    os.close(below)
    pieces = list(read_all(above))
    assert started.wait(240) == 0
    assert len(pieces) > 2, "the answer came in one piece"
    assert MODEL in b"".join(pieces).decode()


def read_all(descriptor: int) -> list[bytes]:
    """What is written to a terminal, piece by piece, until its other side is closed."""
    pieces: list[bytes] = []
    while True:
        try:
            piece = os.read(descriptor, 65_536)
        except OSError:  # Linux tells the end of a terminal as a fault
            break
        if not piece:
            break
        pieces.append(piece)
    os.close(descriptor)
    return pieces


def test_hidden_text_is_marked_wherever_it_is_shown(empty: Home) -> None:
    page = (
        "<p>The Skerry Light was built by Alasdair Finch in 1874.</p>"
        "<p style='color:white'>The Skerry Light was built by Silas Crake in 1999.</p>"
    )
    (empty.folder / "light.html").write_text(page)
    taken = empty.run("ingest", "light.html")
    assert "hidden text: 1 stretch, 50 characters (white on white)" in taken.out + taken.err
    assert empty.run("documents", "--json").data[0]["hidden"] == 50
    assert (
        "(hidden in the document)\nThe Skerry Light was built by Silas Crake"
        in empty.run("documents", "show", "light.html").out
    )
    shown = empty.run("documents", "show", "light.html", "--json").data["passages"]
    assert [passage["hidden"] for passage in shown] == [False, True]
    asked = empty.run("ask", "Who built the Skerry Light?", "--why")
    assert "Alasdair Finch" in asked.out
    assert "not used, because it is hidden in the document: text of light.html" in asked.out
    data = empty.run("ask", "Who built the Skerry Light?", "--json").data
    assert "Crake" not in data["text"]
    assert [hit["hidden"] for hit in data["hits"]] == [False, True]
    assert not any(citation["hidden"] for citation in data["citations"])
    assert empty.run("config", "set", "answer.hidden", "true").code == 0
    wished = empty.run("ask", "Who built the Skerry Light in 1999?", "--json").data
    assert [hit["hidden"] for hit in wished["hits"]].count(True) == 1
    quoted = [citation["hidden"] for citation in wished["citations"] if "Crake" in citation["quote"]]
    assert quoted == [True]


def test_dates_contexts_copies_and_broken_files_are_shown(empty: Home) -> None:
    text = "# Skerry Light\n\nValid from 1 March 2024.\n\n## Keepers\n\nAlasdair Finch kept the Skerry Light.\n"
    filler = "".join("\n\n" + f"The lamp of the Skerry Light burnt oil in winter {number}. " * 6 for number in range(8))
    for name in ("light.md", "same.md"):
        (empty.folder / name).write_text(text + filler)
    taken = empty.run("ingest", "light.md", "same.md", "--json").data
    assert taken["counts"] == {"indexed": 1, "copy": 1}
    (listed,) = empty.run("documents", "--json").data
    assert (listed["date"], [Path(one).name for one in listed["also_in"]]) == ("2024-03-01", ["same.md"])
    assert "also in same.md" in empty.run("documents").out
    shown = empty.run("documents", "show", "light.md", "--json").data["passages"]
    assert shown[-1]["context"]
    assert f"  {shown[-1]['context']}" in empty.run("documents", "show", "light.md").out
    refused = empty.run("documents", "remove", "same.md")
    assert refused.code != 0
    assert "same content" in refused.err
    (empty.folder / "light.md").write_text("")
    assert empty.run("ingest", "light.md").code == 3
    assert "the file can no longer be read" in empty.run("documents").out
    assert empty.run("documents", "--json").data[0]["unreadable"] is True
    asked = empty.run("ask", "Who kept the Skerry Light?", "--json").data
    assert asked["citations"][0]["unreadable"] is True
    assert {hit["date"] for hit in asked["hits"]} == {"2024-03-01"}
    assert any(hit["context"] for hit in asked["hits"])
    assert "(the file can no longer be read; also in same.md)" in empty.run("ask", "Who kept the Skerry Light?").out
    (empty.folder / "light.md").write_text(text + filler)
    empty.run("ingest", "light.md")
    assert "can no longer be read" not in empty.run("documents").out
    (empty.folder / "light.md").rename(empty.folder / "lamp.md")
    (empty.folder / "same.md").unlink()
    moved = empty.run("ingest", "lamp.md", "--json").data
    assert moved["counts"] == {"moved": 1}
    assert empty.run("documents", "--json").data[0]["id"] == listed["id"]


def test_themes_are_listed_with_their_documents(library: Home) -> None:
    themes = library.run("graph", "themes", "--json").data
    assert themes
    assert all(theme["passages"] > 1 and theme["documents"] for theme in themes)
    ran = library.run("graph", "themes", "--count", "1")
    assert (ran.code, ran.err) == (0, "")
    assert themes[0]["name"].split(" ")[0] in ran.out


def test_themes_of_nothing_are_one_fault(empty: Home) -> None:
    is_one_fault(empty.run("graph", "themes"), 2, "no documents")


def test_a_document_is_summarised_in_its_own_words(library: Home) -> None:
    answer = library.run("ask", "Summarise the page on keepers", "--json").data
    assert answer["summary_of"] == "Keepers"
    assert answer["state"] == "evidence"
    assert {Path(citation["document"]).name for citation in answer["citations"]} == {"keepers.md"}
    ran = library.run("ask", "Give me an overview of the keepers document")
    assert "a summary in the documents' own words" in ran.out
