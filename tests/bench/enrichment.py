"""What facts of a model are worth to retrieval: `python -m tests.bench.enrichment [DIR] [--half odd] [--json]`.

DIR is 2wiki_dev200, whose `evidences` are gold triples of subject, relation and object. A server on this machine that
knows them is asked over HTTP about every passage, as `graphloop graph enrich` asks a model, and replies with the
triples whose subject is the passage's title, each with the sentence that names the object; of other passages it names
the title alone. The product checks what it says against the passages and writes it; `graph` is asked every question
before and after. It is the most that a model can give which reads nothing into a passage and forgets nothing asked.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from evals.comparison.statistics import paired_bootstrap
from graph.text.names import name_key, strip_disambiguation
from graph.text.sentences import sentence_bounds
from graph.types import EVERYTHING, Subgraph
from ingest.enrich.budget import Budget
from ingest.enrich.marks import EnrichmentMarks
from ingest.enrich.plan import EnrichSetup, plan
from ingest.enrich.run import EnrichmentReport, enrich
from rag.answer.quotes import locate_quote
from rag.embed.minilm import MiniLM
from rag.llm.openai import OpenAIModel
from rag.llm.usage import Prices
from rag.ner.rules import RuleTagger
from rag.retrieve import build_retriever
from rag.retrieve.spec import RetrieverParts
from tests.bench.corpus import Corpus, embedder, taken_in
from tests.bench.measures import MEASURES, measured
from tests.support.servers import Reply, Request, chat, scripted
from tests.support.shared import DATA

HALVES = {"even": slice(0, None, 2), "odd": slice(1, None, 2), "all": slice(None)}
DEPTH = 40

Triple = tuple[str, str, str]
Statements = Mapping[str, Sequence[Triple]]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A measure of `graph` before and after, over the questions of one half."""

    half: str
    measure: str
    before: float
    after: float
    low: float
    high: float


def gold_triples(directory: Path) -> Statements:
    """Return the gold triples by the key of their subject."""
    found: defaultdict[str, dict[Triple, None]] = defaultdict(dict)
    for question in json.loads((directory / "questions.json").read_text("utf-8")):
        for subject, predicate, target in question["evidences"]:
            found[name_key(subject)][subject, predicate, target] = None
    return {key: tuple(triples) for key, triples in found.items()}


def reply_to(request: Request, statements: Statements) -> Reply:
    """What a model says that knows the triples: those of the passage's title, with the sentence of each object."""
    fence, title, *lines = str(request.body["messages"][-1]["content"]).splitlines()
    text = "\n".join(lines[: lines.index(fence)])
    name = strip_disambiguation(title).strip()
    entities, relations = [{"name": name, "kind": "other", "quote": _sentence_of(name, text)}], []
    for _, predicate, target in statements.get(name_key(title), statements.get(name_key(name), ())):
        if quote := _sentence_of(target, text):
            entities.append({"name": target, "kind": "other", "quote": quote})
            relations.append({"subject": name, "predicate": predicate, "object": target, "quote": quote})
    said = json.dumps({"entities": entities, "relations": relations, "claims": []})
    return Reply(body=chat(said, read=len(text) // 4, written=len(said) // 4))


def _sentence_of(name: str, text: str) -> str:
    """Return the first sentence of a text that names this; empty if none does."""
    sentences = (text[slice(*bounds)] for bounds in sentence_bounds(text))
    return next((sentence for sentence in sentences if locate_quote(name, sentence)), "")


def enriched(corpus: Corpus, folder: Path, statements: Statements) -> EnrichmentReport:
    """Ask the server about every passage of the corpus."""
    with scripted(lambda request: reply_to(request, statements)) as server:
        marks = EnrichmentMarks(folder / "marks.db", "default")
        setup = EnrichSetup(corpus.store, OpenAIModel(server.url, "knows"), marks, EVERYTHING)
        return enrich(setup, plan(setup), Budget(), Prices(), lambda *_: None)


def related(corpus: Corpus, statements: Statements) -> tuple[int, int]:
    """Return the gold triples, and those of which the graph relates the two names."""
    whole: Subgraph = corpus.store.read([document.id for document in corpus.store.documents()])
    keys = {entity.id: entity.key for entity in whole.entities}
    pairs = {frozenset((keys[one.subject_id], keys[one.object_id])) for one in whole.relations}
    triples = [triple for own in statements.values() for triple in own]
    return len(triples), sum(frozenset((name_key(s), name_key(o))) in pairs for s, _, o in triples)


def asked(corpus: Corpus, embed: MiniLM) -> np.ndarray:
    """Ask `graph` every question; one row of measures each."""
    rank = corpus.ranker(build_retriever("graph", RetrieverParts(corpus.store, embed, RuleTagger())))
    return np.array([measured(rank(one.text, DEPTH), one.gold) for one in corpus.questions])


def compared(before: np.ndarray, after: np.ndarray, half: str) -> list[Comparison]:
    """Compare recall at 2 and 5 over the questions of one half."""
    rows = []
    for measure in ("recall@2", "recall@5"):
        column = MEASURES.index(measure)
        old, new = before[HALVES[half], column], after[HALVES[half], column]
        gain = paired_bootstrap(new, old)
        rows.append(Comparison(half, measure, float(old.mean()), float(new.mean()), gain.low, gain.high))
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", nargs="?", type=Path, default=DATA / "retrieval" / "2wiki_dev200")
    parser.add_argument("--half", choices=tuple(HALVES), action="append")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    statements, embed = gold_triples(options.directory), embedder()
    with tempfile.TemporaryDirectory() as folder:
        corpus = taken_in(options.directory, Path(folder), embed)
        before, (triples, known) = asked(corpus, embed), related(corpus, statements)
        report = enriched(corpus, Path(folder), statements)
        after, (_, learned) = asked(corpus, embed), related(corpus, statements)
    rows = [row for half in options.half or ("even", "odd") for row in compared(before, after, half)]
    counts = {"triples": triples, "related before": known, "related after": learned}
    if options.json:
        for row in rows:
            print(json.dumps(asdict(row)))
        print(json.dumps(counts | {"report": asdict(report)}))
        return
    print(f"{triples} gold triples: {known} related by rules, {learned} with the model's")
    print(f"the model's: {report.entities} entities, {report.relations} relations; dropped: {dict(report.dropped)}")
    print(f"{'half':>6}{'measure':>10}{'before':>8}{'after':>8}   difference, 95% interval")
    for row in rows:
        gain = f"{row.after - row.before:+.3f} ({row.low:+.3f} to {row.high:+.3f})"
        print(f"{row.half:>6}{row.measure:>10}{row.before:8.3f}{row.after:8.3f}   {gain}")


if __name__ == "__main__":
    main()
