"""The themes of documents: communities of the graph, each named by the entities that are mentioned most there alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from graph.communities import Community, find_communities
from graph.local import LocalGraph, Seeds
from graph.store import GraphReader
from graph.text.words import words
from graph.types import Filter, Passage

MAX_NAMES = 3
"""Entities that name a theme."""

MIN_PASSAGES = 2
"""Passages of a theme; a single one is none."""


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme by its name, with its passages in their order."""

    name: str
    passages: tuple[Passage, ...]


def find_themes(store: GraphReader, passages: Sequence[Passage], where: Filter) -> list[Theme]:
    """Return the themes of some passages, the largest first; what the filter hides is in none and names none.

    Communities of one name are one theme; one that shares no entity is named by the title of most of its passages.
    """
    if len(passages) < MIN_PASSAGES:
        return []
    graph = store.around(Seeds(passages=dict.fromkeys((one.id for one in passages), 1.0)), len(passages), where)
    communities = find_communities(graph, store.vectors(graph.passages, "passage"))
    kept = [one for one in communities if len(one.passages) >= MIN_PASSAGES]
    counts = _count_mentions(graph, kept)
    chosen = [_distinctive(one, counts[place], graph) for place, one in enumerate(kept)]
    views = store.entities([id_ for ids in chosen for id_ in ids], where)
    names = {view.entity.id: view.name for view in views if view.is_name}
    by_id = {passage.id: (place, passage) for place, passage in enumerate(passages)}
    themes: dict[str, list[tuple[int, Passage]]] = {}
    for one, ids in zip(kept, chosen, strict=True):
        members = [by_id[id_] for id_ in one.passages if id_ in by_id]
        name = _join_names([names[id_] for id_ in ids if id_ in names]) or _commonest_title(members)
        themes.setdefault(name, []).extend(members)
    return [Theme(name, tuple(passage for _, passage in sorted(members))) for name, members in themes.items()]


def count_titles(passages: Iterable[Passage]) -> Counter[str]:
    """Return how many passages each title has, or each file where there is none."""
    return Counter(passage.title or PurePath(passage.source).name for passage in passages)


def _commonest_title(members: Sequence[tuple[int, Passage]]) -> str:
    """Return the title of most of the passages."""
    titles = count_titles(passage for _, passage in members)
    return max(titles, key=lambda title: (titles[title], title))


def _count_mentions(graph: LocalGraph, communities: Sequence[Community]) -> list[Counter[str]]:
    """Return for each community how many of its passages mention each entity."""
    place = {passage: number for number, one in enumerate(communities) for passage in one.passages}
    counts: list[Counter[str]] = [Counter() for _ in communities]
    for passage, entity in zip(graph.mention_passage, graph.mention_entity, strict=True):
        if (number := place.get(graph.passages[passage])) is not None:
            counts[number][graph.entities[entity]] += 1
    return counts


def _distinctive(community: Community, counts: Mapping[str, int], graph: LocalGraph) -> list[str]:
    """Return the community's entities, those first that many of its passages and few others mention."""
    places = graph.entity_places(community.entities)
    merit = {id_: counts[id_] ** 2 / float(graph.frequency[place]) for id_, place in places.items()}
    return sorted(merit, key=lambda id_: (-merit[id_], id_))[: 4 * MAX_NAMES]


def _join_names(names: Sequence[str]) -> str:
    """Return the first names, without those whose words the ones before hold."""
    kept: list[str] = []
    for name in names:
        read = set(words(name))
        if len(kept) < MAX_NAMES and read and not any(read <= set(words(other)) for other in kept):
            kept.append(name)
    return " · ".join(kept)
