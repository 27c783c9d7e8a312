"""A TCP proxy of this machine that spoils what passes through it: it cuts, delays, half-closes and goes silent."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from enum import Enum, auto
from urllib.parse import urlsplit

SIZE = 1 << 16


class Way(Enum):
    """Which way bytes travel."""

    TO_SERVER = auto()
    TO_CLIENT = auto()


class Link:
    """One client's connection, and the connection to the server that was made for it."""

    def __init__(self, client: socket.socket, server: socket.socket) -> None:
        self.client = client
        self.server = server
        self.passed = {Way.TO_SERVER: 0, Way.TO_CLIENT: 0}

    def cut(self) -> None:
        """Break both connections off at once, as a machine does that fails."""
        for one in (self.client, self.server):
            with suppress(OSError):
                one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def send(self, way: Way, data: bytes) -> None:
        """Pass on."""
        (self.server if way is Way.TO_SERVER else self.client).sendall(data)
        self.passed[way] += len(data)

    def half_close(self, way: Way) -> None:
        """Say to one side that nothing more will come, and go on passing on what that side sends."""
        with suppress(OSError):
            (self.server if way is Way.TO_SERVER else self.client).shutdown(socket.SHUT_WR)


Spoil = Callable[[Link, Way, bytes], bytes]
"""Is shown what is about to be passed on, and says what is; it may wait, and cut the link."""


def faithful(link: Link, way: Way, data: bytes) -> bytes:
    """Passes everything on."""
    return data


class Proxy:
    """A running proxy: `uri` is where it listens, `spoil` and `refuses` may be changed at any time."""

    def __init__(self, target: str) -> None:
        found = urlsplit(target)
        self._target = (found.hostname or "127.0.0.1", found.port or 7687)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._over = threading.Event()
        self._threads: list[threading.Thread] = []
        self.uri = f"bolt://127.0.0.1:{self._listening.getsockname()[1]}"
        self.links: list[Link] = []
        self.spoil: Spoil = faithful
        self.refuses = False
        self._begin(self._accept)

    def cut(self) -> None:
        """Break all connections off."""
        for link in list(self.links):
            link.cut()

    def hold(self) -> None:
        """Be silent from now on: connections are taken, what comes is read, and nothing is passed on."""
        self.spoil = self._silent

    def close(self) -> None:
        """Stop; all threads have ended then."""
        self._over.set()
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self.cut()
        for thread in self._threads:
            thread.join(10)

    def _silent(self, link: Link, way: Way, data: bytes) -> bytes:
        self._over.wait()
        return b""

    def _begin(self, work: Callable[..., None], *given: object) -> None:
        thread = threading.Thread(target=work, args=given, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._over.is_set():
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            try:
                link = Link(client, socket.create_connection(self._target, timeout=5))
            except OSError:
                client.close()
                continue
            link.server.settimeout(None)
            if self.refuses:
                link.cut()
                continue
            self.links.append(link)
            self._begin(self._pass, link, Way.TO_SERVER)
            self._begin(self._pass, link, Way.TO_CLIENT)

    def _pass(self, link: Link, way: Way) -> None:
        start = link.client if way is Way.TO_SERVER else link.server
        with suppress(OSError):
            while data := start.recv(SIZE):
                link.send(way, self.spoil(link, way, data))
        link.half_close(way)


@contextmanager
def proxy(target: str) -> Iterator[Proxy]:
    """A proxy in front of a server."""
    running = Proxy(target)
    try:
        yield running
    finally:
        running.close()
