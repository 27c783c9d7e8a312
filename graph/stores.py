"""Graph stores by name.

A package in this folder that has a `STORE` is a graph store, and so is what an installed distribution names in its
entry points of the group `graphloop.stores`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from graph.registry import PluginKind, find_plugins, require_plugin
from graph.store_spec import StoreSpec

STORES = PluginKind("store", "graph", "STORE", "graphloop.stores", StoreSpec, packages_only=True)


@cache
def store_specs() -> Mapping[str, StoreSpec]:
    """Return all stores by name, in alphabetical order; UsageError when two have the same name."""
    return find_plugins(STORES)


def store_names() -> tuple[str, ...]:
    """Return the names of all stores, in alphabetical order."""
    return tuple(store_specs())


def require_store(name: str) -> StoreSpec:
    """Return the store of that name; UsageError if there is none."""
    return require_plugin(STORES, store_specs(), name)


def find_store_by_scheme(scheme: str) -> StoreSpec | None:
    """Return the store whose addresses have that scheme; None if there is none."""
    return next((spec for spec in store_specs().values() if scheme in spec.schemes), None)
