"""Pairs of entities that may be the same: a function of their names and of what was decided, in whatever order they
come."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from itertools import combinations

from graph.entity_view import EntityView
from graph.resolution.groups import group_entities
from graph.resolution.name_form import NameForm
from graph.resolution.name_rules import NameMatch, blocking_keys, match_names
from graph.types import Decision

MIN_SCORE = 0.7
"""The least score of a proposal."""

MAX_BLOCK = 60
"""Names that share a key; a key of more says little."""

RIVAL_FACTOR = 0.7
"""What a score is multiplied by if one of the names fits several others."""

UNRESOLVED_KINDS = frozenset({"date"})


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


def propose(
    views: Iterable[EntityView], decisions: Iterable[Decision] = (), common_words: Set[str] = frozenset()
) -> list[Proposal]:
    """Return the pairs that may be the same, the surest first; none that is decided, by itself or through others.

    No name with one of the `common_words`, which are in lower case, is a person's.
    """
    known = {view.entity.id: view for view in views if view.entity.kind not in UNRESOLVED_KINDS}
    matches = _find_matches(known, common_words)
    rivals = Counter(id_ for pair in matches for id_ in pair)
    decided = list(decisions)
    groups = group_entities(decided)
    different = {
        frozenset((groups.members(first), groups.members(second)))
        for first, second in (one.pair for one in decided if one.state == "different")
    }
    best: dict[frozenset[tuple[str, ...]], Proposal] = {}
    for pair, match in matches.items():
        joined = frozenset(map(groups.members, pair))
        if len(joined) == 1 or joined in different:
            continue
        one = _proposal(known, pair, match, max(rivals[id_] for id_ in pair))
        if one.score >= MIN_SCORE and (joined not in best or _order(one) < _order(best[joined])):
            best[joined] = one
    return sorted(best.values(), key=_order)


def _order(proposal: Proposal) -> tuple[float, tuple[str, str]]:
    return -proposal.score, proposal.pair


def _proposal(known: dict[str, EntityView], pair: tuple[str, str], match: NameMatch, rivals: int) -> Proposal:
    score = match.score if rivals == 1 else match.score * RIVAL_FACTOR
    return Proposal(known[pair[0]], known[pair[1]], score, match.reason, match.may_name_both)


def _find_matches(known: dict[str, EntityView], common_words: Set[str]) -> dict[tuple[str, str], NameMatch]:
    """Return the surest match of every pair of entities of which two names match."""
    blocks: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    forms: dict[str, NameForm] = {}
    for id_, view in known.items():
        whole, *others = (NameForm.of(name, common_words) for name in (view.name, *view.aliases))
        for form in (whole, *others):
            forms[form.text] = form
            for key in set(blocking_keys(form)) if form.words and not form.is_part_of(whole) else ():
                blocks[key].append((id_, form.text))
    found: dict[tuple[str, str], NameMatch] = {}
    for first, second, match in _match_blocks(blocks, forms):
        low, high = sorted((first, second))
        kinds = {known[low].entity.kind, known[high].entity.kind} - {""}
        if len(kinds) < 2 and ((low, high) not in found or _surer(match) < _surer(found[low, high])):
            found[low, high] = match
    return found


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
