"""Pairs of names of everyday documents, each labelled same, different or unclear by reading passages of both.

`resolution_labels.tsv` names entities by their keys. Pairs were drawn by a seed from what rules matched then, shown or
not, and from a wider net: equal stems, loose initials, a first or last word in common. `weight` is how many pairs of
its group a labelled one stands for. The even half by a digest of the pair is for tuning, the odd one reports.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.bootstrap import percentile_interval
from evals.proportion import wilson_interval
from graph.resolution.evidence import find_proposals
from graph.resolution.groups import group_entities
from graph.sqlite.store import SqliteStore
from graph.types import Decision, Entity, digest
from ingest.ledger import Ledger
from ingest.pipeline import ingest
from tests.bench.corpus import extractor
from tests.support.hashed import Hashed
from tests.support.shared import DATA

LABELS = Path(__file__).with_name("resolution_labels.tsv")
RESAMPLES = 1000

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class LabelledPair:
    """A pair of entities of a set, by ids in ascending order, with its label and its weight."""

    set: str
    half: str
    pair: Pair
    label: str
    weight: float

    @property
    def place(self) -> tuple[str, Pair]:
        return self.set, self.pair


@dataclass(frozen=True, slots=True)
class PairScores:
    """Precision, recall and F1 of pairs, recall weighted by what the pairs stand for, and B³ F1; all in 0..1."""

    precision: float
    recall: float
    f1: float
    weighted_recall: float
    b_f1: float


def read_pairs(half: str) -> list[LabelledPair]:
    """Return the labelled pairs of a half, even or odd."""
    with LABELS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    pairs = [
        LabelledPair(
            row["set"],
            ("even", "odd")[int(digest(row["set"], row["first"], row["second"]), 16) % 2],
            _ordered(Entity.make(row["first"]).id, Entity.make(row["second"]).id),
            row["label"],
            float(row["weight"]),
        )
        for row in rows
    ]
    return [one for one in pairs if one.half == half]


def _ordered(first: str, second: str) -> Pair:
    return min(first, second), max(first, second)


def propose_in_sets(names: Collection[str], folder: Path) -> dict[tuple[str, Pair], float]:
    """Return the score of every proposal in these sets, whose stores are kept in a folder."""
    scores: dict[tuple[str, Pair], float] = {}
    for name in sorted(names):
        store = SqliteStore(folder / f"{name}.db")
        source = DATA / "everyday" / name / "open" / "corpus.json"
        ingest([source], store, Hashed(), extractor(), Ledger(folder / f"{name}.journal.db"))
        found = find_proposals(store, limit=store.about().entities ** 2)
        scores |= {(name, one.proposal.pair): one.proposal.score for one in found}
        store.close()
    return scores


def score_pairs(labelled: Sequence[LabelledPair], found: Collection[tuple[str, Pair]]) -> PairScores:
    """Compare pairs that are taken for the same with the labels; unclear ones do not count."""
    clear = [one for one in labelled if one.label != "unclear"]
    same = [one for one in clear if one.label == "same"]
    taken = [one for one in clear if one.place in found]
    right = [one for one in taken if one.label == "same"]
    precision, recall = _ratio(len(right), len(taken)), _ratio(len(right), len(same))
    weighted = _ratio(sum(one.weight for one in right), sum(one.weight for one in same))
    f1 = _ratio(2 * precision * recall, precision + recall)
    return PairScores(precision, recall, f1, weighted, _b_cubed(clear, same, taken))


def _b_cubed(clear: Sequence[LabelledPair], same: Sequence[LabelledPair], taken: Sequence[LabelledPair]) -> float:
    """Return the F1 of B³ over the entities of the labelled pairs."""
    names = sorted({f"{one.set} {id_}" for one in clear for id_ in one.pair})
    ours, gold = _groups(names, taken), _groups(names, same)
    shared = [(len(ours[name] & gold[name]), len(ours[name]), len(gold[name])) for name in names]
    precision = _ratio(sum(both / own for both, own, _ in shared), len(shared))
    recall = _ratio(sum(both / other for both, _, other in shared), len(shared))
    return _ratio(2 * precision * recall, precision + recall)


def _groups(names: Sequence[str], pairs: Sequence[LabelledPair]) -> dict[str, frozenset[str]]:
    named = [_ordered(*(f"{one.set} {id_}" for id_ in one.pair)) for one in pairs]
    groups = group_entities(Decision(pair, "same", "") for pair in named)
    return {name: frozenset(groups.members(name)) for name in names}


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def describe_pairs(scores: dict[tuple[str, Pair], float], half: str, threshold: float, seed: int) -> Iterator[str]:
    """Yield the figures of a half, a line each; a pair of `threshold` or more merges by itself."""
    labelled = read_pairs(half)
    counts = [sum(one.label == label for one in labelled) for label in ("same", "different", "unclear")]
    yield f"{half} half of the labelled pairs: {counts[0]} same, {counts[1]} different, {counts[2]} unclear"
    found = score_pairs(labelled, scores)
    drawn = random.Random(seed)
    rows = [score_pairs(drawn.choices(labelled, k=len(labelled)), scores) for _ in range(RESAMPLES)]
    for name in ("precision", "recall", "f1", "weighted_recall"):
        low, high = percentile_interval([getattr(row, name) for row in rows])
        yield f"  {name.replace('_', ' '):16} {getattr(found, name):.3f} [{low:.3f}, {high:.3f}]"
    yield f"  {'B3 F1':16} {found.b_f1:.3f}; nothing merged {score_pairs(labelled, ()).b_f1:.3f}"
    merged = [one for one in labelled if one.label != "unclear" and scores.get(one.place, 0.0) >= threshold]
    right = sum(one.label == "same" for one in merged)
    low, high = wilson_interval(right, len(merged))
    yield f"  merged by themselves, from {threshold}: {right} of {len(merged)} right [{low:.3f}, {high:.3f}]"


def list_errors(scores: dict[tuple[str, Pair], float], half: str) -> Iterator[str]:
    """Yield the pairs of a half that are wrongly proposed or missed."""
    with LABELS.open(encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file][1:]
    known = {one.place: one for one in read_pairs(half)}
    for name, drawn_as, _, first, second, label, why in rows:
        place = name, _ordered(Entity.make(first).id, Entity.make(second).id)
        if place in known and (place in scores) != (label == "same"):
            yield f"  {scores.get(place, 'missed')} {name} {drawn_as}: {first} | {second}: {label}, {why}"
