"""How much of the evidence each retriever finds: `python -m tests.bench.retrieval DIR… [--json]`.

DIR holds corpus.json (records of idx, title, text) and questions.json (question, gold_idx). One record is one result,
ranked by its best passage. Questions count from 0; what is tuned is tuned on the even ones, and the odd ones are told
apart. `--json` prints one object a line.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from evals.statistics import Interval, paired_bootstrap
from rag.models.embed.minilm import MiniLM
from rag.models.tag.rules import RuleTagger
from rag.retrieve import make
from tests.bench.corpus import Corpus, embedder, taken_in
from tests.bench.measures import MEASURES, measured

METHODS = ("bm25", "dense", "rrf", "hybrid", "graph")
HALVES = ("odd", "all")
DEPTH = 40


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """The measures of one set: for each method an array of shape (questions, measures)."""

    name: str
    values: dict[str, np.ndarray]

    def half(self, method: str, half: str) -> np.ndarray:
        return self.values[method][1::2] if half == "odd" else self.values[method]

    def against(self, other: str, half: str, measure: str) -> Interval:
        """How much better graph is than another method."""
        column = MEASURES.index(measure)
        return paired_bootstrap(self.half("graph", half)[:, column], self.half(other, half)[:, column])


def run(corpus: Corpus, embed: MiniLM) -> Table:
    """Ask every method every question."""
    values = {}
    for method in METHODS:
        retrieve = make(method, corpus.store, embed, RuleTagger())
        rows = [measured(corpus.ranked(retrieve(asked.text, DEPTH)), asked.gold) for asked in corpus.questions]
        values[method] = np.array(rows)
    return Table(corpus.name, values)


def lines(table: Table) -> Iterator[dict[str, object]]:
    """One object for each half and method."""
    for half in HALVES:
        for method in METHODS:
            rows = table.half(method, half)
            means = {measure: round(float(mean), 4) for measure, mean in zip(MEASURES, rows.mean(axis=0), strict=True)}
            yield {"set": table.name, "half": half, "method": method, "questions": len(rows), **means}


def show(table: Table) -> None:
    """The table for people, with the intervals of graph against rrf and hybrid."""
    for line in lines(table):
        if line["method"] == METHODS[0]:
            print(f"\n{table.name}, {line['half']} ({line['questions']} questions)")
            print("  " + "".join(f"{name:>11}" for name in ("", *MEASURES)))
        print(f"  {line['method']!s:>11}" + "".join(f"{line[measure]:>11.3f}" for measure in MEASURES))
        if line["method"] == METHODS[-1]:
            for other in ("rrf", "hybrid"):
                found = table.against(other, str(line["half"]), "recall@5")
                print(
                    f"    recall@5 graph - {other}: {found.difference:+.3f}"
                    f" [{found.low:+.3f}, {found.high:+.3f}], p = {found.p_value:.4f}"
                )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directories", nargs="+", type=Path, metavar="DIR")
    parser.add_argument("--json", action="store_true", help="one object a line")
    options = parser.parse_args()
    embed = embedder()
    with tempfile.TemporaryDirectory() as folder:
        for directory in options.directories:
            corpus = taken_in(directory.resolve(), Path(folder), embed)
            table = run(corpus, embed)
            corpus.store.close()
            if options.json:
                for line in lines(table):
                    print(json.dumps(line), flush=True)
            else:
                show(table)


if __name__ == "__main__":
    main()
