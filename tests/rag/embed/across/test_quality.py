"""The int8 embedder beside the model it is made from, run by sentence-transformers."""

from __future__ import annotations

import json

import numpy as np
import pytest

from rag.embed.minilm import MiniLM
from rag.embed.weights import weights_folder
from tests.support.shared import DATA, needs_data

CORPUS = DATA / "retrieval" / "2wiki_dev200" / "corpus.json"
TEXTS = 200


@needs_data
@pytest.mark.shared
@pytest.mark.slow
def test_int8_embeds_as_the_original_does(minilm: MiniLM) -> None:
    """What it finds is measured by `tests.bench.int8`."""
    from sentence_transformers import SentenceTransformer

    original = SentenceTransformer(str(weights_folder()), device="cpu")
    texts = [f"{record['title']}\n{record['text']}" for record in json.loads(CORPUS.read_text())[:TEXTS]]
    ours, theirs = minilm.embed(texts), np.asarray(original.encode(texts, normalize_embeddings=True))
    assert (ours * theirs).sum(axis=1).min() >= 0.985
