"""Several processes on one file, and processes that are killed."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from graph.sqlite.store import SqliteStore
from graph.types import Mention
from tests.contract.corpus import document
from tests.contract.dump import dump
from tests.contract.parts import name_of

ROOT = Path(__file__).parents[4]


def start(path: Path, *numbers: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.graph.sqlite.writer", str(path), *map(str, numbers)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def test_two_processes_write_and_a_third_reads(tmp_path: Path) -> None:
    path = tmp_path / "graph.db"
    writers = [start(path, 1, first, 2, 12) for first in (0, 1)]
    store = SqliteStore(path)
    while any(writer.poll() is None for writer in writers):
        found = {name for name, _ in store.search("knew", 99)}
        assert found <= {passage.id for passage in store.passages()}
        time.sleep(0.02)
    for writer in writers:
        told, _ = writer.communicate()
        assert writer.returncode == 0
        assert len(told.split()) == 12
    alone = SqliteStore(tmp_path / "alone.db")
    for number in range(24):
        part = document(1, number)
        alone.replace(name_of(part), part)
    assert dump(store) == dump(alone)
    assert store.search("knew", 99) == alone.search("knew", 99)
    assert store.check() == []


def test_a_killed_writer_leaves_whole_documents(tmp_path: Path) -> None:
    path = tmp_path / "graph.db"
    SqliteStore(path).close()
    told: set[str] = set()
    for turn in range(4):
        writer = start(path, turn, 0, 1, 100_000)
        assert writer.stdout is not None
        told.update(writer.stdout.readline().strip() for _ in range(2 + 3 * turn))
        time.sleep(0.003 * turn)
        writer.kill()
        told.update(writer.stdout.read().split("\n")[:-1])
        writer.stdout.close()
        writer.wait()
        store = SqliteStore(path)
        assert store.check() == []
        stored = {held.id: held for held in store.documents()}
        assert told <= set(stored)
        for number in range(9):
            versions = [document(seed, number) for seed in range(turn + 1)]
            found = store.read([name_of(versions[0])])
            assert set(found.mentions) in [set[Mention](), *(set(version.mentions) for version in versions)]
        store.close()
