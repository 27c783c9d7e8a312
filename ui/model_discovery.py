"""Finds language models on this machine: local servers at their usual ports, and installed model files."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from graph.errors import ModelError
from ui.model_files import ModelFolder

LOCAL_SERVERS = (("Ollama", 11434), ("LM Studio", 1234), ("llama.cpp", 8080), ("vLLM", 8000))
"""Servers and the ports that they listen on unless told otherwise."""

CONNECT_SECONDS, LIST_SECONDS = 0.5, 3.0
"""Time-outs for a connection, and for the whole list of a server's models."""

MAX_MODELS = 100
"""Models shown of one server."""

BUILT_IN = "in this process"


@dataclass(frozen=True, slots=True)
class FoundModel:
    """A model that can be used: the name for people, where it is, and what the settings need."""

    name: str
    place: str
    provider: str
    base_url: str
    model: str


def find_models(data_dir: Path, servers: Sequence[tuple[str, int]] | None = None) -> tuple[FoundModel, ...]:
    """Return the models of local servers, then the installed ones; only this machine is asked, in a few seconds."""
    asked = LOCAL_SERVERS if servers is None else servers
    with ThreadPoolExecutor(len(asked) or 1) as pool:
        served = [model for models in pool.map(_ask_server, asked) for model in models]
    return (*served, *_installed(data_dir))


def _ask_server(server: tuple[str, int]) -> list[FoundModel]:
    """Return the models of the server at a port; none if nobody listens there, or something else does."""
    name, port = server
    try:
        with socket.create_connection(("127.0.0.1", port), CONNECT_SECONDS):
            pass
    except OSError:
        return []
    from rag.llm.endpoint import list_models

    address = f"http://127.0.0.1:{port}/v1"
    try:
        models = list_models(address, timeout=LIST_SECONDS)
    except ModelError:
        return []
    return [FoundModel(model, name, "openai", address, model) for model in models[:MAX_MODELS]]


def _installed(data_dir: Path) -> list[FoundModel]:
    from rag.llm.providers import provider_specs

    if "local" not in provider_specs():
        return []
    files = ModelFolder(data_dir).installed()
    return [FoundModel(file.name, BUILT_IN, "local", "", str(file.path)) for file in files]
