"""The catalogue of models that may be downloaded: permissively licensed instruct models in GGUF.

Sizes are about; `sha256` is set only where it is known. Without it, the digest that the hub states is checked.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from graph.errors import UsageError

_FILE = Path(__file__).with_suffix(".json")
_CONTEXT_GIGABYTES = 0.6


@dataclass(frozen=True, slots=True)
class CatalogueModel:
    """A model by name, and where its file is."""

    name: str
    parameters: str
    licence: str
    gigabytes: float
    url: str
    sha256: str = ""

    @property
    def memory(self) -> float:
        """The gigabytes of memory that it needs, about: those of its file and of its context."""
        return needed_memory(self.gigabytes)


def needed_memory(gigabytes: float) -> float:
    """Return the gigabytes of memory that a model file of that size needs, about."""
    return round(gigabytes * 1.1 + _CONTEXT_GIGABYTES, 1)


@cache
def catalogue() -> tuple[CatalogueModel, ...]:
    """Return the models, the smallest first."""
    return tuple(CatalogueModel(**row) for row in json.loads(_FILE.read_text(encoding="utf-8")))


def find_model(name: str) -> CatalogueModel:
    """Return the model of that name; UsageError if the catalogue has none."""
    for model in catalogue():
        if model.name == name:
            return model
    names = ", ".join(model.name for model in catalogue())
    raise UsageError(f"the catalogue has no model {name!r}", f"it has {names}; others: --url URL or --file PATH")
