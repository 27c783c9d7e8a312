"""A server of one's own to kill, homes to run commands in, and small documents to take in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bench.kill_server import Own, own_server
from tests.support.command import Home, home
from tests.support.neo4j_fixture import neo4j
from tests.support.neo4j_server import find_java

__all__ = ["neo4j"]


@pytest.fixture(scope="session")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Own]:
    """A server that may be killed; `ready` starts it."""
    if find_java() is None:
        pytest.skip("SKIPPED: no Neo4j server of one's own: there is no Java 17 or later")
    with own_server(tmp_path_factory.mktemp("neo4j")) as running:
        yield running


@pytest.fixture
def empty(tmp_path: Path, model_cache: Path) -> Home:
    """A home where nothing has been ingested."""
    return home(tmp_path, model_cache)


@pytest.fixture(scope="session")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of small documents that name the same people."""
    folder = tmp_path_factory.mktemp("papers")
    for number in range(12):
        keeper, pilot = f"Marion Teague {number % 3}", f"Rupert Calloway {number % 4}"
        text = f"{keeper} kept the light of tower {number}. {keeper} met {pilot} in Portmellin.\n\n" * 12
        (folder / f"{number:02}.txt").write_text(text, encoding="utf-8")
    return folder
