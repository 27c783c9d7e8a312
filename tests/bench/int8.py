"""The int8 embedder beside the model it is made from, as retrievers: `python -m tests.bench.int8`.

Prints recall@5 of dense search by each over one public set, and their difference; exit code 4 when it is above
`MOST_LOST`.
"""

from __future__ import annotations

import json
import sys

import numpy as np

from graph.types import Matrix
from rag.embed.weights import weights_folder
from tests.bench.corpus import embedder
from tests.support.shared import DATA

SET = DATA / "retrieval" / "2wiki_dev200"
MOST_LOST = 0.01


def recall_at_5(passages: Matrix, queries: Matrix, gold: list[list[int]]) -> float:
    """Return the mean share of gold passages among the five nearest."""
    nearest = np.argsort(-(queries @ passages.T), axis=1, kind="stable")[:, :5]
    shares = [len(set(wanted) & set(row.tolist())) / len(wanted) for wanted, row in zip(gold, nearest, strict=True)]
    return float(np.mean(shares))


def main() -> int:
    """Embed the set with both, print, and return the exit code."""
    from sentence_transformers import SentenceTransformer

    small, original = embedder(), SentenceTransformer(str(weights_folder()), device="cpu")
    texts = [f"{record['title']}\n{record['text']}" for record in json.loads((SET / "corpus.json").read_text())]
    records = json.loads((SET / "questions.json").read_text())
    questions, gold = [record["question"] for record in records], [record["gold_idx"] for record in records]
    ours = recall_at_5(small.embed(texts), small.embed(questions, "query"), gold)
    passages, queries = (np.asarray(original.encode(part, normalize_embeddings=True)) for part in (texts, questions))
    theirs = recall_at_5(passages, queries, gold)
    print(f"{SET.name}: recall@5 int8 {ours:.4f}, original {theirs:.4f}, difference {ours - theirs:+.4f}")
    return 0 if abs(ours - theirs) <= MOST_LOST else 4


if __name__ == "__main__":
    sys.exit(main())
