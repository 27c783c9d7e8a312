"""Settings, the doctor, the demo and the pages on the command line."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.support.command import PROGRAM, Home, home
from tests.support.servers import MODEL, free_port

SECRET = "sk-never-to-be-seen"


def test_settings_are_set_shown_and_unset(empty: Home) -> None:
    assert empty.run("config", "set", "retrieval.k", "5").code == 0
    assert empty.run("config", "set", "llm.api_key", given=f"{SECRET}\n").code == 0
    file = empty.run("config", "path", "--json").data["file"]
    assert file == str(empty.data / "graphloop.toml")
    assert Path(file).stat().st_mode & 0o077 == 0
    shown = empty.run("config", "show", "--json")
    rows = {row["key"]: (row["value"], row["origin"]) for row in shown.data["settings"]}
    assert rows["retrieval.k"] == (5, file)
    assert rows["llm.api_key"] == ("********", file)
    assert rows["data_dir"] == (str(empty.data), "environment")
    assert rows["collection"] == ("default", "default")
    assert SECRET not in shown.out + empty.run("config").out + empty.run("doctor", "--json").out
    assert empty.run("config", "unset", "retrieval.k").out.startswith("retrieval.k = 8 from default")


def test_a_stronger_source_is_told(empty: Home) -> None:
    ran = empty.run("config", "set", "collection", "notes", more={"GRAPHLOOP_COLLECTION": "other"})
    assert ran.code == 0
    assert "note: environment also sets collection" in ran.err


@pytest.mark.model
def test_the_endpoint_is_tried(empty: Home, model_url: str) -> None:
    assert empty.run("config", "set", "llm.base_url", model_url).code == 0
    ran = empty.run("config", "test")
    assert ran.code == 2
    assert MODEL in ran.err
    assert empty.run("config", "set", "llm.model", MODEL).code == 0
    found = empty.run("config", "test", "--json")
    assert found.code == 0, found
    assert MODEL in found.data["models"]
    assert MODEL in empty.run("config", "test").out
    states = {one["what"]: one["state"] for one in empty.run("doctor", "--json").data}
    assert states["model"] == "ok"
    empty.run("config", "set", "llm.model", "no-such-model")
    assert {one["what"]: one["state"] for one in empty.run("doctor", "--json").data}["model"] == "fault"


def test_the_doctor_finds_a_healthy_home(library: Home) -> None:
    ran = library.run("doctor", "--json", more={"GRAPHLOOP_DATADIR": "typo"})
    assert ran.code == 0, ran
    found = {one["what"]: one for one in ran.data}
    assert {"graphloop", "settings file", "data folder", "store", "embedder", "names", "model"} <= found.keys()
    assert "GRAPHLOOP_DATADIR" in found["environment"]["detail"]
    assert "documents" in found["store"]["detail"]
    assert "data folder" in library.run("doctor").out


def test_the_doctor_finds_what_is_broken(empty: Home) -> None:
    (empty.data / "graph.db").write_bytes(b"this is no database" * 400)
    ran = empty.run("doctor", "--json")
    assert ran.code == 1
    found = {one["what"]: one for one in ran.data}
    assert found["store"]["state"] == "fault"
    assert found["embedder"]["state"] == "ok"


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory, model_cache: Path) -> tuple[Home, str]:
    """A home in which the demo has run once, and what it said."""
    made = home(tmp_path_factory.mktemp("demo"), model_cache)
    ran = made.run("demo", "--data-dir", made.data)
    assert ran.code == 0, ran
    return made, ran.out


def test_the_demo_answers_measures_and_says_how_to_go_on(shown: tuple[Home, str]) -> None:
    from ui.samples.questions import sample_questions

    _, out = shown
    asked = sample_questions().demo()
    assert len(asked) == 3
    for one in asked:
        shown_answer = out.partition(f"Q  {one.question}\nA  ")[2].partition("\nQ  ")[0]
        assert one.answer in shown_answer
    assert "[1] " in out
    assert "faithfulness" in out
    assert "graphloop ingest PATH" in out
    assert " ui " in out


def test_the_demo_does_nothing_twice(shown: tuple[Home, str]) -> None:
    made, _ = shown
    again = made.run("demo", "--data-dir", made.data)
    assert again.code == 0
    assert "14 unchanged" in again.out
    assert len(made.run("eval", "list", "--json").data) == 1


def test_the_demo_has_a_folder_of_its_own(empty: Home, model_cache: Path) -> None:
    own = empty.folder / ".graphloop" / "demo"
    own.mkdir(parents=True)
    (own / "cache").symlink_to(model_cache, target_is_directory=True)
    assert empty.run("demo").code == 0
    assert (own / "graph.db").exists()
    assert not (empty.data / "graph.db").exists()


@pytest.mark.skipif(
    not (Path(__file__).parents[3] / "ui" / "web" / "app.py").exists(), reason="SKIPPED: there is no page yet"
)
def test_the_pages_start_on_this_machine_alone_and_end_with_a_signal(empty: Home) -> None:
    port = free_port()
    started = subprocess.Popen(
        [PROGRAM, "ui", "--port", str(port), "--no-browser"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=empty.environment(),
        cwd=empty.folder,
    )
    try:
        assert healthy(port, started), "the page did not answer"
        assert listening(port) == {"0100007F"}
    finally:
        started.send_signal(signal.SIGINT)
        assert started.wait(30) in (0, 130, -signal.SIGINT)


def healthy(port: int, started: subprocess.Popen[bytes]) -> bool:
    """Whether the page answers before it ends or a minute is over."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and started.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/_stcore/health")
            return connection.getresponse().status == 200
        except OSError:
            time.sleep(0.2)
        finally:
            connection.close()
    return False


def listening(port: int) -> set[str]:
    """The addresses, as Linux writes them, on which somebody listens at a port."""
    if not os.path.exists("/proc/net/tcp"):
        pytest.skip("SKIPPED: this system does not tell who listens")
    rows = [line.split() for name in ("tcp", "tcp6") for line in Path(f"/proc/net/{name}").read_text().splitlines()[1:]]
    return {row[1].split(":")[0] for row in rows if row[3] == "0A" and int(row[1].split(":")[1], 16) == port}
