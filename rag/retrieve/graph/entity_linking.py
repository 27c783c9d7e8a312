"""Link the entities a question names: exactly, by alias, by similar spelling, by part of a name, or in lowercase."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from graph.entity_view import EntityView
from graph.store import GraphReader
from graph.text.names import name_key
from graph.text.words import STOP_WORDS
from graph.types import EVERYTHING, Filter
from rag.ner.protocol import Tagger

MatchKind = Literal["exact", "alias", "near", "part"]

MAX_CANDIDATES = 64
MIN_FUZZY_SCORE = 82.0
PART_CERTAINTY = 0.7


@dataclass(frozen=True, slots=True)
class LinkedEntity:
    """An entity the question names, the words that name it, how they were matched, and the certainty in 0..1."""

    entity_id: str
    name: str
    words: str
    way: MatchKind
    certainty: float


def link_entities(question: str, store: GraphReader, tagger: Tagger, where: Filter = EVERYTHING) -> list[LinkedEntity]:
    """Return the entities the question names, most certain first; a name inside a longer linked name is dropped."""
    found = store.search(question, MAX_CANDIDATES, of="entity", where=where)
    if not found:
        return []
    views = [view for view in store.entities([id_ for id_, _ in found], where) if view.passages]
    spoken = f" {name_key(question)} "
    tagged = [name_key(question[span.start : span.end]) for span in tagger.mentions(question)]
    matched = [
        (surface, way, sure, view)
        for view in views
        for surface, way, sure in [_match(view, spoken, tagged)]
        if way is not None
    ]
    matched += _match_by_part(views, sorted(set(tagged) - {surface for surface, *_ in matched}))
    linked = [
        LinkedEntity(view.entity.id, view.name, surface, way, sure)
        for surface, way, sure, view in matched
        if not any(_inside(surface, other) for other, *_ in matched)
    ]
    return sorted(linked, key=lambda one: (-one.certainty, one.entity_id))


def _match(view: EntityView, spoken: str, tagged: Sequence[str]) -> tuple[str, MatchKind | None, float]:
    key = view.entity.key
    if _occurs(key, spoken, tagged):
        return key, "exact", 1.0
    others = {name_key(name) for name in (view.name, *view.aliases)} - {key}
    for alias in sorted(others, key=lambda alias: (-len(alias), alias)):
        if len(alias) > 2 and _occurs(alias, spoken, tagged):
            return alias, "alias", 0.9
    return _match_fuzzily(key, tagged)


def _occurs(key: str, spoken: str, tagged: Sequence[str]) -> bool:
    """Whether the name's words occur in sequence in the question; a single word must also be tagged as a name there."""
    parts = key.split()
    if not parts or all(part in STOP_WORDS for part in parts):
        return False
    if len(parts) == 1 and (parts[0].isascii() or len(parts[0]) < 2):
        return any(key in name.split() for name in tagged)
    return f" {key} " in spoken


def _match_fuzzily(key: str, tagged: Sequence[str]) -> tuple[str, MatchKind | None, float]:
    from rapidfuzz import fuzz

    for name in tagged:
        if len(name) >= 5 and len(key) >= 5:
            score = fuzz.token_sort_ratio(name, key)
            if score >= MIN_FUZZY_SCORE:
                return name, "near", 0.8 * score / 100.0
    return "", None, 0.0


def _match_by_part(
    views: Sequence[EntityView], unmatched: Sequence[str]
) -> list[tuple[str, MatchKind, float, EntityView]]:
    """Match otherwise unmatched names (such as a surname alone) to longer names that begin or end with them. All
    matches of one name share its certainty equally."""
    found: list[tuple[str, MatchKind, float, EntityView]] = []
    for name in unmatched:
        longer = [view for view in views if view.entity.key.split()[0] == name or view.entity.key.split()[-1] == name]
        found += [(name, "part", PART_CERTAINTY / len(longer), view) for view in longer]
    return found


def _inside(surface: str, other: str) -> bool:
    return surface != other and f" {surface} " in f" {other} "
