"""A guard around sockets: only this machine can be reached, and every other attempt is recorded.

Child processes are guarded by `tests/support/guarded/sitecustomize.py`; their attempts go to the file that `LOG` names.
"""

from __future__ import annotations

import errno
import ipaddress
import os
import socket
from collections.abc import Callable
from typing import Any

LOG = "SOCKET_GUARD_LOG"

attempts: list[str] = []

_LOCAL_NAMES = frozenset({"", "localhost", "ip6-localhost", "localhost.localdomain"})


def is_local(host: object) -> bool:
    """Whether a host is this machine: a loopback or unspecified address, or a name of it."""
    if host is None:
        return True
    name = host.decode("utf-8", "replace") if isinstance(host, bytes) else str(host)
    if name in _LOCAL_NAMES or name == socket.gethostname():
        return True
    try:
        address = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def record(attempt: str) -> None:
    """Keep an attempt, here and in the file that the parent process reads."""
    attempts.append(attempt)
    if LOG in os.environ:
        with open(os.environ[LOG], "a", encoding="utf-8") as file:
            file.write(f"{attempt}\n")


def forget() -> None:
    """Start anew with no attempt recorded."""
    attempts.clear()
    if LOG in os.environ:
        open(os.environ[LOG], "w", encoding="utf-8").close()


def install() -> None:
    """Put the guard in place, for good."""
    if getattr(socket, "guarded_by_graphloop", False):
        return
    for name in ("connect", "connect_ex", "sendto"):
        setattr(socket.socket, name, _guarded(getattr(socket.socket, name), name))
    for name in ("getaddrinfo", "gethostbyname", "gethostbyname_ex", "gethostbyaddr"):
        setattr(socket, name, _looked_up(getattr(socket, name), name))
    setattr(socket, "guarded_by_graphloop", True)  # noqa: B010 - the module declares no such name


def _guarded(real: Callable[..., Any], name: str) -> Callable[..., Any]:
    def call(self: socket.socket, *arguments: Any) -> Any:
        address = arguments[-1] if arguments else None
        if self.family in (socket.AF_INET, socket.AF_INET6) and isinstance(address, tuple) and not is_local(address[0]):
            record(f"{name} {address[0]}:{address[1]}")
            raise OSError(errno.ENETUNREACH, "tests may not leave this machine")
        return real(self, *arguments)

    return call


def _looked_up(real: Callable[..., Any], name: str) -> Callable[..., Any]:
    def call(host: object, *arguments: Any, **named: Any) -> Any:
        if not is_local(host):
            record(f"{name} {host!r}")
            raise socket.gaierror(socket.EAI_NONAME, "tests may not look up other machines")
        return real(host, *arguments, **named)

    return call
