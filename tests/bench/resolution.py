"""How well entities are proposed to be the same: `python -m tests.bench.resolution [--half odd] [--seed N]`.

First over labelled pairs of names of everyday documents, both halves apart (`resolution_pairs`); `--keep FOLDER` keeps
their stores for the next run. Then over names of articles, of the half that is asked for: the names
are titles of encyclopedia articles and, of those whose text begins with another form of the title, that form: a title
and its form are one entity, two titles are two. A form is capitalised and shares a word with the title. Rules are
tuned on the even-numbered titles, of an order drawn once; the odd half is reported. The seed draws the resamples that
give the 95% intervals.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, islice
from pathlib import Path

from graph.entity_view import EntityView
from graph.resolution.automatic import MERGE_SCORE
from graph.resolution.groups import group_entities
from graph.resolution.proposals import Proposal, match_views, propose
from graph.resolution.weighing import find_common_words
from graph.text.names import NAME_PARTICLES, name_key, strip_disambiguation
from graph.types import Decision, Entity
from tests.bench.resolution_pairs import describe_pairs, list_errors, propose_in_sets, read_pairs
from tests.support.shared import DATA

SETS = ("2wiki_dev200", "hotpotqa_dev200", "musique_dev200")
OPENING = re.compile(
    r"^(?:The\s+)?[\"“'‘]*(?P<name>[^\W\d_a-z][^()\[\]:;\"“”]{1,80}?)[\"”'’]*,?\s*"
    r"(?:\(|(?:is|was|are|were)\s+(?:a|an|the|one)\b)"
)
LOWER_WORD = re.compile(rf"(?<![\w'’.-])(?!(?:{'|'.join(sorted(NAME_PARTICLES))}|and)\b)[a-z]|,")
MAX_WORDS = 8
ORDER_SEED = 0

RESAMPLES = 1000

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class NamedThing:
    """An entity of the set: a title, and the form of it that the text begins with, if another."""

    title: str
    form: str


@dataclass(frozen=True, slots=True)
class Scores:
    """Precision, recall and F1 of pairs, and of B³, in 0..1."""

    precision: float
    recall: float
    f1: float
    b_precision: float
    b_recall: float
    b_f1: float


def read_texts() -> dict[str, str]:
    """Read the texts by title."""
    rows = [row for name in SETS for row in json.loads((DATA / "retrieval" / name / "corpus.json").read_text("utf-8"))]
    return {row["title"]: row["text"] for row in reversed(rows)}


def read_things(texts: Mapping[str, str]) -> list[NamedThing]:
    """Return the titles, each once; those that two articles share are left out."""
    shared = Counter(name_key(strip_disambiguation(title)) for title in texts)
    things = [
        NamedThing(strip_disambiguation(title), find_form(strip_disambiguation(title), text))
        for title, text in sorted(texts.items())
        if shared[name_key(strip_disambiguation(title))] == 1
    ]
    forms = Counter(name_key(one.form) for one in things if one.form)
    titles = {name_key(one.title) for one in things}
    return [
        one if forms[name_key(one.form)] == 1 and name_key(one.form) not in titles else NamedThing(one.title, "")
        for one in things
    ]


def find_form(title: str, text: str) -> str:
    """Return the form of the title that a text begins with; empty if it is the title or no name."""
    found = OPENING.match(text)
    form = found["name"].strip(" ,") if found else ""
    if not form or LOWER_WORD.search(form) or len(form.split()) > MAX_WORDS:
        return ""
    key, other = name_key(form), name_key(title)
    return form if key != other and set(key.split()) & set(other.split()) else ""


def build_views(things: Iterable[NamedThing]) -> tuple[list[EntityView], set[Pair]]:
    """Return an entity for each name, and the pairs that are the same."""
    views: list[EntityView] = []
    gold: set[Pair] = set()
    for one in things:
        ids: list[str] = []
        for name in filter(None, (one.title, one.form)):
            entity = Entity.make(name_key(name))
            views.append(EntityView(entity, name, mentions=1, passages=1))
            ids.append(entity.id)
        if len(ids) == 2:
            gold.add((min(ids), max(ids)))
    return views, gold


def score(views: Sequence[EntityView], gold: set[Pair], pairs: set[Pair]) -> Scores:
    """Compare the groups that pairs make with the gold ones."""
    ours, theirs = _groups(views, pairs), _groups(views, gold)
    together = {pair for group in set(ours.values()) for pair in combinations(sorted(group), 2)}
    right = len(together & gold)
    precision, recall = _ratio(right, len(together)), _ratio(right, len(gold))
    shared = [(len(ours[id_] & theirs[id_]), len(ours[id_]), len(theirs[id_])) for id_ in ours]
    b_precision = sum(both / own for both, own, _ in shared) / len(shared)
    b_recall = sum(both / other for both, _, other in shared) / len(shared)
    return Scores(precision, recall, _f1(precision, recall), b_precision, b_recall, _f1(b_precision, b_recall))


def _groups(views: Sequence[EntityView], pairs: set[Pair]) -> dict[str, frozenset[str]]:
    groups = group_entities(Decision(pair, "same", "") for pair in pairs)
    return {view.entity.id: frozenset(groups.members(view.entity.id)) for view in views}


def _ratio(part: int, whole: int) -> float:
    return part / whole if whole else 1.0 if not part else 0.0


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def pairs_by_key(views: Iterable[EntityView]) -> set[Pair]:
    """Return the pairs whose keys are equal but for blanks."""
    by_key: defaultdict[str, list[str]] = defaultdict(list)
    for view in views:
        by_key[view.entity.key.replace(" ", "")].append(view.entity.id)
    return {(a, b) for ids in by_key.values() for a, b in combinations(sorted(ids), 2)}


def resample(gold: set[Pair], pairs: set[Pair], seed: int) -> Iterator[str]:
    """Yield the 95% intervals of precision, recall and F1 over resamples of the pairs that are the same or proposed."""
    drawn = random.Random(seed)
    every = sorted(gold | pairs)
    rows: list[tuple[float, float, float]] = []
    for _ in range(RESAMPLES):
        sample = drawn.choices(every, k=len(every))
        right = sum(pair in gold and pair in pairs for pair in sample)
        precision = _ratio(right, sum(pair in pairs for pair in sample))
        recall = _ratio(right, sum(pair in gold for pair in sample))
        rows.append((precision, recall, _f1(precision, recall)))
    for name, values in zip(("P", "R", "F1"), zip(*rows, strict=True), strict=True):
        ordered = sorted(values)
        yield f"{name} {ordered[RESAMPLES // 40]:.3f} to {ordered[-RESAMPLES // 40]:.3f}"


def rule_of(proposal: Proposal) -> str:
    """Return what kind of reason a proposal has."""
    cues = ("initials of", "differ only", "same initials", "like first names", "plural", "one letter", "says where")
    return next(cue for cue in cues if cue in proposal.reason)


def list_rules(proposals: Sequence[Proposal], gold: set[Pair]) -> Iterator[str]:
    """Yield for each rule how many of its pairs are right."""
    right, made = Counter(rule_of(one) for one in proposals if one.pair in gold), Counter(map(rule_of, proposals))
    for rule, count in made.most_common():
        yield f"  {rule}: {right[rule]} of {count} right"


def print_labelled_pairs(keep: Path | None, seed: int, errors: int) -> None:
    """Print how well the labelled pairs are proposed."""
    names = {one.set for half in ("even", "odd") for one in read_pairs(half)}
    with tempfile.TemporaryDirectory() as folder:
        scores = propose_in_sets(names, keep or Path(folder))
    for half in ("even", "odd"):
        print("\n".join(describe_pairs(scores, half, MERGE_SCORE, seed)))
    print("\n".join(islice(list_errors(scores, "even"), errors)))


def main() -> None:
    """Print the scores of both sets."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=("even", "odd"), default="odd")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--errors", type=int, default=0, help="show so many wrong and missed pairs, of the even half")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep the stores here and use those that are there")
    given = parser.parse_args()
    print_labelled_pairs(given.keep, given.seed, given.errors)
    texts = read_texts()
    things = read_things(texts)
    random.Random(ORDER_SEED).shuffle(things)
    views, gold = build_views(things[given.half == "odd" :: 2])
    common = find_common_words(texts.values())
    proposals = [one for one in propose(views) if match_views(one.first, one.second, common)]
    print(f"{given.half} half: {len(views)} names, {len(gold)} pairs that are the same")
    for name, pairs in (
        ("nothing merged", set()),
        ("equal keys", pairs_by_key(views)),
        ("proposals", {one.pair for one in proposals}),
    ):
        found = score(views, gold, pairs)
        print(
            f"{name:15} P {found.precision:.3f} R {found.recall:.3f} F1 {found.f1:.3f}   "
            f"B3 P {found.b_precision:.3f} R {found.b_recall:.3f} F1 {found.b_f1:.3f}"
        )
    print("95% intervals of the proposals:", ", ".join(resample(gold, {one.pair for one in proposals}, given.seed)))
    print("\n".join(list_rules(proposals, gold)))
    if given.errors and given.half == "even":
        names = {view.entity.id: view.name for view in views}
        wrong = [f"wrong: {one.score:.2f} {one.reason}" for one in proposals if one.pair not in gold]
        missed = sorted(gold - {one.pair for one in proposals})
        print(
            "\n".join(
                [*wrong[: given.errors], *(f"missed: {names[a]} | {names[b]}" for a, b in missed[: given.errors])]
            )
        )


if __name__ == "__main__":
    main()
