"""Kills the Neo4j server with -9 in the middle of an ingest, starts it on the same home, and ingests again.

    python -m tests.bench.kill_server [--kills N] [--json]

Each line: after how many documents it was killed, how the command ended, how many were seen before and are kept after
the restart, and what `check()` said then. The last line: whether the graph equals that of an undisturbed run in the
end. Exit code 1 when something is not as it should be.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import platformdirs

from graph.neo4j.store import Neo4jStore
from graph.sqlite.store import SqliteStore
from tests.bench.kill import corpus
from tests.contract.dump import dump
from tests.support.command import PROGRAM, Home, home
from tests.support.neo4j_fixture import variables, wipe
from tests.support.neo4j_server import Launch, Server, find_java, start, stop
from tests.support.servers import free_port

HASTY, PATIENT = 2.0, 60.0
Dump = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Killed:
    """One killed server; `seen` documents were there just before, `kept` after the restart, with what `check` said."""

    after: int
    seen: int
    kept: int
    code: int
    told: str
    check: tuple[str, ...]

    @property
    def good(self) -> bool:
        return not self.check and self.kept >= self.seen and self.code in (0, 5)


class Own:
    """A server of one's own, which may be killed and started again on the same home."""

    def __init__(self, launch: Launch) -> None:
        self.server = Server(f"bolt://127.0.0.1:{launch.port}")
        self._launch = launch
        self._process: subprocess.Popen[bytes] | None = None

    def kill(self) -> None:
        """End it as a power cut does."""
        if self._process:
            os.kill(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._process = None

    def ready(self, settings: Mapping[str, str] | None = None) -> None:
        """See that it runs with these settings of the server, on what its home holds."""
        launch = replace(self._launch, extra=dict(settings or {}))
        if self._process is None or launch != self._launch:
            self.stop()
            self._launch, self._process = launch, start(launch)

    def store(self, graph: str, patience: float = 60.0) -> Neo4jStore:
        """A graph on it."""
        one = self.server
        return Neo4jStore(one.uri, one.user, one.password, one.database, graph, patience)

    def stop(self) -> None:
        """Stop it, if it runs."""
        if self._process:
            stop(self._process)
        self._process = None


@contextmanager
def own_server(folder: Path) -> Iterator[Own]:
    """A server that nobody else uses, from the published jars; it is started when it is first made ready."""
    java = find_java()
    if java is None:
        raise RuntimeError("there is no Java 17 or later")
    running = Own(Launch(java, folder, free_port()))
    try:
        yield running
    finally:
        running.kill()


def begin(made: Home, own: Own, graph: str, paths: Sequence[str], patience: float) -> subprocess.Popen[str]:
    """`graphloop ingest` in a process of its own."""
    more = variables(own.server, graph) | {"GRAPHLOOP_STORE__PATIENCE": str(patience)}
    return subprocess.Popen(
        [PROGRAM, "ingest", *paths],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=made.folder,
        env=made.environment(more),
    )


def kill_once(
    own: Own, made: Home, graph: str, paths: Sequence[str], after: int, delay: float, patience: float
) -> Killed:
    """Kill the server `delay` seconds after so many documents are there, and start it again.

    Who has patience is still at it then; who has little has given up.
    """
    with closing(own.store(graph)) as store:
        running = begin(made, own, graph, paths, patience)
        while store.about().documents < after and running.poll() is None:
            time.sleep(0.02)
        time.sleep(delay)
        seen = store.about().documents
        own.kill()
    if patience == HASTY:
        running.wait(120)
    own.ready()
    _, told = running.communicate(timeout=240)
    with closing(own.store(graph)) as store:
        return Killed(after, seen, store.about().documents, running.returncode, told.strip(), tuple(store.check()))


def finish(made: Home, own: Own, graph: str, paths: Sequence[str]) -> None:
    """Ingest to the end."""
    running = begin(made, own, graph, paths, PATIENT)
    _, told = running.communicate(timeout=600)
    if running.returncode:
        raise RuntimeError(f"the ingest ended with {running.returncode}: {told}")


def undisturbed(folder: Path, cache: Path, paths: Sequence[str]) -> tuple[int, Dump]:
    """How many documents an ingest makes that nothing disturbs, and the graph of it, which lies in a file."""
    made = home(folder, cache)
    ran = made.run("ingest", *paths)
    if ran.code:
        raise RuntimeError(f"the ingest ended with {ran.code}: {ran.err}")
    with closing(SqliteStore(made.data / "graph.db")) as store:
        return store.about().documents, dump(store)


def kills(
    own: Own, folder: Path, paths: Sequence[str], patience: Sequence[float], seed: int = 0
) -> tuple[list[Killed], bool]:
    """One kill for each patience, spread over one ingest that is begun again each time; is it whole in the end?"""
    chance = random.Random(seed)
    cache = Path(platformdirs.user_cache_dir("graphloop-tests", appauthor=False))
    documents, expected = undisturbed(folder / "undisturbed", cache, paths)
    own.ready()
    graph, made = f"test-{uuid.uuid4().hex}", home(folder / "killed", cache)
    found = []
    for number, one in enumerate(patience):
        after = chance.randint(documents * number // len(patience), documents * (number + 1) // len(patience) - 1)
        found.append(kill_once(own, made, graph, paths, after, chance.random() * 0.2, one))
    if found[-1].code:
        finish(made, own, graph, paths)
    with closing(own.store(graph)) as store:
        equal = dump(store) == expected and store.check() == []
    wipe(own.server, graph)
    return found, equal


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with own_server(folder / "server") as own:
            made, equal = kills(own, folder, corpus(folder), [*[HASTY] * (chosen.kills - 1), PATIENT])
    for one in made:
        if chosen.json:
            print(json.dumps(asdict(one)))
        else:
            print(f"{one.after:4} documents: exit {one.code}, {one.seen} seen, {one.kept} kept,", end=" ")
            print(f"check {list(one.check) or 'empty'}")
    print(json.dumps({"equal": equal}) if chosen.json else f"resumed graph {'equal' if equal else 'DIFFERENT'}")
    return 0 if equal and all(one.good for one in made) else 1


if __name__ == "__main__":
    sys.exit(main())
