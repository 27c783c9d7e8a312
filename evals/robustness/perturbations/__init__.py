"""The suites, one per file: every module in this folder defines a `SUITE`."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Sequence

from evals.robustness.types import Perturbation
from graph.errors import UsageError

LOAD = "load"
"""The name of the load test, which asks the unperturbed cases."""


def load_perturbations() -> list[Perturbation]:
    """Load every suite, sorted by name."""
    modules = [importlib.import_module(f"{__name__}.{info.name}") for info in pkgutil.iter_modules(__path__)]
    return sorted((module.SUITE for module in modules), key=lambda suite: suite.name)


def select_perturbations(names: Sequence[str]) -> list[Perturbation]:
    """Return the named suites, or all if none is named; UsageError for an unknown name."""
    every = load_perturbations()
    by_name = {suite.name: suite for suite in every}
    for name in names:
        if name not in by_name:
            raise UsageError(f"there is no suite {name!r}", f"choose from {', '.join(sorted((*by_name, LOAD)))}")
    return [by_name[name] for name in dict.fromkeys(names)] or every
