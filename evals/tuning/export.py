"""Export a trained model to the folder of a tuned embedder, as an int8 graph if it is of the default one's kind."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph.private_files import make_folder, write_file
from graph.types import digest
from rag.embed.assemble import ASSEMBLY_RECIPE, EncoderShape, assemble_model
from rag.embed.transformers import without_progress_bars
from rag.embed.tuned import GRAPH_FILE, MODEL_FOLDER, TOKENIZER_FILE, EncoderNote, write_note

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer


def export_embedder(model: SentenceTransformer, name: str, folder: Path, latin_only: bool) -> bool:
    """Write the model, and its int8 graph if it is a BERT with mean pooling and no prompts; tell whether it is.

    Raises OSError.
    """
    make_folder(folder)
    with without_progress_bars():
        model.save_pretrained(str(folder / MODEL_FOLDER), create_model_card=False)
    tokenizer = folder / MODEL_FOLDER / TOKENIZER_FILE
    if not (_is_plain_bert(model) and tokenizer.is_file()):
        return False
    config = _config(model)
    encoder: Any = model[0].auto_model
    weights = {key: value.detach().cpu().float().numpy() for key, value in encoder.state_dict().items()}
    shape = EncoderShape(config.num_hidden_layers, config.num_attention_heads, config.layer_norm_eps)
    graph = assemble_model(weights, shape).SerializeToString()
    write_file(folder / GRAPH_FILE, graph)
    write_file(folder / TOKENIZER_FILE, tokenizer.read_bytes())
    tokens = int(model.max_seq_length or config.max_position_embeddings)
    identity = digest(hashlib.sha256(graph).hexdigest(), ASSEMBLY_RECIPE, tokens)[:8]
    write_note(folder, EncoderNote(f"{name}/int8/{identity}", int(config.hidden_size), tokens, latin_only))
    return True


def _is_plain_bert(model: SentenceTransformer) -> bool:
    kinds = [type(module).__name__ for module in model]
    config = _config(model)
    return (
        kinds[:2] == ["Transformer", "Pooling"]
        and set(kinds[2:]) <= {"Normalize"}
        and getattr(config, "model_type", "") == "bert"
        and getattr(config, "hidden_act", "") == "gelu"
        and getattr(config, "position_embedding_type", "absolute") == "absolute"
        and model[1].pooling_mode in ("mean", ("mean",))
        and not any(model.prompts.values())
    )


def _config(model: SentenceTransformer) -> Any:
    return model[0].auto_model.config
