"""What people correct of an entity: the name it is shown by, or that it is not shown at all."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Correction:
    """A correction of an entity by its id: its `name` from now on, or empty if it is left out."""

    entity_id: str
    name: str
    reason: str = ""
