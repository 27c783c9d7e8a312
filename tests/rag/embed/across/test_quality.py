"""The int8 embedder beside the model it is made from, run by sentence-transformers."""

from __future__ import annotations

import json

import numpy as np
import pytest

from graph.types import Matrix
from rag.embed.minilm import MiniLM
from rag.embed.weights import weights_folder
from tests.support.shared import DATA, needs_data

SET = DATA / "retrieval" / "2wiki_dev200"


def recall_at_5(passages: Matrix, queries: Matrix, gold: list[list[int]]) -> float:
    found = np.argsort(-(queries @ passages.T), axis=1, kind="stable")[:, :5]
    shares = [len(set(wanted) & set(row.tolist())) / len(wanted) for wanted, row in zip(gold, found, strict=True)]
    return float(np.mean(shares))


@needs_data
@pytest.mark.shared
@pytest.mark.slow
def test_int8_finds_what_the_original_finds(minilm: MiniLM) -> None:
    from sentence_transformers import SentenceTransformer

    original = SentenceTransformer(str(weights_folder()), device="cpu")
    corpus = json.loads((SET / "corpus.json").read_text())
    asked = json.loads((SET / "questions.json").read_text())
    texts = [f"{record['title']}\n{record['text']}" for record in corpus]
    questions = [record["question"] for record in asked]
    gold = [record["gold_idx"] for record in asked]
    ours, theirs = minilm.embed(texts), np.asarray(original.encode(texts, normalize_embeddings=True))
    assert (ours[:200] * theirs[:200]).sum(axis=1).min() >= 0.985
    ours_found = recall_at_5(ours, minilm.embed(questions, "query"), gold)
    theirs_found = recall_at_5(theirs, np.asarray(original.encode(questions, normalize_embeddings=True)), gold)
    assert abs(ours_found - theirs_found) <= 0.01, f"recall@5 {ours_found:.4f}, original {theirs_found:.4f}"
