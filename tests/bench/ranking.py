"""Whether generated cases rank retrievers as people's questions do: `python -m tests.bench.ranking [DIR…] [--json]`.

Each DIR (the three multi-hop samples when none is given) is taken in once. Its own questions, written by people, and as
many multi-hop cases generated from its texts alone, are asked of the same systems. recall@5 orders bm25, dense, a
fusion of both and graph twice, and Kendall's tau says how far the two orders agree (1: the same, -1: reversed). With
`--all-kinds` every kind is generated: follow-ups are asked as the product does, with what they lean on, and
unanswerable cases are left out. `--keep FOLDER` keeps the stores. Exit code 4 unless the orders over all sets together
agree, whichever the fusion.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np

from evals.comparison.statistics import paired_bootstrap
from evals.generate import GenerationConfig, generate_checked_cases
from evals.generate.checks.round_trip import RoundTrip
from evals.generate.kind_mix import default_shares
from evals.judges.cached_embedder import CachedEmbedder
from evals.types import Case
from graph.sqlite.store import SqliteStore
from rag.answer.extractive.offline import OfflineAnswerer
from rag.answer.extractive.reader import Reader
from rag.embed.minilm import MiniLM
from rag.followup import make_standalone
from rag.ner.rules import RuleTagger
from rag.retrieve import build_retriever
from rag.retrieve.spec import RetrieverParts
from rag.types import Question
from tests.bench.corpus import Corpus, embedder, questions, taken_in
from tests.bench.measures import recall
from tests.support.shared import DATA

SETS = ("2wiki_dev200", "hotpotqa_dev200", "musique_dev200")
SYSTEMS = ("bm25", "dense", "rrf", "hybrid", "graph")
FUSIONS = ("rrf", "hybrid")
"""Two ways to put bm25 and dense together: by places, and by scores. An order is told of the four systems with one."""

K, DEPTH = 5, 40
SURE = 0.05

BRIDGES = 0.7
"""The weight of bridge cases, the rest is that of comparisons: the three sets consist of these two.

A set may yield fewer bridges than its share; comparisons do not take their weight.
"""


@dataclass(frozen=True, slots=True)
class Put:
    """A question as it is looked up, the records that hold its answer, and its kind."""

    text: str
    gold: frozenset[str]
    kind: str = "people"


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """recall@5 by system: an array of one value a question, for people's questions and for generated ones.

    `generated` is weighted: its mean is that of the kinds in their shares. `raw` is not.
    """

    name: str
    people: dict[str, np.ndarray]
    generated: dict[str, np.ndarray]
    raw: dict[str, np.ndarray]
    kinds: tuple[str, ...]

    def tau(self, fusion: str) -> float:
        """Kendall's tau of the orders of the four systems with this fusion."""
        systems = four(fusion)
        return kendall(means(self.people, systems), means(self.generated, systems))

    def told_apart(self, fusion: str) -> float:
        """The same over those pairs alone that people's questions tell apart (p < .05); 1 when there is none."""
        signs = []
        for low, high in combinations(four(fusion), 2):
            step = paired_bootstrap(self.people[low], self.people[high])
            if step.p_value < SURE:
                made = self.generated[low].mean() - self.generated[high].mean()
                signs.append(np.sign(step.difference) * np.sign(made))
        return float(np.mean(signs)) if signs else 1.0


def four(fusion: str) -> tuple[str, ...]:
    """The systems that are ordered."""
    return tuple(name for name in SYSTEMS if name == fusion or name not in FUSIONS)


def means(values: dict[str, np.ndarray], systems: Sequence[str] = SYSTEMS) -> list[float]:
    return [float(values[system].mean()) for system in systems]


def kendall(one: Sequence[float], other: Sequence[float]) -> float:
    """Kendall's tau-a: agreeing less disagreeing pairs over all pairs; a tie counts for neither."""
    pairs = list(combinations(range(len(one)), 2))
    agreement = (np.sign(one[low] - one[high]) * np.sign(other[low] - other[high]) for low, high in pairs)
    return float(sum(agreement)) / len(pairs)


def cases(corpus: Corpus, embed: MiniLM, count: int, checked: bool, every: bool = False) -> list[Case]:
    """Multi-hop cases generated from the corpus `BRIDGES` of them bridges, or cases of every kind with evidence."""
    known = CachedEmbedder(embed)
    answerer = OfflineAnswerer(known, Reader())
    trip = (lambda seen: RoundTrip(answerer, known, seen)) if checked else None
    if every:
        shares = tuple((kind, share) for kind, share in default_shares() if kind != "unanswerable")
        return list(generate_checked_cases(corpus.store, GenerationConfig(count, 0, shares), trip).cases)
    bridges = generate_checked_cases(
        corpus.store, GenerationConfig(round(count * BRIDGES), 0, (("bridge", 1.0),)), trip
    ).cases
    compared = round(count * (1 - BRIDGES))
    return [
        *bridges,
        *generate_checked_cases(corpus.store, GenerationConfig(compared, 0, (("comparison", 1.0),)), trip).cases,
    ]


def measured(corpus: Corpus, embed: MiniLM, asked: Sequence[Put]) -> dict[str, np.ndarray]:
    """recall@5 of every system on every question."""
    found = {}
    for name in SYSTEMS:
        rank = corpus.ranker(build_retriever(name, RetrieverParts(corpus.store, embed, RuleTagger())))
        found[name] = np.array([recall(rank(one.text, DEPTH), one.gold, K) for one in asked])
    return found


