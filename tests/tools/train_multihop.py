"""Fits the order by steps: `python -m tests.tools.train_multihop DIR… [--write]`.

DIR is a folder as `tests.bench.retrieval` takes it. Fitted on even-numbered questions alone. A guess is right where its
sentence is evidence and its name answers a step of the question, as the set tells it; where none does or the set tells
no steps, where another evidence passage holds the name. The order is fitted as `train_order` does, on the questions
that are asked in steps, each with guesses weighed by what was fitted without its fifth. Told are recall@2 and recall@5
of questions left out by fifths.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from rag.answer.extractive.reader import Reader
from rag.embed.minilm import MiniLM
from rag.linear_model import WEIGHT_DECIMALS, LinearModel, linear_models_json
from rag.ner.rules import RuleTagger
from rag.retrieve.graph.candidates import RERANK_FEATURES
from rag.retrieve.graph.search import Search
from rag.retrieve.multihop.retriever import MULTIHOP_FILE, SUPPORT_FEATURES, FollowUpSearch, Multihop, step_support
from rag.retrieve.multihop.subanswer_candidates import PROPOSAL_FEATURES as OF_GUESSES
from rag.retrieve.multihop.subanswer_candidates import Proposal
from tests.bench.corpus import Asked, Corpus, embedder, taken_in
from tests.tools.train_rerank import FIFTHS, Example, fit, left_out

PENALTY = 1.0
NAMED = (*RERANK_FEATURES, *SUPPORT_FEATURES)
SHORT = 3
"""Letters of a name that may be only a part of another."""


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """A question with its first passages and proposals, which of these are right, and the number of the question."""

    name: str
    number: int
    asked: Asked
    search: Search
    proposals: list[Proposal]
    right: list[bool]

    @property
    def fifth(self) -> int:
        return self.number // 2 % FIFTHS


def between(record: dict[str, Any]) -> list[str]:
    """The answers of a question's steps but the last that the question does not say itself."""
    told = [step["answer"] for step in (record.get("decomposition") or [])[:-1]]
    facts = record.get("evidences") or []
    told += [end for _, _, end in facts if end != record["answer"] and any(start == end for start, _, _ in facts)]
    low = record["question"].casefold()
    return [answer.casefold() for answer in told if answer.casefold() not in low]


def alike(name: str, answer: str) -> bool:
    """Whether they are the same or the longer holds the shorter."""
    shorter, longer = sorted((name.casefold(), answer), key=len)
    return name.casefold() == answer or (len(shorter) > SHORT and shorter in longer)


def rows(one: Opened) -> Iterator[Row]:
    """The even-numbered questions of a set."""
    corpus = one.corpus
    passages = list(corpus.store.passages())
    record_of = {passage.id: corpus.records[passage.document_id] for passage in passages}
    texts = {passage.id: f"{passage.title}. {passage.text}".casefold() for passage in passages}
    for number in range(0, len(corpus.questions), 2):
        asked = corpus.questions[number]
        search = one.rerank.graph.search(asked.text)
        if not search.ranking:
            continue
        proposals = one.rerank.propose(search)
        gold = {id_: texts[id_] for id_ in search.candidate_ids() if record_of[id_] in asked.gold}
        right = rightly(proposals, gold, between(one.records[number]))
        yield Row(corpus.name, number, asked, search, proposals, right)


def rightly(proposals: Sequence[Proposal], gold: Mapping[str, str], steps: Sequence[str]) -> list[bool]:
    """Which proposals are right, by the texts of the evidence and the answers of the steps."""
    told = [one.passage_id in gold and any(alike(one.name, step) for step in steps) for one in proposals]
    if any(told):
        return told
    return [
        one.passage_id in gold
        and any(one.name.casefold() in text for id_, text in gold.items() if id_ != one.passage_id)
        for one in proposals
    ]


