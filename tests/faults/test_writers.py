"""Two programs that take overlapping documents into one collection at once make what one makes after the other."""

from __future__ import annotations

import subprocess
import uuid
from contextlib import closing
from pathlib import Path

import pytest

from graph.neo4j.store import Neo4jStore
from tests.contract.dump import dump
from tests.support.command import PROGRAM, Home, home
from tests.support.neo4j_fixture import variables, wipe
from tests.support.neo4j_server import Server


def begin(made: Home, files: list[Path], more: dict[str, str]) -> subprocess.Popen[str]:
    """An ingest that goes on while others do."""
    return subprocess.Popen(
        [PROGRAM, "ingest", *map(str, files)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=made.folder,
        env=made.environment(more),
    )


@pytest.mark.slow
@pytest.mark.usefixtures("minilm")
def test_two_ingests_at_once_equal_one_after_the_other(
    neo4j: Server, papers: Path, tmp_path: Path, model_cache: Path
) -> None:
    names = sorted(papers.iterdir())
    halves = [names[:8], names[4:]]
    serial, together = (f"test-{uuid.uuid4().hex}" for _ in range(2))
    homes = [home(tmp_path / str(number), model_cache) for number in range(3)]
    for half in halves:
        assert homes[0].run("ingest", *half, more=variables(neo4j, serial)).code == 0
    running = [begin(one, half, variables(neo4j, together)) for one, half in zip(homes[1:], halves, strict=True)]
    for one in running:
        told = one.communicate(timeout=240)
        assert one.returncode == 0, told
    login = (neo4j.uri, neo4j.user, neo4j.password, neo4j.database)
    with closing(Neo4jStore(*login, serial)) as first, closing(Neo4jStore(*login, together)) as second:
        assert first.about().documents == len(names)
        assert dump(second) == dump(first)
        assert second.check() == []
    wipe(neo4j, serial)
    wipe(neo4j, together)