def run(corpus: Corpus, embed: MiniLM, checked: bool, every: bool) -> Table:
    """Both orders of one corpus."""
    people = [Put(one.text, one.gold) for one in corpus.questions]
    documents = {passage.id: passage.document_id for passage in corpus.store.passages()}
    generated = [
        Put(
            make_standalone(Question(case.question, case.history)),
            frozenset(corpus.records[documents[gold.passage_id]] for gold in case.gold),
            case.kind,
        )
        for case in cases(corpus, embed, len(people), checked, every)
    ]
    kinds = tuple(one.kind for one in generated)
    raw = measured(corpus, embed, generated)
    weights = np.ones(len(kinds)) if every else weighed(kinds)
    weighted = {name: values * weights for name, values in raw.items()}
    return Table(corpus.name, measured(corpus, embed, people), weighted, raw, kinds)


def weighed(kinds: Sequence[str]) -> np.ndarray:
    """A weight a case, 1 in the mean, by which bridges have `BRIDGES` of the whole."""
    bridge = np.array([kind == "bridge" for kind in kinds])
    share = {True: BRIDGES / max(bridge.sum(), 1), False: (1 - BRIDGES) / max((~bridge).sum(), 1)}
    return len(kinds) * np.array([share[bool(one)] for one in bridge])


def show(table: Table) -> None:
    """The recalls of both, the order they give, and the generated ones by kind."""
    print(f"\n{table.name}: recall@{K}, {len(table.people['bm25'])} by people, {len(table.kinds)} generated")
    print("  " + "".join(f"{name:>12}" for name in ("", *SYSTEMS)) + "   questions")
    rows = [("people", table.people), ("generated", table.generated)]
    for kind in sorted(set(table.kinds)):
        chosen = np.array([one == kind for one in table.kinds])
        rows.append((kind, {name: values[chosen] for name, values in table.raw.items()}))
    for name, values in rows:
        print(f"  {name:>12}" + "".join(f"{mean:>12.3f}" for mean in means(values)) + f"{len(values['bm25']):>12}")
    for name, values in rows[:2]:
        ordered = sorted(SYSTEMS, key=lambda system: float(values[system].mean()))
        steps = [paired_bootstrap(values[high], values[low]) for low, high in pairwise(ordered)]
        told = ", ".join(f"{step.difference:+.3f} (p {step.p_value:.3f})" for step in steps)
        print(f"  {name}: {' < '.join(ordered)}; steps {told}")
    for fusion in FUSIONS:
        sure = f"over the pairs that people's questions tell apart (p < {SURE}) {table.told_apart(fusion):+.2f}"
        print(f"  Kendall tau with {fusion} {table.tau(fusion):+.2f}, {sure}", flush=True)


def kept(directory: Path, folder: Path, embed: MiniLM) -> Corpus:
    """The corpus as it was stored before, else taken in."""
    place = folder / f"{directory.name}.db"
    if not place.exists():
        return taken_in(directory, folder, embed)
    store = SqliteStore(place)
    records = {document.id: document.locator for document in store.documents()}
    return Corpus(directory.name, store, records, questions(directory))


def _scaled(table: Table, name: str) -> np.ndarray:
    """A set's generated cases, which together weigh as much as its questions by people."""
    return table.generated[name] * len(table.people[name]) / len(table.kinds)


def joined(tables: Sequence[Table]) -> Table:
    """All questions of all sets together."""
    people = {name: np.concatenate([table.people[name] for table in tables]) for name in SYSTEMS}
    generated = {name: np.concatenate([_scaled(table, name) for table in tables]) for name in SYSTEMS}
    whole = sum(len(values) for values in (table.kinds for table in tables))
    asked = sum(len(table.people[SYSTEMS[0]]) for table in tables)
    generated = {name: values * whole / asked for name, values in generated.items()}
    raw = {name: np.concatenate([table.raw[name] for table in tables]) for name in SYSTEMS}
    return Table("all sets", people, generated, raw, tuple(kind for table in tables for kind in table.kinds))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directories", nargs="*", type=Path, metavar="DIR")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep the stores here and use those that are there")
    parser.add_argument("--unchecked", action="store_true", help="without the round trip")
    parser.add_argument("--all-kinds", action="store_true", help="generate every kind that has evidence to find")
    parser.add_argument("--json", action="store_true", help="one object a line")
    options = parser.parse_args()
    embed = embedder()
    tables = []
    with tempfile.TemporaryDirectory() as folder:
        for directory in options.directories or [DATA / "retrieval" / name for name in SETS]:
            corpus = kept(directory, options.keep, embed) if options.keep else taken_in(directory, Path(folder), embed)
            tables.append(run(corpus, embed, not options.unchecked, options.all_kinds))
            corpus.store.close()
            if not options.json:
                show(tables[-1])
    tables.append(joined(tables))
    if not options.json:
        show(tables[-1])
    for table in tables if options.json else ():
        line = {
            "set": table.name,
            "tau": {fusion: round(table.tau(fusion), 3) for fusion in FUSIONS},
            "sure": {fusion: round(table.told_apart(fusion), 3) for fusion in FUSIONS},
            "systems": SYSTEMS,
        }
        print(json.dumps(line | {"people": means(table.people), "generated": means(table.generated)}))
    sys.exit(0 if all(tables[-1].tau(fusion) == 1.0 for fusion in FUSIONS) else 4)


if __name__ == "__main__":
    main()
