"""Kinds of questions by name.

A module in this folder that has a `KIND` is a kind of question, and so is what an installed distribution names in its
entry points of the group `graphloop.question_kinds`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from evals.generate.kinds.spec import KindSpec
from graph.registry import PluginKind, find_plugins

KINDS = PluginKind("question kind", "evals.generate.kinds", "KIND", "graphloop.question_kinds", KindSpec)
OTHER_KINDS = ("feedback", "imported")
"""The kinds of cases that people bring."""


@cache
def kind_specs() -> Mapping[str, KindSpec]:
    """Return all kinds by name, in the order in which they are filled; UsageError when two have the same name."""
    found = find_plugins(KINDS)
    return MappingProxyType({spec.name: spec for spec in sorted(found.values(), key=lambda spec: spec.order)})


def kind_names() -> tuple[str, ...]:
    """Return the names of the kinds that can be generated, in the order in which they are filled."""
    return tuple(kind_specs())


def case_kinds() -> tuple[str, ...]:
    """Return every kind that a case may have: those that can be generated, and those that people bring."""
    return (*kind_names(), *OTHER_KINDS)
