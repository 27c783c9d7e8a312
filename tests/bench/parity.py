"""Whether Neo4j finds what SQLite finds: `python -m tests.bench.parity [DIR …] [--every N] [--json]`.

Each corpus is taken into SQLite and copied to a graph of its own in Neo4j (by `tests.bench.plain`). Graph and hybrid
retrieval ask the same questions of both, unfiltered and with filters that keep 50% and 1% of the documents. Where the
first five differ, the ranker whose answer differs is named: words, passages, sentences, names, or the neighbourhood.
The server is the one of `NEO4J_URI`, or one that is started.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np

from graph.local import Seeds
from graph.neo4j.store import Neo4jStore
from graph.store import GraphStore
from graph.types import EVERYTHING, Filter
from rag.answer.extractive.offline import OfflineAnswerer
from rag.embed.minilm import MiniLM
from rag.ner.rules import RuleTagger
from rag.retrieve import build_retriever
from rag.retrieve.spec import RetrieverParts
from rag.types import Question, Retriever
from tests.bench import plain
from tests.bench.corpus import Corpus, embedder, taken_in
from tests.bench.exact import some
from tests.bench.measures import recall
from tests.support.neo4j_fixture import wipe
from tests.support.neo4j_server import Server, neo4j_server
from tests.support.shared import DATA

SETS = ("2wiki_dev200", "hotpotqa_dev200", "musique_dev200")
METHODS = ("graph", "hybrid")
SHARES = (1.0, 0.5, 0.01)
FIRST = 5
READ = 8
DEPTH = 40
# Scores that differ by no more are told apart by the order of sums.
NEAR = 1e-5


@dataclass(frozen=True, slots=True)
class Compared:
    """One method under one filter: recall@5 in each store, the shares of questions with the same set of five records,
    with the same five in the same order and with the same offline answer, and why the sets of the others differ."""

    set: str
    share: float
    method: str
    questions: int
    sqlite: float
    neo4j: float
    same: float
    same_order: float
    same_answer: float
    why: dict[str, int]


def compare(corpus: Corpus, other: GraphStore, embed: MiniLM) -> Iterator[Compared]:
    """Ask both stores everything."""
    documents = sorted(corpus.records)
    for share in SHARES:
        where = EVERYTHING if share == 1.0 else Filter(documents=some(documents, share))
        for method in METHODS:
            left = build_retriever(method, RetrieverParts(corpus.store, embed, RuleTagger()))
            right = build_retriever(method, RetrieverParts(other, embed, RuleTagger()))
            yield _compared(corpus, other, embed, (share, where), (method, left, right))


@lru_cache(maxsize=1)
def answerer(embed: MiniLM) -> OfflineAnswerer:
    """The one that answers from what either store finds."""
    return OfflineAnswerer(embed)


def _compared(
    corpus: Corpus,
    other: GraphStore,
    embed: MiniLM,
    filtered: tuple[float, Filter],
    asked: tuple[str, Retriever, Retriever],
) -> Compared:
    (share, where), (method, left, right) = filtered, asked
    answer = answerer(embed)
    found: list[tuple[float, float, bool, bool, bool]] = []
    why: Counter[str] = Counter()
    for one in corpus.questions:
        mine = left(one.text, DEPTH, where)
        theirs = right(one.text, DEPTH, where)
        first, second = corpus.ranked(mine), corpus.ranked(theirs)
        same = set(first[:FIRST]) == set(second[:FIRST])
        found.append(
            (
                recall(first, one.gold, FIRST),
                recall(second, one.gold, FIRST),
                same,
                first[:FIRST] == second[:FIRST],
                answer(Question(one.text), mine[:READ]).text == answer(Question(one.text), theirs[:READ]).text,
            )
        )
        if not same:
            scores = {hit.passage.id: hit.score for hit in mine}
            close = all(abs(hit.score - scores.get(hit.passage.id, 2.0)) < NEAR for hit in theirs)
            why["tie" if close else reason(corpus.store, other, embed, one.text, where)] += 1
    sqlite, neo4j, five, in_order, answers = (round(mean, 4) for mean in np.mean(found, axis=0).tolist())
    return Compared(corpus.name, share, method, len(found), sqlite, neo4j, five, in_order, answers, dict(why))


def reason(left: GraphStore, right: GraphStore, embed: MiniLM, text: str, where: Filter) -> str:
    """The first ranker that does not give both stores the same ids."""
    vector = embed.embed([text], "query")[0]
    asked: dict[str, Callable[[GraphStore], list[tuple[str, float]]]] = {
        "words": lambda store: store.search(text, 200, where=where),
        "passage vectors": lambda store: store.nearest(vector, 200, where=where),
        "sentence vectors": lambda store: store.nearest(vector, 400, "sentence", where),
        "names": lambda store: store.search(text, 64, of="entity", where=where),
    }
    for name, ask in asked.items():
        if {one for one, _ in ask(left)} != {one for one, _ in ask(right)}:
            return name
    seeds = Seeds(dict(left.nearest(vector, 20, where=where)))
    if set(left.around(seeds, 500, where).passages) != set(right.around(seeds, 500, where).passages):
        return "neighbourhood"
    return "order of sums"


def run(directory: Path, folder: Path, server: Server, embed: MiniLM, every: int = 1) -> Iterator[Compared]:
    """Compare the stores on one corpus, by one question of so many."""
    whole = taken_in(directory, folder, embed)
    corpus = replace(whole, questions=whole.questions[::every])
    name = f"parity-{uuid.uuid4().hex}"
    other = Neo4jStore(server.uri, server.user, server.password, server.database, name)
    try:
        plain.copy(corpus.store, other, server, name)
        yield from compare(corpus, other, embed)
    finally:
        corpus.store.close()
        other.close()
        wipe(server, name)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    sets = [DATA / "retrieval" / name for name in SETS]
    parser.add_argument("directories", nargs="*", type=Path, default=sets, metavar="DIR")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="ask one question of N")
    parser.add_argument("--json", action="store_true", help="one object a line")
    options = parser.parse_args()
    embed = embedder()
    with tempfile.TemporaryDirectory() as folder, neo4j_server() as server:
        for directory in options.directories:
            for line in run(directory.resolve(), Path(folder), server, embed, options.every):
                show(line, options.json)


def show(line: Compared, as_json: bool) -> None:
    if as_json:
        print(json.dumps(asdict(line)), flush=True)
        return
    why = ", ".join(f"{name} {count / line.questions:.1%}" for name, count in line.why.items())
    print(
        f"{line.set:>16} {line.share:>5.0%} {line.method:>7} recall@5 SQLite {line.sqlite:.4f} Neo4j {line.neo4j:.4f}"
        f"  same five {line.same:.1%}, in order {line.same_order:.1%},"
        f" same answer {line.same_answer:.1%} of {line.questions}  {why}",
        flush=True,
    )


if __name__ == "__main__":
    main()
