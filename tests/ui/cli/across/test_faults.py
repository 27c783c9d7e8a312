"""What goes wrong is told in one line with a hint, and with the right exit code."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.command import PROGRAM, Home, is_one_fault


def closed_port() -> int:
    """A port of this machine on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def test_an_unknown_command_or_flag(empty: Home) -> None:
    is_one_fault(empty.run("ingets", "."), 2, "ingets")
    is_one_fault(empty.run("ask", "who?", "--fast"), 2, "--fast", "graphloop ask --help")
    is_one_fault(empty.run("ask"), 2, "question")
    is_one_fault(empty.run("ask", "who?", "-k", "0"), 2, "-k")
    is_one_fault(empty.run("--data-dir"), 2, "--data-dir")


def test_a_path_that_is_not_there(empty: Home) -> None:
    is_one_fault(empty.run("ingest", "no/such/folder"), 2, "no/such/folder")
    is_one_fault(empty.run("ingest", "*.nothing"), 2, "*.nothing")
    is_one_fault(empty.run("ingest", "-"), 2, "no file")


def test_a_broken_settings_file(empty: Home) -> None:
    file = empty.folder / "graphloop.toml"
    file.write_text("[llm\n")
    is_one_fault(empty.run("config"), 2, str(file), "TOML")
    file.write_text("[llm]\nmodle = 'x'\n")
    assert empty.run("config", "trust", "--yes").code == 0
    is_one_fault(empty.run("ask", "who?"), 2, str(file), "llm.modle", "llm.model?")


def test_a_broken_variable(empty: Home) -> None:
    is_one_fault(empty.run("config", more={"GRAPHLOOP_RETRIEVAL__K": "many"}), 2, "GRAPHLOOP_RETRIEVAL__K")


def test_half_a_model(library: Home) -> None:
    ran = library.run("ask", "Who built the Skerry Light?", more={"GRAPHLOOP_LLM__MODEL": "tiny"})
    is_one_fault(ran, 2, "llm.base_url", "graphloop config set")


def test_an_endpoint_that_cannot_be_reached(library: Home) -> None:
    address = f"http://127.0.0.1:{closed_port()}/v1"
    model = {"GRAPHLOOP_LLM__BASE_URL": address, "GRAPHLOOP_LLM__MODEL": "tiny", "GRAPHLOOP_LLM__API_KEY": "sk-hush"}
    tested = library.run("config", "test", more=model)
    is_one_fault(tested, 1, "127.0.0.1")
    asked = library.run("ask", "Who built the Skerry Light?", more=model)
    assert asked.code == 0
    assert "Skerry Light" in asked.out
    assert "127.0.0.1" in asked.out
    assert "sk-hush" not in tested.out + tested.err + asked.out + asked.err


def test_an_address_that_is_none(empty: Home) -> None:
    is_one_fault(empty.run("config", "set", "llm.base_url", "localhost:11434"), 2, "llm.base_url", "http://")


