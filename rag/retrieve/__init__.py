"""Retrievers by name.

A module or package in this folder that has a `RETRIEVER` is a retriever, and so is what an installed distribution
names in its entry points of the group `graphloop.retrievers`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from graph.registry import PluginKind, find_plugins, require_plugin
from rag.retrieve.spec import RetrieverParts, RetrieverSpec
from rag.types import Retriever

RETRIEVERS = PluginKind("retriever", "rag.retrieve", "RETRIEVER", "graphloop.retrievers", RetrieverSpec)


@cache
def retriever_specs() -> Mapping[str, RetrieverSpec]:
    """Return all retrievers by name, in alphabetical order; UsageError when two have the same name."""
    return find_plugins(RETRIEVERS)


def retriever_names() -> tuple[str, ...]:
    """The names of all retrievers, in alphabetical order."""
    return tuple(retriever_specs())


def current_name(name: str) -> str:
    """Today's name of a retriever that is given by a former one; other names as they are."""
    return next((spec.name for spec in retriever_specs().values() if name in spec.former_names), name)


def require_retriever(name: str) -> RetrieverSpec:
    """The retriever of that name, or of that former name; UsageError if there is none."""
    return require_plugin(RETRIEVERS, retriever_specs(), current_name(name))


def build_retriever(name: str, parts: RetrieverParts) -> Retriever:
    """A retriever that reads each question's passages from one snapshot; UsageError if there is none of that name."""
    from rag.retrieve.snapshot import SnapshotRetriever

    return SnapshotRetriever(require_retriever(name).build, parts)
