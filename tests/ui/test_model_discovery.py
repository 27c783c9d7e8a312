"""Models are found where they are, and on this machine alone."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.support.servers import Reply, Request, free_port, scripted
from ui.model_discovery import BUILT_IN, find_models
from ui.model_files import ModelFolder


def port_of(url: str) -> int:
    port = urlsplit(url).port
    assert port
    return port


def offering(*models: str) -> Mapping[str, object]:
    return {
        "object": "list",
        "data": [{"id": name, "object": "model", "created": 1, "owned_by": "x"} for name in models],
    }


def test_models_of_local_servers_and_installed_ones_are_found(tmp_path: Path) -> None:
    folder = ModelFolder(tmp_path)
    folder.path.mkdir()
    folder.file_of("small").write_bytes(b"GGUF")
    with scripted(lambda _: Reply(body=offering("qwen3", "llama3.1"))) as server:
        found = find_models(tmp_path, [("Ollama", port_of(server.url)), ("vLLM", free_port())])
    assert [(one.name, one.place, one.provider) for one in found] == [
        ("llama3.1", "Ollama", "openai"),
        ("qwen3", "Ollama", "openai"),
        ("small", BUILT_IN, "local"),
    ]
    assert found[0].base_url == server.url
    assert {request.path for request in server.requests} == {"/v1/models"}
    assert all(
        "authorization" not in request.headers or "sk-" not in request.headers["authorization"]
        for request in server.requests
    )


@pytest.mark.parametrize(
    "reply",
    [
        Reply(body="<html><title>A blog</title></html>", kind="text/html"),
        Reply(body={"data": "none"}),
        Reply(body={"data": [{"name": "a blog"}, {"id": None}, {"id": 7}, {"id": " "}]}),
        Reply(404, {"error": "no such page"}),
        Reply(200, "not JSON {"),
        Reply(body=offering("cut"), drop=True),
    ],
)
def test_another_service_at_the_port_is_no_model(tmp_path: Path, reply: Reply) -> None:
    with scripted(lambda _: reply) as server:
        assert find_models(tmp_path, [("llama.cpp", port_of(server.url))]) == ()


def test_a_redirect_is_not_followed_and_silence_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.model_discovery.LIST_SECONDS", 0.5)

    def script(request: Request) -> Reply:
        return Reply(body=offering("silent"), delay=3600.0)

    with scripted(script) as silent:
        away = Reply(302, headers={"Location": f"{silent.url}/models"})
        with scripted(lambda _: away) as server:
            ports = [("Ollama", port_of(server.url))]
            assert find_models(tmp_path, ports) == ()
            assert silent.requests == []
        assert find_models(tmp_path, [("vLLM", port_of(silent.url))]) == ()
