"""A model server that never comes to an end: it sends a head, then the same bytes again and again."""

from __future__ import annotations

import gzip
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

STREAM_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
JSON_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"


@dataclass(frozen=True)
class Endless:
    """What is sent: `head`, then `again` every `pause` seconds, at most `times` times (0: for ever)."""

    head: bytes
    again: bytes
    pause: float = 0.0
    times: int = 0


@dataclass
class Running:
    """The server's address, how many connections came, and an event that is set when a client has gone."""

    url: str
    connections: int = 0
    gone: threading.Event = field(default_factory=threading.Event)
    begun: threading.Event = field(default_factory=threading.Event)


def event(**delta: Any) -> bytes:
    """One event of a streamed chat completion."""
    choice = {"index": 0, "delta": delta, "finish_reason": None}
    chunk = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]}
    return b"data: " + json.dumps(chunk, ensure_ascii=False).encode() + b"\n\n"


def bomb(megabytes: int) -> bytes:
    """A compressed reply that unpacks to so many megabytes of blanks."""
    body = gzip.compress(b" " * (megabytes * 2**20))
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: {len(body)}"
    return head.encode() + b"\r\n\r\n" + body


@contextmanager
def endless(script: Endless) -> Iterator[Running]:
    """The running server; it goes on until the client goes or the server ends."""
    over = threading.Event()
    listener = socket.create_server(("127.0.0.1", 0))
    running = Running(f"http://127.0.0.1:{listener.getsockname()[1]}/v1")

    def serve(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.settimeout(0.05)
            connection.recv(2**16)
            connection.settimeout(None)
            connection.sendall(script.head)
            running.begun.set()
            sent = 0
            while not over.wait(script.pause) and not (script.times and sent >= script.times):
                connection.sendall(script.again)
                sent += 1
            over.wait()
        running.gone.set()

    def accept() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                running.connections += 1
                threading.Thread(target=serve, args=(connection,), daemon=True).start()

    worker = threading.Thread(target=accept, daemon=True)
    worker.start()
    try:
        yield running
    finally:
        over.set()
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        worker.join()
