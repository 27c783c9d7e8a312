"""Find plug-ins: objects that modules of a package declare, and entry points of installed distributions."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import EntryPoint, distributions
from itertools import chain
from types import MappingProxyType
from typing import Generic, Protocol, TypeVar

from graph.errors import UsageError


class Named(Protocol):
    """A specification object: whatever else it declares, it has a name."""

    @property
    def name(self) -> str: ...


Spec = TypeVar("Spec", bound=Named)


@dataclass(frozen=True, slots=True)
class PluginKind(Generic[Spec]):
    """A kind of plug-in: its noun for messages, the package whose modules declare one in `attribute`, the group of
    entry points in which other distributions declare theirs, and the class of its specification.

    With `packages_only` only packages within the package are looked at, and its other modules are not imported.
    """

    noun: str
    package: str
    attribute: str
    group: str
    spec: type[Spec]
    packages_only: bool = False


def find_plugins(kind: PluginKind[Spec]) -> Mapping[str, Spec]:
    """Return the specifications of a kind by name, in alphabetical order.

    A module may declare one specification or a tuple of them. Raises UsageError if two have the same name, or an
    entry point cannot be loaded or is of another class.
    """
    found: dict[str, Spec] = {}
    for spec in sorted((*_own(kind), *_installed(kind)), key=lambda spec: spec.name):
        if spec.name in found:
            raise UsageError(f"there are two {kind.noun}s {spec.name!r}", f"uninstall one of those in {kind.group}")
        found[spec.name] = spec
    return MappingProxyType(found)


def require_plugin(kind: PluginKind[Spec], found: Mapping[str, Spec], name: str) -> Spec:
    """Return the specification of that name; UsageError, which lists those there are, if there is none."""
    if name not in found:
        raise UsageError(f"there is no {kind.noun} {name!r}", f"choose from {', '.join(found)}")
    return found[name]


def _own(kind: PluginKind[Spec]) -> Iterator[Spec]:
    folder = importlib.import_module(kind.package)
    for module in pkgutil.iter_modules(folder.__path__):
        if kind.packages_only and not module.ispkg:
            continue
        declared = getattr(importlib.import_module(f"{kind.package}.{module.name}"), kind.attribute, ())
        for spec in declared if isinstance(declared, tuple) else (declared,):
            if isinstance(spec, kind.spec):
                yield spec


def _installed(kind: PluginKind[Spec]) -> Iterator[Spec]:
    for entry in _entry_points(tuple(sys.path)):
        if entry.group != kind.group:
            continue
        try:
            spec = entry.load()
        except Exception as error:  # a module of another distribution may raise anything when imported
            reason = " ".join(str(error).split()) or type(error).__name__
            raise UsageError(
                f"the {kind.noun} {entry.name!r} of {entry.value} cannot be loaded: {reason}",
                "uninstall or update the distribution that declares it",
            ) from error
        if not isinstance(spec, kind.spec):
            raise UsageError(
                f"the {kind.noun} {entry.name!r} of {entry.value} is not a {kind.spec.__name__}",
                "uninstall the distribution that declares it",
            )
        yield spec


@lru_cache(maxsize=1)
def _entry_points(path: tuple[str, ...]) -> tuple[EntryPoint, ...]:
    """Return the entry points of the distributions on an import path; reading them is slow, and done for every kind."""
    found = (distribution.entry_points for distribution in distributions(path=list(path)))
    return tuple(dict.fromkeys(chain.from_iterable(found)))
