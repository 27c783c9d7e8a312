"""The guard must stop what leaves and let pass what stays, or no other test proves anything."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import guard
from tests.support.servers import Reply, scripted


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "example.org", b"example.org", "127.0.0.1.example.org"])
def test_other_machines_are_not_local(host: object) -> None:
    assert not guard.is_local(host)


@pytest.mark.parametrize("host", [None, "localhost", "127.0.0.1", "127.8.9.1", "::1", "0.0.0.0", socket.gethostname()])
def test_this_machine_is_local(host: object) -> None:
    assert guard.is_local(host)


def test_leaving_is_stopped_and_recorded() -> None:
    with socket.socket() as stream, pytest.raises(OSError, match="may not leave"):
        stream.connect(("192.0.2.1", 80))
    with socket.socket() as stream, pytest.raises(OSError, match="may not leave"):
        stream.connect_ex(("192.0.2.1", 80))
    with socket.socket(type=socket.SOCK_DGRAM) as datagram, pytest.raises(OSError, match="may not leave"):
        datagram.sendto(b"x", ("192.0.2.1", 53))
    with pytest.raises(socket.gaierror):
        socket.getaddrinfo("example.org", 443)
    with pytest.raises(OSError, match="may not"):
        socket.create_connection(("example.org", 443), timeout=1)
    assert len(guard.attempts) == 5
    guard.forget()


def test_child_processes_are_guarded() -> None:
    script = "import socket; socket.socket().connect(('192.0.2.1', 80))"
    child = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert child.returncode != 0
    assert "may not leave" in child.stderr
    assert Path(os.environ[guard.LOG]).read_text().splitlines() == ["connect 192.0.2.1:80"]
    guard.forget()


def test_loopback_passes() -> None:
    with scripted(lambda request: Reply(body={"ok": True})) as server:
        host, port = server.url.removeprefix("http://").removesuffix("/v1").split(":")
        with socket.create_connection((host, int(port)), timeout=10) as stream:
            stream.sendall(b"GET / HTTP/1.0\r\n\r\n")
            assert stream.recv(12) == b"HTTP/1.0 200"
    assert guard.attempts == []
