"""Providers of language models by name.

A module in this folder that has a `PROVIDER` is a provider, and so is what an installed distribution names in its entry
points of the group `graphloop.llm_providers`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from graph.registry import PluginKind, find_plugins, require_plugin
from rag.llm.spec import ProviderSpec

PROVIDERS = PluginKind("model provider", "rag.llm", "PROVIDER", "graphloop.llm_providers", ProviderSpec)


@cache
def provider_specs() -> Mapping[str, ProviderSpec]:
    """Return all providers by name, in alphabetical order; UsageError when two have the same name."""
    return find_plugins(PROVIDERS)


def require_provider(name: str) -> ProviderSpec:
    """Return the provider of that name; UsageError if there is none."""
    return require_plugin(PROVIDERS, provider_specs(), name)
