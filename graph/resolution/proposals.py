"""Pairs of entities that may be the same: a function of their names and of what was decided, in whatever order they
come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from itertools import combinations, product

from graph.entity_view import EntityView
from graph.resolution.groups import group_entities
from graph.resolution.name_form import NameForm
from graph.resolution.name_rules import ACRONYM_SCORES, NameMatch, blocking_keys, match_names
from graph.types import Decision

MIN_SCORE = 0.7
"""The least score of a proposal."""

PLACE_INITIALS_SCORE = 0.7
"""Of two letters and a name of which they are the initials, both taken for places: US."""

MAX_BLOCK = 60
"""Names that share a key; a key of more says little."""

UNRESOLVED_KINDS = frozenset({"date"})

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two entities that may be the same, in ascending order of ids; the rest is as in `NameMatch`."""

    first: EntityView
    second: EntityView
    score: float
    reason: str
    may_name_both: bool = True

    @property
    def pair(self) -> tuple[str, str]:
        return self.first.entity.id, self.second.entity.id


def propose(views: Iterable[EntityView], decisions: Iterable[Decision] = ()) -> list[Proposal]:
    """Return the pairs whose names may be of one thing, the surest first; none that is decided, by itself or through
    others, and none of a name that fits several as well."""
    known = {view.entity.id: view for view in views if view.entity.kind not in UNRESOLVED_KINDS}
    matches = _find_matches(known)
    decided = list(decisions)
    groups = group_entities(decided)
    different = {
        frozenset((groups.members(first), groups.members(second)))
        for first, second in (one.pair for one in decided if one.state == "different")
    }
    best: dict[frozenset[tuple[str, ...]], Proposal] = {}
    for pair in matches.keys() - _ambiguous(matches):
        joined = frozenset(map(groups.members, pair))
        if len(joined) == 1 or joined in different:
            continue
        match = matches[pair]
        one = Proposal(known[pair[0]], known[pair[1]], match.score, match.reason, match.may_name_both)
        if one.score >= MIN_SCORE and (joined not in best or _order(one) < _order(best[joined])):
            best[joined] = one
    return sorted(best.values(), key=_order)


def _ambiguous(matches: Mapping[Pair, NameMatch]) -> set[Pair]:
    """Return the pairs of which one fits a third as well, which the other does not fit."""
    near: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for (first, second), match in matches.items():
        near[first][second] = near[second][first] = match.score
    return {
        (first, second)
        for (first, second), match in matches.items()
        for one, other in ((first, second), (second, first))
        if any(
            score >= match.score and third not in near[other] for third, score in near[one].items() if third != other
        )
    }


def _order(proposal: Proposal) -> tuple[float, tuple[str, str]]:
    return -proposal.score, proposal.pair


def match_views(first: EntityView, second: EntityView, common_words: Set[str]) -> NameMatch | None:
    """Return the surest match of two entities' names; None if no two match.

    No name with one of the `common_words`, which are in lower case, is a person's.
    """
    pairs = product(_forms(first, common_words), _forms(second, common_words))
    found = [match for pair in pairs if (match := match_names(*pair)) is not None]
    return _judge_kinds(min(found, key=_surer), first, second) if found else None


def _forms(view: EntityView, common_words: Set[str] = frozenset()) -> list[NameForm]:
    """Return the names that may stand for the entity by themselves, as a word of a longer name does not."""
    whole, *others = (NameForm.of(name, common_words) for name in (view.name, *view.aliases))
    return [form for form in (whole, *others) if form.words and not form.is_part_of(whole)]


def _judge_kinds(match: NameMatch, first: EntityView, second: EntityView) -> NameMatch:
    """Return the match, surer if it is of two letters and both are places."""
    if match.score == ACRONYM_SCORES[2] and first.kind == second.kind == "place":
        return replace(match, score=PLACE_INITIALS_SCORE)
    return match


def _find_matches(known: Mapping[str, EntityView]) -> dict[Pair, NameMatch]:
    """Return the surest match of every pair of entities of which two names match."""
    blocks: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    forms: dict[str, NameForm] = {}
    for id_, view in known.items():
        for form in _forms(view):
            forms[form.text] = form
            for key in set(blocking_keys(form)):
                blocks[key].append((id_, form.text))
    found: dict[Pair, NameMatch] = {}
    for first, second, match in _match_blocks(blocks, forms):
        low, high = sorted((first, second))
        kinds = {known[low].entity.kind, known[high].entity.kind} - {""}
        if len(kinds) < 2 and ((low, high) not in found or _surer(match) < _surer(found[low, high])):
            found[low, high] = match
    return {pair: _judge_kinds(match, known[pair[0]], known[pair[1]]) for pair, match in found.items()}


def _surer(match: NameMatch) -> tuple[float, str]:
    return -match.score, match.reason


def _match_blocks(
    blocks: dict[str, list[tuple[str, str]]], forms: dict[str, NameForm]
) -> Iterator[tuple[str, str, NameMatch]]:
    """Yield the matches of names of different entities that share a key."""
    seen: set[tuple[tuple[str, str], tuple[str, str]]] = set()
    for block in blocks.values():
        if not 1 < len(block) <= MAX_BLOCK:
            continue
        for one, other in combinations(sorted(block), 2):
            if one[0] == other[0] or (one, other) in seen:
                continue
            seen.add((one, other))
            if (match := match_names(forms[one[1]], forms[other[1]])) is not None:
                yield one[0], other[0], match
