"""Providers of language models by name.

A module in this folder that has a `PROVIDER` is a provider, and so is what an installed distribution names in its entry
points of the group `graphloop.llm_providers`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from graph.errors import UsageError
from graph.registry import PluginKind, find_plugins
from rag.llm.spec import ProviderSpec

PROVIDERS = PluginKind("model provider", "rag.llm", "PROVIDER", "graphloop.llm_providers", ProviderSpec)


@cache
def provider_specs() -> Mapping[str, ProviderSpec]:
    """Return all providers by name, in alphabetical order; UsageError when two have the same name."""
    return find_plugins(PROVIDERS)


def provider_names() -> tuple[str, ...]:
    """Return the names of all providers, in alphabetical order."""
    return tuple(provider_specs())


def require_provider(name: str) -> ProviderSpec:
    """Return the provider of that name; UsageError if there is none."""
    spec = provider_specs().get(name)
    if spec is None:
        raise UsageError(f"there is no model provider {name!r}", f"choose from {', '.join(provider_names())}")
    return spec
