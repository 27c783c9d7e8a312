"""Corrections of entities: named, made, listed and undone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from graph.correction import Correction
from graph.errors import UsageError
from graph.resolution.corrected import uncorrected
from graph.resolution.groups import group_entities
from graph.resolution.store import unresolved
from graph.store import GraphStore
from graph.text.names import name_key
from graph.types import Filter
from ui.resolving import EntityLabel, find_stored_entity


@dataclass(frozen=True, slots=True)
class CorrectionView:
    """A correction with its entity as the documents name it; an empty `name` leaves the entity out."""

    entity: EntityLabel
    name: str
    reason: str

    def __str__(self) -> str:
        return f"{self.entity} is called {self.name}" if self.name else f"{self.entity} is left out"


def rename_entity(store: GraphStore, text: str, name: str, reason: str, where: Filter) -> CorrectionView:
    """Give the entity with a name or an id another name, and so the group that goes by it; UsageError if there is none,
    several, or the new name has no word."""
    if not name_key(name):
        raise UsageError(f"{name!r} has no word to be called by", "give a name: graphloop graph rename NAME NEW")
    found = find_stored_entity(store, text, where)
    shown = next((EntityLabel.of(view) for view in store.entities([found.id], where)), found)
    for id_ in group_entities(store.decisions()).members(found.id):
        store.correct(Correction(id_, " ".join(name.split()), reason))
    return CorrectionView(shown, " ".join(name.split()), reason)


def leave_out_entity(store: GraphStore, text: str, reason: str, where: Filter) -> CorrectionView:
    """Leave out the entity with a name or an id, with those it is one with; UsageError if there is none, or several."""
    found = find_stored_entity(store, text, where)
    for id_ in group_entities(store.decisions()).members(found.id):
        store.correct(Correction(id_, "", reason))
    return CorrectionView(found, "", reason)


def list_corrections(store: GraphStore, where: Filter) -> list[CorrectionView]:
    """Return all corrections by entity, with the names that are visible; empty for what no visible passage mentions."""
    known = list(store.corrections())
    stored = uncorrected(unresolved(store))
    labels = {view.entity.id: EntityLabel.of(view) for view in stored.entities([one.entity_id for one in known], where)}
    return [
        CorrectionView(labels.get(one.entity_id, EntityLabel(one.entity_id, "")), one.name, one.reason) for one in known
    ]


def undo_correction(store: GraphStore, corrections: Iterable[CorrectionView], text: str) -> CorrectionView:
    """Undo the correction of the entity with a name, its own or the given one, or an id, and the same one of those it
    is one with; UsageError if there is none, or several."""
    known = list(corrections)
    found = [one for one in known if one.entity.matches(text) or (one.entity.name and _is_called(one, text))]
    if not found:
        raise UsageError(f"{text!r} was not corrected", "graphloop graph corrections lists what was")
    group = group_entities(store.decisions()).members(found[0].entity.id) if found else ()
    if any(one.entity.id not in group or one.name != found[0].name for one in found):
        names = ", ".join(f"{one.entity} {one.entity.id[:8]}" for one in found)
        raise UsageError(f"{text!r} names {len(found)} corrections: {names}", "give the id of the one meant")
    for one in known:
        if one.entity.id in group and one.name == found[0].name:
            store.restore(one.entity.id)
    return found[0]


def _is_called(correction: CorrectionView, text: str) -> bool:
    return bool(correction.name) and name_key(correction.name) == name_key(text)
