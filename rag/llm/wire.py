"""Network connections that keep the limits of the call they work for.

The HTTP client's time-out is one of silence: a server that sends a byte now and then never exceeds it, in the headers
or in the body. So the limits are enforced where bytes are read.
"""

from __future__ import annotations

import itertools
import socket
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

import httpcore2
import httpx2

from rag.llm.call import ModelCall, ReplyTooLong, current_call
from rag.llm.faults import web_page

LONGEST_EVENT = 4 * 2**20
"""The most bytes of one event of a streamed reply."""
MAX_EVENT_LINES = 2_000
"""The most lines of one event."""


def bind_limits(client: httpx2.Client) -> None:
    """Make a client's connections, proxied ones included, keep the limits of their calls."""
    inner: Any = client  # httpx2 has no public way to set a network backend together with proxies
    for transport in (inner._transport, *inner._mounts.values()):
        if transport is not None:
            pool = transport._pool
            pool._network_backend = BoundedBackend(pool._network_backend)


def check_response(response: httpx2.Response) -> None:
    """Refuse a compressed reply, whose size is unknown before it is unpacked, and split a stream into events."""
    call = current_call()
    coding = response.headers.get("content-encoding", "identity").strip().casefold()
    name = call.name if call else "the server"
    if coding not in ("", "identity"):
        raise ReplyTooLong(f"{name} sent a compressed reply, which was not asked for", "turn compression off there")
    if response.is_success and "text/html" in response.headers.get("content-type", "").casefold():
        raise web_page(name, _beginning(response))
    if call is not None and call.in_events and response.is_success:
        response.stream = EventStream(response.stream, name)  # type: ignore[arg-type]  # a synchronous client's stream


def _beginning(response: httpx2.Response, most: int = 4096) -> str:
    """Return the beginning of a body that is not needed otherwise."""
    held = b""
    for chunk in response.iter_bytes():
        held += chunk
        if len(held) >= most:
            break
    return held[:most].decode("utf-8", "replace")


class BoundedBackend(httpcore2.NetworkBackend):
    """Opens connections for the current call."""

    def __init__(self, inner: httpcore2.NetworkBackend) -> None:
        self._inner = inner

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        call = current_call()
        limit = call.within(timeout) if call else timeout
        return BoundedStream(self._inner.connect_tcp(host, port, limit, local_address, socket_options))

    def sleep(self, seconds: float) -> None:
        self._inner.sleep(seconds)


class BoundedStream(httpcore2.NetworkStream):
    """A connection that keeps the limits of the call that last wrote to it."""

    def __init__(self, inner: httpcore2.NetworkStream) -> None:
        self._inner = inner
        self._call: ModelCall | None = current_call()

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        call = self._call
        if call is None:
            return self._inner.read(max_bytes, timeout)
        limit = call.within(timeout)
        try:
            data = self._inner.read(max_bytes, limit)
        except (httpcore2.TimeoutException, httpcore2.NetworkError):
            call.remaining()  # report the call's own limits first
            raise
        call.remaining()
        call.took(len(data))
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._call = call = current_call()
        if call is None:
            self._inner.write(buffer, timeout)
            return
        call.closes(self._shut)
        try:
            self._inner.write(buffer, call.within(timeout))
        except (httpcore2.TimeoutException, httpcore2.NetworkError):
            call.remaining()
            raise

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        call = current_call()
        limit = call.within(timeout) if call else timeout
        return BoundedStream(self._inner.start_tls(ssl_context, server_hostname, limit))

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)

    def _shut(self) -> None:
        """Shut the connection down while another thread reads from it."""
        with suppress(OSError):
            socket.socket.shutdown(self._inner.get_extra_info("socket"), socket.SHUT_RDWR)


class EventStream(httpx2.SyncByteStream):
    """The bytes of a stream in whole events, so that the parser scans each byte only once.

    A server that ignores the wish for a stream sends one JSON object, which becomes the only event.
    """

    def __init__(self, inner: httpx2.SyncByteStream, name: str) -> None:
        self._inner = inner
        self._name = name

    def __iter__(self) -> Iterator[bytes]:
        chunks = iter(self._inner)
        first = b""
        blank = 0
        for chunk in chunks:
            if chunk.strip():
                first = chunk
                break
            blank += len(chunk)
            self._check(blank, 0)
        whole = itertools.chain((first,) if first else (), chunks)
        start = first.lstrip()[:1]
        if start == b"<":
            raise web_page(self._name, first[:4096].decode("utf-8", "replace"))
        yield from self._one_event(whole) if start == b"{" else self._events(whole)

    def _one_event(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        held: list[bytes] = []
        size = 0
        for chunk in chunks:
            held.append(chunk)
            size += len(chunk)
            self._check(size, 0)
        yield b"data: " + b" ".join(b"".join(held).splitlines()) + b"\n\n"

    def _events(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        held: list[bytes] = []
        size = lines = 0
        before = b""
        for chunk in chunks:
            end = _end(before, chunk)
            before = (before + chunk)[-2:]
            if end:
                yield b"".join([*held, chunk[:end]])
                held, size, lines, chunk = [], 0, 0, chunk[end:]
            held.append(chunk)
            size += len(chunk)
            lines += chunk.count(b"\n") + chunk.count(b"\r")
            self._check(size, lines)
        yield b"".join(held)

    def _check(self, size: int, lines: int) -> None:
        if size > LONGEST_EVENT or lines > MAX_EVENT_LINES:
            raise ReplyTooLong(f"{self._name} sends an event without an end", "see the server's log")

    def close(self) -> None:
        self._inner.close()


def _end(before: bytes, chunk: bytes) -> int:
    """Return the end of the last event in a chunk that follows two other bytes; 0 if none ends there."""
    seen = before + chunk
    ends = (seen.rfind(mark) + len(mark) for mark in (b"\n\n", b"\r\r", b"\n\r\n") if mark in seen)
    return max(0, max(ends, default=0) - len(before))
