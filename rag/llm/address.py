"""Server addresses, which may contain a password: how to display one, and which parts are secret."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qsl, unquote, urlsplit

_PUBLIC_PARAMETERS = frozenset({"api-version", "version", "model"})


def redact_address(address: str) -> str:
    """Return an address without its credentials, and without its query, which may contain a key.

    A slash in a password confuses URL parsers about where the host starts, so everything before the last @ is removed.
    """
    scheme, mark, rest = address.strip().partition("://")
    clean = (rest if mark else scheme).rpartition("@")[2].partition("?")[0].partition("#")[0]
    return scheme + mark + clean if mark else clean


def address_secrets(address: str) -> Iterator[str]:
    """Yield the user information of an address, its password and the values of its query, as written and decoded.

    A user name without a password counts as secret: tokens are often given that way.
    """
    held = address.partition("://")[2].rpartition("@")[0]
    for secret in (held, held.partition(":")[2]):
        yield from {secret, unquote(secret)} - {""}
    for name, value in query_parameters(address):
        if name.casefold() not in _PUBLIC_PARAMETERS and value:
            yield value


def query_parameters(address: str) -> list[tuple[str, str]]:
    """Return the parameters in the query of an address; none if it cannot be parsed."""
    try:
        return parse_qsl(urlsplit(address).query)
    except ValueError:
        return []
