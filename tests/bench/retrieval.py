"""How much of the evidence each retriever finds: `python -m tests.bench.retrieval [DIR…] [--single] [--ablation]`.

DIR holds corpus.json (records of idx, title, text) and questions.json (question, gold_idx). One record is one result,
ranked by its best passage. Questions count from 0; what is tuned is tuned on the even ones, and the odd ones are told
apart. `bm25s` and LangChain's `ensemble` are asked beside our own. `--single` adds SciFact and XQuAD, whose questions
have one piece of evidence each; `--ablation` adds graph retrieval with one step off at a time, the last of them
`graph+multihop` without steps after the first. `--untitled` and
`--recut N` ask of the same texts without titles and cut every N characters in place of the tidy ones (`untidy.py`).
`--half` tells one half alone; `--json` prints one object a line.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path

import numpy as np

from evals.comparison.statistics import Interval, paired_bootstrap
from rag.answer.extractive.reader import Reader
from rag.embed.minilm import MiniLM
from rag.ner.rules import RuleTagger
from rag.retrieve import build_retriever
from rag.retrieve.graph.bridges import BridgeParameters
from rag.retrieve.graph.parameters import Propagation
from rag.retrieve.graph.rerank import RerankParameters, rerank_model
from rag.retrieve.graph.retriever import Graph
from rag.retrieve.multihop.retriever import Multihop, MultihopOptions
from rag.retrieve.spec import RetrieverParts
from tests.bench.corpus import Asked, Corpus, embedder, given, put_in, taken_in
from tests.bench.measures import MEASURES, measured
from tests.bench.others import Rank, bm25s, ensemble
from tests.bench.single import LANGUAGES, scifact, xquad
from tests.bench.untidy import recut, untitled

METHODS = ("bm25", "dense", "rrf", "hybrid", "graph", "graph+multihop")
OTHERS = ("bm25s", "ensemble")
COMPARED = ("rrf", "hybrid", *OTHERS)
ABLATIONS: Mapping[str, Propagation] = {
    "- order": Propagation(ordering=RerankParameters(first=0)),
    "- paths": Propagation(ordering=RerankParameters(model=rerank_model("alone"))),
    "- bridges": Propagation(bridging=BridgeParameters(hops=0)),
    "- walk": Propagation(iterations=0),
    "- names": Propagation(entity_mass=0.0),
    "- hybrid": Propagation(blend=0.0),
}
"""Graph retrieval without a step; without paths its order is the one fitted without them."""

ONE_STEP = MultihopOptions(depth=1)
"""Of graph+multihop: no step is followed by another."""

HALVES = {"even": slice(0, None, 2), "odd": slice(1, None, 2), "all": slice(None)}
DEPTH = 40


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """The measures of one set: for each method an array of shape (questions, measures), and milliseconds a question."""

    name: str
    values: dict[str, np.ndarray]
    milliseconds: dict[str, np.ndarray]

    def half(self, method: str, half: str) -> np.ndarray:
        return self.values[method][HALVES[half]]

    def against(self, other: str, half: str, measure: str) -> Interval:
        """How much better graph is than another method."""
        column = MEASURES.index(measure)
        return paired_bootstrap(self.half("graph", half)[:, column], self.half(other, half)[:, column])


def ranks(corpus: Corpus, embed: MiniLM, ablation: bool) -> dict[str, Rank]:
    """Every method by its name."""
    found = {"bm25s": bm25s(corpus), "ensemble": ensemble(corpus, embed, DEPTH)}
    found |= {
        name: corpus.ranker(build_retriever(name, RetrieverParts(corpus.store, embed, RuleTagger())))
        for name in METHODS
    }
    if ablation:
        steps = {name: Graph(corpus.store, embed, RuleTagger(), rule) for name, rule in ABLATIONS.items()}
        found |= {name: corpus.ranker(retrieve) for name, retrieve in steps.items()}
        once = Multihop(corpus.store, embed, RuleTagger(), Reader(), ONE_STEP)
        found["- further"] = corpus.ranker(once)
    return found


def run(corpus: Corpus, embed: MiniLM, ablation: bool = False) -> Table:
    """Ask every method every question."""
    values, milliseconds = {}, {}
    for method, rank in ranks(corpus, embed, ablation).items():
        rows, taken = zip(*(_asked(rank, asked) for asked in corpus.questions), strict=True)
        values[method], milliseconds[method] = np.array(rows), np.array(taken)
    return Table(corpus.name, values, milliseconds)


def _asked(rank: Rank, asked: Asked) -> tuple[tuple[float, ...], float]:
    begin = time.perf_counter()
    found = rank(asked.text, DEPTH)
    return measured(found, asked.gold), 1000 * (time.perf_counter() - begin)


def lines(table: Table, halves: Sequence[str]) -> Iterator[dict[str, object]]:
    """One object for each half and method."""
    for half in halves:
        for method in table.values:
            rows = table.half(method, half)
            means = {measure: round(float(mean), 4) for measure, mean in zip(MEASURES, rows.mean(axis=0), strict=True)}
            middle = round(float(np.median(table.milliseconds[method])), 1)
            yield {"set": table.name, "half": half, "method": method, "questions": len(rows), **means, "ms": middle}


def differences(table: Table, halves: Sequence[str]) -> Iterator[dict[str, object]]:
    """One object for each half, measure and method that graph is compared with."""
    for half in halves:
        for measure in ("recall@2", "recall@5"):
            for other in COMPARED:
                found = table.against(other, half, measure)
                told = {"graph": measure, "against": other, "set": table.name, "half": half}
                yield told | {name: round(value, 4) for name, value in asdict(found).items()}


def show(table: Table, halves: Sequence[str]) -> None:
    """The tables for people, with the intervals of graph against other methods."""
    for half in halves:
        print(f"\n{table.name}, {half} ({len(table.half('graph', half))} questions)")
        print("  " + "".join(f"{name:>13}" for name in ("", *MEASURES, "p50 ms")))
        for line in lines(table, [half]):
            told = "".join(f"{line[measure]:>13.3f}" for measure in MEASURES)
            print(f"  {line['method']!s:>13}{told}{line['ms']:>13.1f}")
        for line in differences(table, [half]):
            name = f"{line['graph']} graph - {line['against']}:"
            print(
                f"    {name:<28}{line['difference']:+.3f}"
                f" [{line['low']:+.3f}, {line['high']:+.3f}], p = {line['p_value']:.4f}"
            )
        sys.stdout.flush()


def corpora(options: argparse.Namespace, folder: Path, embed: MiniLM) -> Iterator[Corpus]:
    """Every corpus asked for, taken in, in each form asked for."""
    for directory in directories(options.directories, options.single, folder):
        if not options.untitled and not options.recut:
            yield taken_in(directory, folder, embed)
        if options.untitled:
            yield put_in(untitled(given(directory)), folder, embed)
        for size in options.recut:
            yield put_in(recut(given(directory), size), folder, embed)


def directories(named: Sequence[Path], single: bool, folder: Path) -> Iterator[Path]:
    """The folders to take in, those of questions with one piece of evidence written first."""
    yield from (directory.resolve() for directory in named)
    if single:
        yield scifact(folder / "sets" / "scifact", "validation")
        yield from (xquad(folder / "sets" / f"xquad.{language}", language) for language in LANGUAGES)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directories", nargs="*", type=Path, metavar="DIR")
    parser.add_argument("--single", action="store_true", help="SciFact and XQuAD too")
    parser.add_argument("--ablation", action="store_true", help="graph retrieval with one step off at a time too")
    parser.add_argument("--untitled", action="store_true", help="texts without titles")
    parser.add_argument("--recut", type=int, action="append", default=[], metavar="N", help="cut every N characters")
    parser.add_argument("--half", choices=[*HALVES], action="append", help="odd and all when not given")
    parser.add_argument("--json", action="store_true", help="one object a line")
    options = parser.parse_args()
    embed = embedder()
    halves = options.half or ("odd", "all")
    with tempfile.TemporaryDirectory() as folder:
        for corpus in corpora(options, Path(folder), embed):
            table = run(corpus, embed, options.ablation)
            corpus.store.close()
            if options.json:
                for line in chain(lines(table, halves), differences(table, halves)):
                    print(json.dumps(line), flush=True)
            else:
                show(table, halves)


if __name__ == "__main__":
    main()
