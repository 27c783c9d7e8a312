"""Binds each key or password to the address it was set for; it is sent to no other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

_PORTS = {"http": 80, "https": 443, "bolt": 7687, "neo4j": 7687}


@dataclass(frozen=True, slots=True)
class SecretBinding:
    """A secret setting, and the settings that may hold its address; the first that is not empty counts."""

    secret: str
    addresses: tuple[str, ...]
    default: str = ""


SECRET_BINDINGS = (
    SecretBinding("llm.api_key", ("llm.base_url",)),
    SecretBinding("embedder.api_key", ("embedder.base_url", "llm.base_url")),
    SecretBinding("store.password", ("store.uri",), "bolt://localhost:7687"),
)


def may_send(set_for: str, sent_to: str) -> bool:
    """Whether a key set for one address may be sent to another: scheme, host and port must be equal.

    The encrypted form (`+s`) of the same graph server counts as the same address.
    """
    owner, receiver = _origin(set_for), _origin(sent_to)
    return (
        owner is not None and receiver is not None and (owner == receiver or (f"{owner[0]}+s", *owner[1:]) == receiver)
    )


def format_origin(address: str) -> str:
    """Return scheme, host and port of an address for display, without user, password and path."""
    origin = _origin(address)
    if origin is None:
        return "no address"
    scheme, host, port = origin
    return f"{scheme}://{host}" + ("" if port == _PORTS.get(scheme.partition("+")[0]) else f":{port}")


def find_address(values: Mapping[str, Any], bound: SecretBinding) -> str:
    """Return the address that the settings give for a secret."""
    return next((address for key in bound.addresses if (address := lookup_value(values, key))), bound.default)


def lookup_value(values: Mapping[str, Any], key: str) -> str:
    """Return the value of a dotted key; empty if there is none."""
    value: Any = values
    for part in key.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return "" if value is None else str(value)


def _origin(address: str) -> tuple[str, str, int] | None:
    try:
        parts = urlsplit(address.strip())
        scheme = parts.scheme.lower()
        port = parts.port or _PORTS.get(scheme.partition("+")[0])
    except ValueError:
        return None
    return (scheme, parts.hostname, port) if parts.hostname and port else None
