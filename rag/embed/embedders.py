"""Embedders by name.

A module in this folder that has an `EMBEDDER` is an embedder, and so is what an installed distribution names in its
entry points of the group `graphloop.embedders`. Any other name is that of a sentence-transformers model.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from graph.registry import PluginKind, find_plugins
from rag.embed.spec import EmbedderSpec

EMBEDDERS = PluginKind("embedder", "rag.embed", "EMBEDDER", "graphloop.embedders", EmbedderSpec)


@cache
def embedder_specs() -> Mapping[str, EmbedderSpec]:
    """Return all embedders by name, in alphabetical order; UsageError when two have the same name."""
    return find_plugins(EMBEDDERS)