def test_a_locked_database(empty: Home) -> None:
    (empty.folder / "note.txt").write_text("The Skerry Light stands on the northern reef of Osprey Sound.")
    assert empty.run("ingest", "note.txt").code == 0
    connection = sqlite3.connect(empty.data / "graph.db", isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    try:
        is_one_fault(empty.run("documents", "remove", "note.txt"), 5, "graph.db", "locked")
    finally:
        connection.close()
    assert empty.run("documents", "remove", "note.txt").code == 0


def test_a_database_of_a_later_version(empty: Home) -> None:
    assert empty.run("store", "info").code == 0
    with sqlite3.connect(empty.data / "graph.db") as connection:
        connection.execute("UPDATE migrations SET version = 99")
    connection.close()
    is_one_fault(empty.run("store", "info"), 5, "later version", "upgrade")


def test_a_database_that_is_none(empty: Home) -> None:
    (empty.data / "graph.db").write_bytes(b"this is no database" * 400)
    (empty.data / "graph.db").chmod(0o600)
    is_one_fault(empty.run("store", "info"), 5, "graph.db", "damaged")


def test_an_empty_question(library: Home) -> None:
    is_one_fault(library.run("ask", "  "), 2, "empty")
    is_one_fault(library.run("ask", "-", given="\n"), 2, "empty")


def test_a_question_before_any_document(empty: Home) -> None:
    is_one_fault(empty.run("ask", "Who built it?"), 2, "no documents", "graphloop ingest PATH")
    is_one_fault(empty.run("chat"), 2, "no documents", "graphloop ingest PATH")
    is_one_fault(empty.run("eval", "generate"), 2, "no documents", "graphloop ingest PATH")


def test_a_question_to_a_collection_without_documents(library: Home) -> None:
    is_one_fault(library.run("ask", "Who built it?", "--collection", "elsewhere"), 2, "'elsewhere'")


def test_an_unknown_retriever(library: Home) -> None:
    is_one_fault(library.run("ask", "Who built it?", "--retriever", "magic"), 2, "magic", "bm25")
    is_one_fault(library.run("ask", "Who?", more={"GRAPHLOOP_RETRIEVAL__RETRIEVER": "magic"}), 2, "magic")


def test_an_unknown_document_entity_run_metric_and_case(library: Home) -> None:
    is_one_fault(library.run("documents", "show", "nothing.pdf"), 2, "nothing.pdf")
    is_one_fault(library.run("graph", "show", "Zzyzx Qwfp"), 2, "Zzyzx Qwfp")
    is_one_fault(library.run("eval", "show", "nothing"), 2, "nothing")
    is_one_fault(library.run("eval", "run", "--kind", "hard"), 2, "hard", "single")
    is_one_fault(library.run("feedback", "promote", "nothing"), 2, "nothing")


def test_files_that_cannot_be_read_are_refused_and_the_others_taken(empty: Home) -> None:
    papers = empty.folder / "papers"
    papers.mkdir()
    (papers / "good.txt").write_text("The Skerry Light stands on the northern reef of Osprey Sound.")
    (papers / "empty.txt").write_text("")
    (papers / "lost.txt").symlink_to(papers / "gone.txt")
    (papers / "broken.pdf").write_bytes(b"%PDF-1.7\nthis is not one\n%%EOF")
    ran = empty.run("ingest", papers)
    assert ran.code == 3, ran
    assert "Traceback" not in ran.out + ran.err
    as_json = empty.run("ingest", papers, "--json")
    states = {Path(one["source"]).name: (one["state"], one["reason"]) for one in as_json.data["report"]["outcomes"]}
    assert states.pop("good.txt") == ("unchanged", None)
    assert states == {
        "empty.txt": ("refused", "empty"),
        "lost.txt": ("refused", "unreadable"),
        "broken.pdf": ("refused", "corrupt"),
    }
    assert as_json.code == as_json.data["exit_code"] == 3


def test_a_data_folder_that_cannot_be_made(empty: Home) -> None:
    (empty.folder / "file").write_text("a file")
    is_one_fault(empty.run("ingest", ".", "--data-dir", empty.folder / "file" / "below"), 5, "file")
    is_one_fault(empty.run("store", "info", "--data-dir", "/proc/nowhere"), 5, "/proc/nowhere", "data folder")


@pytest.mark.skipif(os.geteuid() == 0, reason="SKIPPED: root may write everywhere")
def test_a_data_folder_that_may_not_be_written(empty: Home) -> None:
    folder = empty.folder / "closed"
    folder.mkdir(mode=0o500)
    is_one_fault(empty.run("store", "info", "--data-dir", folder), 5, "closed")


def test_a_port_in_use(empty: Home) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        is_one_fault(empty.run("ui", "--port", str(port)), 2, str(port), "--port")


def test_a_fault_of_ours_is_a_line_and_a_traceback_only_on_demand(empty: Home) -> None:
    program = (
        "import sys\nfrom ui.cli import main as cli\n"
        "def boom() -> None:\n    raise ZeroDivisionError('surprise\\x1b[31m')\n"
        "cli.app.command('boom')(boom)\n"
        "cli.main(sys.argv[1:])\n"
    )
    for flags, shown in (([], False), (["--debug"], True)):
        ran = subprocess.run(
            [sys.executable, "-c", program, "boom", *flags],
            capture_output=True,
            text=True,
            env=empty.environment(),
            cwd=empty.folder,
        )
        assert ran.returncode == 1
        assert "error: unexpected ZeroDivisionError: surprise" in ran.stderr
        assert "hint: please report it" in ran.stderr
        assert ("Traceback" in ran.stderr) is shown
        assert "\x1b" not in ran.stderr.partition("error: unexpected")[2]


def test_a_reader_that_goes_away_is_no_fault(library: Home) -> None:
    started = subprocess.Popen(
        [PROGRAM, "documents", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=library.environment(),
        cwd=library.folder,
    )
    assert started.stdout is not None
    assert started.stderr is not None
    started.stdout.close()
    complaint = started.stderr.read().decode()
    started.stderr.close()
    started.wait(60)
    assert complaint == ""


@pytest.fixture
def heeded() -> Iterator[None]:
    """Programs started here heed interrupts, even where the tests run in the background, which ignores them."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("heeded")
def test_an_interrupt_ends_with_130_and_the_store_is_whole(empty: Home) -> None:
    papers = empty.folder / "papers"
    papers.mkdir()
    for number in range(1500):
        (papers / f"{number}.txt").write_text(f"Keeper {number} lit the lamp of tower {number} on the reef. " * 30)
    started = subprocess.Popen(
        [PROGRAM, "ingest", str(papers)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=empty.environment(),
        cwd=empty.folder,
        start_new_session=True,
    )
    deadline = time.monotonic() + 60
    while sum(file.stat().st_size for file in empty.data.glob("graph.db*")) < 400_000 and time.monotonic() < deadline:
        time.sleep(0.05)
    # A terminal sends it to everything that the command has started.
    os.killpg(started.pid, signal.SIGINT)
    _, complaint = started.communicate(timeout=60)
    assert started.returncode == 130, complaint
    assert "Traceback" not in complaint
    assert "interrupted" in complaint
    assert empty.run("store", "check").code == 0
