"""What taggers are worth in retrieval: `python -m tests.bench.tagged PIPELINE DIR… [--json]`.

DIR is a folder as `tests.bench.retrieval` takes it; its even-numbered questions are asked, as what finds names is a
choice to be tuned. Each tagger of `tests.bench.tagging`, and the rules with the pipeline beside them, reads passages
and questions; told is recall@5 of graph retrieval against that with rules alone: with its order as it comes, whose
weights were fitted to names found by rules; so with the questions written without capitals; without an order; and with
the order fitted again to the tagger's own names, every fifth of the questions ranked by weights fitted to the others.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from evals.comparison.statistics import paired_bootstrap
from graph.sqlite.store import SqliteStore
from ingest.extract.rules import Extractor
from ingest.ledger import Ledger
from ingest.pipeline import ingest
from rag.embed.minilm import MiniLM
from rag.ner.merged import merge_spans
from rag.ner.pipeline import PipelineTagger
from rag.ner.protocol import Span, Tagger
from rag.ner.rules import RuleTagger
from rag.retrieve.graph.candidates import RERANK_FEATURES
from rag.retrieve.graph.parameters import Propagation
from rag.retrieve.graph.rerank import RerankParameters
from rag.retrieve.graph.retriever import Graph
from tests.bench.corpus import Corpus, embedder, questions
from tests.bench.measures import recall
from tests.bench.tagging import taggers
from tests.tools.train_rerank import FIFTHS, Example, examples, fit

DEPTH = 40
ALL = "all"
RULES = {"shipped": Propagation(), "unordered": Propagation(ordering=RerankParameters(first=0))}
LOWER, REFITTED = "no capitals", "refitted"


@dataclass(frozen=True, slots=True)
class RulesFirst:
    """Names by rules, and those of a pipeline where the rules find none."""

    pipeline: PipelineTagger

    @property
    def name(self) -> str:
        return f"rules+{self.pipeline.name}"

    def mentions(self, text: str) -> list[Span]:
        return merge_spans(RuleTagger().mentions(text), self.pipeline.mentions(text))


@dataclass(frozen=True, slots=True, eq=False)
class Worth:
    """What a tagger came to: recall@5 of each question by set and way, and the cost of taking all sets in."""

    found: dict[tuple[str, str], np.ndarray]
    passages: int
    entities: int
    seconds: float

    def line(self) -> dict[str, object]:
        speed = round(self.passages / self.seconds, 1)
        return {"passages": self.passages, "entities": self.entities, "passages/processor s": speed}


def taken_in(directory: Path, folder: Path, embed: MiniLM, tagger: Tagger) -> tuple[Corpus, float]:
    """The corpus with names by the tagger, and the seconds of processor time that took."""
    store = SqliteStore(folder / f"{directory.name}.db")
    begin = time.process_time()
    ingest([directory / "corpus.json"], store, embed, Extractor(tagger), Ledger(folder / f"{directory.name}.journal"))
    taken = time.process_time() - begin
    records = {document.id: document.locator for document in store.documents()}
    return Corpus(directory.name, store, records, questions(directory)), taken


def worth(tagger: Tagger, directories: Sequence[Path], embed: MiniLM) -> Worth:
    """Take in every set, ask its even-numbered questions in every way."""
    tagger.mentions("")
    found: dict[tuple[str, str], np.ndarray] = {}
    seen: list[Example] = []
    passages, entities, seconds = 0, 0, 0.0
    with tempfile.TemporaryDirectory() as folder:
        for directory in directories:
            corpus, taken = taken_in(directory, Path(folder), embed, tagger)
            about = corpus.store.about()
            passages, entities, seconds = passages + about.passages, entities + about.entities, seconds + taken
            for way, rule in RULES.items():
                found[corpus.name, way] = _recalls(corpus, Graph(corpus.store, embed, tagger, rule))
            lowered = replace(corpus, questions=tuple(replace(one, text=one.text.lower()) for one in corpus.questions))
            found[corpus.name, LOWER] = _recalls(lowered, Graph(corpus.store, embed, tagger))
            found[corpus.name, REFITTED] = np.zeros(len(found[corpus.name, "shipped"]))
            seen += examples(corpus, Graph(corpus.store, embed, tagger), corpus.questions[::2])
            corpus.store.close()
    weights = [_fitted(seen, fifth) for fifth in range(FIFTHS)]
    for one in seen:
        found[one.name, REFITTED][one.number] = one.recall(weights[one.number % FIFTHS], 5)
    return Worth(found, passages, entities, seconds)


def _recalls(corpus: Corpus, graph: Graph) -> np.ndarray:
    return np.array([recall(corpus.ranked(graph(one.text, DEPTH)), one.gold, 5) for one in corpus.questions[::2]])


def _fitted(seen: Sequence[Example], fifth: int) -> npt.NDArray[np.float64]:
    """The weights of the order fitted to all sets without a fifth of each."""
    kept = [one for one in seen if one.number % FIFTHS != fifth and one.right.any() and not one.right.all()]
    return fit(kept, range(len(RERANK_FEATURES)))


def lines(worths: Mapping[str, Worth], names: Sequence[str]) -> Iterator[dict[str, object]]:
    """One object for each way, set and tagger; the difference is to the first tagger, over all sets too."""
    for way in (*RULES, LOWER, REFITTED):
        for name in (*names, ALL):
            rows = {tagger: _rows(one, name, names, way) for tagger, one in worths.items()}
            first = next(iter(rows.values()))
            for tagger, values in rows.items():
                told: dict[str, object] = {"order": way, "set": name, "tagger": tagger, "questions": len(values)}
                told["recall@5"] = round(float(values.mean()), 4)
                if values is not first:
                    gap = paired_bootstrap(values, first)
                    told |= {"difference": round(gap.difference, 4), "p": round(gap.p_value, 4)}
                    told |= {"low": round(gap.low, 4), "high": round(gap.high, 4)}
                yield told


def _rows(one: Worth, name: str, names: Sequence[str], way: str) -> np.ndarray:
    return np.concatenate([one.found[each, way] for each in (names if name == ALL else (name,))])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pipeline", metavar="PIPELINE")
    parser.add_argument("directories", nargs="+", type=Path, metavar="DIR")
    parser.add_argument("--json", action="store_true", help="one object a line")
    options = parser.parse_args()
    directories = [directory.resolve() for directory in options.directories]
    embed = embedder()
    embed.embed(["warm"])
    chosen = {**taggers(options.pipeline), "rules first": RulesFirst(PipelineTagger(options.pipeline, None))}
    worths = {}
    for name, tagger in chosen.items():
        worths[name] = worth(tagger, directories, embed)
        print(json.dumps({"tagger": name, **worths[name].line()}), flush=True)
    for line in lines(worths, [directory.name for directory in directories]):
        if options.json:
            print(json.dumps(line))
            continue
        gap = ""
        if "difference" in line:
            gap = f"{line['difference']:+.3f} [{line['low']:+.3f}, {line['high']:+.3f}], p = {line['p']:.4f}"
        print(f"{line['order']:>12} {line['set']:>16} {line['tagger']:>12} {line['recall@5']:.3f} {gap}")


if __name__ == "__main__":
    main()