def fit_guesses(chosen: Iterable[Row]) -> LinearModel:
    """Weights of a softmax over a question's proposals and the chance that none is right, with a quadratic penalty."""
    kept = [row for row in chosen if row.proposals]
    every = np.concatenate([[one.features for one in row.proposals] for row in kept]).astype(np.float64)
    scale = every.std(axis=0) + 1e-9
    weight = torch.zeros(len(OF_GUESSES) + 1, dtype=torch.double, requires_grad=True)
    scaled = [torch.from_numpy(np.stack([one.features for one in row.proposals]) / scale) for row in kept]
    optimizer = torch.optim.LBFGS([weight], max_iter=100, line_search_fn="strong_wolfe")

    def loss() -> Any:
        optimizer.zero_grad()
        total = PENALTY * (weight[:-1] ** 2).sum()
        for row, values in zip(kept, scaled, strict=True):
            scores = torch.cat([values @ weight[:-1] + weight[-1], torch.zeros(1, dtype=torch.double)])
            right = torch.tensor([*row.right, not any(row.right)])
            total = total + torch.logsumexp(scores, 0) - torch.logsumexp(scores[right], 0)
        total.backward()  # type: ignore[no-untyped-call]
        return total

    optimizer.step(loss)  # type: ignore[no-untyped-call]
    values = weight.detach().numpy()
    weights = np.round(values[:-1] / scale, WEIGHT_DECIMALS)
    return LinearModel(OF_GUESSES, weights, round(float(values[-1]), WEIGHT_DECIMALS))


def example(row: Row, corpus: Corpus, steps: Sequence[FollowUpSearch]) -> Example:
    """The row's first passages with their features and what the steps say of them."""
    ids = row.search.candidate_ids()
    documents = {passage.id: passage.document_id for passage in corpus.store.passages(ids)}
    records = tuple(corpus.records[documents[id_]] for id_ in ids)
    features = np.hstack([row.search.candidates.features, step_support(ids, steps)]).astype(np.float64)
    right = np.array([record in row.asked.gold for record in records])
    return Example(row.name, row.number // 2, features, right, records, row.asked.gold, 1.0)


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """A set that was taken in, with what retrieves from it, and its questions' records."""

    corpus: Corpus
    rerank: Multihop
    records: Sequence[dict[str, Any]]


def opened(directory: Path, folder: Path, embed: MiniLM, reader: Reader) -> Opened:
    corpus = taken_in(directory.resolve(), folder, embed)
    records = json.loads((directory / "questions.json").read_text("utf-8"))
    return Opened(corpus, Multihop(corpus.store, embed, RuleTagger(), reader), records)


def asked_in_steps(chosen: Sequence[tuple[Opened, Row]]) -> Iterator[Example]:
    """The questions that are asked in steps, with guesses weighed by what was fitted without their fifth."""
    without = [fit_guesses(row for _, row in chosen if row.fifth != part) for part in range(FIFTHS)]
    for one, row in chosen:
        steps = one.rerank.steps(row.search, without[row.fifth])
        made = example(row, one.corpus, steps)
        if steps and made.right.any() and not made.right.all():
            yield made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directories", nargs="+", type=Path, metavar="DIR")
    parser.add_argument("--write", action="store_true", help=f"write {MULTIHOP_FILE.name}")
    options = parser.parse_args()
    embed, reader = embedder(), Reader()
    with tempfile.TemporaryDirectory() as folder:
        sets = [opened(directory, Path(folder), embed, reader) for directory in options.directories]
        chosen = [(one, row) for one in sets for row in rows(one)]
        found = list(asked_in_steps(chosen))
        columns = range(len(NAMED))
        print(json.dumps({"by": "fifths", "asked in steps": len(found), **left_out(found, columns, "fifths")}))
        notes = {
            "made by": "python -m tests.tools.train_multihop",
            "questions": {name: sum(one.name == name for one in found) for name in sorted({one.name for one in found})},
        }
        order = LinearModel(NAMED, fit(found, columns))
        fitted = linear_models_json({"guess": fit_guesses(row for _, row in chosen), "order": order}, notes)
        for one in sets:
            one.corpus.store.close()
    print(fitted)
    if options.write:
        MULTIHOP_FILE.write_text(fitted, encoding="utf-8")


if __name__ == "__main__":
    main()
