from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from evals.tuning.export import export_embedder
from graph.errors import ModelError
from rag.embed.minilm import MiniLM
from rag.embed.transformers import SentenceTransformerEmbedder, load_model
from rag.embed.tuned import TunedEncoder, open_tuned
from rag.embed.weights import weights_folder
from tests.evals.tuning.tiny_model import WIDTH, write_tiny_model

TEXTS = ["The lamp was lit by Anna Brodie.", "Bread is sold at six.", "", "word " * 400]


def test_the_untuned_default_gives_the_shipped_vectors_bit_by_bit(tmp_path: Path, minilm: MiniLM) -> None:
    assert export_embedder(load_model(str(weights_folder()), "cpu"), "same", tmp_path, latin_only=True)
    tuned = open_tuned(tmp_path)
    assert isinstance(tuned, TunedEncoder)
    assert tuned.name.startswith("same/int8/")
    assert tuned.dimensions == minilm.dimensions
    np.testing.assert_array_equal(tuned.embed(TEXTS), minilm.embed(TEXTS))
    spans = [[(0, 8), (9, 20)]]
    np.testing.assert_array_equal(tuned.embed_spans(TEXTS[:1], spans)[0], minilm.embed_spans(TEXTS[:1], spans)[0])
    assert not tuned.knows("Лампу зажгли")


def test_another_bert_is_run_as_a_graph_near_its_own_vectors(tmp_path: Path) -> None:
    model = load_model(str(write_tiny_model(tmp_path / "tiny")), "cpu")
    assert export_embedder(model, "tiny", tmp_path / "made", latin_only=False)
    tuned, own = open_tuned(tmp_path / "made"), SentenceTransformerEmbedder(str(tmp_path / "tiny"))
    assert tuned.dimensions == WIDTH
    assert tuned.knows("Лампу зажгли")
    assert (tuned.embed(TEXTS[:2]) * own.embed(TEXTS[:2])).sum(axis=1).min() > 0.97
    (tmp_path / "made" / "embedder.onnx").unlink()
    with pytest.raises(ModelError, match=r"lacks its file.*embedder\.onnx"):
        open_tuned(tmp_path / "made").embed(["a"])


def test_a_model_with_prompts_is_run_by_sentence_transformers(tmp_path: Path) -> None:
    folder = write_tiny_model(tmp_path / "tiny")
    file = folder / "config_sentence_transformers.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), "prompts": {"query": "query: "}}))
    assert not export_embedder(load_model(str(folder), "cpu"), "tiny", tmp_path / "made", latin_only=False)
    tuned = open_tuned(tmp_path / "made")
    assert isinstance(tuned, SentenceTransformerEmbedder)
    assert tuned.embed(["a lamp"]).shape == (1, WIDTH)
