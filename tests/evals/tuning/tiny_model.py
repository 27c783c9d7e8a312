"""A BERT of two narrow layers with random weights, as a folder for sentence-transformers."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from evals.tuning.rows import TripletRow
from rag.embed.weights import weights_folder
from tests.evals.tuning.parts import TOWNS

WIDTH = 32


def write_tiny_model(folder: Path) -> Path:
    """Write the model with the default embedder's tokenizer, and return its folder."""
    import torch
    from transformers import BertConfig, BertModel

    shutil.copytree(weights_folder(), folder, ignore=shutil.ignore_patterns("model.safetensors", "*.md"))
    (folder / "1_Pooling" / "config.json").write_text(
        json.dumps({"word_embedding_dimension": WIDTH, "pooling_mode_mean_tokens": True})
    )
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=30522, hidden_size=WIDTH, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64
    )
    BertModel(config).save_pretrained(folder)
    return folder


def town_triplets() -> list[TripletRow]:
    """Three questions about each town, each with another town as the negative."""
    names = list(TOWNS)
    return [
        TripletRow(f"{asked} {name}?", f"{name} lives on {TOWNS[name][0]}.", f"{other} lives on {TOWNS[other][0]}.")
        for asked in ("What feeds", "Which trade has", "How do people earn in")
        for name, other in zip(names, names[1:] + names[:1], strict=True)
    ]
