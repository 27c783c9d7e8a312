"""Server addresses, which may contain a password: how to display one, and which parts are secret."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote


def redact_address(address: str) -> str:
    """Return an address without its credentials, and without its query, which may contain a key.

    A slash in a password confuses URL parsers about where the host starts, so everything before the last @ is removed.
    """
    scheme, mark, rest = address.strip().partition("://")
    clean = (rest if mark else scheme).rpartition("@")[2].partition("?")[0].partition("#")[0]
    return scheme + mark + clean if mark else clean


def address_secrets(address: str) -> Iterator[str]:
    """Yield the user information of an address and its password, both as written and percent-decoded.

    A user name without a password counts as secret: tokens are often given that way.
    """
    held = address.partition("://")[2].rpartition("@")[0]
    for secret in (held, held.partition(":")[2]):
        yield from {secret, unquote(secret)} - {""}
