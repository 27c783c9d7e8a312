"""How much of the evidence the trails show: `python -m tests.bench.trails [DIR] [--half even|odd|all] [-k N] [--json]`.

DIR holds corpus.json and questions.json as for `tests.bench.retrieval`, each question with its `type`; titles are told
apart by their records. For the first k hits of graph retrieval, the share of questions where
    hits    the hits hold all gold titles
    path    the hits, and the passages that their steps come from, hold all gold titles
    chain   the trail of one hit by itself, the hit and those passages, holds two gold titles
    told    the same, and every sentence on that trail stands in its passage and holds the name that leads on
and the share of trails that
    begin   begin with what the question names
    empty   have no step, so that the rankers alone tell why the hit is there.
Questions count from 0; nothing is tuned on the odd ones. Odd and all are told when no half is given.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from graph.types import Passage
from rag.ner.rules import RuleTagger
from rag.retrieve import build_retriever
from rag.retrieve.spec import RetrieverParts
from rag.types import Hit
from tests.bench.corpus import Asked, Corpus, embedder, taken_in
from tests.bench.retrieval import HALVES
from tests.support.shared import DATA

DIRECTORY = DATA / "retrieval" / "2wiki_dev200"
MEASURES = ("hits", "path", "chain", "told", "begin", "empty")

Find = Callable[[str], list[Hit]]


@dataclass(frozen=True, slots=True)
class Row:
    """The measures of one question, in their order."""

    kind: str
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """A corpus by its passages."""

    passages: dict[str, Passage]
    records: dict[str, str]

    def record(self, passage_id: str) -> str:
        return self.records[self.passages[passage_id].document_id]

    def on_trail(self, hit: Hit) -> set[str]:
        """The records of a hit and of the passages that its steps come from."""
        return {self.record(id_) for id_ in (hit.passage.id, *(step.from_passage for step in hit.trail.steps)) if id_}

    def is_told(self, hit: Hit) -> bool:
        """Whether every step that comes from a passage quotes a sentence of it that holds the step's name."""
        return all(
            step.sentence in self.passages[step.from_passage].text and step.name.casefold() in step.sentence.casefold()
            for step in hit.trail.steps
            if step.from_passage
        )

    def row(self, kind: str, asked: Asked, hits: Sequence[Hit]) -> Row:
        found = {self.record(hit.passage.id) for hit in hits}
        trails = [self.on_trail(hit) for hit in hits]
        chains = [hit for hit, trail in zip(hits, trails, strict=True) if len(trail & asked.gold) >= 2]
        begun = [hit for hit in hits if hit.trail.steps and not hit.trail.steps[0].from_passage]
        values = (
            asked.gold <= found,
            asked.gold <= found.union(*trails),
            bool(chains),
            any(map(self.is_told, chains)),
            len(begun) / max(1, len(hits)),
            sum(not hit.trail.steps for hit in hits) / max(1, len(hits)),
        )
        return Row(kind, tuple(map(float, values)))


def rows(corpus: Corpus, kinds: Sequence[str], find: Find) -> list[Row]:
    """One row a question."""
    measured = Measured({passage.id: passage for passage in corpus.store.passages()}, corpus.records)
    pairs = zip(kinds, corpus.questions, strict=True)
    return [measured.row(kind, asked, find(asked.text)) for kind, asked in pairs]


def lines(name: str, found: Sequence[Row], halves: Sequence[str], k: int) -> Iterator[dict[str, object]]:
    """One object for each half and type of question, all of them first."""
    for half in halves:
        chosen = found[HALVES[half]]
        for kind in ("", *sorted({row.kind for row in chosen})):
            values = np.array([row.values for row in chosen if kind in ("", row.kind)])
            means = {
                measure: round(float(mean), 4) for measure, mean in zip(MEASURES, values.mean(axis=0), strict=True)
            }
            yield {"set": name, "half": half, "k": k, "type": kind or "all", "questions": len(values), **means}


def measure(directory: Path, k: int) -> list[Row]:
    """Take a directory in and ask graph retrieval its questions."""
    asked = json.loads((directory / "questions.json").read_text(encoding="utf-8"))
    embed = embedder()
    with tempfile.TemporaryDirectory() as folder:
        corpus = taken_in(directory, Path(folder), embed)
        retrieve = build_retriever("graph", RetrieverParts(corpus.store, embed, RuleTagger()))
        found = rows(corpus, [str(row.get("type", "")) for row in asked], lambda question: retrieve(question, k))
        corpus.store.close()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", nargs="?", type=Path, metavar="DIR", default=DIRECTORY)
    parser.add_argument("--half", choices=[*HALVES], action="append", help="odd and all when not given")
    parser.add_argument("-k", type=int, default=5, help="how many hits are looked at")
    parser.add_argument("--json", action="store_true", help="one object a line")
    options = parser.parse_args()
    directory = options.directory.resolve()
    if not (directory / "questions.json").is_file():
        parser.error(f"there is no questions.json in {directory}")
    half = ""
    for line in lines(directory.name, measure(directory, options.k), options.half or ("odd", "all"), options.k):
        if options.json:
            print(json.dumps(line), flush=True)
            continue
        if line["half"] != half:
            half = str(line["half"])
            print(f"\n{line['set']}, {half}, first {line['k']} hits of graph retrieval")
            print(f"  {'':>18}{'questions':>10}" + "".join(f"{name:>8}" for name in MEASURES))
        told = "".join(f"{line[name]:>8.3f}" for name in MEASURES)
        print(f"  {line['type']!s:>18}{line['questions']!s:>10}{told}", flush=True)


if __name__ == "__main__":
    main()
