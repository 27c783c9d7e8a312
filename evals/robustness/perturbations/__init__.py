"""The suites, one per file: every module in this folder defines a `SUITE`."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Sequence

from evals.robustness.types import Suite
from graph.errors import UsageError

LOAD = "load"
"""The name of the load test, which asks the unperturbed cases."""


def known() -> list[Suite]:
    """Load every suite, sorted by name."""
    modules = [importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)]
    return sorted((module.SUITE for module in modules), key=lambda suite: suite.name)


def chosen(names: Sequence[str]) -> list[Suite]:
    """Return the named suites, or all if none is named; UsageError for an unknown name."""
    every = known()
    by_name = {suite.name: suite for suite in every}
    for name in names:
        if name not in by_name:
            raise UsageError(f"there is no suite {name!r}", f"choose from {', '.join(sorted((*by_name, LOAD)))}")
    return [by_name[name] for name in dict.fromkeys(names)] or every
