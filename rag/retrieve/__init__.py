"""Retrievers by name.

A module or package in this folder that has a `RETRIEVER` is a retriever, and so is what an installed distribution
names in its entry points of the group `graphloop.retrievers`.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import entry_points

from graph.errors import UsageError
from rag.retrieve.spec import RetrieverParts, RetrieverSpec
from rag.types import Retriever

GROUP = "graphloop.retrievers"


@cache
def retriever_specs() -> Mapping[str, RetrieverSpec]:
    """All retrievers by name, in alphabetical order; UsageError when two have the same name."""
    found: dict[str, RetrieverSpec] = {}
    for spec in sorted(_declared(), key=lambda spec: spec.name):
        if spec.name in found:
            raise UsageError(f"two retrievers have the name {spec.name!r}", f"uninstall one of those in {GROUP}")
        found[spec.name] = spec
    return found


def retriever_names() -> tuple[str, ...]:
    """The names of all retrievers, in alphabetical order."""
    return tuple(retriever_specs())


def current_name(name: str) -> str:
    """Today's name of a retriever that is given by a former one; other names as they are."""
    return next((spec.name for spec in retriever_specs().values() if name in spec.former_names), name)


def require_retriever(name: str) -> RetrieverSpec:
    """The retriever of that name, or of that former name; UsageError if there is none."""
    spec = retriever_specs().get(current_name(name))
    if spec is None:
        raise UsageError(f"there is no retriever {name!r}", f"choose from {', '.join(retriever_names())}")
    return spec


def build_retriever(name: str, parts: RetrieverParts) -> Retriever:
    """A retriever that tries again while documents are being removed; UsageError if there is none of that name."""
    from rag.retrieve.retry import RetryingRetriever

    return RetryingRetriever(require_retriever(name).build(parts))


def _declared() -> Iterator[RetrieverSpec]:
    for found in pkgutil.iter_modules(__path__):
        spec = getattr(importlib.import_module(f"{__name__}.{found.name}"), "RETRIEVER", None)
        if isinstance(spec, RetrieverSpec):
            yield spec
    for entry in entry_points(group=GROUP):
        spec = entry.load()
        if not isinstance(spec, RetrieverSpec):
            raise UsageError(f"the retriever {entry.name!r} of {entry.value} is no RetrieverSpec", "uninstall it")
        yield spec
