"""The services of `docker-compose.yml` as processes of this machine: their commands, variables and health checks.

There is no container around them: the image's folders become folders of the test, its addresses those of real servers.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.support.command import PROGRAM, Ran
from tests.support.compose import image, image_environment, services, stages, variables
from tests.support.neo4j_fixture import wipe
from tests.support.neo4j_server import Server
from tests.support.servers import MODEL, START_SECONDS, free_port
from tests.ui.conftest import LIGHTHOUSE

PASSWORD = "only-for-tests"
PORT = image()["EXPOSE"].rest

# Python tells what it opens, makes and removes; a read-only container lets it do so in /data and /tmp alone.
WATCH = """
import os, runpy, sys
free = tuple(os.environ["WRITABLE"].split(os.pathsep))
log = os.open(os.environ["WRITTEN"], os.O_WRONLY | os.O_APPEND)

def look(event, given):
    if event == "open":
        changes = isinstance(given[2], int) and given[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
    else:
        changes = event in ("os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.symlink", "sqlite3.connect")
    if changes and isinstance(given[0], (str, bytes)):
        place = os.path.abspath(os.fsdecode(given[0]))
        if not place.startswith(free):
            os.write(log, f"{event} {place}\\n".encode())

sys.addaudithook(look)
for folder in sys.path[1:]:
    if os.path.isfile(os.path.join(folder, "sitecustomize.py")):
        runpy.run_path(os.path.join(folder, "sitecustomize.py"))
        break
"""


@dataclass(frozen=True, slots=True)
class Container:
    """The folders of a container, and how its names are read on this machine."""

    folder: Path
    replaced: Mapping[str, str]

    def here(self, text: str) -> str:
        """A word of the container's as it is meant here."""
        names = "|".join(map(re.escape, self.replaced))
        return re.sub(names, lambda found: self.replaced[found.group()], text)

    def command(self, words: list[str]) -> list[str]:
        """A command of the container's."""
        programs = {"python": sys.executable, "graphloop": PROGRAM}
        return [programs.get(word) or self.here(word) for word in words]

    def environment(self, service: Mapping[str, str]) -> dict[str, str]:
        """What the image and the service set, with the watch on what is written."""
        given = {**image_environment(), **service}
        held = {name: self.here(value) for name, value in given.items() if name != "PATH"}
        writable = [self.folder / "data", self.folder / "tmp", self.folder / "written", "/dev/", os.environ[GUARD]]
        return held | {
            "PATH": os.environ["PATH"],
            "TMPDIR": str(self.folder / "tmp"),
            "PYTHONPATH": os.pathsep.join([str(self.folder / "watch"), os.environ["PYTHONPATH"]]),
            GUARD: os.environ[GUARD],
            "WRITABLE": os.pathsep.join(map(str, writable)),
            "WRITTEN": str(self.folder / "written"),
        }

    def run(self, words: list[str], service: Mapping[str, str]) -> Ran:
        """Run a command to its end."""
        ran = subprocess.run(
            self.command(words),
            capture_output=True,
            text=True,
            cwd=self.folder / "app",
            env=self.environment(service),
            timeout=240,
        )
        return Ran(ran.returncode, ran.stdout, ran.stderr)

    def graphloop(self, service: Mapping[str, str], *words: str) -> Ran:
        """`docker compose exec SERVICE graphloop …`."""
        return self.run(["graphloop", *words], service)

    def written_elsewhere(self) -> list[str]:
        return (self.folder / "written").read_text().splitlines()


GUARD = "SOCKET_GUARD_LOG"


def prepared(folder: Path, uri: str) -> Container:
    """The folders of a container, its volume empty."""
    for name in ("app", "tmp", "watch"):
        (folder / name).mkdir()
    (folder / "written").touch()
    (folder / "watch" / "sitecustomize.py").write_text(WATCH)
    replaced = {
        "bolt://neo4j:7687": uri,
        "0.0.0.0": "127.0.0.1",
        "/data": str(folder / "data"),
        PORT: str(free_port()),
    }
    return Container(folder, replaced)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the image puts into a new volume."""
    made = prepared(tmp_path_factory.mktemp("image"), "")
    (assemble,) = [one.words for one in stages()[-1] if one.name == "RUN" and one.rest.startswith("[")]
    assert made.run(assemble, {}).code == 0
    return made.folder / "data"


@pytest.fixture
def container(tmp_path: Path, neo4j: Server, built: Path) -> Iterator[Container]:
    """A container with a new volume, which writes nowhere else."""
    shutil.copytree(built, tmp_path / "data")
    made = prepared(tmp_path, neo4j.uri)
    yield made
    assert made.written_elsewhere() == []
    assert list((tmp_path / "app").iterdir()) == []


@pytest.fixture
def server(neo4j: Server) -> Iterator[dict[str, str]]:
    """What differs between the server of the file and the one of the tests; a graph of one's own."""
    graph = f"test-{uuid.uuid4().hex}"
    yield {
        "GRAPHLOOP_STORE__GRAPH": graph,
        "GRAPHLOOP_STORE__USER": neo4j.user,
        "GRAPHLOOP_STORE__PASSWORD": neo4j.password,
        "GRAPHLOOP_STORE__DATABASE": neo4j.database,
    }
    wipe(neo4j, graph)


def service(name: str) -> dict[str, str]:
    own: dict[str, str] = services({**variables(".env.example"), "NEO4J_PASSWORD": PASSWORD})[name]["environment"]
    return own


def health(name: str) -> list[str]:
    kind, *words = services({**variables(".env.example"), "NEO4J_PASSWORD": PASSWORD})[name]["healthcheck"]["test"]
    assert kind == "CMD"
    return list(words)


@contextmanager
def started(container: Container, given: Mapping[str, str]) -> Iterator[None]:
    """The application's own command, running and healthy by its own check."""
    log = container.folder / "log"
    with log.open("w") as out:
        process = subprocess.Popen(
            container.command(image()["CMD"].words),
            cwd=container.folder / "app",
            env=container.environment(given),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        deadline = time.monotonic() + START_SECONDS
        while container.run(health("app"), given).code:
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.2)
        yield
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
        process.kill()
        process.wait()
    assert "Traceback" not in log.read_text(), log.read_text()


def use(container: Container, given: Mapping[str, str]) -> None:
    """Take a document in and ask about it, while the page is served."""
    (container.folder / "data" / "lighthouse.txt").write_text(LIGHTHOUSE)
    models = sorted(path.name for path in (container.folder / "data" / "cache").iterdir())
    assert len(models) == 3
    assert container.run(health("app"), given).code != 0, "it is not healthy before it runs"
    with started(container, given):
        taken = container.graphloop(given, "ingest", "/data/lighthouse.txt")
        assert taken.code == 0, taken
        answer = container.graphloop(given, "ask", "Who built the Skerry Light?", "--json")
    assert answer.code == 0, answer
    assert "Marion Teague" in answer.data["text"]
    again = sorted(path.name for path in (container.folder / "data" / "cache").iterdir())
    assert again == models, "the models of the image are the ones that are used"
    assert not (container.folder / "data" / ".cache").exists(), "ONNX Runtime keeps nothing there to report"


def test_the_application_serves_a_graph_in_neo4j(container: Container, neo4j: Server, server: dict[str, str]) -> None:
    given = {**service("app"), **server}
    use(container, given)
    info = container.graphloop(given, "store", "info", "--json").data
    assert (info["backend"], info["documents"]) == ("neo4j", 1)
    assert neo4j.uri in info["place"]
    assert not (container.folder / "data" / "graph.db").exists()


def test_alone_it_keeps_the_graph_on_its_volume(container: Container) -> None:
    given = service("app-alone")
    use(container, given)
    info = container.graphloop(given, "store", "info", "--json").data
    assert (info["backend"], info["documents"]) == ("sqlite", 1)
    assert info["place"] == str(container.folder / "data" / "graph.db")


def test_what_is_written_elsewhere_is_seen(container: Container) -> None:
    stray = container.folder / "app" / "stray"
    assert container.run(["python", "-c", "open('stray', 'w')"], {}).code == 0
    assert container.written_elsewhere() == [f"open {stray}"]
    stray.unlink()
    (container.folder / "written").write_text("")


def test_settings_are_kept_on_the_volume(container: Container) -> None:
    given = service("app-alone")
    assert container.graphloop(given, "config", "set", "retrieval.k", "5").code == 0
    path = container.graphloop(given, "config", "path", "--json").out
    assert str(container.folder / "data" / "graphloop.toml") in path


@pytest.mark.model
def test_it_speaks_to_the_model_beside_it(container: Container, model_url: str, server: dict[str, str]) -> None:
    """The server of the tests in the place of Ollama's: both speak OpenAI's protocol."""
    own = service("app-ollama")
    assert urlsplit(own["GRAPHLOOP_LLM__BASE_URL"]).path == urlsplit(model_url).path
    given = {**own, **server, "GRAPHLOOP_LLM__BASE_URL": model_url, "GRAPHLOOP_LLM__MODEL": MODEL}
    tried = container.graphloop(given, "config", "test")
    assert tried.code == 0, tried


def test_the_health_check_of_neo4j_tells_a_server_from_none(neo4j: Server) -> None:
    found = urlsplit(neo4j.uri)

    def healthy(port: int | None) -> bool:
        words = [word.replace("127.0.0.1/7687", f"{found.hostname}/{port}") for word in health("neo4j")]
        assert words != health("neo4j")
        return subprocess.run(words, capture_output=True, timeout=60).returncode == 0

    assert healthy(found.port)
    assert not healthy(free_port())
