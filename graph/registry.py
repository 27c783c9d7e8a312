"""Find plug-ins: objects that modules of a package declare, and entry points of installed distributions."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import entry_points
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
    for entry in entry_points(group=kind.group):
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
