"""Binds each key or password to the address it was set for; it is sent to no other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class SecretBinding:
    """A secret setting, and the settings that may hold its address; the first that is not empty counts.

    `provider` is the setting that says where a secret without an address goes.
    """

    secret: str
    addresses: tuple[str, ...]
    default: str = ""
    provider: str = ""


SECRET_BINDINGS = (
    SecretBinding("llm.api_key", ("llm.base_url",), provider="llm.provider"),
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
    return f"{scheme}://{host}" + ("" if port == _default_port(scheme) else f":{port}")


def find_address(values: Mapping[str, Any], bound: SecretBinding) -> str:
    """Return the address that the settings give for a secret."""
    return next((address for key in bound.addresses if (address := lookup_value(values, key))), bound.default)


def goes_elsewhere(set_for: Mapping[str, Any], used: Mapping[str, Any], bound: SecretBinding) -> bool:
    """Whether a secret set with some settings would be sent elsewhere with others: to another address, or to another
    provider where none is named."""
    address = find_address(used, bound)
    if address:
        return not may_send(find_address(set_for, bound), address)
    return bool(bound.provider) and lookup_value(set_for, bound.provider) != lookup_value(used, bound.provider)


def describe_recipient(values: Mapping[str, Any], bound: SecretBinding) -> str:
    """Return where the settings send a secret: the origin of its address, or the name of its provider."""
    address = find_address(values, bound)
    if address or not bound.provider:
        return format_origin(address)
    return lookup_value(values, bound.provider) or "the default provider"


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
        port = parts.port or _default_port(scheme)
    except ValueError:
        return None
    return (scheme, parts.hostname, port) if parts.hostname and port else None


def _default_port(scheme: str) -> int:
    """Return the default port of a scheme of models or stores; 0 for other schemes."""
    from graph.stores import find_store_by_scheme

    if scheme in _PORTS:
        return _PORTS[scheme]
    store = find_store_by_scheme(scheme)
    return store.port if store else 0
