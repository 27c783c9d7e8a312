"""Addresses of servers, which may hold a password: how one is shown, and what must not be repeated of it."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote


def shown(address: str) -> str:
    """An address without the name and password it may hold, and without its query, which may hold a key.

    A password with a slash in it reaches beyond what a parser takes for the host, so all before the last @ goes.
    """
    scheme, mark, rest = address.strip().partition("://")
    clean = (rest if mark else scheme).rpartition("@")[2].partition("?")[0].partition("#")[0]
    return scheme + mark + clean if mark else clean


def passwords(address: str) -> Iterator[str]:
    """What stands before the host of an address, and its password, as they are written and as they are meant.

    A name without a password counts as one: tokens are given so.
    """
    held = address.partition("://")[2].rpartition("@")[0]
    for secret in (held, held.partition(":")[2]):
        yield from {secret, unquote(secret)} - {""}
